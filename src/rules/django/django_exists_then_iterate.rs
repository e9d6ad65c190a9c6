use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule =
    rule!("django/django-exists-then-iterate", Hook::Call(check), Hook::Settle(Project::sends_query_when_asked));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Expr::Attribute(exists) = &*call.func else { return };
    if exists.attr.as_str() != "exists" || !call.arguments.is_empty() || !cx.facts.speaks_of_rows() {
        return;
    }
    // In a loop it is the query for each turn that costs.
    if cx.growing_loop(call).is_some() {
        return;
    }
    let Some(rows) = cx.rows_read_after(call, &exists.value) else { return };
    let (label, help) = if rows.is_one {
        (
            "asks the database, and the row is fetched anyway",
            "fetch the row by `.first()`, and test whether it is `None`",
        )
    } else {
        (
            "asks the database, and the rows are fetched anyway",
            "test the query set itself, which fetches the rows once, and go through that same query set",
        )
    };
    cx.report_if_linked(
        vec![&exists.value],
        Report {
            at: call.range(),
            label: label.to_owned(),
            message: "`exists` sends a query of its own before the one for the rows".to_owned(),
            note: "two queries instead of one".to_owned(),
            help: help.to_owned(),
            related: vec![(rows.at, "sends the second query".to_owned())],
            impact: Impact::Medium,
            // A command sends one query more once a day, and nobody waits for it.
            confidence: if cx.is_command_of_django() { Confidence::Low } else { Confidence::High },
        },
    );
}
