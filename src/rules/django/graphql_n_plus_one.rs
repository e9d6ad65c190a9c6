//! A relation that a type of GraphQL reads of each row, while its resolver's query set does not load it.

use crate::cx::{LinkCx, lazy_relation};
use crate::hooks::Hook;
use crate::project::Project;
use crate::project::missing::Lack;
use crate::rule;
use crate::rule::Rule;

pub static RULE: Rule = rule!("django/graphql-n-plus-one", Hook::Link(check));

fn check(project: &Project, cx: &mut LinkCx) {
    for lazy in project.lazy_relations_of_graphql().into_iter().filter(|lazy| lazy.lack == Lack::Relation) {
        cx.report(lazy_relation(project, &lazy));
    }
}
