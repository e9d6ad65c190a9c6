"""A library whose classes are SQLModel's."""

from typing import List, Optional

from sqlmodel import Field, Relationship, SQLModel


class Publisher(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    authors: List["Author"] = Relationship(back_populates="publisher")


class AuthorBase(SQLModel):
    name: str


class Author(AuthorBase, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    publisher_id: Optional[int] = Field(default=None, foreign_key="publisher.id")
    publisher: Optional[Publisher] = Relationship(back_populates="authors")
    books: List["Book"] = Relationship(back_populates="author", sa_relationship_kwargs={"cascade": "all"})
    drafts: List["Draft"] = Relationship(sa_relationship_kwargs={"lazy": "selectin"})


class Labelled(SQLModel, table=True):
    book_id: Optional[int] = Field(default=None, foreign_key="book.id", primary_key=True)
    tag_id: Optional[int] = Field(default=None, foreign_key="tag.id", primary_key=True)


class Tag(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    books: List["Book"] = Relationship(back_populates="tags", link_model=Labelled)


class Book(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    title: str
    author_id: Optional[int] = Field(default=None, foreign_key="author.id")
    author: Optional[Author] = Relationship(back_populates="books")
    tags: List[Tag] = Relationship(back_populates="books", link_model=Labelled)


class Draft(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    author_id: Optional[int] = Field(default=None, foreign_key="author.id")
