//! What is named is reported; what is linked is the whole project.

use crate::support::Project;

const MODELS: &str = "from django.db import models\n\n\nclass Author(models.Model):\n    name = models.TextField()\n\n\n\
                      class Book(models.Model):\n    author = models.ForeignKey(Author, on_delete=models.CASCADE)\n";

const VIEWS: &str =
    "from shop.models import Book\n\n\ndef names():\n    return [book.author.name for book in Book.objects.all()]\n";

fn project(views: &str) -> Project {
    Project::new(&[
        ("fastpy-lint.toml", ""),
        ("shop/__init__.py", ""),
        ("shop/models.py", MODELS),
        ("shop/views.py", views),
    ])
}

/// The lines of concise output for some arguments, up to the rule.
fn found(project: &Project, arguments: &[&str]) -> Vec<String> {
    let said = project.run(&[arguments, &["-q", "--output-format", "concise"]].concat());
    said.out.lines().map(|line| line.split("] ").next().unwrap_or(line).to_owned()).collect()
}

#[test]
fn a_file_named_alone_is_reported_as_in_the_whole_run() {
    let project = project(VIEWS);
    let expected = ["shop/views.py:5:13: error[django-n-plus-one"];
    assert_eq!(found(&project, &[]), expected);
    assert_eq!(found(&project, &["shop/views.py"]), expected);
    assert_eq!(found(&project, &["shop/models.py"]), Vec::<String>::new());
    let json = |arguments: &[&str]| project.run(&[arguments, &["--output-format", "json-lines"]].concat()).out;
    assert_eq!(json(&[]).lines().next(), json(&["shop/views.py"]).lines().next());
}

#[test]
fn what_is_linked_but_not_named_is_not_reported() {
    let project = project(VIEWS);
    project.put("shop/broken.py", b"x = (\n");
    assert_eq!(project.run(&["shop/views.py"]).code, Some(1));
    assert_eq!(project.run(&[]).code, Some(2));
}

#[test]
fn findings_of_the_link_obey_suppressions_and_settings() {
    let line = "for book in Book.objects.all()]";
    let silenced = VIEWS.replace(line, &format!("{line}  # fastpy: ignore[django-n-plus-one] ten books"));
    assert_eq!(found(&project(&silenced), &[]), Vec::<String>::new());
    assert_eq!(found(&project(VIEWS), &["--ignore", "django"]), Vec::<String>::new());
    let unused = silenced.replace(".author.name", "");
    assert_eq!(found(&project(&unused), &[]), ["shop/views.py:5:68: info[unused-suppression"]);
    assert_eq!(found(&project(&unused), &["--ignore", "django"]), Vec::<String>::new());
    // With a file missing from the link, nobody knows whether it is unused.
    let broken = project(&unused);
    broken.put("shop/broken.py", b"x = (\n");
    assert_eq!(found(&broken, &["shop/views.py"]), Vec::<String>::new());
}

const REPORT: &str = "from bodhi.server.models import Book\n\n\ndef names():\n    \
                      return [book.author.name for book in Book.objects.all()]\n";

#[test]
fn the_folders_of_a_namespace_package_are_part_of_its_imports() {
    let project = Project::new(&[
        ("fastpy-lint.toml", ""),
        ("bodhi-server/bodhi/server/__init__.py", ""),
        ("bodhi-server/bodhi/server/models.py", MODELS),
        ("bodhi-client/bodhi/client/__init__.py", ""),
        ("bodhi-client/bodhi/client/models.py", "class Book:\n    objects = None\n"),
        ("bodhi-client/bodhi/client/report.py", REPORT),
    ]);
    assert_eq!(found(&project, &[]), ["bodhi-client/bodhi/client/report.py:5:13: error[django-n-plus-one"]);
}

#[test]
fn programs_beside_each_other_keep_to_their_own_modules() {
    let joined = MODELS.replace("models.ForeignKey(Author, on_delete=models.CASCADE)", "models.TextField()");
    let project = Project::new(&[
        ("fastpy-lint.toml", ""),
        ("first/shop/__init__.py", ""),
        ("first/shop/models.py", &joined),
        ("first/shop/views.py", VIEWS),
        ("second/src/shop/__init__.py", ""),
        ("second/src/shop/models.py", MODELS),
        ("second/src/shop/views.py", VIEWS),
        ("scripts/report.py", VIEWS),
    ]);
    assert_eq!(found(&project, &[]), ["second/src/shop/views.py:5:13: error[django-n-plus-one"]);
}
