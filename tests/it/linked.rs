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

#[test]
fn of_callers_that_hand_over_query_sets_those_are_shown_that_load_too_little() {
    let calls = "from shop import wording\nfrom shop.models import Book\n\n\ndef page():\n    \
                 wording.names(Book.objects.select_related(\"author\"))\n    wording.names(Book.objects.all())\n";
    let project = |wording: &str| {
        let project = project(calls);
        project.put("shop/wording.py", wording.as_bytes());
        project
    };
    let options = ["--confidence", "medium"];
    let plain = project("def names(books):\n    return [book.author.name for book in books]\n");
    assert_eq!(found(&plain, &options), ["shop/wording.py:2:13: error[django-n-plus-one"]);
    assert_eq!(found(&plain, &[&options[..], &["shop/wording.py"]].concat()), found(&plain, &options));
    let said = plain.run(&options).out;
    assert!(said.contains("shop/views.py:7:5") && said.contains("hands them to `names`"), "{said}");
    assert!(!said.contains("shop/views.py:6"), "{said}");
    for body in [
        "    return [book.author.name for book in books.select_related(\"author\")]\n",
        "    return [book.author_id for book in books]\n",
        "    return [book.author.name for book in books[:3]]\n",
        "    books = fetch()\n    return [book.author.name for book in books]\n",
    ] {
        assert_eq!(found(&project(&format!("def names(books):\n{body}")), &options), NONE, "{body}");
    }
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

/// The findings of one rule in `app/use.py`, where `app/store.py` holds what it uses.
fn with_store(rule: &str, store: &str, used: &str) -> Vec<String> {
    let project = Project::new(&[
        ("fastpy-lint.toml", ""),
        ("app/__init__.py", ""),
        ("app/store.py", store),
        ("app/passed_on.py", "from .store import *\nfrom app.store import load as fetch\n"),
        ("app/use.py", used),
    ]);
    let whole = found(&project, &["--confidence", "low", "--select", rule]);
    let alone = found(&project, &["--confidence", "low", "--select", rule, "app/use.py"]);
    let in_use: Vec<String> = whole.into_iter().filter(|line| line.starts_with("app/use.py")).collect();
    assert_eq!(alone, in_use);
    in_use.into_iter().map(|line| line.split(':').nth(1).unwrap_or_default().to_owned()).collect()
}

const NONE: [&str; 0] = [];

/// A loop that looks each word up in what an expression gives.
fn looks_up(import: &str, known: &str) -> String {
    format!(
        "{import}\n\n\ndef unknown(words):\n    known = {known}\n    return [word for word in words if word not in known]\n"
    )
}

const LISTS: &str = "import csv\n\n\nNAMES = [line.strip() for line in open(\"names\")]\nFEW = [\"a\", \"b\"]\n\n\n\
                     def load(path):\n    rows = []\n    for row in csv.reader(open(path)):\n        \
                     rows.append(row[0])\n    return rows\n\n\n\
                     async def load_later():\n    return list(open(\"names\"))\n\n\n\
                     def load_set(path):\n    return set(open(path))\n\n\n\
                     def load_some(path):\n    if path:\n        return list(open(path))\n\n\n\
                     def load_each(path):\n    yield list(open(path))\n\n\n\
                     class Store:\n    def __init__(self):\n        self.items = list(open(\"items\"))\n\n    \
                     def names(self):\n        return [item for item in self.items]\n";

#[test]
fn a_list_of_another_file_is_searched_in_a_loop() {
    let lines = |import: &str, known: &str| with_store("list-membership-in-loop", LISTS, &looks_up(import, known));
    assert_eq!(lines("from app.store import load", "load(\"names\")"), ["6"]);
    assert_eq!(lines("from .store import load", "load(\"names\")"), ["6"]);
    assert_eq!(lines("from app import store", "store.load(\"names\")"), ["6"]);
    assert_eq!(lines("import app.store", "app.store.NAMES"), ["6"]);
    assert_eq!(lines("from app.store import NAMES", "NAMES"), ["6"]);
    assert_eq!(lines("from app.passed_on import fetch", "fetch(\"names\")"), ["6"]);
    assert_eq!(lines("from app.passed_on import NAMES", "NAMES"), ["6"]);
    assert_eq!(lines("from app.store import Store", "Store().items"), ["6"]);
    assert_eq!(lines("from app.store import Store", "Store().names()"), ["6"]);
}

/// How sure a search in a list is that an expression of another file gives, if it is found.
fn confidence_in(store: &str, import: &str, known: &str) -> Option<String> {
    let between = "from app.store import rows, tell\nfrom app import store\n\n\ndef passed(path):\n    \
                   found = store.rows(path)\n    return found\n\n\ndef again(path):\n    return passed(path)\n\n\n\
                   def declared(path) -> list[str]:\n    return rows(path)\n\n\ndef round(path):\n    \
                   return about(path)\n\n\ndef about(path):\n    return round(path)\n\n\n\
                   async def later(path):\n    return rows(path)\n\n\ndef perhaps(path):\n    if path:\n        \
                   return rows(path)\n\n\n@tell\ndef told(path):\n    return rows(path)\n\n\n\
                   class Shelf:\n    def names(self):\n        return rows(\"names\")\n";
    let project = Project::new(&[
        ("fastpy-lint.toml", ""),
        ("app/__init__.py", ""),
        ("app/store.py", store),
        ("app/between.py", between),
        ("app/facade.py", "from app.between import again as renamed\n"),
        ("app/use.py", &looks_up(import, known)),
    ]);
    let options = ["-q", "--confidence", "low", "--select", "list-membership-in-loop", "--output-format", "json"];
    let document: serde_json::Value = serde_json::from_str(&project.run(&options).out).expect("the output is JSON");
    let finding =
        document["findings"].as_array().expect("a list of findings").iter().find(|it| it["path"] == "app/use.py")?;
    Some(finding["confidence"].as_str().expect("a text").to_owned())
}

#[test]
fn a_list_of_another_file_counts_as_large_where_it_is_made_of_data() {
    let sure = |head: &str, body: &str| {
        let store = format!("{head}\n\n\ndef rows(path):\n{body}");
        confidence_in(&store, "from app.store import rows", "rows(\"names\")")
    };
    let medium = Some("medium".to_owned());
    let low = Some("low".to_owned());
    let filled = "    found = []\n    for line in open(path):\n        if line.strip():\n            \
                  found.append(line)\n    return found\n";
    assert_eq!(sure("", filled), medium);
    assert_eq!(sure("", "    with open(path) as file:\n        return file.readlines()\n"), medium);
    let table = "    with open(path) as file:\n        return [row[0] for row in csv.reader(file)]\n";
    assert_eq!(sure("import csv", table), medium);
    let cursor =
        "    base = sqlite3.connect(path)\n    return [row[0] for row in base.execute(\"select name from t\")]\n";
    assert_eq!(sure("import sqlite3", cursor), medium);
    let session = "from sqlalchemy.orm import Session\n\nfrom app.models import Name";
    let rows = |body: &str| format!("    session = Session(path)\n    return {body}\n");
    assert_eq!(sure(session, &rows("session.query(Name).all()")), medium);
    assert_eq!(sure(session, &rows("session.scalars(Name).all()")), medium);
    // So many as somebody asked for.
    assert_eq!(sure(session, &rows("session.query(Name).filter(Name.id.in_(path)).all()")), low);
    // What is read beside says nothing of the list.
    assert_eq!(sure("", "    print(open(\"head\").read())\n    return [part for part in path]\n"), low);
    assert_eq!(sure("", "    return [part.name for part in path]\n"), low);
}

#[test]
fn a_list_that_functions_pass_on_is_searched_in_a_loop() {
    let store = "def rows(path):\n    return [line.strip() for line in open(path)]\n\n\n\
                 def tell(function):\n    return print\n";
    let sure = |import: &str, known: &str| confidence_in(store, import, known);
    let medium = Some("medium".to_owned());
    assert_eq!(sure("from app.between import passed", "passed(\"names\")"), medium);
    assert_eq!(sure("from app import between", "between.again(\"names\")"), medium);
    assert_eq!(sure("from app.between import declared", "declared(\"names\")"), medium);
    assert_eq!(sure("from app.facade import renamed", "renamed(\"names\")"), medium);
    assert_eq!(sure("from app.between import Shelf", "Shelf().names()"), medium);
    for known in ["round", "later", "perhaps", "told"] {
        assert_eq!(sure(&format!("from app.between import {known}"), &format!("{known}(\"names\")")), None, "{known}");
    }
}

#[test]
fn what_another_file_does_not_hold_is_not_claimed_of_it() {
    let lines = |import: &str, known: &str| with_store("list-membership-in-loop", LISTS, &looks_up(import, known));
    assert_eq!(lines("from app.store import FEW", "FEW"), NONE);
    assert_eq!(lines("from app.store import load_set", "load_set(\"names\")"), NONE);
    assert_eq!(lines("from app.store import load_some", "load_some(\"names\")"), NONE);
    assert_eq!(lines("from app.store import load_each", "load_each(\"names\")"), NONE);
    assert_eq!(lines("from app.store import load_later", "load_later()"), NONE);
    assert_eq!(lines("from app.store import load", "load"), NONE);
    assert_eq!(lines("from app.store import missing", "missing(\"names\")"), NONE);
    assert_eq!(lines("from elsewhere import load", "load(\"names\")"), NONE);
}

#[test]
fn a_list_that_a_base_class_keeps_is_searched_in_a_loop() {
    let used = |base: &str, body: &str| {
        format!(
            "from app.store import Store\n\n\nclass Shelf({base}):\n{body}    def missing(self, words):\n        \
             return [word for word in words if word not in self.items]\n"
        )
    };
    let lines = |base: &str, body: &str| with_store("list-membership-in-loop", LISTS, &used(base, body));
    assert_eq!(lines("Store", ""), ["6"]);
    assert_eq!(lines("Store", "    items = frozenset()\n\n"), NONE);
    assert_eq!(lines("object", ""), NONE);
}

#[test]
fn other_kinds_of_another_file() {
    let frames = "import pandas as pd\n\n\ndef sales() -> pd.DataFrame:\n    return pd.read_csv(\"sales.csv\")\n";
    let rows = "from app.store import sales\n\n\ndef total():\n    frame = sales()\n    total = 0\n    \
                for _, row in frame.iterrows():\n        total += row.price * row.amount\n    return total\n";
    assert_eq!(with_store("pandas-iterrows", frames, rows), ["7"]);
    let queue = "from app.store import load\n\n\ndef drain(handle):\n    waiting = load(\"names\")\n    \
                 while waiting:\n        handle(waiting.pop(0))\n";
    assert_eq!(with_store("list-pop-front", LISTS, queue), ["7"]);
    let later = looks_up("from app.store import load_later", "await load_later()").replace("def ", "async def ");
    assert_eq!(with_store("list-membership-in-loop", LISTS, &later), ["6"]);
}

#[test]
fn the_line_of_the_other_file_is_shown() {
    let project = Project::new(&[
        ("fastpy-lint.toml", ""),
        ("app/__init__.py", ""),
        ("app/store.py", LISTS),
        ("app/use.py", &looks_up("from app.store import load", "load(\"names\")")),
    ]);
    let said = project.run(&["--confidence", "low", "--select", "list-membership-in-loop"]);
    assert!(said.out.contains("app/store.py:12:12") && said.out.contains("`load` returns a list"), "{}", said.out);
}

#[test]
fn texts_that_another_file_starts_grow_in_a_loop() {
    let store = "def head(path):\n    with open(path) as lines:\n        return lines.read()\n\n\n\
                 def blob(path):\n    with open(path, \"rb\") as file:\n        return file.read()\n\n\n\
                 class Page:\n    def __init__(self):\n        self.text = \"\"\n";
    let page = |first: &str, more: &str| {
        format!(
            "from app.store import Page, blob, head\n\n\ndef page(path, rows):\n    whole = {first}(path)\n    \
             for row in rows:\n        {more}\n    return whole\n"
        )
    };
    assert_eq!(with_store("str-prepend-in-loop", store, &page("head", "whole = f\"{row}, \" + whole")), ["7"]);
    assert_eq!(with_store("str-prepend-in-loop", store, &page("blob", "whole = f\"{row}, \" + whole")), NONE);
    assert_eq!(with_store("bytes-concat-in-loop", store, &page("blob", "whole += row.data")), ["7"]);
    let sheet = "from app.store import Page\n\n\nclass Sheet(Page):\n    def add(self, rows):\n        \
                 for row in rows:\n            self.text += f\"{row}, \"\n";
    assert_eq!(with_store("str-concat-attribute-in-loop", store, sheet), ["7"]);
}

#[test]
fn what_is_written_out_in_another_file_does_not_grow() {
    let store = "NAMES = [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", \"i\", \"j\", \"k\", \"l\"]\n\n\n\
                 def names():\n    return [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", \"i\", \"j\", \"k\"]\n";
    let lines = |import: &str, known: &str| with_store("list-membership-in-loop", store, &looks_up(import, known));
    assert_eq!(lines("from app.store import NAMES", "NAMES"), NONE);
    assert_eq!(lines("from app.store import names", "names()"), NONE);
}
