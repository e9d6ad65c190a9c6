use crate::cx::{LinkCx, LinkReport};
use crate::hooks::Hook;
use crate::page::Impact;
use crate::project::Project;
use crate::project::requeries::{Question, Requery};
use crate::rule;
use crate::rule::Rule;

pub static RULE: Rule = rule!("django/django-template-requery", Hook::Link(check));

fn check(project: &Project, cx: &mut LinkCx) {
    for requery in &project.templates_ask().requeries {
        cx.report(report(project, requery));
    }
}

fn report(project: &Project, requery: &Requery) -> LinkReport {
    let (label, message, help) = match requery.question {
        Question::Existence => (
            "asks the database, and the rows are fetched anyway",
            "`exists` sends a query of its own beside the one for the rows",
            "give the query set a name by `{% with %}` or in the view, and test that: it keeps the rows that it has fetched",
        ),
        Question::Number => (
            "asks the database for a number, and the rows are fetched anyway",
            "`count` sends a query of its own beside the one for the rows",
            "give the query set a name by `{% with %}` or in the view, and take its `|length`: it keeps the rows that it \
             has fetched",
        ),
        Question::Rows => (
            "fetches the rows, and keeps them for nobody",
            "`all` makes a new query set, so that the rows are fetched twice",
            "give the query set a name, `{% with rows=….all %}`, and test and go through that",
        ),
    };
    let (module, place) = requery.rows;
    let mut at = project.label(requery.module, requery.place, label.to_owned(), requery.module);
    at.path = Some(project.summaries[requery.module as usize].path.clone());
    LinkReport {
        at,
        message: message.to_owned(),
        note: "two queries instead of one".to_owned(),
        help: help.to_owned(),
        related: vec![project.label(module, place, "sends the second query".to_owned(), requery.module)],
        function: None,
        impact: Impact::Medium,
        confidence: requery.confidence,
    }
}
