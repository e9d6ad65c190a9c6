//! Relations read row by row: what the linked project finds, and what it leaves alone.
//!
//! Each case is code after the models below, or a project of its own where it starts with `# --- path`. A finding
//! stands on each line that ends with `# slow`; the words after it stand in the finding's help. The second text of a
//! case is its clean twin.

use fastpy_lint::hooks::Table;
use fastpy_lint::lint::{self, Rules, Source};
use fastpy_lint::model::PythonVersion;
use fastpy_lint::project::Project;
use fastpy_lint::rules;

const MODELS: &str = r#"
from django.contrib.auth import get_user_model
from django.conf import settings
from django.db import models
from django.db.models import Count, F, Prefetch, prefetch_related_objects


class City(models.Model):
    name = models.CharField(max_length=80)


class Publisher(models.Model):
    name = models.CharField(max_length=80)
    city = models.ForeignKey(City, on_delete=models.CASCADE, null=True)


class Author(models.Model):
    name = models.CharField(max_length=80)
    publisher = models.ForeignKey(Publisher, on_delete=models.CASCADE)


class Profile(models.Model):
    author = models.OneToOneField(Author, on_delete=models.CASCADE)
    city = models.ForeignKey("City", on_delete=models.CASCADE)


class Tag(models.Model):
    name = models.CharField(max_length=80)


class Stamped(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_%(class)ss")

    class Meta:
        abstract = True


class BookQuerySet(models.QuerySet):
    def printed(self):
        return self.filter(printed=True)

    def with_author(self):
        return self.select_related("author")


class Book(Stamped):
    title = models.CharField(max_length=80)
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="books")
    sequel = models.ForeignKey("self", on_delete=models.CASCADE, null=True)
    tags = models.ManyToManyField(Tag, related_name="books")
    editor = models.ForeignKey(get_user_model(), on_delete=models.CASCADE, related_name="+")
    printed = models.BooleanField()

    objects = models.Manager.from_queryset(BookQuerySet)()

    class Meta:
        ordering = ["title"]


class Chapter(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE)
    title = models.CharField(max_length=80)

"#;

