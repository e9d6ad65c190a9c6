//! Relations read row by row: what the linked project finds, and what it leaves alone.
//!
//! Each case is code after the models below, or a project of its own where it starts with `# --- path`. A finding
//! stands on each line that ends with `# slow`; the words after it stand in the finding's help. The second text of a
//! case is its clean twin.

mod confidence;
mod graph;
mod query_sets;
mod relations;
mod shown;

use fastpy_lint::hooks::Table;
use fastpy_lint::knowledge::Declared;
use fastpy_lint::lint::{self, Rules, Source};
use fastpy_lint::model::PythonVersion;
use fastpy_lint::page::Confidence;
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

#[test]
fn relations_read_row_by_row() {
    let failures: Vec<String> = relations::CASES
        .iter()
        .chain(query_sets::CASES)
        .chain(graph::CASES)
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

/// What is said of a relation that is read row by row, by the name of what it is read for.
const RULES: [&str; 6] = [
    "django-n-plus-one",
    "django-n-plus-one-property",
    "django-n-plus-one-helper",
    "django-prefetch-defeated",
    "django-fk-fetched-for-id",
    "orm-deferred-column-read",
];

/// Path, line and help of what these rules find, at any confidence.
fn findings(files: &[(String, String)]) -> Vec<(String, u32, String)> {
    let table = Table::new(&[]);
    let declared = Declared::default();
    let target = PythonVersion::DEFAULT;
    let rules =
        Rules { selected: &[], table: &table, target, declared: &declared, least: Confidence::Low, timed: false };
    let summaries = files.iter().map(|(path, text)| {
        let outcome = lint::lint(Source { path, module: "", is_stub: false, text }, &rules);
        outcome.summary.expect("the case parses")
    });
    let project = Project::link(summaries.collect());
    let rules = RULES.map(|name| rules::named(name).expect("the rule is in the catalogue"));
    let mut findings = lint::link(&project, &rules, PythonVersion::DEFAULT);
    findings.sort_by_key(|it| (it.path.clone(), it.primary.span.start.line));
    findings.into_iter().map(|it| (it.path, it.primary.span.start.line, it.help)).collect()
}
