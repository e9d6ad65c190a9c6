//! The loops of a function: what they iterate, and what they read of each row.

use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::ScopeId;
use crate::summary::expressions::{Builder, UNKNOWN};
use crate::summary::flow::FlowId;
use crate::summary::{Demand, Usage, uses};
use crate::syntax::{AnyNodeRef, Ranged, ast};

/// Demands that one function may have; more than a person would write.
const MOST_DEMANDS: usize = 500;

impl<'a> Builder<'_, 'a> {
    /// Notes the rows and demands of a function's outermost loops and of all loops inside.
    pub fn rows_of(&mut self, loops: &[LoopId]) {
        for id in loops {
            let node = self.facts.loops.get(*id).node;
            let region = match self.facts.nodes.get(node).node {
                AnyNodeRef::Comprehension(_) => self.facts.nodes.get(node).parent,
                _ => node,
            };
            self.demands_in(region);
        }
        if !self.frame.function.rows.is_empty() {
            self.preloads();
        }
    }

    fn demands_in(&mut self, region: NodeId) {
        let end = self.facts.nodes.get(region).end;
        for index in region.0..end.0 {
            let node = self.facts.nodes.get(NodeId(index));
            let AnyNodeRef::ExprName(name) = node.node else { continue };
            let is_read = node.in_loop.is_some() && name.ctx.is_load();
            let is_deep = is_read && self.is_read_further(NodeId(index));
            if is_deep && self.frame.function.demands.len() < MOST_DEMANDS {
                self.demand(NodeId(index), name);
            }
        }
    }

    /// Whether attributes of the name's value are asked for.
    fn is_read_further(&self, name: NodeId) -> bool {
        let nodes = &self.facts.nodes;
        let parent = nodes.get(name).parent;
        if !matches!(nodes.get(parent).node, AnyNodeRef::ExprAttribute(_)) {
            return false;
        }
        // In a text that says nothing of rows, one attribute of an item is seldom a relation.
        self.speaks_of_rows || matches!(nodes.get(nodes.get(parent).parent).node, AnyNodeRef::ExprAttribute(_))
    }

    fn demand(&mut self, id: NodeId, name: &'a ast::ExprName) {
        let Some(home) = self.loop_that_binds(id, name) else { return };
        let root = self.name(name);
        if root == UNKNOWN || !self.is_made_of_row(root) {
            return;
        }
        let (value, top, is_replaced) = self.chain(root, id);
        let standing = uses::standing(self.facts, top, home);
        if value == UNKNOWN || standing.is_guarded {
            return;
        }
        let usage = if is_replaced { Usage::Replaced } else { uses::usage(self.facts, top) };
        let value = if uses::is_gone_through_async(self.facts, top) { self.awaited(value) } else { value };
        let place = self.place(self.facts.nodes.get(top).node.range());
        let is_conditional = standing.is_conditional;
        self.frame.function.demands.push(Demand { value, place, usage, is_conditional });
    }

    /// The loop in which a name gets its value, when it is one around the name itself.
    fn loop_that_binds(&self, id: NodeId, name: &ast::ExprName) -> Option<LoopId> {
        let node = self.facts.nodes.get(id);
        let owner = self.facts.scopes.owner(node.scope, name.id.as_str())?;
        let around = |at: LoopId| self.facts.loops.around(node.in_loop).any(|it| it == at);
        let is_here =
            owner == ScopeId(0) || self.facts.scopes.function(owner) == self.facts.scopes.function(node.scope);
        let bindings = self.facts.scopes.bindings_of(owner, name.id.as_str());
        let mut homes = bindings.into_iter().filter_map(|it| {
            let binding = self.facts.scopes.binding(it);
            self.facts.nodes.get(binding.node).in_loop.filter(|at| around(*at))
        });
        if is_here { homes.next_back() } else { None }
    }

    /// Follows attributes, calls and subscripts outward from a name, to the end of the chain.
    fn chain(&mut self, root: FlowId, name: NodeId) -> (FlowId, NodeId, bool) {
        let (mut flow, mut at) = (root, name);
        loop {
            let up = self.facts.nodes.get(at).parent;
            match self.facts.nodes.get(up).node {
                AnyNodeRef::ExprAttribute(it) => {
                    flow = self.attribute(flow, it.attr.as_str());
                    if !it.ctx.is_load() {
                        return (flow, up, true);
                    }
                }
                AnyNodeRef::ExprCall(it) if id_of(&*it.func) == at => flow = self.called(flow, it),
                AnyNodeRef::ExprSubscript(it) if id_of(&*it.value) == at => flow = self.subscripted(flow, it),
                AnyNodeRef::ExprAwait(_) => flow = self.awaited(flow),
                _ => return (flow, at, false),
            }
            at = up;
        }
    }

    /// Notes `prefetch_related_objects(rows, "relation", ...)`.
    fn preloads(&mut self) {
        const NAME: &str = "prefetch_related_objects";
        let is_imported = !self.facts.scopes.bindings_of(ScopeId(0), NAME).is_empty();
        if !is_imported {
            return;
        }
        for node in self.facts.nodes.all() {
            let AnyNodeRef::ExprCall(call) = node.node else { continue };
            let is_preload = matches!(&*call.func, ast::Expr::Name(name) if name.id.as_str() == NAME);
            let is_here = self.facts.scopes.function(node.scope) == self.frame.scope;
            if is_preload && is_here {
                let arguments = call.arguments.args.iter().map(|it| self.flow(it)).collect();
                self.frame.function.preloads.push(arguments);
            }
        }
    }
}
