use crate::cx::{LinkCx, lazy_relation};
use crate::hooks::Hook;
use crate::project::Project;
use crate::project::missing::Lack;
use crate::rule;
use crate::rule::Rule;

pub static RULE: Rule = rule!("django/django-fk-fetched-for-id", Hook::Link(check));

fn check(project: &Project, cx: &mut LinkCx) {
    for lazy in project.lazy_everywhere() {
        if lazy.lack == Lack::Key {
            cx.report(lazy_relation(project, lazy));
        }
    }
}
