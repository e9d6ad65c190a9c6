//! How sure it is that rows which no loop in Python goes through are many: by views, paginators and search boxes.

use crate::django::MODELS;
use crate::support::check_texts;

/// The confidence of the one finding of a rule in a file of the shop, and in a template beside it.
fn confidence(rule: &str, code: &str, template: &str) -> &'static str {
    let models = ("shop/models.py".to_owned(), MODELS.to_owned());
    let code = ("shop/views.py".to_owned(), format!("from shop.models import Book, Author\n{code}"));
    let template = ("shop/templates/books.html".to_owned(), template.to_owned());
    let checked = check_texts(&[models, code.clone(), template], &format!("select = ['{rule}']\nconfidence = 'low'"));
    let found: Vec<&str> = checked.findings.iter().map(|finding| finding.confidence.name()).collect();
    assert_eq!(found.len(), 1, "{}", code.1);
    found[0]
}

fn rendered(view: &str) -> &'static str {
    let code = format!("from django.views.generic import ListView\nfrom django.shortcuts import render\n{view}");
    confidence("django-n-plus-one-template", &code, "{% for book in books %}{{ book.author.name }}{% endfor %}")
}

fn list_view(body: &str) -> String {
    format!(
        "class Books(ListView):\n    template_name = 'books.html'\n    context_object_name = 'books'\n    \
         def get_queryset(self):\n        return Book.objects{body}\n"
    )
}

#[test]
fn what_one_object_refers_to_is_few_rows_unless_it_has_pages() {
    assert_eq!(rendered(&list_view(".all()")), "high");
    let of_one = list_view(".filter(author=self.request.user.author)");
    assert_eq!(rendered(&of_one), "low");
    assert_eq!(rendered(&list_view(".filter(author__name=self.kwargs['name'])")), "low");
    assert_eq!(rendered(&format!("{of_one}    paginate_by = 50\n")), "medium");
    let paginator = "from django.core.paginator import Paginator\n\n\ndef books(request, author):\n    \
                     page = Paginator(Book.objects.filter(author=author), 50).get_page(1)\n    \
                     return render(request, 'books.html', {'books': page.object_list})\n";
    assert_eq!(rendered(paginator), "medium");
}

#[test]
fn rows_that_have_something_in_common_are_many_if_they_have_pages() {
    let narrowed = list_view(".filter(title=self.kwargs['title'])");
    assert_eq!(rendered(&narrowed), "medium");
    assert_eq!(rendered(&format!("{narrowed}    paginate_by = 50\n")), "high");
}

fn serialized(view: &str) -> &'static str {
    let code = format!(
        "from rest_framework import serializers, viewsets\n\n\nclass BookSerializer(serializers.ModelSerializer):\n    \
         writer = serializers.CharField(source='author.name')\n\n    class Meta:\n        model = Book\n        \
         fields = ['writer']\n\n\nclass Books(viewsets.ModelViewSet):\n    serializer_class = BookSerializer\n{view}"
    );
    confidence("drf-n-plus-one", &code, "")
}

#[test]
fn a_list_of_all_rows_is_sure_to_be_serialized() {
    assert_eq!(serialized("    queryset = Book.objects.all()\n"), "high");
    let of_one = "    def get_queryset(self):\n        return Book.objects.filter(author=self.request.user.author)\n";
    assert_eq!(serialized(of_one), "low");
    assert_eq!(serialized(&format!("{of_one}    pagination_class = Pages\n")), "medium");
}

#[test]
fn a_change_list_with_a_search_box_has_many_rows() {
    let change_list = |option: &str| {
        let code = format!(
            "from django.contrib import admin\n\n\n@admin.register(Book)\nclass BookAdmin(admin.ModelAdmin):\n    \
             list_display = ['title', 'writer']\n{option}\n    def writer(self, book):\n        \
             return book.author.name\n"
        );
        confidence("django-admin-n-plus-one", &code, "")
    };
    assert_eq!(change_list(""), "low");
    assert_eq!(change_list("    search_fields = ['title']\n"), "medium");
    assert_eq!(change_list("    date_hierarchy = 'printed_on'\n"), "medium");
}
