//! `queue.pop(0)`, `del queue[0]` or `queue.remove(queue[0])` in a loop, for a list that outlives the turns.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::loops::LoopId;
use crate::facts::sizes::integer;
use crate::facts::uses::Use;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex, Ranged};

pub static RULE: Rule = rule!("collections/list-pop-front", Hook::Call(check_call), Hook::Subscript(check_deletion));

fn check_call(call: &ast::ExprCall, cx: &mut Cx) {
    let (Expr::Attribute(method), [argument]) = (&*call.func, &*call.arguments.args) else { return };
    let list = &*method.value;
    let takes_first = match method.attr.as_str() {
        "pop" => integer(argument) == Some(0),
        "remove" => is_first_item(argument, list, cx),
        _ => false,
    };
    if takes_first {
        check(list, call, cx);
    }
}

fn check_deletion(item: &ast::ExprSubscript, cx: &mut Cx) {
    if item.ctx.is_del() && integer(&item.slice) == Some(0) {
        check(&item.value, item, cx);
    }
}

fn is_first_item(argument: &Expr, list: &Expr, cx: &Cx) -> bool {
    match argument {
        Expr::Subscript(it) => integer(&it.slice) == Some(0) && cx.source(&*it.value) == cx.source(list),
        _ => false,
    }
}

fn check(list: &Expr, at: &(impl HasNodeIndex + Ranged), cx: &mut Cx) {
    let Some(growing) = cx.loop_outlived_by(list, at) else { return };
    let inferred = cx.kind(list);
    if !inferred.kind.is_list() || cx.is_small(list) || cx.is_parts_of_a_line(list) {
        return;
    }
    if cx.is_kept_short(list, at) || cx.is_trimmed_by(list, growing) || is_sorted_in(list, growing, cx) {
        return;
    }
    let in_length = cx.confidence_in_long_list(list, at, growing).min(confidence_of(inferred.certainty));
    // Who leaves with the first that fits has mostly taken out few.
    let confidence = if leaves(growing, cx) { in_length.min(Confidence::Medium) } else { in_length };
    let name = cx.source(list).to_owned();
    let turn = cx.turn_of(growing);
    let rewrite = cx.as_deque(list, growing);
    let report = Report {
        at: at.range(),
        label: format!("moves every item that is left in `{name}`"),
        message: format!("taking the first item out of the list `{name}` moves all the others, on every turn"),
        note: format!("O(n²): the turns of the loop times the items of `{name}`"),
        help: format!("make `{name}` a `collections.deque` and call `popleft()`"),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    };
    cx.report_with_fix(report, rewrite);
}

/// Whether the last statement of a loop's body leaves the function.
fn leaves(growing: LoopId, cx: &Cx) -> bool {
    let AnyNodeRef::StmtWhile(it) = cx.facts.nodes.get(cx.facts.loop_extent(growing)).node else { return false };
    it.body.last().is_some_and(|last| last.is_return_stmt() || last.is_raise_stmt())
}

/// Whether the loop also sorts the list, which costs more and which no deque can do.
fn is_sorted_in(list: &Expr, growing: LoopId, cx: &Cx) -> bool {
    cx.same_place_within(list, cx.facts.loop_extent(growing)).into_iter().any(|at| match cx.facts.use_at(at) {
        Use::Calls { method, .. } => method.attr.as_str() == "sort",
        _ => false,
    })
}
