//! The clock is asked for each item that is compared with the time.

use crate::cx::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast;
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("stdlib/now-in-loop", Hook::Call(check));

const CLOCKS: &[&str] = &[
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    "django.utils.timezone.now",
    "time.time",
];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Some(clock) = cx.callee_among(call, CLOCKS) else { return };
    let Some(growing) = cx.growing_loop(call) else { return };
    let Some(compare) = comparison_with(call, cx) else { return };
    if cx.reads_what_changes_in(call, growing) || !is_filter(call, growing, cx) {
        return;
    }
    cx.report(Report {
        at: call.range(),
        label: "the time, asked again for each item".to_owned(),
        message: format!("`{clock}` is called for each item that is compared with it"),
        note: "a call of the system's clock per item, and a moment that moves while the items are compared".to_owned(),
        help: "take the time once, before the loop".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {}", cx.turn_of(growing)))],
        impact: Impact::Medium,
        confidence: match clock {
            _ if computes_other_side(compare, call, cx) => Confidence::Low,
            "time.time" => Confidence::Medium,
            _ => Confidence::High,
        },
    });
}

/// `row.expires < now()`, `now() - row.created < day`: the time is compared with something, and not kept.
fn comparison_with<'a>(call: &ast::ExprCall, cx: &Cx<'a>) -> Option<&'a ast::ExprCompare> {
    let around = cx.ancestors(call).map(|(_, it)| it);
    let mut values = around.take_while(|it| !it.is_statement() && !matches!(it, AnyNodeRef::Comprehension(_)));
    values.find_map(|it| match it {
        AnyNodeRef::ExprCompare(compare) => Some(compare),
        _ => None,
    })
}

/// Whether what the time is compared with is called for, or parsed from a text, which takes longer than the clock.
fn computes_other_side(compare: &ast::ExprCompare, clock: &ast::ExprCall, cx: &Cx) -> bool {
    let mut sides =
        compare.comparators.iter().chain([&*compare.left]).filter(|it| !it.range().contains_range(clock.range()));
    sides.any(|side| cx.facts.nodes.within(id_of(side)).any(|(_, it)| matches!(it.node, AnyNodeRef::ExprCall(_))))
}

/// Whether a loop does nothing but compare and collect, so that the clock is a large part of it: a `for` that takes long
/// may well want to know how late it is.
fn is_filter(call: &ast::ExprCall, growing: LoopId, cx: &Cx) -> bool {
    if cx.confidence_in_saving(call, growing) == Confidence::Low {
        return false;
    }
    let extent = cx.facts.loop_extent(growing);
    match cx.facts.nodes.get(extent).node {
        AnyNodeRef::StmtFor(_) => cx.facts.nodes.within(extent).all(|(at, it)| match it.node {
            AnyNodeRef::ExprCall(other) => at == id_of(call) || cx.facts.is_harmless_call(other),
            _ => true,
        }),
        AnyNodeRef::StmtWhile(_) => false,
        _ => true,
    }
}
