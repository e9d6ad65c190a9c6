"""The programs to measure: rows of a model of Tortoise, got in many ways, and what is read of each of them."""

HEADER = """\
from tortoise.query_utils import Prefetch

from library.models import Author, Book, Chapter, Passport, Publisher, Tag
"""

# The name of the row, the reads, the ways to get the rows: each read is measured with each way.
PRODUCTS = [
    (
        "book",
        [
            "book.title",
            "book.author_id",
            "book.author.name",
            "await book.author",
            "(await book.author).name",
            "author = await book.author\n    await author.publisher",
            "await book.fetch_related('author')",
            "await book.tags",
            "async for tag in book.tags:\n        tag.name",
            "for tag in book.tags:\n        tag.name",
            "[tag.name async for tag in book.tags]",
            "await book.tags.all()",
            "await book.tags.filter(name='g1')",
            "len(book.tags)",
            "await book.tags.all().count()",
            "async for chapter in book.chapters:\n        chapter.title",
            "await book.chapters.order_by('title').first()",
        ],
        [
            "await Book.all()",
            "await Book.filter(title__not='').order_by('title')",
            "await Book.all().limit(100)",
            "await Book.all().select_related('author')",
            "await Book.all().select_related('author__publisher')",
            "await Book.all().prefetch_related('author')",
            "await Book.all().prefetch_related('author__publisher', 'tags')",
            "await Book.all().prefetch_related('tags', 'chapters')",
            "await Book.all().prefetch_related(Prefetch('tags', queryset=Tag.filter(name__not='')))",
            "list(await Book.all())",
        ],
    ),
    (
        "author",
        [
            "await author.passports",
            "await author.publisher",
            "for book in await author.books:\n        book.title",
            "for book in await author.books:\n        await book.author",
            "for book in author.books:\n        for chapter in book.chapters:\n            chapter.title",
            "for book in await author.books:\n        async for chapter in book.chapters:\n            chapter.title",
        ],
        [
            "await Author.all()",
            "await Author.all().prefetch_related('passports', 'publisher')",
            "await Author.all().prefetch_related('books')",
            "await Author.all().prefetch_related('books__chapters')",
        ],
    ),
    ("tag", ["await tag.books", "[book.title for book in await tag.books.all()]"], ["await Tag.all()"]),
]


def programs():
    """Pairs of a kind and the text of a function `rows`, whose loop is measured."""
    for row, reads, ways in PRODUCTS:
        for way in ways:
            for read in reads:
                yield "rows", f"async def rows():\n    for {row} in {way}:\n        {written(read)}\n"
    for read in ["book.title", "await book.author", "await book.tags"]:
        yield "rows", f"async def rows():\n    async for book in Book.all():\n        {read}\n"


def written(read):
    return read.replace("\n    ", "\n        ")
