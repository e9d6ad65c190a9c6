"""Counts the queries that each program sends per row: run by measure.py in an environment that has Peewee."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path = [part for part in sys.path if Path(part or ".").resolve() != HERE] + [str(HERE.parent)]

import peewee
from counting import ROWS, answer, load


def main():
    models = load(HERE, "library.models", "models.py")
    programs = load(HERE, "programs", "programs.py")
    database = models.database
    tables = [models.Publisher, models.Author, models.Editor, models.Tag, models.Book, models.Chapter, models.Labelled]
    database.create_tables(tables)

    def fill(start):
        for n in range(start, start + ROWS):
            author = models.Author.create(name=f"a{n}", publisher=models.Publisher.create(name=f"p{n}"))
            editor = models.Editor.create(name=f"e{n}", mentor=models.Editor.create(name=f"m{n}"))
            book = models.Book.create(title=f"t{n}", author=author, editor=editor)
            book.tags.add(models.Tag.create(name=f"g{n}"))
            models.Chapter.create(title="c", number=n, book=book)

    send, sent = database.execute_sql, []
    database.execute_sql = lambda *given, **named: sent.append(given) or send(*given, **named)

    def count(text):
        """How many queries a program sends, or what it raises instead."""
        names = {}
        exec(text, names)
        sent.clear()
        try:
            names["rows"]()
        except Exception as error:
            return type(error).__name__
        return len(sent)

    answer("peewee", {"rows": f"Peewee {peewee.__version__}"}, programs, fill, count)


if __name__ == "__main__":
    main()
