//! Which functions frameworks call, and what for.

use std::path::Path;

use fastpy_lint::cx::Cx;
use fastpy_lint::facts::{Facts, Given};
use fastpy_lint::knowledge::Declared;
use fastpy_lint::knowledge::entries::{By, EntryKind, Runs, entries};
use fastpy_lint::model::PythonVersion;
use fastpy_lint::page::Confidence;
use fastpy_lint::syntax::ast::PySourceType;
use fastpy_lint::syntax::{self, AnyNodeRef};

/// What calls the function that says `HERE`.
fn entry(module_name: &str, text: &str) -> Option<(&'static str, EntryKind, Runs)> {
    let tree = syntax::parse(text, PySourceType::Python).expect("Python");
    let declared = Declared::default();
    let target = PythonVersion::DEFAULT;
    let facts = Facts::new(Given { text, module_name, is_package: false, target, declared: &declared }, tree.module());
    let cx = Cx::new(&facts, Confidence::Low, false);
    let here = facts.nodes.all().iter().find_map(|node| match node.node {
        AnyNodeRef::ExprName(it) if it.id.as_str() == "HERE" => Some(it),
        _ => None,
    });
    let entry = cx.entry(here.expect("a text that says HERE"))?;
    Some((entry.framework.as_str(), entry.kind, entry.runs))
}

#[test]
fn the_table_reads_and_every_entry_says_what_its_way_needs() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/entry-points.toml"));
    let headers = text.expect("the table is there").matches("[[entry]]").count();
    assert_eq!(entries().len(), headers);
    for entry in entries() {
        assert!(!entry.names.is_empty(), "{entry:?}");
        assert_eq!(entry.by == By::Base, !entry.members.is_empty(), "{entry:?}");
        assert_eq!(entry.by == By::Call, entry.argument.is_some() || entry.keyword.is_some(), "{entry:?}");
        assert!(entry.by != By::Name || !entry.parameters.is_empty(), "{entry:?}");
    }
}

#[test]
fn decorators_of_an_application_made_here() {
    let fastapi = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/books')\ndef books(): HERE\n";
    assert_eq!(entry("shop", fastapi), Some(("fastapi", EntryKind::Request, Runs::Pool)));
    let flask = "import flask\napp = flask.Flask(__name__)\n@app.route('/books')\ndef books(): HERE\n";
    assert_eq!(entry("shop", flask), Some(("flask", EntryKind::Request, Runs::Worker)));
    let celery = "from celery import shared_task\n@shared_task\ndef mail(): HERE\n";
    assert_eq!(entry("shop", celery), Some(("celery", EntryKind::Task, Runs::Worker)));
    let click = "import click\n@click.command()\ndef main(): HERE\n";
    assert_eq!(entry("shop", click), Some(("click", EntryKind::Command, Runs::Worker)));
}

#[test]
fn routes_of_an_application_made_elsewhere_are_known_by_their_path() {
    let route = "from fastapi import Depends\nfrom .app import router\n@router.post('/books')\nasync def add(): HERE\n";
    assert_eq!(entry("shop.views", route), Some(("fastapi", EntryKind::Request, Runs::Pool)));
    let task = "import celery\nfrom .app import queue\n@queue.task(bind=True)\ndef mail(self): HERE\n";
    assert_eq!(entry("shop.tasks", task), Some(("celery", EntryKind::Task, Runs::Worker)));
    let other = "from fastapi import Depends\nfrom .cache import store\n@store.get('books')\ndef books(): HERE\n";
    assert_eq!(entry("shop.views", other), None);
    let no_framework = "from .app import router\n@router.post('/books')\ndef add(): HERE\n";
    assert_eq!(entry("shop.views", no_framework), None);
}

#[test]
fn methods_by_the_bases_of_their_class() {
    let view =
        "from django.views import View\nclass Base(View): pass\nclass Books(Base):\n    def get(self, request): HERE\n";
    assert_eq!(entry("shop", view), Some(("django", EntryKind::Request, Runs::Worker)));
    let command = "from django.core.management.base import BaseCommand\nclass Command(BaseCommand):\n    def handle(self): HERE\n";
    assert_eq!(entry("shop", command), Some(("django", EntryKind::Command, Runs::Worker)));
    let resolver = "import graphene\nclass Query(graphene.ObjectType):\n    def resolve_books(self, info): HERE\n";
    assert_eq!(entry("shop", resolver), Some(("graphene", EntryKind::Resolver, Runs::Worker)));
    let helper = "from django.views import View\nclass Books(View):\n    def prices(self): HERE\n";
    assert_eq!(entry("shop", helper), None);
}

#[test]
fn functions_that_are_handed_over() {
    let depends = "from fastapi import Depends\ndef session(): HERE\ndef books(it=Depends(session)): pass\n";
    assert_eq!(entry("shop", depends), Some(("fastapi", EntryKind::Request, Runs::Pool)));
    let lifespan = "from fastapi import FastAPI\nasync def lifespan(app): HERE\napp = FastAPI(lifespan=lifespan)\n";
    assert_eq!(entry("shop", lifespan), Some(("starlette", EntryKind::Startup, Runs::Loop)));
    let path = "from django.urls import path\ndef books(request): HERE\nurlpatterns = [path('books/', books)]\n";
    assert_eq!(entry("shop.urls", path), Some(("django", EntryKind::Request, Runs::Worker)));
    let elsewhere = "from fastapi import Depends\ndef session(): HERE\ndef books(it=Depends(other(session))): pass\n";
    assert_eq!(entry("shop", elsewhere), None);
}

#[test]
fn functions_by_name_and_place() {
    let view = "from django.shortcuts import render\ndef books(request): HERE\n";
    assert_eq!(entry("shop.views", view), Some(("django", EntryKind::Request, Runs::Worker)));
    assert_eq!(entry("shop.forms", view), None);
    let event = "def lambda_handler(event, context): HERE\n";
    assert_eq!(entry("worker", event), Some(("lambda", EntryKind::Request, Runs::Worker)));
    assert_eq!(entry("worker", "def handler(event): HERE\n"), None);
}

#[test]
fn a_closure_runs_as_often_as_what_is_around_it() {
    let closure = "from celery import shared_task\n@shared_task\ndef mail():\n    def one(): HERE\n    one()\n";
    assert_eq!(entry("shop", closure), Some(("celery", EntryKind::Task, Runs::Worker)));
}
