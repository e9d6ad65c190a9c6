use crate::cx::{LinkCx, lazy_relation};
use crate::hooks::Hook;
use crate::project::Project;
use crate::project::missing::Lack;
use crate::rule;
use crate::rule::Rule;

pub static RULE: Rule = rule!("django/django-n-plus-one-helper", Hook::Link(check));

fn check(project: &Project, cx: &mut LinkCx) {
    for lazy in project.lazy_in_loops() {
        let is_asked = matches!(lazy.lack, Lack::Relation | Lack::Query);
        if is_asked && lazy.inside.is_some_and(|inside| !inside.is_member) {
            cx.report(lazy_relation(project, lazy));
        }
    }
}
