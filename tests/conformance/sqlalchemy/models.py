"""A library whose mapped classes have relations of every kind, each loaded in every way."""

from typing import List, Optional

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, backref, deferred, mapped_column, relationship


class Base(DeclarativeBase):
    pass


book_tag = Table(
    "book_tag",
    Base.metadata,
    Column("book_id", ForeignKey("book.id"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Publisher(Base):
    __tablename__ = "publisher"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    authors: Mapped[List["Author"]] = relationship(back_populates="publisher")


class Author(Base):
    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    biography: Mapped[str] = deferred(mapped_column(Text))
    publisher_id: Mapped[int] = mapped_column(ForeignKey("publisher.id"))
    publisher: Mapped[Publisher] = relationship(back_populates="authors")
    books: Mapped[List["Book"]] = relationship(back_populates="author")
    passport: Mapped[Optional["Passport"]] = relationship(back_populates="author", uselist=False)


class Editor(Base):
    __tablename__ = "editor"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    books: Mapped[List["Book"]] = relationship(back_populates="editor", lazy="selectin")


class Passport(Base):
    __tablename__ = "passport"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    author: Mapped[Author] = relationship(back_populates="passport", lazy="joined")


class Tag(Base):
    __tablename__ = "tag"

    id = Column(Integer, primary_key=True)
    name = Column(String(80))


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
    editor_id: Mapped[int] = mapped_column(ForeignKey("editor.id"))
    author: Mapped[Author] = relationship(back_populates="books")
    editor: Mapped[Editor] = relationship(back_populates="books", lazy="joined")
    tags: Mapped[List[Tag]] = relationship(secondary=book_tag, backref="books")
    labels: Mapped[List[Tag]] = relationship(secondary=book_tag, viewonly=True, lazy="selectin")
    links: Mapped[List[Tag]] = relationship(secondary=book_tag, viewonly=True, lazy="subquery")
    refused: Mapped[List[Tag]] = relationship(secondary=book_tag, viewonly=True, lazy="raise")


class Chapter(Base):
    __tablename__ = "chapter"

    id = Column(Integer, primary_key=True)
    title = Column(String(80))
    book_id = Column(Integer, ForeignKey("book.id"))
    book = relationship("Book", backref=backref("chapters", lazy="select"))


class Page(Base):
    __tablename__ = "page"

    id = Column(Integer, primary_key=True)
    number = Column(Integer)
    book_id = Column(Integer, ForeignKey("book.id"))
    book = relationship(Book, backref=backref("pages", lazy="dynamic"))
