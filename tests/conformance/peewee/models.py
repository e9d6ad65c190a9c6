"""A library whose classes have relations of every kind that Peewee has."""

from peewee import CharField, ForeignKeyField, IntegerField, ManyToManyField, Model, SqliteDatabase

database = SqliteDatabase(":memory:")


class Base(Model):
    class Meta:
        database = database


class Publisher(Base):
    name = CharField()


class Author(Base):
    name = CharField()
    publisher = ForeignKeyField(Publisher, backref="authors")


class Editor(Base):
    name = CharField()
    mentor = ForeignKeyField("self", null=True, backref="pupils")


class Tag(Base):
    name = CharField()


class Book(Base):
    title = CharField()
    author = ForeignKeyField(Author, backref="books")
    editor = ForeignKeyField(Editor, lazy_load=False)
    tags = ManyToManyField(Tag, backref="books")


class Chapter(Base):
    title = CharField()
    number = IntegerField()
    book = ForeignKeyField(Book)


Labelled = Book.tags.get_through_model()
