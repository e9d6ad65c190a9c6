//! A list whose one and only use is a loop over it. As a generator its items are made while the loop runs, so nothing
//! that the loop does may change what they are made of, and making them may do nothing but compute.

use crate::cx::{Cx, Report};
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::ScopeKind;
use crate::facts::uses::Use;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged, TextRange};

pub static RULE: Rule =
    rule!("iterators/list-only-iterated", Hook::ListComp(check_comprehension), Hook::Call(check_call));

fn check_comprehension(list: &ast::ExprListComp, cx: &mut Cx) {
    let is_small = list.generators.len() == 1 && cx.is_small(&list.generators[0].iter);
    if is_small || list.generators.iter().any(|clause| clause.is_async) {
        return;
    }
    check(id_of(list), list.range(), "a generator expression, with `(` and `)`", cx);
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
    check(id_of(call), call.range(), "what stands inside `list(…)`", cx);
}

fn check(list: NodeId, range: TextRange, instead: &str, cx: &mut Cx) {
    let Some(consumer) = only_loop(list, cx) else { return };
    if !is_computed(list, cx) || !cx.leaves_sources_alone(list, consumer) {
        return;
    }
    let header = match cx.facts.nodes.get(consumer).node {
        AnyNodeRef::StmtFor(it) => TextRange::new(it.start(), it.iter.end()),
        other => other.range(),
    };
    cx.report(Report {
        at: range,
        label: "holds all items, though one at a time is used".to_owned(),
        message: "this list is built only to be looped over once".to_owned(),
        note: "memory O(n) instead of O(1); about equal in time".to_owned(),
        help: format!("loop over {instead}"),
        related: vec![(header, "the only use".to_owned())],
        impact: Impact::Medium,
        confidence: if cx.is_made_from_a_stream(list) { Confidence::Medium } else { Confidence::Low },
    });
}

/// The `for` statement or comprehension that is the one use of a list: it stands in the header, or the list has a name
/// that is read once, there.
fn only_loop(list: NodeId, cx: &Cx) -> Option<NodeId> {
    let facts = cx.facts;
    if let Use::Iterates(consumer) = facts.use_at(list) {
        return Some(consumer).filter(|it| is_plain_loop(*it, cx) && !is_rerun_by_clauses(list, *it, cx));
    }
    let binding = cx.binding_of_value(list)?;
    let of = *facts.scopes.binding(binding);
    if facts.scopes.get(of.scope).kind != ScopeKind::Function || of.written_in != of.scope {
        return None;
    }
    let reads = facts.reads_of_binding(binding);
    let [read] = reads.as_slice() else { return None };
    let Use::Iterates(consumer) = facts.use_at(*read) else { return None };
    let AnyNodeRef::ExprName(name) = facts.nodes.get(*read).node else { return None };
    let is_the_one = cx.bindings(name).as_slice() == [binding];
    let same_blocks = cx.guarded_blocks(list) == cx.guarded_blocks(*read);
    let same_loop = facts.nodes.get(list).in_loop == facts.nodes.get(*read).in_loop;
    let same_function = facts.scopes.running(facts.nodes.get(*read).scope) == of.scope;
    (is_the_one && same_blocks && same_loop && same_function && is_plain_loop(consumer, cx)).then_some(consumer)
}

/// A `for`, or a comprehension that is run where it stands; a generator expression is run later.
fn is_plain_loop(consumer: NodeId, cx: &Cx) -> bool {
    match cx.facts.nodes.get(consumer).node {
        AnyNodeRef::StmtFor(it) => !it.is_async,
        AnyNodeRef::Comprehension(it) => {
            let around = cx.facts.nodes.get(cx.facts.nodes.get(consumer).parent).node;
            !it.is_async && !matches!(around, AnyNodeRef::ExprGenerator(_))
        }
        _ => false,
    }
}

/// A list in the header of an inner clause is made anew for each item of the outer one, as a generator would be.
fn is_rerun_by_clauses(list: NodeId, consumer: NodeId, cx: &Cx) -> bool {
    matches!(cx.facts.nodes.get(consumer).node, AnyNodeRef::Comprehension(it) if id_of(&it.iter) != list)
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
