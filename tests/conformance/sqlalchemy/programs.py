"""The programs to measure: rows of a mapped class, got in many ways, and what is read of each of them."""

HEADER = """\
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, defaultload, joinedload, lazyload, load_only, selectinload
from sqlalchemy.orm import subqueryload

from library.models import Author, Book, Chapter, Editor, Page, Passport, Publisher, Tag
from library.rendering import render_template
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
            "book.editor.name",
            "for tag in book.tags:\n    tag.name",
            "len(book.tags)",
            "if book.tags:\n    pass",
            "book.tags[0].name",
            "for tag in book.labels:\n    tag.name",
            "for tag in book.links:\n    tag.name",
            "for chapter in book.chapters:\n    chapter.book.title",
            "book.pages.count()",
            "[tag.name for tag in book.tags]",
        ],
        [
            "session.scalars(select(Book))",
            "session.scalars(select(Book)).all()",
            "session.execute(select(Book)).scalars().all()",
            "session.query(Book).all()",
            "session.query(Book)",
            "session.query(Book).filter(Book.title != '').order_by(Book.id).all()",
            "session.scalars(select(Book).join(Book.author)).all()",
            "session.scalars(select(Book).join(Book.author).options(contains_eager(Book.author))).all()",
            "session.scalars(select(Book).options(joinedload(Book.author))).all()",
            "session.scalars(select(Book).options(joinedload(Book.tags))).unique().all()",
            "session.scalars(select(Book).options(selectinload(Book.tags), selectinload(Book.chapters))).all()",
            "session.query(Book).options(subqueryload(Book.tags)).all()",
            "session.query(Book).options(joinedload(Book.author).joinedload(Author.publisher)).all()",
            "session.query(Book).options(defaultload(Book.author).joinedload(Author.publisher)).all()",
            "session.query(Book).options(lazyload(Book.editor)).all()",
        ],
    ),
    (
        "author",
        [
            "author.name",
            "author.biography",
            "author.publisher.name",
            "author.passport.number",
            "for book in author.books:\n    book.author.name",
            "for book in author.books:\n    book.editor.name",
        ],
        [
            "session.scalars(select(Author)).all()",
            "session.query(Author).all()",
            "session.scalars(select(Author).options(selectinload(Author.books))).all()",
            "session.scalars(select(Author).options(load_only(Author.name))).all()",
            "session.query(Author).options(joinedload(Author.passport)).all()",
        ],
    ),
    (
        "editor",
        [
            "editor.name",
            "for book in editor.books:\n    book.editor.name",
            "for book in editor.books:\n    book.author.name",
        ],
        ["session.query(Editor).all()", "session.query(Editor).options(lazyload(Editor.books)).all()"],
    ),
    (
        "publisher",
        [
            "publisher.name",
            "for author in publisher.authors:\n    author.publisher.name",
            "for author in publisher.authors:\n    len(author.books)",
            "len(publisher.authors)",
        ],
        [
            "session.scalars(select(Publisher)).all()",
            "session.query(Publisher).all()",
            "session.query(Publisher).options(selectinload(Publisher.authors)).all()",
            "session.query(Publisher).options(selectinload(Publisher.authors).selectinload(Author.books)).all()",
        ],
    ),
    (
        "tag",
        ["tag.name", "len(tag.books)", "for book in tag.books:\n    book.title"],
        ["session.query(Tag).all()", "session.query(Tag).options(selectinload(Tag.books)).all()"],
    ),
    (
        "passport",
        ["passport.number", "passport.author.name"],
        ["session.query(Passport).all()", "session.scalars(select(Passport)).all()"],
    ),
    (
        "chapter",
        ["chapter.title", "chapter.book.title", "chapter.book.author.name"],
        ["session.query(Chapter).all()", "session.query(Chapter).options(joinedload(Chapter.book)).all()"],
    ),
]


# The name of the rows, what a template of Jinja does with them, the ways to get the rows.
TEMPLATES = [
    (
        "books",
        [
            "{% for book in books %}{{ book.title }}{% endfor %}",
            "{% for book in books %}{{ book.author.name }}{% endfor %}",
            "{% for book in books %}{% for tag in book.tags %}{{ tag.name }}{% endfor %}{% endfor %}",
            "{% for book in books %}{{ book.tags|length }}{% endfor %}",
            "{% for book in books if book.tags %}{{ book.title }}{% endfor %}",
            "{% for book in books %}{{ book.editor.name }}{% endfor %}",
            "{% for book in books|list %}{% set author = book.author %}{{ author.publisher.name }}{% endfor %}",
            "{% for book in books %}{% for chapter in book.chapters %}{{ chapter.book.title }}{% endfor %}{% endfor %}",
            "{% for book in books %}{% for label in book.labels %}{{ label.name }}{% endfor %}{% endfor %}",
            "{% macro line(book) %}{{ book.author.name }}{% endmacro %}"
            "{% for book in books %}{{ line(book) }}{% endfor %}",
        ],
        [
            "session.query(Book).all()",
            "session.scalars(select(Book).order_by(Book.id))",
            "session.scalars(select(Book).options(selectinload(Book.tags), joinedload(Book.author))).all()",
        ],
    ),
    (
        "authors",
        [
            "{% for author in authors %}{% for book in author.books %}{{ book.author.name }}{% endfor %}{% endfor %}",
            "{% for author in authors %}{{ author.books[0].title }}{% endfor %}",
            "{% for author in authors %}{{ author.passport.number }}{% endfor %}",
            "{% for author in authors %}{{ author.publisher_id }}{% endfor %}",
        ],
        ["session.query(Author).all()", "session.query(Author).options(selectinload(Author.books)).all()"],
    ),
]
# Between a program and the template that it renders.
TEMPLATE = "# --- templates/page.html\n"


def programs():
    """Pairs of a kind and the text of a function `rows`, whose loop is measured: in Python, or in a template behind it."""
    for row, reads, ways in PRODUCTS:
        for way in ways:
            for read in reads:
                body = read.replace("\n", "\n        ")
                yield "rows", f"def rows(session: Session):\n    for {row} in {way}:\n        {body}\n"
    for rows, templates, ways in TEMPLATES:
        for way in ways:
            for template in templates:
                body = f'return render_template("page.html", {rows}={way})'
                yield "template", f"def rows(session: Session):\n    {body}\n{TEMPLATE}{template}\n"
