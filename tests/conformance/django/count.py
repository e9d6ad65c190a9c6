"""Counts the queries that each program sends per row: run by measure.py in an environment that has Django."""

import sys
from pathlib import Path

import django
from django.conf import settings

# Last, since a folder there has the library's name.
sys.path.append(str(Path(__file__).resolve().parent.parent))

from counting import ROWS, answer


def main():
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.admin", "library"],
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=(),
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
    )
    sys.path.insert(0, str(Path(__file__).parent))
    django.setup()
    import programs
    import rest_framework

    create_tables()
    versions = {"rows": f"Django {django.__version__}", "serializer": f"djangorestframework {rest_framework.VERSION}"}
    answer("django", versions, programs, fill, count)


def create_tables():
    from django.apps import apps
    from django.db import connection

    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if not model._meta.proxy:
                editor.create_model(model)


def fill(start):
    """Adds rows to each table: each relation to one row leads to a row of its own, each relation to many to one row."""
    from django.contrib.auth.models import Group, Permission, User
    from django.contrib.contenttypes.models import ContentType
    from library import models

    numbers = range(start, start + ROWS)
    countries = [models.Country.objects.create(code=f"c{n}", name=f"country {n}") for n in numbers]
    cities = [models.City.objects.create(name=f"city {n}", country=it) for n, it in zip(numbers, countries)]
    publishers = [models.Publisher.objects.create(name=f"p{n}", city=it) for n, it in zip(numbers, cities)]
    authors = [
        models.Author.objects.create(name=f"author {n}", biography="long", publisher=it)
        for n, it in zip(numbers, publishers)
    ]
    users = [User.objects.create(username=f"user {n}") for n in numbers]
    books = [
        models.Book.objects.create(title=f"t{n}", summary="s", author=author, editor=author, owner=user)
        for n, author, user in zip(numbers, authors, users)
    ]
    type_of_books = ContentType.objects.get_for_model(models.Book)
    for at, (n, author, book, user) in enumerate(zip(numbers, authors, books, users)):
        author.mentor = authors[at - 1]
        author.save()
        book.sequel = books[at - 1]
        book.save()
        book.tags.add(models.Tag.objects.create(name=f"tag {n}"))
        models.Prize.objects.create(author=author, award=models.Award.objects.create(name=f"award {n}"), year=n)
        models.Passport.objects.create(number=str(n), author=author, city=cities[at])
        models.Chapter.objects.create(title=f"chapter {n}", book=book)
        models.Review.objects.create(stars=n, book=book, critic=author)
        models.Note.objects.create(text="note", content_type=type_of_books, object_id=book.pk)
        models.Shop.objects.create(name=f"shop {n}", city=cities[at], owner=author).stock.add(book)
        models.Loan.objects.create(days=n, classic_id=book.pk)
        user.groups.add(Group.objects.create(name=f"group {n}"))
        user.user_permissions.add(Permission.objects.create(name=f"p{n}", codename=f"p{n}", content_type=type_of_books))


def count(text):
    """How many queries a program sends, or what it raises instead."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    names = {}
    exec(text, names)
    ContentType.objects.get_for_model(names["Book"])
    # The log of a connection holds so many queries and no more.
    connection.queries_log.clear()
    with CaptureQueriesContext(connection) as queries:
        try:
            names["rows"]()
        except Exception as error:
            return type(error).__name__
    return len(queries)


if __name__ == "__main__":
    main()
