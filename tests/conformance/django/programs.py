"""The programs to measure: rows of a model, got in many ways, and what is read of each of them."""

import protocols

HEADER = """\
from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.syndication.views import Feed
from django.db.models import Count, F, Prefetch

from library.models import Author, Book, Chapter, City, Classic, Loan, Note, Passport, Place, Prize, Publisher, Review
from library.models import Shop, Tag
from library.serializers import *
from library.shown import change_list, feed, select_box
"""

# The name of the row, the reads, the ways to get the rows: each read is measured with each way.
PRODUCTS = [
    (
        "book",
        [
            "book.title",
            "book.summary",
            "book.author_id",
            "book.author.name",
            "book.author.pk",
            "if book.author is None:\n    pass",
            "book.author == book.editor",
            "book.author.publisher.name",
            "book.sequel.title",
            "book.owner.username",
            "book.author_name",
            "for tag in book.tags.all():\n    tag.name",
            "book.tags.count()",
            "for tag in book.tags.filter(name='a'):\n    tag.name",
            "for chapter in book.chapter_set.all():\n    chapter.book.title",
        ],
        [
            "Book.objects.all()",
            "Book.objects.filter(author__name__isnull=False)",
            "Book.objects.select_related('author')",
            "Book.objects.select_related('author__publisher', 'owner')",
            "Book.objects.select_related()",
            "Book.objects.select_related('author').select_related(None)",
            "Book.objects.with_author().printed()",
            "Book.objects.prefetch_related('author')",
            "Book.objects.prefetch_related('tags', 'chapter_set')",
            "Book.objects.prefetch_related('tags').prefetch_related(None)",
            "Book.objects.prefetch_related(Prefetch('tags', queryset=Tag.objects.filter(name__isnull=False)))",
            "Book.objects.prefetch_related(Prefetch('tags', to_attr='labelled'))",
            "Book.objects.only('title')",
            "Book.objects.defer('summary')",
            "Book.objects.select_related('author').only('title', 'author__name')",
            "Classic.objects.select_related('author')",
        ],
    ),
    (
        "book",
        [
            "book.tags.exists()",
            "len(book.tags.all())",
            "list(book.tags.all())",
            "book.tags.all()[0].name",
            "for tag in book.tags.all()[:1]:\n    tag.name",
            "book.tags.first()",
            "book.tags.last()",
            "book.tags.order_by('name')[0].name",
            "book.chapter_set.first().title",
            "if book.tags.all():\n    pass",
            "list(book.tags.values_list('name', flat=True))",
            "list(book.tags.exclude(name='b'))",
            "list(book.tags.distinct())",
            "list(book.tags.iterator())",
            "list(book.tags.all().none())",
            "for tag in book.tags.all():\n    list(tag.books.all())",
            "book.labels()",
            "book.describe()",
            "list(book.prequels.all())",
            "list(book.reviews.all())",
            "for review in book.reviews.all():\n    review.critic.name",
            "list(book.notes.all())",
            "list(book.shops.all())",
            "book.author.passport.number",
            "book.author.mentor_id",
            "list(book.loans.all())",
        ],
        [
            "Book.objects.all()",
            "Book.objects.prefetch_related('tags', 'chapter_set', 'prequels', 'notes', 'reviews')",
            "Book.objects.select_related('author__passport').prefetch_related('tags__books', 'shops', 'loans')",
        ],
    ),
    (
        "book",
        ["book.author.name", "book.sequel.author.name", "list(book.tags.all())"],
        [
            "Book.objects.order_by('author__name')",
            "Book.objects.select_related('author').select_related('sequel')",
            "Book.objects.select_related('sequel__author').all().filter(is_printed=True).order_by('title')[:50]",
            "Book.objects.select_related('author').iterator()",
            "list(Book.objects.select_related('author'))",
            "sorted(Book.objects.prefetch_related('author'), key=lambda it: it.title)",
            "Book.objects.annotate(chapters=Count('chapter'))",
            "Book.objects.prefetch_related('sequel__author', 'tags').filter(is_printed=True)",
            "Book.objects.prefetch_related('sequel').select_related('sequel__author')",
            "Book.objects.exclude(title='').distinct()",
            "Book.objects.prefetch_related('tags').iterator(chunk_size=10)",
            "Book.objects.prefetch_related('tags').iterator()",
            "Book.objects.filter(is_printed=True) | Book.objects.filter(title='a')",
            "Book.objects.prefetch_related(Prefetch('author', Author.objects.select_related('publisher')))",
            "Book.objects.prefetch_related('tags').filter(title__gt='')",
            "reversed(Book.objects.select_related('author').order_by('pk'))",
            "enumerate(Book.objects.all())",
            "Classic.objects.all()",
        ],
    ),
    (
        "book",
        ["book.writer", "book.author.name"],
        [
            "Book.objects.annotate(writer=F('author__name'))",
            "Book.objects.annotate(writer=F('author__name')).order_by('writer')",
        ],
    ),
    (
        "book",
        [
            "for tag in book.labelled:\n    tag.name",
            "for tag in book.labelled:\n    list(tag.books.all())",
            "len(book.labelled)",
        ],
        [
            "Book.objects.prefetch_related(Prefetch('tags', to_attr='labelled'))",
            "Book.objects.prefetch_related(Prefetch('tags', Tag.objects.prefetch_related('books'), to_attr='labelled'))",
        ],
    ),
    (
        "book",
        ["book['title'].upper()", "book['author__name'].upper()"],
        [
            "Book.objects.values('title', 'author__name')",
            "Book.objects.select_related('author').values('title', 'author__name')",
        ],
    ),
    (
        "author",
        [
            "author.name",
            "author.biography",
            "author.publisher.name",
            "author.mentor.name",
            "author.passport.number",
            "author.passport.city.name",
            "author.passport.author.name",
            "list(author.books.all())",
            "for book in author.books.all():\n    book.author.name",
            "for book in author.books.all():\n    book.author.publisher.name",
            "for book in author.books.all():\n    book.editor.name",
            "for book in author.books.all():\n    list(book.tags.all())",
            "author.books.count()",
            "author.books.filter(title='a').count()",
            "list(author.books.printed())",
            "list(author.pupils.all())",
            "list(author.awards.all())",
            "for prize in author.prize_set.all():\n    prize.award.name",
        ],
        [
            "Author.objects.all()",
            "Author.objects.select_related('passport', 'mentor')",
            "Author.objects.select_related('passport__city', 'publisher')",
            "Author.objects.prefetch_related('books')",
            "Author.objects.prefetch_related('books__tags', 'pupils')",
            "Author.objects.prefetch_related(Prefetch('books', queryset=Book.objects.select_related('editor')))",
            "Author.objects.prefetch_related('awards', 'prize_set__award')",
            "Author.objects.defer('biography')",
        ],
    ),
    (
        "note",
        ["note.text", "note.content_object", "note.content_type.model"],
        [
            "Note.objects.all()",
            "Note.objects.prefetch_related('content_object')",
            "Note.objects.select_related('content_type')",
        ],
    ),
    (
        "place",
        ["place.name", "place.shop.is_open", "place.city.name", "place.shop.owner.name"],
        [
            "Place.objects.all()",
            "Place.objects.select_related('shop', 'city')",
            "Place.objects.prefetch_related('shop__owner')",
        ],
    ),
    (
        "shop",
        ["shop.name", "shop.city.name", "shop.place_ptr.name", "shop.place_ptr_id", "list(shop.stock.all())"],
        ["Shop.objects.all()", "Shop.objects.select_related('city')", "Shop.objects.prefetch_related('stock')"],
    ),
    (
        "passport",
        [
            "passport.author.name",
            "passport.author.passport.number",
            "passport.city.country.name",
            "passport.city.country_id",
        ],
        [
            "Passport.objects.all()",
            "Passport.objects.select_related('author')",
            "Passport.objects.select_related('city__country')",
        ],
    ),
    (
        "city",
        ["city.country.name", "city.country_id", "city.country.code", "list(city.publisher_set.all())"],
        [
            "City.objects.all()",
            "City.objects.select_related('country')",
            "City.objects.prefetch_related('publisher_set')",
        ],
    ),
    (
        "chapter",
        ["chapter.book.title", "chapter.book.author.name", "chapter.book_id"],
        [
            "Chapter.objects.all()",
            "Chapter.objects.select_related('book')",
            "Chapter.objects.select_related('book__author')",
        ],
    ),
    (
        "user",
        ["user.username", "list(user.own_books.all())", "list(user.groups.all())", "list(user.user_permissions.all())"],
        ["User.objects.all()", "User.objects.prefetch_related('own_books', 'groups')"],
    ),
    (
        "review",
        ["review.critic.name", "review.book.title", "review.stars"],
        ["Review.objects.all()", "Review.plain.all()", "Review.objects.select_related('book')"],
    ),
    (
        "loan",
        ["loan.classic.title", "loan.classic.author.name", "list(loan.classic.loans.all())"],
        ["Loan.objects.all()", "Loan.objects.select_related('classic__author')"],
    ),
    (
        "publisher",
        [
            "list(publisher.author_set.all())",
            "for author in publisher.author_set.all():\n    author.publisher.name",
            "for author in publisher.author_set.only('name'):\n    author.name",
        ],
        ["Publisher.objects.all()", "Publisher.objects.prefetch_related('author_set')"],
    ),
]

