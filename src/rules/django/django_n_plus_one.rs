use crate::cx::{LinkCx, LinkReport, lazy_relation};
use crate::hooks::Hook;
use crate::page::Confidence;
use crate::project::Project;
use crate::project::missing::Lack;
use crate::rule;
use crate::rule::Rule;

pub static RULE: Rule = rule!("django/django-n-plus-one", Hook::Link(check));

fn check(project: &Project, cx: &mut LinkCx) {
    let elsewhere = project.lazy_relations_of_feeds().into_iter().chain(project.lazy_relations_of_tables());
    for lazy in elsewhere {
        cx.report(lazy_relation(project, &lazy));
    }
    for lazy in project.lazy_in_loops() {
        if lazy.lack == Lack::Relation && lazy.inside.is_none() {
            let report = lazy_relation(project, lazy);
            // What a command does for each row besides, mostly takes far longer.
            let confidence = if project.is_in_command(lazy.function) { Confidence::Low } else { report.confidence };
            cx.report(LinkReport { confidence, ..report });
        }
    }
}
