"""Counts the queries that each program sends per row: run by measure.py in an environment that has SQLAlchemy."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# The folder has the library's name, and must not be imported for it.
sys.path = [part for part in sys.path if Path(part or ".").resolve() != HERE] + [str(HERE.parent)]

import jinja2
import sqlalchemy
from counting import ROWS, answer, load
from sqlalchemy.orm import Session


def main():
    models = load(HERE, "library.models", "models.py")
    programs = load(HERE, "programs", "programs.py")
    rendering = load(HERE, "library.rendering", "rendering.py")
    engine = sqlalchemy.create_engine("sqlite://")
    models.Base.metadata.create_all(engine)
    versions = {"rows": f"SQLAlchemy {sqlalchemy.__version__}", "template": f"Jinja {jinja2.__version__}"}

    def counted(text):
        program, _, rendering.templates["page.html"] = text.partition(programs.TEMPLATE)
        return count(engine, program)

    answer("sqlalchemy", versions, programs, lambda start: fill(engine, models, start), counted)


def fill(engine, models, start):
    """Adds rows to each table: each relation to one row leads to a row of its own, each relation to many to one row."""
    with Session(engine) as session:
        for n in range(start, start + ROWS):
            author = models.Author(name=f"a{n}", biography="long", publisher=models.Publisher(name=f"p{n}"))
            editor = models.Editor(name=f"e{n}")
            book = models.Book(title=f"t{n}", author=author, editor=editor, tags=[models.Tag(name=f"g{n}")])
            passport = models.Passport(number=str(n), author=author)
            session.add_all([passport, models.Chapter(title="c", book=book), models.Page(number=n, book=book)])
        session.commit()


def count(engine, text):
    """How many queries a program sends, or what it raises instead."""
    names = {}
    exec(text, names)
    sent = []
    listener = lambda *event: sent.append(event[2])
    sqlalchemy.event.listen(engine, "before_cursor_execute", listener)
    try:
        with Session(engine) as session:
            names["rows"](session)
    except Exception as error:
        return type(error).__name__
    finally:
        sqlalchemy.event.remove(engine, "before_cursor_execute", listener)
    return len(sent)


if __name__ == "__main__":
    main()
