//! `set(items)`, `frozenset(items)` or `dict(pairs)` on every turn of a loop that never changes what it is made of, and
//! only looks something up in it.

use crate::cx::{Cx, Report, Rewrite};
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::uses::Use;
use crate::facts::variance::Variance;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, CmpOp, Expr, Operator};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("collections/set-rebuilt-in-loop", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Expr::Name(function) = &*call.func else { return };
    if !matches!(function.id.as_str(), "set" | "frozenset" | "dict") {
        return;
    }
    // Most sets stand in no loop, or are handed on where they are made.
    let made = id_of(call);
    if cx.facts.nodes.get(made).in_loop.is_none() || !asks(made, cx) && cx.binding_of_value(made).is_none() {
        return;
    }
    let Some(growing) = cx.loop_that_rebuilds(call) else { return };
    if !is_only_asked(made, cx) || cx.facts.leaves_after(made, growing) {
        return;
    }
    let [source] = &*call.arguments.args else { return };
    let confidence = confidence(call, source, growing, cx);
    let (made, of, turn) = (cx.source(call).to_owned(), cx.source(source).to_owned(), cx.turn_of(growing));
    let rewrite = moved(call, source, growing, cx);
    let report = Report {
        at: call.range(),
        label: format!("hashes every item of `{of}` again"),
        message: format!("`{made}` is built anew on every turn, and is the same each time"),
        note: format!("O(n·m): the turns of the loop times the items of `{of}`"),
        help: "build it once, before the loop, and give it a name".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    };
    cx.report_with_fix(report, rewrite);
}

/// Whether a set or dict is asked for something that costs little, and nothing else: by itself, or under a name that is
/// bound to it alone.
fn is_only_asked<'a>(made: NodeId, cx: &Cx<'a>) -> bool {
    if asks(made, cx) {
        return true;
    }
    let Some(binding) = cx.binding_of_value(made) else { return false };
    let reads = cx.facts.reads_of_binding(binding);
    let is_the_one = |read: &NodeId| match cx.facts.nodes.get(*read).node {
        AnyNodeRef::ExprName(name) => cx.bindings(name).as_slice() == [binding],
        _ => false,
    };
    !reads.is_empty() && reads.iter().all(|read| is_the_one(read) && asks(*read, cx))
}

/// `item in made`, `made[key]`, `made.get(key)`, `made & few`
fn asks(made: NodeId, cx: &Cx) -> bool {
    match cx.facts.use_at(made) {
        Use::Item(_) => true,
        Use::Calls { method, .. } => {
            matches!(method.attr.as_str(), "get" | "issuperset" | "isdisjoint" | "intersection")
        }
        Use::Looks => match cx.facts.nodes.get(cx.facts.nodes.get(made).parent).node {
            AnyNodeRef::ExprCompare(compare) => {
                let is_last = compare.comparators.last().is_some_and(|last| id_of(last) == made);
                is_last && matches!(compare.ops.last(), Some(CmpOp::In | CmpOp::NotIn))
            }
            AnyNodeRef::ExprBinOp(it) => it.op == Operator::BitAnd,
            _ => false,
        },
        _ => false,
    }
}

/// Either size grows, and nothing that the loop calls can reach what the set is made of.
fn confidence<'a>(call: &'a ast::ExprCall, source: &'a Expr, growing: LoopId, cx: &Cx<'a>) -> Confidence {
    let grows = cx.takes_in_data(growing) || cx.is_data(source);
    let stays = cx.facts.variance(source, growing) == Variance::Invariant;
    if grows && stays && !cx.runs_once(call) { Confidence::High } else { Confidence::Medium }
}

/// The assignment of the set, on the line before the loop. Unsafe: a loop without turns does not make it.
fn moved<'a>(call: &'a ast::ExprCall, source: &'a Expr, growing: LoopId, cx: &Cx<'a>) -> Option<Rewrite> {
    let stays = cx.facts.variance(source, growing) == Variance::Invariant;
    let is_sure =
        stays && cx.cannot_fail(source) && cx.holds_scalars(source) && !cx.facts.is_builtin(&call.func, "dict");
    Some(Rewrite {
        safety: if is_sure { Safety::Safe } else { Safety::Unsafe },
        message: "make it once, before the loop; where the loop has no turns, it is made for nothing".to_owned(),
        edits: cx.moved_before_loop(id_of(call), growing)?,
        relies_on: Some(cx.facts.nodes.get(cx.facts.loop_extent(growing)).node.range()),
    })
}
