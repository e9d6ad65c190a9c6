"""Counts the queries that each program sends per row: run by measure.py in an environment that has SQLModel."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# The folder has the library's name, and must not be imported for it.
hidden = {HERE, HERE.parent}
sys.path = [part for part in sys.path if Path(part or ".").resolve() not in hidden]

import sqlalchemy
import sqlmodel
from sqlalchemy.pool import StaticPool

sys.path.append(str(HERE.parent))
from counting import ROWS, answer, load


def main():
    models = load(HERE, "library.models", "models.py")
    programs = load(HERE, "programs", "programs.py")
    engine = sqlmodel.create_engine("sqlite://", poolclass=StaticPool)
    sqlmodel.SQLModel.metadata.create_all(engine)
    sent = []
    sqlalchemy.event.listen(engine, "before_cursor_execute", lambda *event: sent.append(event[2]))

    def fill(start):
        with sqlmodel.Session(engine) as session:
            for n in range(start, start + ROWS):
                author = models.Author(name=f"a{n}", publisher=models.Publisher(name=f"p{n}"))
                book = models.Book(title=f"t{n}", author=author, tags=[models.Tag(name=f"g{n}")])
                session.add_all([author, book])
            session.commit()

    def count(text):
        """How many queries a program sends, or what it raises instead."""
        names = {}
        exec(text, names)
        sent.clear()
        try:
            with sqlmodel.Session(engine) as session:
                names["rows"](session)
        except Exception as error:
            return type(error).__name__
        return len(sent)

    versions = {"rows": f"SQLModel {sqlmodel.__version__}, SQLAlchemy {sqlalchemy.__version__}"}
    answer("sqlmodel", versions, programs, fill, count)


if __name__ == "__main__":
    main()
