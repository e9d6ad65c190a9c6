//! A relation that a template reads of each row, while the view's query set does not load it. The finding stands in the
//! template.

use crate::cx::{LinkCx, lazy_relation};
use crate::hooks::Hook;
use crate::project::Project;
use crate::rule;
use crate::rule::Rule;

pub static RULE: Rule = rule!("django/django-n-plus-one-template", Hook::Link(check));

fn check(project: &Project, cx: &mut LinkCx) {
    for lazy in project.lazy_relations_of_templates() {
        if project.is_model(lazy.model) {
            cx.report(lazy_relation(project, &lazy));
        }
    }
}
