"""Counts the queries that each program sends per row: run by measure.py in an environment that has SQLAlchemy."""

import json
import sys
import types
from pathlib import Path

HERE = Path(__file__).resolve().parent
# The folder has the library's name, and must not be imported for it.
sys.path = [part for part in sys.path if Path(part or ".").resolve() != HERE]

import sqlalchemy
from sqlalchemy.orm import Session

ROWS = 4


def main():
    models = load("library.models", "models.py")
    sys.modules["library"] = types.ModuleType("library")
    programs = load("programs", "programs.py")
    engine = sqlalchemy.create_engine("sqlite://")
    models.Base.metadata.create_all(engine)
    texts = list(programs.programs())
    fill(engine, models, 0)
    few = [count(engine, programs.HEADER + text) for _, text in texts]
    fill(engine, models, ROWS)
    many = [count(engine, programs.HEADER + text) for _, text in texts]
    cells = [
        {"kind": kind, "code": text, "queries": per_row(before, after)}
        for (kind, text), before, after in zip(texts, few, many)
    ]
    versions = {"rows": f"SQLAlchemy {sqlalchemy.__version__}"}
    answer = {"library": "sqlalchemy", "versions": versions, "header": programs.HEADER, "cells": cells}
    json.dump(answer, sys.stdout)


def load(name, file):
    """A module of this folder, under a name of its own."""
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile((HERE / file).read_text(encoding="utf-8"), file, "exec"), module.__dict__)
    return module


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


def per_row(few, many):
    """What a row more costs; what the program raises; None where it is no whole number."""
    if isinstance(few, str) or isinstance(many, str):
        return few if isinstance(few, str) else many
    whole, rest = divmod(many - few, ROWS)
    return None if rest else whole


if __name__ == "__main__":
    main()
