//! `least = min(items)` and `items.remove(least)` on every turn of a loop: both search what a heap has at hand.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::kinds::puts_in;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::uses::Use;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("collections/heap-candidate", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let (Expr::Name(function), [items @ (Expr::Name(_) | Expr::Attribute(_))]) = (&*call.func, &*call.arguments.args)
    else {
        return;
    };
    let extreme = function.id.as_str();
    if !matches!(extreme, "min" | "max") || !cx.facts.is_builtin(&call.func, extreme) {
        return;
    }
    let Some(growing) = cx.loop_outlived_by(items, call) else { return };
    let inferred = cx.kind(items);
    if !inferred.kind.all(|kind| matches!(kind, Kind::List(_) | Kind::Set(_)))
        || cx.is_small(items)
        || cx.limit_of_window(items, call).is_some()
    {
        return;
    }
    if call.arguments.keywords.iter().any(|it| changes_with_turn(&it.value, growing, cx)) {
        return;
    }
    let extent = cx.facts.loop_extent(growing);
    if !cx.same_place_within(items, extent).into_iter().any(|at| takes_out(at, call, cx)) {
        return;
    }
    let confidence = cx.confidence_in_long_list(items, call, growing).min(confidence_of(inferred.certainty));
    let (name, turn) = (cx.source(items).to_owned(), cx.turn_of(growing));
    cx.report(Report {
        at: call.range(),
        label: format!("goes through all of `{name}` to take out one"),
        message: format!("each turn searches all of `{name}` for its next item"),
        note: format!("O(n²): the turns of the loop times the items of `{name}`; a heap needs O(n·log n)"),
        help: instead(extreme, call),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    });
}

/// Whether a key depends on the turn, or on what a turn changes: a heap would have the order of an earlier one.
fn changes_with_turn(key: &Expr, growing: LoopId, cx: &Cx) -> bool {
    let extent = cx.facts.loop_extent(growing);
    let is_changed = |name: &ast::ExprName| {
        let places = cx.same_place_within(&Expr::Name(name.clone()), extent).into_iter();
        places.into_iter().any(|at| match cx.facts.use_at(at) {
            Use::SetsItem(_) | Use::Augments(_) => true,
            Use::Calls { method, .. } => puts_in(method.attr.as_str()),
            _ => false,
        })
    };
    let mut within = cx.facts.nodes.within(id_of(key));
    cx.reads_what_changes_in(key, growing)
        || within.any(|(_, it)| it.node.as_expr_name().is_some_and(|name| is_changed(name)))
}

/// `items.remove(least)`, `items.discard(least)` or `items.pop(items.index(least))`, of what the call has found.
fn takes_out(at: NodeId, found: &ast::ExprCall, cx: &Cx) -> bool {
    let Use::Calls { call, method } = cx.facts.use_at(at) else { return false };
    let [taken] = &*call.arguments.args else { return false };
    match (method.attr.as_str(), taken) {
        ("remove" | "discard", taken) => is_found(taken, found, cx),
        ("pop", Expr::Call(position)) => {
            let is_index = |method: &ast::ExprAttribute| method.attr.as_str() == "index";
            position.func.as_attribute_expr().is_some_and(is_index)
                && position.arguments.args.first().is_some_and(|taken| is_found(taken, found, cx))
        }
        _ => false,
    }
}

/// The call itself, or the name that it gives its result.
fn is_found(taken: &Expr, found: &ast::ExprCall, cx: &Cx) -> bool {
    if taken.range() == found.range() {
        return true;
    }
    let AnyNodeRef::StmtAssign(assignment) = cx.parent(found) else { return false };
    let [target @ Expr::Name(_)] = &*assignment.targets else { return false };
    let is_read =
        |name: &ast::ExprName| cx.bindings(name).iter().any(|it| cx.facts.scopes.binding(*it).node == id_of(target));
    taken.as_name_expr().is_some_and(is_read)
}

fn instead(extreme: &str, call: &ast::ExprCall) -> String {
    let of_pairs = if call.arguments.keywords.is_empty() { "" } else { " of pairs of key and item" };
    let negated = if extreme == "max" { ", with the order turned round," } else { "" };
    format!(
        "make a heap{of_pairs} with `heapq.heapify` before the loop{negated} and take the next with `heapq.heappop`"
    )
}
