//! `items.remove(item)` in a loop, for a list that outlives the turns and is not the one that is gone through.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::loops::LoopId;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("collections/list-remove-in-loop", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let (Expr::Attribute(method), [item]) = (&*call.func, &*call.arguments.args) else { return };
    // What is named by its place is no search: `queue.remove(queue[0])`.
    if method.attr.as_str() != "remove" || item.is_subscript_expr() {
        return;
    }
    let list = &*method.value;
    let Some(growing) = cx.loop_outlived_by(list, call) else { return };
    let inferred = cx.kind(list);
    if !inferred.kind.is_list()
        || cx.is_small(list)
        || cx.is_parts_of_a_line(list)
        || is_gone_through(list, growing, cx)
    {
        return;
    }
    let is_filter = cx.facts.loop_iterable(growing).is_some_and(|items| cx.is_copy_of(items, list));
    let help = if is_filter {
        "build a new list of the items that stay, in one comprehension"
    } else {
        "keep the items in a dict or set if their order and repeats do not matter; or gather what goes in a set and \
         filter once after the loop"
    };
    let confidence = confidence(call, list, is_filter, growing, cx).min(confidence_of(inferred.certainty));
    let name = cx.source(list).to_owned();
    let turn = cx.turn_of(growing);
    cx.report(Report {
        at: call.range(),
        label: format!("searches `{name}` from the front, then moves the rest"),
        message: format!("`{name}.remove` searches the list and moves what follows, on every turn"),
        note: format!("O(n·m): the turns of the loop times the items of `{name}`"),
        help: help.to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    });
}

/// Who takes items out of the list that the loop goes through skips others: a mistake, but another one.
fn is_gone_through(list: &Expr, growing: LoopId, cx: &Cx) -> bool {
    let name = cx.source(list);
    cx.facts.loop_iterable(growing).is_some_and(|items| match items {
        Expr::Call(it) if cx.facts.is_builtin(&it.func, "enumerate") => {
            it.arguments.args.first().is_some_and(|first| cx.source(first) == name)
        }
        other => cx.source(other) == name,
    })
}

/// A filter goes through as many items as the list has, and so does who takes out one after the other until none is
/// left; otherwise two sizes must grow.
fn confidence(call: &ast::ExprCall, list: &Expr, is_filter: bool, growing: LoopId, cx: &Cx) -> Confidence {
    if !cx.only_computes(call, growing) {
        return Confidence::Low;
    }
    let holds_data = cx.is_filled_with_data(list, call);
    if is_filter && holds_data {
        return Confidence::High;
    }
    if is_filter || holds_data || cx.runs_until_empty(list, growing) {
        cx.confidence_in_growth(call, growing)
    } else {
        Confidence::Medium
    }
}
