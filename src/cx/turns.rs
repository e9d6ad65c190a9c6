//! How the turns of a loop stand to each other: whether one needs what another has done, and whether all of them come.

use super::Cx;
use crate::facts::flow::Reached;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeKind};
use crate::facts::uses::Use;
use crate::model::Effect;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex};

/// Methods that change the collection they are called on.
const CHANGES: &[&str] = &[
    "add",
    "append",
    "appendleft",
    "clear",
    "discard",
    "extend",
    "insert",
    "pop",
    "popleft",
    "popitem",
    "remove",
    "setdefault",
    "update",
];

/// Parts of the names of what lets one in at a time, or holds back on purpose.
const HOLDS_BACK: &[&str] = &["lock", "sem", "limit", "throttl", "transaction", "begin", "atomic", "mutex", "rate"];

/// Parts of the names of what stands for many items.
const BATCHES: &[&str] = &["batch", "chunk", "page", "group", "partition"];

impl<'a> Cx<'a> {
    /// The innermost loop around a node, if it goes through a collection as long as the data make it: no `while`, no
    /// `async for`.
    pub fn loop_over_items(&self, node: &impl HasNodeIndex) -> Option<LoopId> {
        let innermost = self.facts.nodes.get(id_of(node)).in_loop?;
        let goes_through = match self.facts.nodes.get(self.facts.loops.get(innermost).node).node {
            AnyNodeRef::StmtFor(it) => !it.is_async,
            AnyNodeRef::Comprehension(it) => !it.is_async,
            _ => false,
        };
        let is_wanted = goes_through && self.growing_loop(node) == Some(innermost) && !self.feeds_itself(innermost);
        is_wanted.then_some(innermost)
    }

    /// Whether a loop changes the collection that it goes through: it searches a tree, and what comes next is not known
    /// before.
    fn feeds_itself(&self, id: LoopId) -> bool {
        let Some(items @ (Expr::Name(_) | Expr::Attribute(_))) = self.facts.loop_iterable(id) else { return false };
        let extent = self.facts.loop_extent(id);
        self.same_place_within(items, extent).into_iter().any(|at| self.is_change(at))
    }

    /// Whether a loop may leave before its items end, or hands over between two turns.
    pub fn ends_early(&self, id: LoopId) -> bool {
        let extent = self.facts.loop_extent(id);
        let here = self.facts.scopes.running(self.facts.nodes.get(extent).scope);
        self.facts.nodes.within(extent).any(|(_, it)| match it.node {
            AnyNodeRef::StmtReturn(_) | AnyNodeRef::ExprYield(_) | AnyNodeRef::ExprYieldFrom(_) => {
                self.facts.scopes.running(it.scope) == here
            }
            AnyNodeRef::StmtBreak(_) => it.in_loop == Some(id),
            _ => false,
        })
    }

    /// Whether an expression reads what a turn binds: the loop's target, or a name that its body sets.
    pub fn depends_on_turn(&self, expression: &impl HasNodeIndex, id: LoopId) -> bool {
        let extent = self.facts.loop_extent(id);
        self.facts.nodes.within(id_of(expression)).any(|(_, it)| match it.node {
            AnyNodeRef::ExprName(name) if name.ctx.is_load() => {
                let mut bindings = self.bindings(name).into_iter();
                bindings.any(|it| self.facts.nodes.contains(extent, self.facts.scopes.binding(it).node))
            }
            _ => false,
        })
    }

    /// Whether a turn may read what an earlier one has left: a name that the body sets after it is read, or not always
    /// before; a collection that the body both changes and reads.
    pub fn carries_over(&self, id: LoopId) -> bool {
        let extent = self.facts.loop_extent(id);
        let mut within = self.facts.nodes.within(extent);
        within.any(|(at, it)| match it.node {
            AnyNodeRef::ExprName(name) if name.ctx.is_load() => {
                self.sees_earlier_turn(at, name, extent) || self.is_read_and_changed(at, extent)
            }
            AnyNodeRef::ExprAttribute(place) if place.ctx.is_load() => {
                self.is_set_within(place, extent) || self.is_read_and_changed(at, extent)
            }
            _ => false,
        })
    }

