"""Counts the queries that each program sends per row: run by measure.py in an environment that has strawberry."""

import sys
import types
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
# The folder has the library's name, and must not be imported for it.
hidden = {HERE, HERE.parent}
sys.path = [part for part in sys.path if Path(part or ".").resolve() not in hidden]

import django
from django.conf import settings

sys.path.append(str(HERE.parent))
from counting import ROWS, answer


def main():
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        INSTALLED_APPS=["library"],
    )
    sys.path.insert(0, str(HERE))
    django.setup()
    import programs
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from library import models

    with connection.schema_editor() as editor:
        for model in [models.Publisher, models.Author, models.Tag, models.Book]:
            editor.create_model(model)

    def fill(start):
        for n in range(start, start + ROWS):
            publisher = models.Publisher.objects.create(name=f"p{n}")
            author = models.Author.objects.create(name=f"a{n}", publisher=publisher)
            book = models.Book.objects.create(title=f"t{n}", author=author)
            book.tags.add(models.Tag.objects.create(name=f"g{n}"))

    def count(text):
        """How many queries a program sends, or what it raises instead."""
        # Types that name each other are looked for in the module that defines them.
        program = sys.modules["program"] = types.ModuleType("program")
        exec(text, program.__dict__)
        # The log of a connection holds so many queries and no more.
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = program.rows()
        return type(answer.errors[0].original_error).__name__ if answer.errors else len(queries)

    packages = ["strawberry-graphql", "strawberry-graphql-django", "Django"]
    versions = {"rows": ", ".join(f"{package} {version(package)}" for package in packages)}
    answer("strawberry", versions, programs, fill, count)


if __name__ == "__main__":
    main()