/// Name, slow code, clean twin.
const CASES: &[(&str, &str, &str)] = &[
    (
        "forward foreign key",
        "for book in Book.objects.all():
    print(book.author.name)  # slow select_related(\"author\")",
        "for book in Book.objects.select_related('author'):
    print(book.author.name)",
    ),
    (
        "forward foreign key in a function",
        "def names():
    for book in Book.objects.all():
        yield book.author.name  # slow select_related(\"author\")",
        "def names():
    for book in Book.objects.select_related('author'):
        yield book.author.name",
    ),
    (
        "key of the related row",
        "def keys():
    return [book.author.pk for book in Book.objects.all()]  # slow",
        "def keys():
    return [book.author_id for book in Book.objects.all()]",
    ),
    (
        "truth of a relation",
        "def signed():
    for book in Book.objects.all():
        if book.sequel:  # slow select_related(\"sequel\")
            yield book.title",
        "def signed():
    for book in Book.objects.all():
        if book.sequel_id:
            yield book.title",
    ),
    (
        "one-to-one relation from the other side",
        "def cities():
    for author in Author.objects.all():
        yield author.profile.pk  # slow select_related(\"profile\")",
        "def cities():
    for author in Author.objects.select_related('profile'):
        yield author.profile.pk, author.profile.author.name",
    ),
    (
        "reverse foreign key",
        "def titles():
    for author in Author.objects.all():
        for book in author.books.all():  # slow prefetch_related(\"books\")
            yield book.title",
        "def titles():
    for author in Author.objects.prefetch_related('books'):
        for book in author.books.all():
            yield book.title, book.author.name",
    ),
    (
        "reverse foreign key without a name of its own",
        "def titles():
    for book in Book.objects.all():
        yield [chapter.title for chapter in book.chapter_set.all()]  # slow prefetch_related(\"chapter_set\")",
        "def titles():
    for book in Book.objects.prefetch_related('chapter_set'):
        yield [chapter.title for chapter in book.chapter_set.all()]",
    ),
    (
        "many to many",
        "def tags():
    for book in Book.objects.all():
        yield list(book.tags.all())  # slow prefetch_related(\"tags\")",
        "def tags():
    for book in Book.objects.prefetch_related('tags'):
        yield list(book.tags.all())",
    ),
    (
        "many to many from the other side",
        "def titles():
    return {tag.name: len(tag.books.all()) for tag in Tag.objects.all()}  # slow prefetch_related(\"books\")",
        "def titles():
    return {tag.name: len(tag.books.all()) for tag in Tag.objects.prefetch_related('books')}",
    ),
    (
        "nested loops, the inner relation missing",
        "def tags():
    for author in Author.objects.prefetch_related('books'):
        for book in author.books.all():
            yield list(book.tags.all())  # slow prefetch_related(\"books__tags\")",
        "def tags():
    for author in Author.objects.prefetch_related('books__tags'):
        for book in author.books.all():
            yield list(book.tags.all())",
    ),
    (
        "nested loops, both relations missing: one finding",
        "def tags():
    for author in Author.objects.all():
        for book in author.books.all():  # slow prefetch_related(\"books__tags\")
            yield list(book.tags.all())",
        "def tags():
    for author in Author.objects.prefetch_related('books', 'books__tags'):
        for book in author.books.all():
            yield list(book.tags.all())",
    ),
    (
        "nested clauses of a comprehension",
        "def titles():
    return [book.title for author in Author.objects.all() for book in author.books.all()]  # slow",
        "def titles():
    return [book.title for author in Author.objects.prefetch_related('books') for book in author.books.all()]",
    ),
    (
        "generator in any",
        "def known(name):
    return any(book.author.name == name for book in Book.objects.all())  # slow",
        "def known(name):
    return next(book.author.name == name for book in Book.objects.all())",
    ),
    (
        "set comprehension over filtered rows",
        "def names():
    return {book.author.name for book in Book.objects.filter(author__name='Ada').order_by('author__name')}  # slow",
        "def names():
    return {book.author.name for book in Book.objects.filter(title='x').select_related('author').order_by('pk')[:50]}",
    ),
    (
        "query set built in steps",
        "def names(title):
    books = Book.objects.all()
    if title:
        books = books.filter(title=title)
    books = books.exclude(title='')
    for book in books:
        yield book.author.name  # slow",
        "def names(title):
    books = Book.objects.all()
    if title:
        books = books.filter(title=title)
    books = books.select_related('author')
    for book in books:
        yield book.author.name",
    ),
    (
        "condition that does not join",
        "def names(full):
    books = Book.objects.all()
    if full:
        books = books.filter(printed=True)
    return [book.author.name for book in books]  # slow",
        "def names(full):
    books = Book.objects.all()
    if full:
        books = books.select_related('author')
    return [book.author.name for book in books]",
    ),
    (
        "path that is joined in part",
        "def cities():
    for book in Book.objects.select_related('author'):
        yield book.author.publisher.name  # slow select_related(\"author__publisher\")",
        "def cities():
    for book in Book.objects.select_related('author__publisher'):
        yield book.author.publisher.name, book.author.name",
    ),
    (
        "path of three steps: one finding",
        "def cities():
    for book in Book.objects.all():
        yield book.author.publisher.city.name  # slow select_related(\"author__publisher__city\")",
        "def cities():
    for book in Book.objects.select_related('author__publisher__city'):
        yield book.author.publisher.city.name",
    ),
    (
        "path through a local variable",
        "def cities():
    for book in Book.objects.select_related('author'):
        author = book.author
        yield author.publisher.name  # slow select_related(\"author__publisher\")",
        "def cities():
    for book in Book.objects.select_related('author', 'author__publisher'):
        author = book.author
        yield author.publisher.name",
    ),
    (
        "two relations of one row: two findings",
        "def lines():
    for book in Book.objects.all():
        yield book.author.name  # slow select_related(\"author\")
        yield book.sequel.title  # slow select_related(\"sequel\")",
        "def lines():
    for book in Book.objects.select_related('author').select_related('sequel'):
        yield book.author.name
        yield book.sequel.title",
    ),
    (
        "one relation read twice: one finding",
        "def lines():
    for book in Book.objects.all():
        yield book.author.name  # slow select_related(\"author\")
        yield book.author.pk",
        "def lines():
    for book in Book.objects.prefetch_related('author'):
        yield book.author.name
        yield book.author.pk",
    ),
    (
        "count of what is not prefetched",
        "def sizes():
    return {author.name: author.books.count() for author in Author.objects.all()}  # slow",
        "def sizes():
    for author in Author.objects.prefetch_related('books'):
        yield author.books.count(), author.books.exists(), author.books.all()[0], len(author.books.all())",
    ),
    (
        "existence of what is not prefetched",
        "def busy():
    for author in Author.objects.all():
        if author.books.exists():  # slow
            yield author.name",
        "def busy():
    for author in Author.objects.annotate(size=Count('books')):
        if author.size:
            yield author.name",
    ),
    (
        "first row of an ordered relation",
        "def firsts():
    for author in Author.objects.all():
        yield author.books.first()  # slow",
        "def firsts():
    for author in Author.objects.prefetch_related('books'):
        yield author.books.first()",
    ),
    (
        "membership",
        "def tagged(tag):
    return [book.title for book in Book.objects.all() if tag in book.tags.all()]  # slow",
        "def tagged(tag):
    return [book.title for book in Book.objects.prefetch_related('tags') if tag in book.tags.all()]",
    ),
    (
        "chained calls are queries of their own, another rule's",
        "def printed():
    for author in Author.objects.all():
        yield list(author.books.all())  # slow",
        "def printed():
    for author in Author.objects.all():
        yield list(author.books.filter(printed=True)), author.books.values_list('pk', flat=True), author.books.last()",
    ),
    (
        "rows of a query set with a query of its own per author",
        "def tags(author):
    for book in Author.objects.get(pk=author).books.filter(printed=True):
        yield book.sequel.title  # slow select_related(\"sequel\")",
        "def tags(author):
    for book in Author.objects.get(pk=author).books.filter(printed=True).select_related('sequel'):
        yield book.sequel.title, book.author.name",
    ),
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

#[test]
fn relations_read_row_by_row() {
    let failures: Vec<String> = CASES
        .iter()
        .flat_map(|(name, slow, clean)| [(*name, *slow, true), (*name, *clean, false)])
        .filter_map(|(name, code, is_slow)| check(code, is_slow).err().map(|why| format!("{name}: {why}")))
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Compares the findings in a case's files with its marks.
fn check(code: &str, is_slow: bool) -> Result<(), String> {
    let files = files(code);
    let expected: Vec<(String, u32, &str)> = files.iter().flat_map(|(path, text)| marks(path, text)).collect();
    if expected.is_empty() == is_slow {
        return Err("a slow case has marks, a clean one has none".to_owned());
    }
    let found = findings(&files);
    let is_same = found.len() == expected.len()
        && found
            .iter()
            .zip(&expected)
            .all(|((path, line, help), (wanted, at, words))| path == wanted && line == at && help.contains(words));
    if is_same { Ok(()) } else { Err(format!("expected {expected:?}, found {found:?}")) }
}

fn files(code: &str) -> Vec<(String, String)> {
    if !code.starts_with("# --- ") {
        return vec![("library/models.py".to_owned(), format!("{MODELS}\n{code}\n"))];
    }
    let files = code.split("# --- ").skip(1).filter_map(|file| file.split_once('\n'));
    files.map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
}

fn marks<'t>(path: &str, text: &'t str) -> Vec<(String, u32, &'t str)> {
    let lines = text.lines().zip(1..);
    let marked = lines.filter_map(|(line, number)| Some((line.split_once("# slow")?.1.trim(), number)));
    marked.map(|(words, number)| (path.to_owned(), number, words)).collect()
}

/// Path, line and help of what `django-n-plus-one` finds, at any confidence.
fn findings(files: &[(String, String)]) -> Vec<(String, u32, String)> {
    let table = Table::new(&[]);
    let rules = Rules { selected: &[], table: &table, target: PythonVersion::DEFAULT, timed: false };
    let summaries = files.iter().map(|(path, text)| {
        let outcome = lint::lint(Source { path, module: "", is_stub: false, text }, &rules);
        outcome.summary.expect("the case parses")
    });
    let project = Project::link(summaries.collect());
    let rule = rules::named("django-n-plus-one").expect("the rule is in the catalogue");
    let findings = lint::link(&project, &[rule], PythonVersion::DEFAULT);
    findings.into_iter().map(|it| (it.path, it.primary.span.start.line, it.help)).collect()
}
