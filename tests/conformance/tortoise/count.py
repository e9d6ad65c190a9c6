"""Counts the queries that each program sends per row: run by measure.py in an environment that has Tortoise."""

import asyncio
import contextvars
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# The folder has the library's name, and must not be imported for it.
hidden = {HERE, HERE.parent}
sys.path = [part for part in sys.path if Path(part or ".").resolve() not in hidden]

import tortoise
from tortoise import Tortoise, connections
from tortoise.backends.sqlite.client import SqliteClient

sys.path.append(str(HERE.parent))
from counting import ROWS, answer, load

SENDING = ["execute_query", "execute_query_dict", "execute_insert", "execute_many", "execute_script"]


def main():
    loop = asyncio.new_event_loop()
    models = load(HERE, "library.models", "models.py")
    programs = load(HERE, "programs", "programs.py")
    sent = []
    listen(sent)
    # Tortoise keeps its connections in the context of the task that opens them.
    context = contextvars.copy_context()

    def run(coroutine):
        return loop.run_until_complete(loop.create_task(coroutine, context=context))

    run(Tortoise.init(db_url="sqlite://:memory:", modules={"models": ["library.models"]}))
    run(Tortoise.generate_schemas())

    async def fill(start):
        for n in range(start, start + ROWS):
            publisher = await models.Publisher.create(name=f"p{n}")
            author = await models.Author.create(name=f"a{n}", publisher=publisher)
            await models.Passport.create(author=author)
            book = await models.Book.create(title=f"t{n}", author=author)
            await book.tags.add(await models.Tag.create(name=f"g{n}"))
            await models.Chapter.create(title="c", book=book)

    def count(text):
        """How many queries a program sends, or what it raises instead."""
        names = {}
        exec(text, names)
        sent.clear()
        try:
            run(names["rows"]())
        except Exception as error:
            return type(error).__name__
        return len(sent)

    versions = {"rows": f"Tortoise {tortoise.__version__}"}
    answer("tortoise", versions, programs, lambda start: run(fill(start)), count)
    run(close())


async def close():
    await connections.close_all()


def listen(sent):
    """Notes what the client sends; one method may call another, and then only the outer one counts."""
    depth = [0]

    def noted(send):
        async def noting(*given, **named):
            if not depth[0]:
                sent.append(given[1])
            depth[0] += 1
            try:
                return await send(*given, **named)
            finally:
                depth[0] -= 1

        return noting

    for name in SENDING:
        setattr(SqliteClient, name, noted(getattr(SqliteClient, name)))


if __name__ == "__main__":
    main()
