//! `items.sort()` or `items = sorted(items)` in a loop that also puts items in, for a list that outlives the turns.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::kinds::puts_in;
use crate::facts::loops::LoopId;
use crate::facts::nodes::NodeId;
use crate::facts::uses::Use;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{HasNodeIndex, Ranged};

pub static RULE: Rule = rule!("collections/sort-in-loop", Hook::Call(check_call), Hook::Assign(check_assignment));

fn check_call(call: &ast::ExprCall, cx: &mut Cx) {
    let Expr::Attribute(method) = &*call.func else { return };
    if method.attr.as_str() != "sort" || !call.arguments.args.is_empty() {
        return;
    }
    if let Some(growing) = cx.loop_outlived_by(&method.value, call) {
        check(&method.value, call, growing, cx);
    }
}

fn check_assignment(assignment: &ast::StmtAssign, cx: &mut Cx) {
    let ([target], Expr::Call(call)) = (&*assignment.targets, &*assignment.value) else { return };
    let [list] = &*call.arguments.args else { return };
    if cx.source(target) != cx.source(list) || !cx.facts.is_builtin(&call.func, "sorted") {
        return;
    }
    if let Some(growing) = cx.loop_carrying(list, call) {
        check(list, call, growing, cx);
    }
}

fn check(list: &Expr, at: &(impl HasNodeIndex + Ranged), growing: LoopId, cx: &mut Cx) {
    let inferred = cx.kind(list);
    if !inferred.kind.is_list() || cx.is_small(list) || cx.limit_of_window(list, at).is_some() {
        return;
    }
    let extent = cx.facts.loop_extent(growing);
    if !gets_items_within(list, extent, cx) {
        return;
    }
    let confidence = confidence(list, at, growing, cx).min(confidence_of(inferred.certainty));
    let name = cx.source(list).to_owned();
    let turn = cx.turn_of(growing);
    cx.report(Report {
        at: at.range(),
        label: format!("compares every item of `{name}` again"),
        message: format!("`{name}` is sorted on every turn, though it was sorted on the last one"),
        note: format!("O(n²): the turns of the loop times the items of `{name}`, compared once even where they are in order"),
        help: "sort once after the loop; if each turn needs the order, `bisect.insort` puts an item where it belongs, and \
               `heapq` gives the smallest"
            .to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    });
}

fn gets_items_within(list: &Expr, extent: NodeId, cx: &Cx) -> bool {
    cx.same_place_within(list, extent).into_iter().any(|at| match cx.facts.use_at(at) {
        Use::Calls { method, .. } => puts_in(method.attr.as_str()),
        Use::Augments(_) => true,
        _ => false,
    })
}

/// A list that takes in data, or that a search puts its finds into.
fn confidence(list: &Expr, at: &impl HasNodeIndex, growing: LoopId, cx: &Cx) -> Confidence {
    cx.confidence_in_long_list(list, at, growing).max(cx.confidence_in_growth(at, growing))
}
