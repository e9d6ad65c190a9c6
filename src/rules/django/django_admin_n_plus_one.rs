//! A relation that a column of Django's admin reads of each row of a change list. The finding stands at the column.

use crate::cx::{LinkCx, lazy_relation};
use crate::hooks::Hook;
use crate::project::Project;
use crate::rule;
use crate::rule::Rule;

pub static RULE: Rule = rule!("django/django-admin-n-plus-one", Hook::Link(check));

fn check(project: &Project, cx: &mut LinkCx) {
    for lazy in project.lazy_relations_of_admins() {
        let mut report = lazy_relation(project, &lazy);
        // Where the class writes no query set, there is none to add to.
        if lazy.query.is_none() {
            let lookups: Vec<String> = lazy.lookups.iter().map(|lookup| format!("\"{lookup}\"")).collect();
            let lookups = lookups.join(", ");
            report.help = if lazy.is_joinable {
                format!("set `list_select_related = [{lookups}]` in the admin class")
            } else {
                format!("override `get_queryset` in the admin class and add `.prefetch_related({lookups})` to it")
            };
        }
        cx.report(report);
    }
}