    pub(super) fn sees_earlier_turn(&self, at: NodeId, name: &ast::ExprName, extent: NodeId) -> bool {
        let Reached::Bindings { bindings, unbound } = self.facts.reached_at(at, name.id.as_str()) else { return false };
        // What a comprehension binds, it binds anew before anything reads it.
        let is_clause = |it: &BindingId| {
            self.facts.scopes.get(self.facts.scopes.binding(*it).scope).kind == ScopeKind::Comprehension
        };
        if bindings.iter().any(is_clause) {
            return false;
        }
        let nodes = bindings.iter().map(|it| self.facts.scopes.binding(*it).node);
        let inside: Vec<NodeId> = nodes.filter(|it| self.facts.nodes.contains(extent, *it)).collect();
        let comes_after = |binding: &NodeId| *binding > at || self.is_assigned_from(*binding, at);
        !inside.is_empty() && (unbound || inside.len() < bindings.len() || inside.iter().any(comes_after))
    }

    /// `x = f(x)`: the target stands first, the value is read before.
    fn is_assigned_from(&self, target: NodeId, read: NodeId) -> bool {
        let nodes = &self.facts.nodes;
        let assignment = nodes.ancestors(target).find(|(_, it)| it.node.is_statement());
        assignment.is_some_and(|(id, it)| {
            matches!(it.node, AnyNodeRef::StmtAssign(_) | AnyNodeRef::StmtAnnAssign(_)) && nodes.contains(id, read)
        })
    }

    /// Whether the body sets an attribute that it reads, on the same object.
    fn is_set_within(&self, place: &ast::ExprAttribute, extent: NodeId) -> bool {
        let text = self.source(place);
        self.facts.nodes.within(extent).any(|(_, it)| match it.node {
            AnyNodeRef::ExprAttribute(other) => !other.ctx.is_load() && self.source(other) == text,
            _ => false,
        })
    }

    /// Whether a place that is only read here is changed elsewhere in the body.
    fn is_read_and_changed(&self, at: NodeId, extent: NodeId) -> bool {
        if self.is_change(at) {
            return false;
        }
        let expression = match self.facts.nodes.get(at).node {
            AnyNodeRef::ExprName(it) => it.id.to_string(),
            AnyNodeRef::ExprAttribute(it) => self.source(it).to_owned(),
            _ => return false,
        };
        self.facts.nodes.within(extent).any(|(other, it)| match it.node {
            AnyNodeRef::ExprName(name) => name.id.as_str() == expression && self.is_change(other),
            AnyNodeRef::ExprAttribute(name) => self.source(name) == expression && self.is_change(other),
            _ => false,
        })
    }

    /// Whether an expression may come out otherwise by what earlier turns have done: the loop sets a name or attribute
    /// of it, other than its own target, or changes a collection in it.
    pub fn is_changed_by_turns(&self, expression: &impl HasNodeIndex, id: LoopId) -> bool {
        let Some(target) = self.facts.loop_target(id).map(id_of) else { return true };
        let extent = self.facts.loop_extent(id);
        let is_set_or_changed = |name: &ast::ExprName| {
            self.facts.nodes.within(extent).any(|(at, it)| match it.node {
                AnyNodeRef::ExprName(other) if other.id == name.id && !self.facts.nodes.contains(target, at) => {
                    !other.ctx.is_load() || self.is_change(at)
                }
                _ => false,
            })
        };
        self.facts.nodes.within(id_of(expression)).any(|(at, it)| match it.node {
            AnyNodeRef::ExprName(name) => is_set_or_changed(name),
            AnyNodeRef::ExprAttribute(place) => {
                self.is_set_within(place, extent) || self.is_read_and_changed(at, extent)
            }
            _ => false,
        })
    }

