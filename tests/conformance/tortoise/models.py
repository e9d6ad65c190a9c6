"""A library whose models have relations of every kind that Tortoise has."""

from tortoise import fields
from tortoise.models import Model


class Publisher(Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=80)


class Author(Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=80)
    publisher = fields.ForeignKeyField("models.Publisher", related_name="authors")


class Passport(Model):
    id = fields.IntField(primary_key=True)
    author = fields.OneToOneField("models.Author")


class Tag(Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=80)


class Book(Model):
    id = fields.IntField(primary_key=True)
    title = fields.CharField(max_length=80)
    author = fields.ForeignKeyField("models.Author", related_name="books")
    tags = fields.ManyToManyField("models.Tag", related_name="books")


class Chapter(Model):
    id = fields.IntField(primary_key=True)
    title = fields.CharField(max_length=80)
    book = fields.ForeignKeyField("models.Book")
