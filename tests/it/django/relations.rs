//! What is read of a row: every kind of relation, every way to read it.

/// Name, slow code, clean twin.
pub const CASES: &[(&str, &str, &str)] = &[
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
        if book.sequel:  # slow sequel_id
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
];
