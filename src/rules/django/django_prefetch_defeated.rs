use crate::cx::{LinkCx, lazy_relation};
use crate::hooks::Hook;
use crate::project::Project;
use crate::project::missing::Lack;
use crate::rule;
use crate::rule::Rule;

pub static RULE: Rule = rule!("django/django-prefetch-defeated", Hook::Link(check));

fn check(project: &Project, cx: &mut LinkCx) {
    for lazy in project.lazy_everywhere() {
        if matches!(lazy.lack, Lack::Answer(_)) {
            cx.report(lazy_relation(project, lazy));
        }
    }
}
