//! A relation that a response model reads of each row that a route returns, while the route's query does not load it. The
//! finding stands at the route.

use crate::cx::{LinkCx, lazy_relation};
use crate::hooks::Hook;
use crate::page::Confidence;
use crate::project::Project;
use crate::project::models::Arity;
use crate::rule;
use crate::rule::Rule;

pub static RULE: Rule = rule!("sql/sqlalchemy-response-lazy", Hook::Link(check));

fn check(project: &Project, cx: &mut LinkCx) {
    for (lazy, model) in project.lazy_relations_of_responses() {
        let mut report = lazy_relation(project, &lazy);
        let (row, relation) = (project.class_name(lazy.model), lazy.path.join("."));
        report.message = format!("`{model}` reads the `{relation}` of each `{row}`, by a query of its own");
        // How many different rows they lead to is not known.
        if lazy.arity == Arity::One {
            report.confidence = report.confidence.min(Confidence::Medium);
        }
        cx.report(report);
    }
}
