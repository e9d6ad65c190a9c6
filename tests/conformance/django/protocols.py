"""The programs without a loop of their own: change lists of the admin, feeds, and select boxes of forms."""

CHANGE_LIST = """\
@admin.register({model}, site=admin.AdminSite())
class Shown(admin.ModelAdmin):
    list_display = {columns}
    {option}

    def written_by(self, book):
        return book.author.name

    def labels_of(self, book):
        return ", ".join(tag.name for tag in book.tags.all())

    def key_of(self, book):
        return book.author_id

    def number(self, book):
        return book.tags.count()


def rows():
    change_list({model}, Shown)
"""

COLUMNS = [
    ("Book", "['title']"),
    ("Book", "['author']"),
    ("Book", "['sequel']"),
    ("Book", "['author', 'sequel']"),
    ("Book", "['author_id', 'key_of']"),
    ("Book", "['written_by']"),
    ("Book", "['author', 'written_by']"),
    ("Book", "['author_name']"),
    ("Book", "['describe']"),
    ("Book", "['labels_of']"),
    ("Book", "['number']"),
    ("Chapter", "['__str__']"),
    ("Chapter", "['title']"),
    ("Review", "['critic', 'stars']"),
    ("Passport", "['number', 'city', 'author']"),
    ("Author", "['name', 'passport']"),
    ("Note", "['text', 'content_object']"),
]

OPTIONS = [
    "search_fields = []",
    "list_select_related = True",
    "list_select_related = ['{key}']",
    "def get_queryset(self, request):\n        return super().get_queryset(request).select_related('{key}')",
]

KEYS = {
    "Book": "author",
    "Chapter": "book",
    "Review": "book",
    "Passport": "author",
    "Author": "publisher",
    "Note": "content_type",
}

PREFETCHED = "def get_queryset(self, request):\n        return super().get_queryset(request).prefetch_related('tags')"

FEED = """\
class News(Feed):
    title = link = description = "news"

    def items(self):
        return {rows}

    def item_title(self, book):
        return {title}

    def item_description(self, book):
        return book.title

    def item_link(self, book):
        return "/books/"


def rows():
    feed(News)
"""

TITLES = ["book.title", "book.author.name", "book.author_id", "book.author_name", "len(book.tags.all())"]

FEEDS = [
    "Book.objects.order_by('pk')",
    "Book.objects.select_related('author')",
    "Book.objects.prefetch_related('tags')",
    "Book.objects.with_author()[:50]",
]

SELECT_BOX = """\
class Labelled(forms.ModelChoiceField):
    def label_from_instance(self, row):
        return {label}


class Picking(forms.Form):
    row = {field}(queryset={rows})


def rows():
    select_box(Picking)
"""

LABELS = [("Labelled", "row.pk"), ("Labelled", "row.book.author.name"), ("forms.ModelChoiceField", "row.pk")]

CHOICES = [
    "Chapter.objects.all()",
    "Chapter.objects.select_related('book')",
    "Chapter.objects.select_related('book__author')",
    "Chapter.objects.prefetch_related('book')",
]


def programs():
    """Pairs of a kind and the text of a function `rows`."""
    for model, columns in COLUMNS:
        for option in OPTIONS:
            option = option.format(key=KEYS[model])
            yield "protocol", CHANGE_LIST.format(model=model, columns=columns, option=option)
    for columns in ["['labels_of']", "['number']"]:
        yield "protocol", CHANGE_LIST.format(model="Book", columns=columns, option=PREFETCHED)
    for title in TITLES:
        for rows in FEEDS:
            yield "protocol", FEED.format(rows=rows, title=title)
    for field, label in LABELS:
        for rows in CHOICES:
            yield "protocol", SELECT_BOX.format(field=field, label=label, rows=rows)
