use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::project::queryset::is_lazy;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!(
    "django/django-queryset-evaluated-twice",
    Hook::Call(check_count),
    Hook::For(check_for),
    Hook::Truth(check_truth),
    Hook::Settle(Project::sends_query_when_asked)
);

/// `queryset.count()`, and then its rows.
fn check_count<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Expr::Attribute(count) = &*call.func else { return };
    if count.attr.as_str() != "count" || !call.arguments.is_empty() || !cx.facts.speaks_of_rows() {
        return;
    }
    // In a loop it is the query for each turn that costs.
    if cx.growing_loop(call).is_some() {
        return;
    }
    let asks_existence = cx.asks_existence(call);
    let Some(rows) = cx.rows_read_after(call, &count.value).filter(|it| !it.is_one || asks_existence) else { return };
    let help = match (rows.is_one, asks_existence) {
        (true, _) => "fetch the row by `.first()`, and test whether it is `None`",
        (false, true) => "test the query set itself, which fetches the rows once, and go through that same query set",
        (false, false) => {
            "take the `len` of the query set, which fetches the rows once, and go through that same query set"
        }
    };
    cx.report_if_linked(
        vec![&count.value],
        Report {
            at: call.range(),
            label: "asks the database for a number, and the rows are fetched anyway".to_owned(),
            message: "`count` sends a query of its own before the one for the rows".to_owned(),
            note: "two queries instead of one".to_owned(),
            help: help.to_owned(),
            related: vec![(rows.at, "sends the second query".to_owned())],
            impact: Impact::Medium,
            // A command sends one query more once a day, and nobody waits for it.
            confidence: if cx.is_command_of_django() { Confidence::Low } else { Confidence::High },
        },
    );
}

fn check_for<'a>(it: &'a ast::StmtFor, cx: &mut Cx<'a>) {
    check_rows(&it.iter, cx);
}

fn check_truth<'a>(tested: &'a Expr, cx: &mut Cx<'a>) {
    check_rows(tested, cx);
}

/// A query set that is written out, and its rows taken, where they will be taken again of the same words.
fn check_rows<'a>(queryset: &'a Expr, cx: &mut Cx<'a>) {
    let Expr::Call(call) = queryset else { return };
    let Expr::Attribute(method) = &*call.func else { return };
    let is_new = is_lazy(method.attr.as_str()) && !matches!(method.attr.as_str(), "iterator" | "aiterator");
    if !is_new || !cx.facts.speaks_of_rows() || cx.growing_loop(call).is_some() {
        return;
    }
    let Some(rows) = cx.rows_read_after(queryset, queryset).filter(|rows| !rows.is_one) else { return };
    cx.report_if_linked(
        vec![queryset],
        Report {
            at: queryset.range(),
            label: "fetches the rows, and keeps them for nobody".to_owned(),
            message: "the same query set is written, and its rows fetched, twice".to_owned(),
            note: "two queries instead of one".to_owned(),
            help: "give the query set a name and use that: it keeps the rows that it has fetched".to_owned(),
            related: vec![(rows.at, "fetches them again".to_owned())],
            impact: Impact::Medium,
            // A command sends one query more once a day, and nobody waits for it.
            confidence: if cx.is_command_of_django() { Confidence::Low } else { Confidence::High },
        },
    );
}
