"""The programs to measure: rows of a class of SQLModel, got in many ways, and what is read of each of them."""

HEADER = """\
from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import Session, select

from library.models import Author, Book, Publisher, Tag
"""

# The name of the row, the reads, the ways to get the rows: each read is measured with each way.
PRODUCTS = [
    (
        "author",
        [
            "author.name",
            "author.publisher.name",
            "len(author.drafts)",
            "for book in author.books:\n    book.author.name",
            "[tag.name for book in author.books for tag in book.tags]",
            "len(author.books)",
        ],
        [
            "session.exec(select(Author))",
            "session.exec(select(Author)).all()",
            "session.exec(select(Author).where(Author.name != '').order_by(Author.name)).all()",
            "session.exec(select(Author).join(Publisher)).all()",
            "session.exec(select(Author).options(selectinload(Author.books))).all()",
            "session.exec(select(Author).options(selectinload(Author.books).selectinload(Book.tags))).all()",
            "session.exec(select(Author).options(joinedload(Author.publisher))).all()",
            "session.query(Author).all()",
        ],
    ),
    (
        "publisher",
        ["publisher.name", "[len(author.books) for author in publisher.authors]"],
        ["session.exec(select(Publisher)).all()", "session.scalars(select(Publisher)).all()"],
    ),
    ("tag", ["tag.name", "[book.title for book in tag.books]"], ["session.exec(select(Tag)).all()"]),
]


def programs():
    """Pairs of a kind and the text of functions, of which `rows` has the loop that is measured."""
    for row, reads, ways in PRODUCTS:
        for way in ways:
            for read in reads:
                body = read.replace("\n", "\n        ")
                yield "rows", f"def rows(session: Session):\n    for {row} in {way}:\n        {body}\n"
            found = f"def found(session: Session):\n    return {way}\n\n\n"
            yield "rows", f"{found}def rows(session: Session):\n    for {row} in found(session):\n        {reads[-1]}\n"
