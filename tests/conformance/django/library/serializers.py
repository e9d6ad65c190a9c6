"""What the REST framework reads of each row."""

from rest_framework import serializers

from library.models import Author, Book, Chapter, Tag


class KeySerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ["title", "author"]


class TagKeysSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ["title", "tags"]


class AuthorTextSerializer(serializers.ModelSerializer):
    author = serializers.StringRelatedField()

    class Meta:
        model = Book
        fields = ["title", "author"]


class AuthorSlugSerializer(serializers.ModelSerializer):
    author = serializers.SlugRelatedField(slug_field="name", read_only=True)

    class Meta:
        model = Book
        fields = ["title", "author"]


class TagSlugsSerializer(serializers.ModelSerializer):
    tags = serializers.SlugRelatedField(slug_field="name", many=True, read_only=True)

    class Meta:
        model = Book
        fields = ["title", "tags"]


class AuthorSerializer(serializers.ModelSerializer):
    class Meta:
        model = Author
        fields = ["name"]


class TagSerializer(serializers.ModelSerializer):
    class Meta:
        model = Tag
        fields = ["name"]


class ChapterSerializer(serializers.ModelSerializer):
    class Meta:
        model = Chapter
        fields = ["title"]


class NestedAuthorSerializer(serializers.ModelSerializer):
    author = AuthorSerializer()

    class Meta:
        model = Book
        fields = ["title", "author"]


class NestedTagsSerializer(serializers.ModelSerializer):
    tags = TagSerializer(many=True)

    class Meta:
        model = Book
        fields = ["title", "tags"]


class NestedChaptersSerializer(serializers.ModelSerializer):
    chapter_set = ChapterSerializer(many=True)

    class Meta:
        model = Book
        fields = ["title", "chapter_set"]


class SourceSerializer(serializers.ModelSerializer):
    author_name = serializers.CharField(source="author.name")

    class Meta:
        model = Book
        fields = ["title", "author_name"]


class SourceKeySerializer(serializers.ModelSerializer):
    author_key = serializers.IntegerField(source="author_id")

    class Meta:
        model = Book
        fields = ["title", "author_key"]


class SourceCountSerializer(serializers.ModelSerializer):
    tag_count = serializers.IntegerField(source="tags.count")

    class Meta:
        model = Book
        fields = ["title", "tag_count"]


class MethodSerializer(serializers.ModelSerializer):
    author_name = serializers.SerializerMethodField()

    class Meta:
        model = Book
        fields = ["title", "author_name"]

    def get_author_name(self, book):
        return book.author.name


class MethodFilterSerializer(serializers.ModelSerializer):
    first_tags = serializers.SerializerMethodField()

    class Meta:
        model = Book
        fields = ["title", "first_tags"]

    def get_first_tags(self, book):
        return [tag.name for tag in book.tags.filter(name__startswith="a")]


class PropertySerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ["title", "author_name"]


class DeepSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ["title", "author"]
        depth = 1


class KeyFieldSerializer(serializers.ModelSerializer):
    publisher = serializers.PrimaryKeyRelatedField(source="author.publisher", read_only=True)

    class Meta:
        model = Book
        fields = ["title", "publisher"]
