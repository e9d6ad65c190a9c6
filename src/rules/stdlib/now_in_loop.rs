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
    if !is_compared(call, cx) || cx.reads_what_changes_in(call, growing) || !is_filter(call, growing, cx) {
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
        confidence: Confidence::Medium,
    });
}

/// `row.expires < now()`, `now() - row.created`: the time is compared with something, and not kept.
fn is_compared(call: &ast::ExprCall, cx: &Cx) -> bool {
    let around = cx.ancestors(call).map(|(_, it)| it);
    let mut values = around.take_while(|it| !it.is_statement() && !matches!(it, AnyNodeRef::Comprehension(_)));
    values.any(|it| matches!(it, AnyNodeRef::ExprCompare(_)))
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
