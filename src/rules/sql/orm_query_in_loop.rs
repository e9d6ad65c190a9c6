//! A query of Peewee, Tortoise, MongoEngine or Pony that a loop sends for a value of each turn. Which names are classes
//! with rows, the linked project says.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::project::statements::may_ask_for_one;
use crate::project::value::Value;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex, Ranged};

pub static RULE: Rule =
    rule!("sql/orm-query-in-loop", Hook::Call(check_call), Hook::For(check_for), Hook::Settle(settle));

fn check_call<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    match &*call.func {
        Expr::Attribute(method) if may_ask_for_one(method.attr.as_str()) && may_be_query(method, call) => {
            check(call, &method.value, method.attr.as_str(), cx);
        }
        // `await Book.filter(author=author)`
        Expr::Attribute(method) if method.attr.as_str() == "filter" => {
            if let AnyNodeRef::ExprAwait(awaited) = cx.parent(call) {
                check(call, &awaited.value, "", cx);
            }
        }
        Expr::Name(name) if matches!(name.id.as_str(), "list" | "len" | "sorted" | "set" | "tuple") => {
            if let [rows @ Expr::Call(_)] = &*call.arguments.args {
                check(rows, rows, "", cx);
            }
        }
        _ => {}
    }
}

/// `found.get(key)` and `text.count(part)` are told apart by what they are given.
fn may_be_query(method: &ast::ExprAttribute, call: &ast::ExprCall) -> bool {
    match method.attr.as_str() {
        "get" => match &*call.arguments.args {
            [] => !call.arguments.keywords.is_empty() || method.value.is_call_expr(),
            conditions => conditions.iter().all(|it| it.is_compare_expr() || it.is_bin_op_expr()),
        },
        "count" | "first" | "exists" => call.arguments.args.is_empty(),
        _ => true,
    }
}

fn check_for<'a>(it: &'a ast::StmtFor, cx: &mut Cx<'a>) {
    let Expr::Call(rows) = &*it.iter else { return };
    let Expr::Attribute(method) = &*rows.func else { return };
    if matches!(method.attr.as_str(), "where" | "filter" | "order_by" | "objects") {
        check(&*it.iter, &it.iter, "", cx);
    }
}

fn check<'a>(asked: &'a (impl HasNodeIndex + Ranged), rows: &'a Expr, method: &str, cx: &mut Cx<'a>) {
    if !cx.facts.speaks_of_rows() {
        return;
    }
    let Some(turning) = cx.loop_over_items(asked) else { return };
    if !cx.depends_on_turn(asked, turning) {
        return;
    }
    let Some(confidence) = cx.confidence_of_query_in(asked, turning) else { return };
    if cx.ends_early(turning) || cx.goes_through_batches(turning) || cx.is_repeated_in(asked, turning) {
        return;
    }
    let items = cx.facts.loop_iterable(turning).filter(|_| !cx.takes_in_data(turning));
    let of = [rows].into_iter().chain(items).collect();
    let turn = cx.turn_of(turning);
    let subject = if method.is_empty() { "a query for some rows".to_owned() } else { format!("`{method}`") };
    let report = Report {
        at: asked.range(),
        label: format!("a round trip to the database for each {turn}"),
        message: format!("{subject} is sent to the database on every turn of the loop"),
        note: "n queries instead of one".to_owned(),
        help: help(method).to_owned(),
        related: vec![(cx.header(turning), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    };
    cx.report_if_linked_by(of, vec![method.to_owned()], report);
}

fn help(method: &str) -> &'static str {
    match method {
        "count" => "count for all of them in one query before the loop, which groups them, and look each up in a dict",
        "exists" => "load the keys that exist into a set by one query before the loop",
        _ => "ask for all of them in one query before the loop, by a condition with `in`, and look each up in a dict",
    }
}

/// Few loops say how many turns they take: those over the rows of a query do, that nothing narrows.
fn settle(project: &Project, values: &[Value]) -> Option<Confidence> {
    let [rows, items @ .., Value::Text(method)] = values else { return None };
    if !project.asks_each_time(rows, method) {
        return None;
    }
    match items.first() {
        None => Some(Confidence::High),
        Some(items) if project.goes_through_all_rows(items) => Some(Confidence::High),
        Some(items) => project.turns_over(items).map(|_| Confidence::Low),
    }
}
