//! A module that takes long to import, for annotations alone.

use crate::cx::{Cx, HeavyImport, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::{ast, mentions};

pub static RULE: Rule = rule!("imports/typing-only-heavy-import", Hook::Module(check), Hook::SettleModule(settle));

/// What reads annotations while the program runs.
const READERS: &[&str] = &[
    "pydantic",
    "fastapi",
    "typer",
    "attr",
    "cattr",
    "msgspec",
    "dataclass",
    "get_type_hints",
    "__annotations__",
    "inspect",
    "singledispatch",
    "beartype",
    "typeguard",
    "strawberry",
    "litestar",
    "inject",
    "validate_call",
    "hydra",
    "omegaconf",
];

fn check<'a>(_: &'a ast::ModModule, cx: &mut Cx<'a>) {
    if cx.is_start_of_package() {
        return;
    }
    for import in cx.heavy_imports() {
        let is_annotation = |read| cx.annotated(read).is_some_and(|it| !cx.may_be_asked_for_annotations(it));
        if import.reads.is_empty() || !import.reads.iter().all(|read| is_annotation(*read)) {
            continue;
        }
        if READERS.iter().any(|word| mentions(cx.facts.text, word)) {
            return;
        }
        let names = vec![import.package.clone()];
        cx.report_if_module(names, report(&import, cx));
    }
}

fn report(import: &HeavyImport, cx: &Cx) -> Report {
    let deferred = cx.facts.defers_annotations();
    let beside = if deferred { "" } else { ", and start the file with `from __future__ import annotations`" };
    Report {
        at: import.at,
        label: "is named in annotations, which nothing evaluates".to_owned(),
        message: format!("`{}` is imported for annotations alone", import.module),
        note: import.cost_in_words(),
        help: format!("import it under `if TYPE_CHECKING:`{beside}"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: Confidence::Medium,
    }
}

fn settle(project: &Project, module: u32, names: &[String]) -> Option<Confidence> {
    let [package] = names else { return None };
    if !project.may_import_later(module, package) {
        return None;
    }
    project.does_without(module, (module, names), package)
}
