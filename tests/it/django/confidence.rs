//! How sure `django-n-plus-one` is: shown by default are plain loops over many rows that somebody waits for.

use crate::django::MODELS;
use crate::support::check_texts;

/// The confidence of the one finding in code that stands below the models, in a file of the shop.
fn confidence(path: &str, code: &str) -> &'static str {
    let models = ("shop/models.py".to_owned(), MODELS.to_owned());
    let text = format!("from django.db import models\nfrom shop.models import Book, Author\n{code}");
    let checked = check_texts(&[models, (path.to_owned(), text)], "select = ['django-n-plus-one']\nconfidence = 'low'");
    let found: Vec<&str> = checked.findings.iter().map(|finding| finding.confidence.name()).collect();
    assert_eq!(found.len(), 1, "{code}");
    found[0]
}

fn looping_over(rows: &str, body: &str) -> String {
    format!("def names(author, number, conditions):\n    for book in {rows}:\n        {body}\n")
}

const MANY: &[&str] = &[
    "Book.objects.all()",
    "Book.objects.filter(printed=True)",
    "Book.objects.filter(author__in=author)",
    "Book.objects.filter(models.Q(printed=True))",
    "Book.objects.filter(printed=True).order_by('title') if number else Book.objects.all()",
];

#[test]
fn many_rows_are_sure() {
    for rows in MANY {
        assert_eq!(confidence("shop/views.py", &looping_over(rows, "print(book.author.name)")), "high", "{rows}");
    }
}

#[test]
fn rows_that_are_picked_by_a_value_may_be_few() {
    let by_value = ["filter(number=number)", "filter(author=author)", "filter(number__iexact=number)"];
    let unseen = ["filter(**conditions)", "filter(conditions)", "distinct('kind')", "filter(models.Q(number=number))"];
    for rows in by_value.into_iter().chain(unseen).map(|picked| format!("Book.objects.{picked}")) {
        assert_eq!(confidence("shop/views.py", &looping_over(&rows, "print(book.author.name)")), "medium", "{rows}");
    }
}

#[test]
fn a_loop_that_writes_sends_queries_anyway() {
    let body = "Author.objects.create(name=book.author.name)";
    assert_eq!(confidence("shop/views.py", &looping_over("Book.objects.all()", body)), "medium");
    assert_eq!(confidence("shop/views.py", &looping_over("Book.objects.filter(number=number)", body)), "low");
}

#[test]
fn nobody_waits_for_a_command_as_for_a_page() {
    let code = looping_over("Book.objects.all()", "print(book.author.name)");
    assert_eq!(confidence("shop/management/commands/report.py", &code), "low");
}

#[test]
fn a_relation_that_is_read_where_there_is_one_is_read() {
    let by_key = looping_over("Book.objects.all()", "print(book.sequel.title if book.sequel_id else '')");
    assert_eq!(confidence("shop/views.py", &by_key), "high");
    let by_title = looping_over("Book.objects.all()", "print(book.sequel.title if book.title else '')");
    assert_eq!(confidence("shop/views.py", &by_title), "medium");
}

#[test]
fn query_sets_of_helpers_are_as_sure_as_others_unless_they_are_what_one_row_refers_to() {
    let helper = "def printed():\n    return Book.objects.filter(printed=True)\n\n\n";
    let code = helper.to_owned() + &looping_over("printed()", "print(book.author.name)");
    assert_eq!(confidence("shop/views.py", &code), "high");
    let helper = "def printed():\n    return Book.objects.filter(author=1)\n\n\n";
    let code = helper.to_owned() + &looping_over("printed()", "print(book.editor.username)");
    assert_eq!(confidence("shop/views.py", &code), "medium");
}
