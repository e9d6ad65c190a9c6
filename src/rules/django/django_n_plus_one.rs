use crate::cx::{LinkCx, LinkReport};
use crate::diagnostic::Label;
use crate::hooks::Hook;
use crate::page::Impact;
use crate::project::Project;
use crate::project::models::Arity;
use crate::project::relations::LazyRelation;
use crate::project::symbols::FunctionId;
use crate::rule;
use crate::rule::Rule;
use crate::summary::PlaceId;

pub static RULE: Rule = rule!("django/django-n-plus-one", Hook::Link(check));

fn check(project: &Project, cx: &mut LinkCx) {
    for lazy in project.lazy_relations() {
        cx.report(report(project, &lazy));
    }
}

fn report(project: &Project, lazy: &LazyRelation) -> LinkReport {
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
    related.push(label(project, lazy, lazy.function, lazy.iterable, turn));
    let mut at = label(project, lazy, lazy.function, lazy.access, format!("not loaded with the `{model}`"));
    let path = project.summaries[lazy.function.module as usize].path.clone();
    at.path = Some(path);
    let function = project.function(lazy.function).name.clone();
    LinkReport {
        at,
        message: format!("the `{relation}` of each `{model}` {verb} loaded by a query of {pronoun} own"),
        note: "one query per row".to_owned(),
        help: help(lazy),
        related,
        function: Some(function).filter(|name| !name.is_empty()),
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
    project.place(lazy.function, place).span == project.place(lazy.function, lazy.iterable).span
}

fn label(project: &Project, lazy: &LazyRelation, function: FunctionId, place: PlaceId, message: String) -> Label {
    project.label(function.module, place, message, lazy.function.module)
}
