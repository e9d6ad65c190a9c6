use crate::cx::{LinkCx, lazy_relation};
use crate::hooks::Hook;
use crate::project::Project;
use crate::rule;
use crate::rule::Rule;

pub static RULE: Rule = rule!("django/django-n-plus-one", Hook::Link(check));

fn check(project: &Project, cx: &mut LinkCx) {
    for lazy in project.lazy_relations() {
        if project.is_model(lazy.model) {
            cx.report(lazy_relation(project, lazy));
        }
    }
}
