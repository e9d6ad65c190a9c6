use crate::cx::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::project::queryset::{is_lazy, sends_query};
use crate::project::value::Value;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{HasNodeIndex, Ranged};

pub static RULE: Rule = rule!(
    "django/django-query-in-loop",
    Hook::Call(check_call),
    Hook::For(check_for),
    Hook::Truth(check_truth),
    Hook::Settle(settle)
);

/// What stands beside a claim whose loop takes in data.
const DATA: &str = "data";

fn check_call<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    match (&*call.func, &*call.arguments.args) {
        (Expr::Attribute(method), _) if sends_query(method.attr.as_str()) && may_be_query(method, call) => {
            check(call, &method.value, method.attr.as_str(), cx);
        }
        (Expr::Name(name), [first]) if matches!(name.id.as_str(), "list" | "len" | "sorted" | "set" | "tuple") => {
            check_rows(first, name.id.as_str(), cx);
        }
        _ => {}
    }
}

/// `found.get(key)` and `text.count(part)` are told apart by what they are given.
fn may_be_query(method: &ast::ExprAttribute, call: &ast::ExprCall) -> bool {
    match (method.attr.as_str(), &*call.arguments.args) {
        ("get", [Expr::Name(_) | Expr::Attribute(_) | Expr::StringLiteral(_) | Expr::Subscript(_), ..]) => false,
        ("count", arguments) => arguments.is_empty(),
        _ => true,
    }
}

fn check_for<'a>(it: &'a ast::StmtFor, cx: &mut Cx<'a>) {
    check_rows(&it.iter, "the loop over its rows", cx);
}

fn check_truth<'a>(tested: &'a Expr, cx: &mut Cx<'a>) {
    check_rows(tested, "the truth of the query set", cx);
}

/// A query set that is asked for its rows where it is written.
fn check_rows<'a>(queryset: &'a Expr, asker: &str, cx: &mut Cx<'a>) {
    let Expr::Call(call) = queryset else { return };
    let Expr::Attribute(method) = &*call.func else { return };
    // `iterator()` says that the rows of one turn are many.
    if is_lazy(method.attr.as_str()) && !matches!(method.attr.as_str(), "iterator" | "aiterator") {
        check(queryset, queryset, asker, cx);
    }
}

fn check<'a>(asked: &'a (impl HasNodeIndex + Ranged), queryset: &'a Expr, asker: &str, cx: &mut Cx<'a>) {
    if !cx.facts.speaks_of_rows() {
        return;
    }
    let Some(growing) = cx.growing_loop(asked) else { return };
    let Some(items) = cx.facts.loop_iterable(growing) else { return };
    let Some(confidence) = cx.confidence_of_row_query_in(asked, growing) else { return };
    if cx.is_repeated_in(asked, growing) {
        return;
    }
    let data = if cx.takes_in_data(growing) { vec![DATA.to_owned()] } else { Vec::new() };
    let turn = cx.turn_of(growing);
    let subject = if asker.contains(' ') { asker.to_owned() } else { format!("`{asker}`") };
    cx.report_if_linked_by(
        vec![queryset, items],
        data,
        Report {
            at: asked.range(),
            label: format!("a round trip to the database for each {turn}"),
            message: format!("{subject} sends a query on every turn of the loop"),
            note: "n queries instead of one".to_owned(),
            help: help(asker, asked, growing, cx),
            related: vec![(cx.header(growing), format!("runs once per {turn}"))],
            impact: Impact::High,
            confidence,
        },
    );
}

fn help(asker: &str, asked: &(impl HasNodeIndex + Ranged), growing: LoopId, cx: &Cx) -> String {
    let text = match asker {
        _ if !cx.depends_on_turn(asked, growing) => {
            "the query is the same on every turn: send it once, before the loop"
        }
        "count" | "acount" | "len" | "aggregate" | "aaggregate" => {
            "count for all of them in one query before the loop: `annotate`, or `values(…).annotate(…)` into a dict"
        }
        "exists" | "aexists" | "the truth of the query set" => {
            "load the keys that exist into a set by one query before the loop"
        }
        _ => {
            "load all of them by one query before the loop, `in_bulk(…)` or `filter(…__in=…)`, and look them up in a dict"
        }
    };
    text.to_owned()
}

fn settle(project: &Project, values: &[Value]) -> Option<Confidence> {
    let [Value::Query(query), items, data @ ..] = values else { return None };
    // A relation of each row is `django-n-plus-one`, or is at hand; one that is prefetched is `django-prefetch-defeated`.
    if query.refused.is_some() || project.is_row_relation(query) || query.is_list || query.bound == Some(0) {
        return None;
    }
    let turns = project.turns_over(items).filter(|_| project.is_model(query.model))?;
    let is_data = matches!(data, [Value::Text(word)] if word == DATA);
    let many = if is_data && !matches!(items, Value::Query(_)) { Confidence::High } else { turns };
    Some(many.min(project.is_query_set(query)))
}