    fn is_change(&self, at: NodeId) -> bool {
        match self.facts.use_at(at) {
            Use::Calls { method, .. } => CHANGES.contains(&method.attr.as_str()),
            Use::SetsItem(_) => true,
            _ => false,
        }
    }

    /// Whether a loop holds back on purpose, or its turns share what one can use at a time: it sleeps, or stands around
    /// or inside a lock, a limiter or a transaction.
    pub fn is_held_back(&self, id: LoopId) -> bool {
        self.is_let_in(id) || self.sleeps_or_locks_within(self.facts.loop_extent(id))
    }

    /// Whether a loop stands around or inside a lock, a limiter or a transaction.
    pub fn is_let_in(&self, id: LoopId) -> bool {
        let extent = self.facts.loop_extent(id);
        let around = self.facts.nodes.ancestors(extent).take_while(|(_, it)| !it.node.is_stmt_function_def());
        let mut managers = around.chain(self.facts.nodes.within(extent)).filter_map(|(_, it)| match it.node {
            AnyNodeRef::StmtWith(it) => Some(it),
            _ => None,
        });
        managers.any(|it| it.items.iter().any(|item| self.holds_back(&item.context_expr)))
    }

    /// Whether a piece of code sleeps or takes a lock.
    pub fn sleeps_or_locks_within(&self, extent: NodeId) -> bool {
        self.facts.nodes.within(extent).any(|(_, it)| match it.node {
            AnyNodeRef::ExprCall(call) => match self.facts.known_callee(call) {
                Some(known) => known.effects.iter().any(|it| matches!(it, Effect::Sleep | Effect::Lock)),
                None => matches!(last_name(&call.func), Some("sleep" | "acquire")),
            },
            _ => false,
        })
    }

    /// Whether what a `with` enters is a lock, a limiter or a transaction, by its name.
    pub fn holds_back(&self, manager: &Expr) -> bool {
        let name = match manager {
            Expr::Call(call) => last_name(&call.func),
            other => last_name(other),
        };
        let name = name.unwrap_or_default().to_ascii_lowercase();
        HOLDS_BACK.iter().any(|part| name.contains(part))
    }

    /// Whether a loop goes through batches: what a turn does is done for many items already.
    pub fn goes_through_batches(&self, id: LoopId) -> bool {
        let (Some(items), Some(target)) = (self.facts.loop_iterable(id), self.facts.loop_target(id)) else {
            return false;
        };
        let steps =
            matches!(items, Expr::Call(it) if it.arguments.args.len() == 3 && self.facts.is_builtin(&it.func, "range"));
        let texts = [self.source(items).to_ascii_lowercase(), self.source(target).to_ascii_lowercase()];
        steps || texts.iter().any(|text| BATCHES.iter().any(|word| text.contains(word)))
    }

    /// Whether a turn may come past a node: it stands in a branch, a handler or behind a `continue`.
    pub fn is_passed_by_some_turns(&self, node: &impl HasNodeIndex, id: LoopId) -> bool {
        let extent = self.facts.loop_extent(id);
        let around = self.ancestors(node).take_while(|(at, _)| *at != extent);
        let branches = around.into_iter().any(|(_, it)| {
            // The test itself comes on every turn.
            let is_test = |test: &Expr| self.facts.nodes.contains(id_of(test), id_of(node));
            match it {
                AnyNodeRef::StmtIf(it) => !is_test(&it.test),
                AnyNodeRef::ExprIf(it) => !is_test(&it.test),
                AnyNodeRef::ExceptHandlerExceptHandler(_) | AnyNodeRef::MatchCase(_) => true,
                _ => false,
            }
        });
        let before = self.facts.nodes.within(extent).take_while(|(at, _)| *at < id_of(node));
        branches
            || before
                .into_iter()
                .any(|(_, it)| matches!(it.node, AnyNodeRef::StmtContinue(_)) && it.in_loop == Some(id))
    }
}

fn last_name(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(it) => Some(it.id.as_str()),
        Expr::Attribute(it) => Some(it.attr.as_str()),
        _ => None,
    }
}
