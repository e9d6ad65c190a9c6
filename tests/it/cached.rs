//! What files came to is kept: what has changed is analysed again and alone, and the link sees everything.

use std::path::Path;

use crate::support::{Project, Said, read, repository, repository_files};

/// A copy of a planted project.
fn copy_of(fixture: &str) -> Project {
    let root = repository().join(fixture);
    let project = Project::new(&[]);
    for extension in ["py", "html", "toml"] {
        for path in repository_files(fixture, extension) {
            let within = path.strip_prefix(&root).unwrap_or(Path::new("")).to_string_lossy().replace('\\', "/");
            project.put(&within, read(&path).as_bytes());
        }
    }
    project
}

fn cached(project: &Project, arguments: &[&str]) -> Said {
    project.run(&[arguments, &["--cache", "-v", "--confidence", "low", "--output-format", "json"]].concat())
}

/// How many files were analysed, taken from the cache, and linked.
fn counts(said: &Said) -> Vec<usize> {
    let last = said.err.lines().last().unwrap_or_default();
    assert!(last.starts_with("analysed "), "{}", said.err);
    last.split([' ', ',']).filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn a_file_that_has_changed_is_analysed_alone() {
    let project = copy_of("fixtures/shop");
    let first = cached(&project, &[]);
    let [analysed, 0, files] = counts(&first)[..] else { panic!("{}", first.err) };
    assert_eq!(analysed, files);
    let second = cached(&project, &[]);
    assert_eq!(counts(&second), [0, files, files]);
    assert_eq!(second.out, first.out);
    project.put("orders/views.py", format!("\n{}", read(&project.path("orders/views.py"))).as_bytes());
    let third = cached(&project, &[]);
    assert_eq!(counts(&third), [1, files - 1, files]);
    assert_eq!(third.out, project.run(&["--confidence", "low", "--output-format", "json"]).out);
    assert_ne!(third.out, first.out);
}

#[test]
fn what_another_file_says_is_seen_anew() {
    let models = "from django.db import models\n\n\nclass Author(models.Model):\n    name = models.TextField()\n\n\n\
                  class Book(models.Model):\n    author = models.ForeignKey(Author, on_delete=models.CASCADE)\n";
    let views = "from shop.models import Book\n\n\ndef names():\n    \
                 return [book.author.name for book in Book.objects.all()]\n";
    let project = Project::new(&[
        ("fastpy-lint.toml", ""),
        ("shop/__init__.py", ""),
        ("shop/models.py", models),
        ("shop/views.py", views),
    ]);
    assert!(cached(&project, &[]).out.contains("django-n-plus-one"));
    let column = models.replace("models.ForeignKey(Author, on_delete=models.CASCADE)", "models.TextField()");
    project.put("shop/models.py", column.as_bytes());
    let said = cached(&project, &[]);
    assert_eq!(counts(&said), [1, 2, 3]);
    assert!(!said.out.contains("django-n-plus-one"), "{}", said.out);
}

#[test]
fn a_file_is_analysed_anew_for_other_rules_or_as_a_neighbour() {
    let project = copy_of("fixtures/report");
    let files = counts(&cached(&project, &[]))[2];
    assert_eq!(counts(&cached(&project, &["--select", "list-pop-front"])), [files, 0, files]);
    let alone = cached(&project, &["salesreport/archive.py"]);
    assert_eq!(counts(&alone), [files - 1, 1, files]);
    // Neither has made the cache forget the other.
    assert_eq!(counts(&cached(&project, &[])), [0, files, files]);
}

#[test]
fn a_damaged_cache_is_no_cache() {
    let project = copy_of("fixtures/report");
    let whole = cached(&project, &[]);
    let path = format!(".fastpy-lint-cache/{}.kept", env!("CARGO_PKG_VERSION"));
    let kept = std::fs::read(project.path(&path)).expect("the cache was written");
    let mut turned = kept.clone();
    turned[kept.len() / 2] ^= 1;
    for damaged in [&kept[..kept.len() / 2], &turned, b"", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"] {
        project.put(&path, damaged);
        let said = cached(&project, &[]);
        assert_eq!(counts(&said)[1], 0);
        assert_eq!(said.out, whole.out);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_said_and_harms_nothing() {
    let project = copy_of("fixtures/report");
    project.put(".fastpy-lint-cache", b"a file");
    let said = cached(&project, &[]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("warning: nothing is cached: ") && said.err.contains("is not a folder"), "{}", said.err);
}

#[test]
fn nothing_is_kept_unless_it_is_asked_for() {
    let project = copy_of("fixtures/report");
    project.run(&[]);
    assert!(!project.path(".fastpy-lint-cache").exists());
}

#[test]
fn what_was_not_looked_for_is_not_taken_from_the_cache() {
    let slow = "def known(words: list, names: list) -> list:\n    return [name for name in names if name in words]\n";
    let project = Project::new(&[("a.py", slow)]);
    let run = |arguments: &[&str]| {
        let select = ["--isolated", "--select", "list-membership-in-loop", "--output-format", "json"];
        project.run(&[&select, arguments].concat())
    };
    let sure = run(&["--confidence", "high", "--cache"]);
    let all = run(&["--confidence", "low", "--cache"]);
    assert_eq!(all.out, run(&["--confidence", "low"]).out);
    assert_ne!(all.out, sure.out);
}
