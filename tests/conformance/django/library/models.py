"""A library whose models have every kind of relation that Django knows."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models


class Country(models.Model):
    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=80)


class City(models.Model):
    name = models.CharField(max_length=80)
    country = models.ForeignKey(Country, models.CASCADE, to_field="code", related_name="cities")


class Publisher(models.Model):
    name = models.CharField(max_length=80)
    city = models.ForeignKey(City, models.CASCADE, null=True)


class Award(models.Model):
    name = models.CharField(max_length=80)


class Author(models.Model):
    name = models.CharField(max_length=80)
    biography = models.TextField()
    publisher = models.ForeignKey(Publisher, models.CASCADE)
    mentor = models.ForeignKey("self", models.CASCADE, null=True, related_name="pupils")
    awards = models.ManyToManyField(Award, through="Prize", related_name="winners")


class Prize(models.Model):
    author = models.ForeignKey(Author, models.CASCADE)
    award = models.ForeignKey(Award, models.CASCADE)
    year = models.IntegerField()


class Passport(models.Model):
    number = models.CharField(max_length=20)
    author = models.OneToOneField("library.Author", models.CASCADE)
    city = models.ForeignKey("City", models.CASCADE)


class Tag(models.Model):
    name = models.CharField(max_length=80)


class Note(models.Model):
    text = models.TextField()
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveIntegerField()
    content_object = GenericForeignKey("content_type", "object_id")


class Stamped(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="own_%(class)ss")

    class Meta:
        abstract = True


class BookQuerySet(models.QuerySet):
    def printed(self):
        return self.filter(is_printed=True)

    def with_author(self):
        return self.select_related("author")


class Book(Stamped):
    title = models.CharField(max_length=80)
    summary = models.TextField()
    is_printed = models.BooleanField(default=True)
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    editor = models.ForeignKey(Author, models.CASCADE, related_name="+")
    sequel = models.ForeignKey("self", models.CASCADE, null=True, related_name="prequels")
    tags = models.ManyToManyField(Tag, related_name="books")
    notes = GenericRelation(Note)

    objects = models.Manager.from_queryset(BookQuerySet)()

    @property
    def author_name(self):
        return self.author.name

    def describe(self):
        return f"{self.title} by {self.author.name}"

    def labels(self):
        return [tag.name for tag in self.tags.all()]


class Classic(Book):
    class Meta:
        proxy = True


class Chapter(models.Model):
    title = models.CharField(max_length=80)
    book = models.ForeignKey(Book, models.CASCADE)

    class Meta:
        ordering = ["title"]

    def __str__(self):
        return f"{self.title} of {self.book.title}"


class ReviewManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().select_related("critic")


class Review(models.Model):
    stars = models.IntegerField()
    book = models.ForeignKey(Book, models.CASCADE, related_name="reviews")
    critic = models.ForeignKey(Author, models.CASCADE, related_name="reviews")

    objects = ReviewManager()
    plain = models.Manager()


class Place(models.Model):
    name = models.CharField(max_length=80)
    city = models.ForeignKey(City, models.CASCADE)


class Shop(Place):
    is_open = models.BooleanField(default=True)
    owner = models.ForeignKey(Author, models.CASCADE)
    stock = models.ManyToManyField(Book, related_name="shops")


class Loan(models.Model):
    """Refers to a proxy."""

    days = models.IntegerField()
    classic = models.ForeignKey(Classic, models.CASCADE, related_name="loans")
