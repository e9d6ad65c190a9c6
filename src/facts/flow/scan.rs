//! Reads and bindings within one statement or expression, in the order of evaluation.

use super::state::{State, UNBOUND};
use super::walk::Walk;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{ScopeId, ScopeKind};
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// More recorded words than this per scope, and nested definitions see all bindings.
const MOST_DEFINITION_WORDS: usize = 200_000;

impl Walk<'_, '_> {
    /// A nested function or class: decorators, defaults and bases run here, the name is bound last.
    pub(super) fn definition(&mut self, id: NodeId, state: &mut State) {
        let end = self.facts.nodes.get(id).end;
        let mut child = NodeId(id.0 + 1);
        while child < end {
            let node = self.facts.nodes.get(child);
            if !node.node.is_statement() {
                self.scan(child, state);
            }
            child = node.end;
        }
        self.record_definition(id, state);
        self.bind(id, state);
    }

    fn record_definition(&self, id: NodeId, state: &State) {
        let mut definitions = self.recorded.definitions.borrow_mut();
        if self.summarising > 0 || definitions.len() * self.first.len() > MOST_DEFINITION_WORDS {
            return;
        }
        let several = self.first.iter().enumerate().filter(|(_, (_, several))| *several);
        let recorded = definitions.entry(id).or_default();
        for (slot, (first, _)) in several {
            *recorded.entry(*first).or_default() |= state.0[slot];
        }
    }

    pub(super) fn load(&self, id: NodeId, name: &str, state: &State) {
        if self.summarising > 0 {
            return;
        }
        if let Some(slot) = self.slots.get(name) {
            *self.recorded.loads.borrow_mut().entry(id).or_default() |= state.0[*slot];
        }
    }

    /// Records the reads and bindings of an expression, in the order of evaluation.
    pub(super) fn expression(&mut self, expression: &Expr, state: &mut State) {
        self.scan(id_of(expression), state);
    }

    /// The same for any node that holds no statements. Text order is evaluation order but for the walrus, whose
    /// value comes first and which may be skipped.
    pub(super) fn scan(&mut self, id: NodeId, state: &mut State) {
        let mut walruses: Vec<(NodeId, NodeId)> = Vec::new();
        for (at, node) in self.facts.nodes.within(id) {
            while let Some((walrus, _)) = walruses.pop_if(|(_, end)| *end <= at) {
                self.bind_maybe(walrus, id, state);
            }
            match node.node {
                AnyNodeRef::ExprName(name) if self.facts.scopes.running(node.scope) == self.scope => {
                    self.name(at, name, node.scope, state);
                }
                AnyNodeRef::ExprNamed(_) => walruses.push((at, node.end)),
                AnyNodeRef::ExprLambda(_) => self.record_definition(at, state),
                AnyNodeRef::Alias(_) => self.bind(at, state),
                _ => {}
            }
        }
        while let Some((walrus, _)) = walruses.pop() {
            self.bind_maybe(walrus, id, state);
        }
        if self.has_walrus {
            self.reread_comprehensions(id, state);
        }
    }

    pub(super) fn name(&self, at: NodeId, name: &ast::ExprName, scope: ScopeId, state: &mut State) {
        // A comprehension's own targets are not this scope's names.
        if scope != self.scope && self.facts.scopes.owner(scope, name.id.as_str()) != Some(self.scope) {
            return;
        }
        match name.ctx {
            ast::ExprContext::Load => self.load(at, name.id.as_str(), state),
            ast::ExprContext::Store => self.bind(at, state),
            ast::ExprContext::Del => {
                self.load(at, name.id.as_str(), state);
                if let Some(slot) = self.slots.get(name.id.as_str()) {
                    state.0[*slot] = UNBOUND;
                }
            }
            ast::ExprContext::Invalid => {}
        }
    }

    /// Binds a walrus; where its evaluation may be skipped, what was bound before stays possible.
    pub(super) fn bind_maybe(&self, walrus: NodeId, within: NodeId, state: &mut State) {
        let Some((slot, bit)) = self.bits.get(&walrus) else { return };
        let is_skippable =
            self.facts.nodes.ancestors(walrus).take_while(|(id, _)| *id >= within).any(|(id, around)| {
                match around.node {
                    AnyNodeRef::ExprIf(it) => !self.facts.nodes.contains(id_of(&*it.test), walrus),
                    AnyNodeRef::ExprBoolOp(it) => !self.facts.nodes.contains(id_of(&it.values[0]), walrus),
                    AnyNodeRef::ExprCompare(it) => it.comparators.len() > 1,
                    AnyNodeRef::Comprehension(it) => !self.facts.nodes.contains(id_of(&it.iter), walrus),
                    AnyNodeRef::ExprListComp(_) | AnyNodeRef::ExprGenerator(_) => id != within || id < walrus,
                    AnyNodeRef::ExprSetComp(_) | AnyNodeRef::ExprDictComp(_) | AnyNodeRef::ExprLambda(_) => true,
                    _ => false,
                }
            });
        state.0[*slot] = if is_skippable { state.0[*slot] | *bit } else { *bit };
    }

    /// Elements of a comprehension are written before its clauses but evaluated after them: where a walrus binds
    /// in a comprehension, each read in it may see that binding too.
    pub(super) fn reread_comprehensions(&self, id: NodeId, state: &State) {
        for (at, node) in self.facts.nodes.within(id) {
            let is_read_inside = matches!(node.node, AnyNodeRef::ExprName(it) if it.ctx.is_load())
                && self.facts.scopes.get(node.scope).kind == ScopeKind::Comprehension
                && self.facts.scopes.running(node.scope) == self.scope;
            if let (true, AnyNodeRef::ExprName(name)) = (is_read_inside, node.node) {
                self.name_reread(at, name, node.scope, state);
            }
        }
    }

    pub(super) fn name_reread(&self, at: NodeId, name: &ast::ExprName, scope: ScopeId, state: &State) {
        if self.facts.scopes.owner(scope, name.id.as_str()) == Some(self.scope) {
            self.load(at, name.id.as_str(), state);
        }
    }
}
