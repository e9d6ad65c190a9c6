"""The programs to measure: types of strawberry, each field of them asked for with each way to get its rows."""

HEADER = """\
import strawberry
import strawberry_django

from library.models import Author, Book, Publisher, Tag
"""

PROGRAM = """\
{imports}@{publisher}
class PublisherType:
    name: str


@{author}
class AuthorType:
    name: str
    publisher: PublisherType
    books: list["BookType"]


@{tag}
class TagType:
    name: str


@{book}
class BookType:
    title: str
    author: AuthorType
    tags: list[TagType]
{methods}

@strawberry.type
class Query:
    @{field}
    def found(self) -> list[{shown}]:
        return {rows}


def rows():
    schema = strawberry.Schema(query=Query{extensions})
    return schema.execute_sync("{{ found {{ {asked} }} }}")
"""

METHODS = """
    @strawberry.field
    def written_by(self) -> str:
        return self.author.name

    @{django}.field(select_related=["author"], only=["author__name"])
    def hinted(self) -> str:
        return self.author.name

    @strawberry.field
    def key(self) -> int:
        return self.author_id

    @strawberry.field
    def labels(self) -> list[TagType]:
        return self.tags.all()

    @strawberry.field
    def number(self) -> int:
        return self.tags.count()

    @strawberry.field
    def others(self) -> int:
        return Book.objects.filter(author_id=self.author_id).count()
"""

# What is asked for of each book, and the ways to get them; of plain types managers are no lists.
OF_BOOKS = [
    "title",
    "author { name }",
    "author { publisher { name } }",
    "tags { name }",
    "writtenBy",
    "hinted",
    "key",
    "labels { name }",
    "number",
    "others",
]
BOOKS = [
    "Book.objects.order_by('pk')",
    "list(Book.objects.all())",
    "Book.objects.select_related('author__publisher')",
    "Book.objects.prefetch_related('author', 'tags')",
]
OF_AUTHORS = ["name", "publisher { name }", "books { title }", "books { tags { name } }"]
AUTHORS = [
    "Author.objects.all()",
    "Author.objects.prefetch_related('books__tags')",
]

OPTIMIZER = "from strawberry_django.optimizer import DjangoOptimizerExtension\n\n\n"
# Whether the types are those of strawberry-django, and whether its optimizer is on.
SETTINGS = [(False, False), (False, True), (True, False), (True, True)]


def programs():
    """Pairs of a kind and the text of types and a function `rows`."""
    for is_django, is_optimized in SETTINGS:
        for shown, listed, fields in [("BookType", BOOKS, OF_BOOKS), ("AuthorType", AUTHORS, OF_AUTHORS)]:
            for rows in listed:
                for asked in fields:
                    yield "graphql", program(is_django, is_optimized, shown, rows, asked)


def program(is_django, is_optimized, shown, rows, asked):
    # A type has the one method that is asked for, so that what is said is of that one.
    models = {"publisher": "Publisher", "author": "Author", "tag": "Tag", "book": "Book"}
    types = {
        name: f"strawberry_django.type({model})" if is_django else "strawberry.type" for name, model in models.items()
    }
    text = PROGRAM.format(
        **types,
        imports=OPTIMIZER if is_optimized else "",
        methods=method(asked),
        field="strawberry_django.field" if is_django else "strawberry.field",
        shown=shown,
        rows=rows,
        extensions=", extensions=[DjangoOptimizerExtension]" if is_optimized else "",
        asked=asked,
    )
    return without_unasked(text, asked)


def method(asked):
    """The method that resolves what is asked for, if one does."""
    name = "".join("_" + letter.lower() if letter.isupper() else letter for letter in asked.split()[0])
    methods = METHODS.format(django="strawberry_django").split("\n\n")
    return "".join("\n" + it.strip("\n") + "\n" for it in methods if f"def {name}(" in it)


def without_unasked(text, asked):
    """The types without the relations that nobody asks for: each would be one more thing to say."""
    relations = ["publisher", "books", "author", "tags"]
    unasked = [f"    {name}: " for name in relations if name not in asked.replace("{", " ").split()]
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(tuple(unasked)))
