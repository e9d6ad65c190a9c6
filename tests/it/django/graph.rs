//! The graph of models: every way in which the rows of one model lead to rows of another.

/// Name, slow code, clean twin.
pub const CASES: &[(&str, &str, &str)] = &[
    (
        "the row of a model that extends another's",
        "class Place(models.Model):
    name = models.TextField()

class Cafe(Place):
    owner = models.ForeignKey(Author, on_delete=models.CASCADE)

def cafes():
    for place in Place.objects.all():
        yield place.cafe.name  # slow select_related(\"cafe\")",
        "class Place(models.Model):
    name = models.TextField()

class Cafe(Place):
    owner = models.ForeignKey(Author, on_delete=models.CASCADE)

def cafes():
    for cafe in Cafe.objects.all():
        yield cafe.place_ptr.name, cafe.place_ptr_id
    for place in Place.objects.select_related('cafe'):
        yield place.cafe.name",
    ),
    (
        "a parent link with a name of its own",
        "class Place(models.Model):
    name = models.TextField()

class Cafe(Place):
    place = models.OneToOneField(Place, models.CASCADE, parent_link=True, related_name='as_cafe')

def cafes():
    for place in Place.objects.all():
        yield place.as_cafe.name  # slow select_related(\"as_cafe\")",
        "class Place(models.Model):
    name = models.TextField()

class Cafe(Place):
    place = models.OneToOneField(Place, models.CASCADE, parent_link=True, related_name='as_cafe')

def cafes():
    for cafe in Cafe.objects.all():
        yield cafe.place.name",
    ),
    (
        "what refers to a proxy, from the rows it stands for",
        "class Classic(Book):
    class Meta:
        proxy = True

class Loan(models.Model):
    classic = models.ForeignKey(Classic, on_delete=models.CASCADE, related_name='loans')

def loans():
    for book in Book.objects.all():
        yield list(book.loans.all())  # slow prefetch_related(\"loans\")",
        "class Classic(Book):
    class Meta:
        proxy = True

class Loan(models.Model):
    classic = models.ForeignKey(Classic, on_delete=models.CASCADE, related_name='loans')

def loans():
    for classic in Classic.objects.prefetch_related('loans'):
        yield list(classic.loans.all())",
    ),
    (
        "generic relations, both ways",
        "from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation

class Note(models.Model):
    content_object = GenericForeignKey()

class Film(models.Model):
    notes = GenericRelation(Note)

def notes():
    for note in Note.objects.all():
        yield note.content_object  # slow prefetch_related(\"content_object\")
    for film in Film.objects.all():
        yield list(film.notes.all())  # slow prefetch_related(\"notes\")",
        "from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation

class Note(models.Model):
    content_object = GenericForeignKey()

class Film(models.Model):
    notes = GenericRelation(Note)

def notes():
    for note in Note.objects.prefetch_related('content_object'):
        yield note.content_object
    for film in Film.objects.prefetch_related('notes'):
        yield list(film.notes.all())",
    ),
    (
        "models of Django's own, through one of the project",
        "from django.contrib.sites.models import Site

class Shop(models.Model):
    site = models.ForeignKey(Site, on_delete=models.CASCADE)

def domains():
    for shop in Shop.objects.all():
        yield shop.site.domain  # slow select_related(\"site\")
    for site in Site.objects.all():
        yield list(site.shop_set.all())  # slow prefetch_related(\"shop_set\")",
        "from django.contrib.sites.models import Site

class Shop(models.Model):
    site = models.ForeignKey(Site, on_delete=models.CASCADE)

def domains():
    for shop in Shop.objects.select_related('site'):
        yield shop.site.domain, shop.site_id",
    ),
    (
        "a relation through a model, and the rows in between",
        "class Role(models.Model):
    author = models.ForeignKey(Author, on_delete=models.CASCADE)
    film = models.ForeignKey('Film', on_delete=models.CASCADE)

class Film(models.Model):
    cast = models.ManyToManyField(Author, through=Role, related_name='films')

def cast():
    for film in Film.objects.prefetch_related('cast'):
        yield list(film.cast.all())
        yield [role.author.name for role in film.role_set.all()]  # slow prefetch_related(\"role_set__author\")",
        "class Role(models.Model):
    author = models.ForeignKey(Author, on_delete=models.CASCADE)
    film = models.ForeignKey('Film', on_delete=models.CASCADE)

class Film(models.Model):
    cast = models.ManyToManyField(Author, through=Role, related_name='films')

def cast():
    for film in Film.objects.prefetch_related('cast', 'role_set__author'):
        yield list(film.cast.all())
        yield [role.author.name for role in film.role_set.all()]",
    ),
    (
        "loading that is taken back",
        "def names():
    for book in Book.objects.select_related('author').select_related(None):
        yield book.author.name  # slow select_related(\"author\")",
        "def names():
    for book in Book.objects.select_related(None).select_related('author'):
        yield book.author.name",
    ),
    (
        "behind a relation that is not joined nothing is",
        "def names():
    for book in Book.objects.select_related():
        yield book.sequel.author.name  # slow select_related(\"sequel__author\")",
        "def names():
    for book in Book.objects.select_related():
        yield book.author.publisher.name",
    ),
    (
        "rows that are prefetched into a list of their own",
        "def tags():
    printed = Book.objects.filter(printed=True)
    for author in Author.objects.prefetch_related(Prefetch('books', queryset=printed, to_attr='printed')):
        for book in author.printed:
            yield book.title, book.editor.username  # slow select_related(\"editor\")",
        "def tags():
    printed = Book.objects.filter(printed=True).select_related('editor')
    for author in Author.objects.prefetch_related(Prefetch('books', queryset=printed, to_attr='printed')):
        for book in author.printed:
            yield book.title, book.editor.username
    for author in Author.objects.prefetch_related(Prefetch('books', to_attr='printed')):
        yield len(author.printed)",
    ),
    (
        "a method that goes through a relation of its row",
        "class Film(models.Model):
    tags = models.ManyToManyField(Tag)

    def labels(self):
        return [tag.name for tag in self.tags.all()]

def labels():
    return [film.labels() for film in Film.objects.all()]  # slow prefetch_related(\"tags\")",
        "class Film(models.Model):
    tags = models.ManyToManyField(Tag)

    def labels(self):
        return [tag.name for tag in self.tags.all()]

def labels():
    return [film.labels() for film in Film.objects.prefetch_related('tags')]",
    ),
    (
        "rows of nobody knows whom, by the name of a relation and its columns",
        "def editors(writer):
    for book in writer.books.filter(printed=True):
        yield book.editor.username, book.author.name  # slow select_related(\"editor\")",
        "def editors(writer):
    for book in writer.books.filter(printed=True).select_related('editor'):
        yield book.editor.username
    for book in writer.books.filter(price=3):
        yield book.editor.username
    for book in writer.books.filter(**conditions):
        yield book.editor.username
    for book in writer.books.all():
        yield book.editor.username",
    ),
];