SERIALIZERS = [
    "KeySerializer",
    "TagKeysSerializer",
    "AuthorTextSerializer",
    "AuthorSlugSerializer",
    "TagSlugsSerializer",
    "NestedAuthorSerializer",
    "NestedTagsSerializer",
    "NestedChaptersSerializer",
    "SourceSerializer",
    "SourceKeySerializer",
    "SourceCountSerializer",
    "MethodSerializer",
    "MethodFilterSerializer",
    "PropertySerializer",
    "DeepSerializer",
    "KeyFieldSerializer",
]

SERIALIZED = [
    "Book.objects.all()",
    "Book.objects.select_related('author__publisher__city')",
    "Book.objects.prefetch_related('tags', 'chapter_set')",
    "Book.objects.only('id', 'title')",
]

# A function that loops over what it is given; what it goes through, what it reads of each, and who hands it over.
HANDED = """\
def show(books):
    for book in {taken}:
        {read}


def rows():
    {call}
"""

TAKEN = [
    "books",
    "list(books)",
    "books.filter(is_printed=True)",
    "books.select_related('author')",
]

TAKEN_READS = ["book.title", "book.author.name", "book.sequel.author.name", "list(book.tags.all())"]

CALLS = [
    "show(Book.objects.all())",
    "show(books=Book.objects.select_related('author'))",
    "show(Book.objects.select_related('sequel__author'))",
    "books = Book.objects.order_by('title')\n    show(books)",
    "books = Book.objects.order_by('title')\n    show(books.prefetch_related('tags'))",
]


def programs():
    """Pairs of a kind and the text of a function `rows`, whose loop or serializer is measured."""
    for row, reads, ways in PRODUCTS:
        for way in ways:
            target = f"_, {row}" if way.startswith("enumerate") else row
            for read in reads:
                body = read.replace("\n", "\n        ")
                yield "rows", f"def rows():\n    for {target} in {way}:\n        {body}\n"
    for serializer in SERIALIZERS:
        for way in SERIALIZED:
            yield "serializer", f"def rows():\n    return {serializer}({way}, many=True).data\n"
    for call in CALLS:
        for taken in TAKEN:
            for read in TAKEN_READS:
                yield "handed", HANDED.format(taken=taken, read=read, call=call)
    yield from protocols.programs()
