//! A list whose one and only use is a loop over it. As a generator its items are made while the loop runs, so nothing
//! that the loop does may change what they are made of, and making them may do nothing but compute.

use crate::cx::{Cx, Report, Rewrite};
use crate::facts::nodes::{NodeId, id_of};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule =
    rule!("iterators/list-only-iterated", Hook::ListComp(check_comprehension), Hook::Call(check_call));

fn check_comprehension(list: &ast::ExprListComp, cx: &mut Cx) {
    let is_small = list.generators.len() == 1 && cx.is_small(&list.generators[0].iter);
    if is_small || list.generators.iter().any(|clause| clause.is_async) {
        return;
    }
    check(id_of(list), "a generator expression, with `(` and `)`", cx);
}

/// `list(map(…))`, `list(generator())`: what is inside hands over one item at a time by itself.
fn check_call(call: &ast::ExprCall, cx: &mut Cx) {
    let [items @ Expr::Call(source)] = &*call.arguments.args else { return };
    if !call.arguments.keywords.is_empty() || !cx.facts.is_builtin(&call.func, "list") {
        return;
    }
    // `zip(*rows)` gives as many items as a row has columns.
    if source.arguments.args.iter().any(Expr::is_starred_expr) {
        return;
    }
    let is_lazy = |kind: &Kind| matches!(kind, Kind::Iterator(_) | Kind::Generator(_));
    if !cx.kind(items).kind.all(is_lazy) || cx.is_small(items) {
        return;
    }
    check(id_of(call), "what stands inside `list(…)`", cx);
}

fn check(list: NodeId, instead: &str, cx: &mut Cx) {
    let Some(consumer) = cx.only_loop_over(list) else { return };
    if !is_computed(list, cx) || !cx.leaves_sources_alone(list, consumer) {
        return;
    }
    let header = cx.header_of(consumer);
    let report = Report {
        at: cx.facts.nodes.get(list).node.range(),
        label: "holds all items, though one at a time is used".to_owned(),
        message: "this list is built only to be looped over once".to_owned(),
        note: "memory O(n) instead of O(1); about equal in time".to_owned(),
        help: format!("loop over {instead}"),
        related: vec![(header, "the only use".to_owned())],
        impact: Impact::Medium,
        confidence: if cx.is_made_from_a_stream(list) { Confidence::Medium } else { Confidence::Low },
    };
    let rewrite = lazily(list, consumer, cx);
    cx.report_with_fix(report, rewrite);
}

/// An annotation would go on calling it a list.
fn lazily(list: NodeId, consumer: NodeId, cx: &Cx) -> Option<Rewrite> {
    let list = cx.facts.nodes.get(list);
    let is_declared = matches!(cx.facts.nodes.get(list.parent).node, AnyNodeRef::StmtAnnAssign(_));
    (!is_declared).then_some(Rewrite {
        safety: match list.node {
            AnyNodeRef::ExprListComp(it) if cx.items_cannot_fail(it) => Safety::Safe,
            _ => Safety::Unsafe,
        },
        message: "make one item at a time; errors come up during the loop, no longer before it".to_owned(),
        edits: cx.as_generator(list)?,
        relies_on: Some(list.node.range().cover(cx.loop_of(consumer))),
    })
}

/// Whether making the items does nothing but compute.
fn is_computed(list: NodeId, cx: &Cx) -> bool {
    match cx.facts.nodes.get(list).node {
        AnyNodeRef::ExprListComp(it) => {
            let pure = |part: &Expr| cx.facts.is_pure(part);
            pure(&it.elt) && it.generators.iter().all(|clause| pure(&clause.iter) && clause.ifs.iter().all(pure))
        }
        AnyNodeRef::ExprCall(call) => call.arguments.args.iter().all(|argument| cx.facts.is_pure_source(argument)),
        _ => false,
    }
}
