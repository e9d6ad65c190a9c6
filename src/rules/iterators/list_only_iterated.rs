//! A list whose one and only use is a loop over it. As a generator its items are made while the loop runs, so nothing
//! that the loop does may change what they are made of, and making them may do nothing but compute.

use crate::cx::{Cx, Report};
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeKind};
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
    let [items] = &*call.arguments.args else { return };
    if !call.arguments.keywords.is_empty() || !cx.facts.is_builtin(&call.func, "list") || !items.is_call_expr() {
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
    if !is_computed(list, cx) || !leaves_sources_alone(list, consumer, cx) {
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
        confidence: Confidence::High,
    });
}

/// The `for` statement or comprehension that is the one use of a list: it stands in the header, or the list has a name
/// that is read once, there.
fn only_loop(list: NodeId, cx: &Cx) -> Option<NodeId> {
    let facts = cx.facts;
    if let Use::Iterates(consumer) = facts.use_at(list) {
        return Some(consumer).filter(|it| is_plain_loop(*it, cx) && !is_rerun_by_clauses(list, *it, cx));
    }
    let binding = binding_of(list, cx)?;
    let of = *facts.scopes.binding(binding);
    if facts.scopes.get(of.scope).kind != ScopeKind::Function || of.written_in != of.scope {
        return None;
    }
    let reads = facts.reads_of_binding(binding);
    let [read] = reads.as_slice() else { return None };
    let Use::Iterates(consumer) = facts.use_at(*read) else { return None };
    let AnyNodeRef::ExprName(name) = facts.nodes.get(*read).node else { return None };
    let is_the_one = cx.bindings(name).as_slice() == [binding];
    let same_blocks = guarded_blocks(list, cx) == guarded_blocks(*read, cx);
    let same_loop = facts.nodes.get(list).in_loop == facts.nodes.get(*read).in_loop;
    let same_function = facts.scopes.running(facts.nodes.get(*read).scope) == of.scope;
    (is_the_one && same_blocks && same_loop && same_function && is_plain_loop(consumer, cx)).then_some(consumer)
}

fn binding_of(list: NodeId, cx: &Cx) -> Option<BindingId> {
    let target = match cx.facts.nodes.get(cx.facts.nodes.get(list).parent).node {
        AnyNodeRef::StmtAssign(it) if it.targets.len() == 1 => &it.targets[0],
        AnyNodeRef::StmtAnnAssign(it) => &*it.target,
        _ => return None,
    };
    let Expr::Name(name) = target else { return None };
    let scope = cx.facts.nodes.get(list).scope;
    let bindings = cx.facts.scopes.bindings_of(cx.facts.scopes.owner(scope, name.id.as_str())?, name.id.as_str());
    bindings.into_iter().find(|binding| cx.facts.scopes.binding(*binding).node == id_of(name))
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

/// The `try` and `with` blocks around a node: errors and closed files depend on where items are made.
fn guarded_blocks(node: NodeId, cx: &Cx) -> Vec<NodeId> {
    let ancestors = cx.facts.nodes.ancestors(node);
    ancestors
        .filter(|(_, it)| {
            matches!(
                it.node,
                AnyNodeRef::StmtTry(_) | AnyNodeRef::StmtWith(_) | AnyNodeRef::ExceptHandlerExceptHandler(_)
            )
        })
        .map(|(id, _)| id)
        .collect()
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

/// Whether neither the loop nor what runs before it can change what the items are made of.
fn leaves_sources_alone(list: NodeId, consumer: NodeId, cx: &Cx) -> bool {
    let facts = cx.facts;
    let extent = match facts.nodes.get(consumer).node {
        AnyNodeRef::Comprehension(_) => facts.nodes.get(consumer).parent,
        _ => consumer,
    };
    let after_list = facts.nodes.get(list).end;
    let since = (after_list.0..facts.nodes.get(extent).end.0).map(NodeId).filter(|id| !facts.nodes.contains(list, *id));
    let names: Vec<&str> = facts
        .nodes
        .within(list)
        .filter_map(|(_, node)| match node.node {
            // A comprehension's own targets are its own affair.
            AnyNodeRef::ExprName(it) => {
                let owner = facts.scopes.owner(node.scope, it.id.as_str())?;
                (facts.scopes.get(owner).kind != ScopeKind::Comprehension).then_some(it.id.as_str())
            }
            _ => None,
        })
        .collect();
    since.into_iter().all(|id| match facts.nodes.get(id).node {
        AnyNodeRef::ExprCall(call) => facts.is_harmless_call(call) && !changes_one_of(call, &names),
        AnyNodeRef::ExprAwait(_) | AnyNodeRef::ExprYield(_) | AnyNodeRef::ExprYieldFrom(_) => false,
        AnyNodeRef::ExprName(it) => it.ctx.is_load() || !names.contains(&it.id.as_str()),
        AnyNodeRef::ExprAttribute(it) => it.ctx.is_load(),
        AnyNodeRef::ExprSubscript(it) => it.ctx.is_load() || !root_is_one_of(&it.value, &names),
        AnyNodeRef::StmtFunctionDef(_) | AnyNodeRef::StmtClassDef(_) | AnyNodeRef::StmtDelete(_) => false,
        _ => true,
    })
}

fn changes_one_of(call: &ast::ExprCall, names: &[&str]) -> bool {
    matches!(&*call.func, Expr::Attribute(method) if root_is_one_of(&method.value, names))
}

fn root_is_one_of(place: &Expr, names: &[&str]) -> bool {
    match place {
        Expr::Name(it) => names.contains(&it.id.as_str()),
        Expr::Attribute(it) => root_is_one_of(&it.value, names),
        Expr::Subscript(it) => root_is_one_of(&it.value, names),
        _ => false,
    }
}
