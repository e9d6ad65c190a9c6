//! One row deleted on each turn of a loop, where the query set could delete all of them: the model has no `delete` of
//! its own.

use crate::cx::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::project::value::Value;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("django/django-delete-in-loop", Hook::Call(check), Hook::Settle(settle));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Expr::Attribute(method) = &*call.func else { return };
    if !matches!(method.attr.as_str(), "delete" | "adelete") || !call.arguments.is_empty() {
        return;
    }
    if !cx.facts.speaks_of_rows() || !cx.is_statement(call) {
        return;
    }
    let Some(turning) = cx.loop_over_items(call) else { return };
    let Some((of, help)) = deleted(&method.value, turning, cx) else { return };
    let (Some(confidence), Some(items)) = (cx.confidence_of_write(call, turning), cx.facts.loop_iterable(turning))
    else {
        return;
    };
    // What most turns come past, few rows meet.
    let is_some = cx.is_passed_by_some_turns(call, turning) || is_looked_at(of, turning, cx);
    let is_more = matches!(of, Expr::Name(row) if cx.is_handed_over(row, turning));
    let turn = cx.turn_of(turning);
    let report = Report {
        at: call.range(),
        label: "one statement, and what goes with the row, for one row".to_owned(),
        message: format!("`{}` deletes one row on every turn of the loop", cx.source(method)),
        note: "n statements instead of one, and as many again for the rows that refer to each".to_owned(),
        help,
        related: vec![(cx.header(turning), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence: if is_more || is_some { Confidence::Low } else { confidence },
    };
    let data = if cx.takes_in_data(turning) { "data" } else { "" };
    let all = if is_some { "" } else { "all" };
    cx.report_if_linked_by(vec![of, items], vec![data.to_owned(), all.to_owned()], report);
}

/// Whether a turn reads the row besides: its target and the call are two places.
fn is_looked_at(row: &Expr, turning: LoopId, cx: &Cx) -> bool {
    row.is_name_expr() && cx.same_place_within(row, cx.facts.loop_extent(turning)).len() > 2
}

/// What says whose rows are deleted, and what does it for all of them.
fn deleted<'a>(what: &'a Expr, turning: LoopId, cx: &Cx<'a>) -> Option<(&'a Expr, String)> {
    if let Expr::Name(row) = what {
        if !cx.is_brought_by(row, turning) {
            return None;
        }
        let items = cx.facts.loop_iterable(turning)?;
        let whole = if items.range().len() < 60.into() { cx.source(items) } else { "the query set" };
        return Some((
            what,
            format!(
                "delete them together: `{whole}.delete()` with what the loop asks for as a `filter`, or `filter(pk__in=…).delete()`"
            ),
        ));
    }
    let keys = cx.keys_of_turn(what, turning)?;
    let [key] = keys.as_slice() else { return None };
    let Expr::Call(picked) = what else { return None };
    let Expr::Attribute(method) = &*picked.func else { return None };
    let of = if method.attr.as_str() == "get" { &*method.value } else { what };
    Some((of, format!("delete them together: `filter({key}__in=…).delete()`, without a loop")))
}

fn settle(project: &Project, values: &[Value]) -> Option<Confidence> {
    let [of, items, Value::Text(data), Value::Text(all)] = values else { return None };
    let (model, many) = match of {
        Value::Instance(row) => (row.model, project.is_one_of_many(row, all == "all")?),
        Value::Query(query) if !project.has_own(query, "delete") => {
            let turns = project.many_turns_over(items, data == "data")?;
            (query.model, turns.min(project.is_query_set(query)))
        }
        _ => return None,
    };
    Some(project.deletes_plainly(model)?.min(many))
}
