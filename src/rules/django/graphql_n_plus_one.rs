//! A relation that a type of GraphQL reads of each row, while its resolver's query set does not load it.

use crate::cx::{LinkCx, lazy_relation};
use crate::hooks::Hook;
use crate::project::Project;
use crate::project::relations::LazyRelation;
use crate::rule;
use crate::rule::Rule;

pub static RULE: Rule = rule!("django/graphql-n-plus-one", Hook::Link(check));

fn check(project: &Project, cx: &mut LinkCx) {
    for lazy in project.lazy_relations_of_graphene().iter().chain(&project.lazy_relations_of_strawberry(false)) {
        cx.report(lazy_relation(project, lazy));
    }
    for lazy in project.lazy_relations_of_strawberry(true) {
        let mut report = lazy_relation(project, &lazy);
        report.help = format!("tell the optimizer with `@strawberry_django.field({})`", hint(&lazy));
        cx.report(report);
    }
}

/// What the optimizer of strawberry-django must be told to load what a method reads.
fn hint(lazy: &LazyRelation) -> String {
    let keyword = if lazy.is_joinable { "select_related" } else { "prefetch_related" };
    let lookups: Vec<String> = lazy.lookups.iter().map(|lookup| format!("\"{lookup}\"")).collect();
    format!("{keyword}=[{}]", lookups.join(", "))
}
