//! A relation that a serializer reads of each row, while the view's query set does not load it. The finding stands at
//! the serializer's field.

use crate::cx::{LinkCx, lazy_relation};
use crate::hooks::Hook;
use crate::project::Project;
use crate::project::missing::Lack;
use crate::rule;
use crate::rule::Rule;

pub static RULE: Rule = rule!("django/drf-n-plus-one", Hook::Link(check));

fn check(project: &Project, cx: &mut LinkCx) {
    for lazy in project.lazy_in_serializers().iter().filter(|lazy| lazy.lack == Lack::Relation) {
        cx.report(lazy_relation(project, lazy));
    }
}
