//! Where rows come from, and what was loaded with them.

/// Name, slow code, clean twin.
pub const CASES: &[(&str, &str, &str)] = &[
    (
        "Prefetch with a query set that does not join",
        "def names():
    for author in Author.objects.prefetch_related(Prefetch('books', queryset=Book.objects.filter(printed=True))):
        for book in author.books.all():
            yield book.sequel.title  # slow prefetch_related(\"books__sequel\")",
        "def names():
    books = Prefetch('books', queryset=Book.objects.select_related('sequel'))
    for author in Author.objects.prefetch_related(books):
        for book in author.books.all():
            yield book.sequel.title",
    ),
    (
        "Prefetch to another attribute does not serve the relation",
        "def names():
    for author in Author.objects.prefetch_related(Prefetch('books', to_attr='all_books')):
        yield list(author.books.all())  # slow",
        "def names():
    for author in Author.objects.prefetch_related(Prefetch('books', to_attr='all_books')):
        yield list(author.all_books)",
    ),
    (
        "only and defer",
        "def names():
    for book in Book.objects.only('title'):
        yield book.author.name  # slow",
        "def names():
    for book in Book.objects.select_related('author').only('title', 'author__name'):
        yield book.author.name",
    ),
    (
        "annotated column of the same name as a relation's",
        "def names():
    for book in Book.objects.annotate(name=F('author__name')):
        yield book.author.name  # slow",
        "def names():
    for book in Book.objects.annotate(author_name=F('author__name')):
        yield book.author_name",
    ),
    (
        "rows that are no instances",
        "def names():
    for book in Book.objects.iterator():
        yield book.author.name  # slow",
        "def names():
    for book in Book.objects.values_list('author', named=True):
        yield book.author.name",
    ),
    (
        "slice of many and of few",
        "def names():
    for book in Book.objects.all()[:100]:
        yield book.author.name  # slow",
        "def names():
    for book in Book.objects.all()[:3]:
        yield book.author.name",
    ),
    (
        "one row",
        "def names():
    books = list(Book.objects.filter(printed=True))
    return [book.author.name for book in books]  # slow",
        "def names(words):
    book = Book.objects.filter(printed=True).first()
    for unique in Book.objects.filter(pk=1):
        print(unique.author.name)
    return [book.author.name + word for word in words]",
    ),
    (
        "list, sorted, enumerate and zip",
        "def names():
    for number, book in enumerate(sorted(list(Book.objects.all()))):
        yield number, book.author.name  # slow
    for tag, chapter in zip(Tag.objects.all(), Chapter.objects.all()):
        yield chapter.book.title  # slow",
        "def names():
    for number, book in enumerate(sorted(list(Book.objects.select_related('author')))):
        yield number, book.author.name
    for tag, chapter in zip(Tag.objects.all(), Chapter.objects.all()):
        yield chapter.book_id",
    ),
    (
        "related name with the class's name, from an abstract base",
        "def owners():
    for book in Book.objects.all():
        yield book.owner.email  # slow select_related(\"owner\")
    for user in get_user_model().objects.all():
        yield len(user.own_books.all())  # slow prefetch_related(\"own_books\")",
        "def owners():
    for book in Book.objects.select_related('owner'):
        yield book.owner.email
    for user in get_user_model().objects.prefetch_related('own_books'):
        yield len(user.own_books.all())",
    ),
    (
        "get_user_model as a target",
        "def editors():
    return [book.editor.email for book in Book.objects.all()]  # slow",
        "def editors():
    return [book.editor.email for book in Book.objects.select_related('editor')]",
    ),
    (
        "relation to itself",
        "def sequels():
    for book in Book.objects.select_related('sequel'):
        yield book.sequel.sequel  # slow select_related(\"sequel__sequel\")",
        "def sequels():
    for book in Book.objects.select_related('sequel__sequel'):
        yield book.sequel.sequel",
    ),
    (
        "model and target named by text",
        "def cities():
    return [profile.city.name for profile in Profile.objects.all()]  # slow",
        "def cities():
    return [profile.city.name for profile in Profile.objects.select_related('city')]",
    ),
    (
        "methods of a query set of one's own",
        "def names():
    return [book.author.name for book in Book.objects.printed()]  # slow",
        "def names():
    return [book.author.name for book in Book.objects.printed().with_author()]",
    ),
    (
        "query set of the module",
        "BOOKS = Book.objects.filter(printed=True)

def names():
    return [book.author.name for book in BOOKS.all()]  # slow",
        "BOOKS = Book.objects.filter(printed=True).select_related('author')

def names():
    return [book.author.name for book in BOOKS.all()]",
    ),
    (
        "query set of the class",
        "class Report:
    queryset = Book.objects.all()

    def names(self):
        return [book.author.name for book in self.queryset]  # slow",
        "class Report:
    queryset = Book.objects.select_related('author')

    def names(self):
        return [book.author.name for book in self.queryset]",
    ),
    (
        "query set of a method, and of a base class",
        "class Base:
    def get_queryset(self):
        return Book.objects.all()


class Report(Base):
    def get_queryset(self):
        return super().get_queryset().filter(printed=True)

    def names(self):
        return [book.author.name for book in self.get_queryset()]  # slow",
        "class Base:
    def get_queryset(self):
        return Book.objects.select_related('author')


class Report(Base):
    def get_queryset(self):
        return super().get_queryset().filter(printed=True)

    def names(self):
        return [book.author.name for book in self.get_queryset()]",
    ),
    (
        "loaded for rows in hand",
        "def names():
    books = list(Book.objects.all())
    return [book.tags.count() for book in books]  # slow",
        "def names():
    books = list(Book.objects.all())
    prefetch_related_objects(books, 'tags')
    return [book.tags.count() for book in books]",
    ),
    (
        "set before it is read",
        "def names():
    for book in Book.objects.all():
        print(book.author.name)  # slow",
        "def names(authors):
    for book in Book.objects.all():
        book.author = authors[book.author_id]
        print(book.author.name)",
    ),
    (
        "written in the loop: what was prefetched would be stale",
        "def tidy(tag):
    for book in Book.objects.all():
        if book.tags.count() == 0:  # slow
            print(book.title)",
        "def tidy(tag):
    for book in Book.objects.all():
        book.tags.remove(tag)
        if book.tags.count() == 0:
            book.delete()",
    ),
    (
        "guarded by what is at hand",
        "def lines():
    for book in Book.objects.all():
        if book.printed:
            print(book.author.name)  # slow",
        "def lines():
    for book in Book.objects.all():
        if 'author' in book._state.fields_cache:
            print(book.author.name)",
    ),
    (
        "names that are not known",
        "def names():
    return [book.author.name for book in Book.objects.select_related(None)]  # slow",
        "def names(relations):
    return [book.author.name for book in Book.objects.select_related(*relations)]",
    ),
    (
        "required relations without names",
        "def names():
    return [book.sequel.title for book in Book.objects.select_related()]  # slow",
        "def names():
    return [book.author.name for book in Book.objects.select_related()]",
    ),
    (
        "given as an argument",
        "def names(pk):
    books = Book.objects.filter(author_id=pk)
    return [book.author.name for book in books]  # slow",
        "def names(books, author: Author):
    for book in author.books.all():
        print(book.author.name, book.sequel.title)
    return [book.author.name for book in books]",
    ),
    (
        "through a function that may set what is missing",
        "def same(book):
    return list(book)

def names():
    for book in Book.objects.all():
        same(book)
        print(book.author.name)  # slow",
        "def with_author(book, author):
    book.author = author
    return book

def names(author):
    for book in Book.objects.all():
        book = with_author(book, author)
        print(book.author.name)",
    ),
    (
        "property of one's own",
        "class Shelf(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE)

    @property
    def label(self):
        return self.book.title.upper()

def labels():
    return [shelf.label.lower() for shelf in Shelf.objects.all()]  # slow select_related(\"book\")",
        "class Shelf(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE, null=True)

    @property
    def label(self):
        if self.book_id:
            return self.book.title.upper()
        return ''

def labels():
    return [shelf.label.lower() for shelf in Shelf.objects.all()]",
    ),
    (
        "models of another file, of two apps with one name",
        "# --- shop/models.py
from django.db import models

class Customer(models.Model):
    name = models.TextField()

class Order(models.Model):
    customer = models.ForeignKey('shop.Customer', on_delete=models.CASCADE)

# --- forum/models.py
from django.db import models

class Customer(models.Model):
    name = models.TextField()

class Order(models.Model):
    customer = models.TextField()

# --- shop/report.py
from forum import models as forum
from .models import Order

def names():
    for order in forum.Order.objects.all():
        yield order.customer.title()
    for order in Order.objects.all():
        yield order.customer.name  # slow select_related(\"customer\")",
        "# --- shop/models/__init__.py
from .orders import *

# --- shop/models/orders.py
from django.db import models

class Customer(models.Model):
    name = models.TextField()

class OrderManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().select_related('customer')

class Order(models.Model):
    customer = models.ForeignKey('Customer', on_delete=models.CASCADE)
    objects = OrderManager()

# --- shop/report.py
from shop.models import Order

def names():
    return [order.customer.name for order in Order.objects.filter(pk__gt=1)]",
    ),
];
