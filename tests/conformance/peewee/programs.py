"""The programs to measure: rows of a class of Peewee, got in many ways, and what is read of each of them."""

HEADER = """\
from peewee import fn, prefetch

from library.models import Author, Book, Chapter, Editor, Labelled, Publisher, Tag
"""

# The name of the row, the reads, the ways to get the rows: each read is measured with each way.
PRODUCTS = [
    (
        "book",
        [
            "book.title",
            "book.author_id",
            "book.author.name",
            "book.author.id",
            "book.author.publisher.name",
            "book.author.publisher_id",
            "book.editor",
            "book.editor_id",
            "for tag in book.tags:\n    tag.name",
            "for chapter in book.chapter_set:\n    chapter.title",
            "for chapter in book.chapter_set:\n    chapter.book.title",
            "[chapter.title for chapter in book.chapter_set]",
            "list(book.chapter_set.order_by(Chapter.number))",
            "len(book.chapter_set)",
            "book.chapter_set.count()",
            "book.author == book",
        ],
        [
            "Book.select()",
            "Book.select().where(Book.title != '').order_by(Book.title)",
            "list(Book.select())",
            "Book.select().execute()",
            "Book.select().limit(100)",
            "Book.select().join(Author)",
            "Book.select(Book, Author).join(Author)",
            "Book.select(Book, Author, Publisher).join(Author).join(Publisher)",
            "Book.select(Book, Author.name).join(Author)",
            "Book.select(Book, fn.COUNT(Chapter.id)).join(Chapter).group_by(Book.id)",
            "prefetch(Book.select(), Chapter)",
            "prefetch(Book.select(), Chapter.select())",
            "prefetch(Book.select(), Author)",
            "Book.select().prefetch(Chapter)",
            "Book.select(Book, Author).join(Author).prefetch(Chapter)",
            "Book.select().iterator()",
            "Book.filter(title__ne='')",
        ],
    ),
    (
        "author",
        [
            "author.name",
            "author.publisher.name",
            "for book in author.books:\n    book.title",
            "for book in author.books:\n    book.author.name",
            "for book in author.books:\n    book.editor_id",
            "for book in author.books:\n    for chapter in book.chapter_set:\n        chapter.title",
            "sorted(author.books, key=lambda book: book.title)",
        ],
        [
            "Author.select()",
            "Author.select(Author, Publisher).join(Publisher)",
            "prefetch(Author.select(), Book)",
            "prefetch(Author.select(), Book, Chapter)",
            "prefetch(Author.select(Author, Publisher).join(Publisher), Book)",
        ],
    ),
    (
        "publisher",
        ["for author in publisher.authors:\n    for book in author.books:\n        book.title", "publisher.authors.count()"],
        ["Publisher.select()", "prefetch(Publisher.select(), Author)", "prefetch(Publisher.select(), Author, Book)"],
    ),
    ("editor", ["editor.name", "editor.mentor", "list(editor.pupils)"], ["Editor.select()"]),
    ("tag", ["tag.name", "for book in tag.books:\n    book.title"], ["Tag.select()"]),
]


def programs():
    """Pairs of a kind and the text of a function `rows`, whose loop is measured."""
    for row, reads, ways in PRODUCTS:
        for way in ways:
            for read in reads:
                body = read.replace("\n", "\n        ")
                yield "rows", f"def rows():\n    for {row} in {way}:\n        {body}\n"
