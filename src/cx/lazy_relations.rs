//! How a relation that is loaded row by row is reported, wherever it is read.

use crate::cx::LinkReport;
use crate::diagnostic::Label;
use crate::page::Impact;
use crate::project::Project;
use crate::project::models::Arity;
use crate::project::relations::LazyRelation;
use crate::project::symbols::FunctionId;
use crate::summary::PlaceId;

pub fn lazy_relation(project: &Project, lazy: &LazyRelation) -> LinkReport {
    let model = project.class_name(lazy.model);
    let relation = lazy.path.join(".");
    let (verb, pronoun) = if lazy.arity == Arity::One { ("is", "its") } else { ("are", "their") };
    let mut related = Vec::new();
    if let Some((function, place)) = lazy.query
        && !(function == lazy.function && place_is_same(project, lazy, place))
    {
        related.push(label(project, lazy, function, place, "the query set is made here".to_owned()));
    }
    let turn = format!("runs once for each `{model}`");
    let (function, iterable) = lazy.iterable;
    related.push(label(project, lazy, function, iterable, turn));
    let mut at = label(project, lazy, lazy.function, lazy.access, format!("not loaded with the `{model}`"));
    let path = project.summaries[lazy.function.module as usize].path.clone();
    at.path = Some(path);
    let functions = &project.summaries[lazy.function.module as usize].functions;
    let function = functions.get(lazy.function.index as usize).map(|it| it.name.clone());
    LinkReport {
        at,
        message: format!("the `{relation}` of each `{model}` {verb} loaded by a query of {pronoun} own"),
        note: "one query per row".to_owned(),
        help: help(lazy),
        related,
        function: function.filter(|name| !name.is_empty()),
        impact: Impact::High,
        confidence: lazy.confidence,
    }
}

fn help(lazy: &LazyRelation) -> String {
    let method = if lazy.is_joinable { "select_related" } else { "prefetch_related" };
    let lookups: Vec<String> = lazy.lookups.iter().map(|lookup| format!("\"{lookup}\"")).collect();
    format!("add `.{method}({})` to the query set", lookups.join(", "))
}

fn place_is_same(project: &Project, lazy: &LazyRelation, place: PlaceId) -> bool {
    project.place(lazy.function, place).span == project.place(lazy.iterable.0, lazy.iterable.1).span
}

fn label(project: &Project, lazy: &LazyRelation, function: FunctionId, place: PlaceId, message: String) -> Label {
    project.label(function.module, place, message, lazy.function.module)
}
