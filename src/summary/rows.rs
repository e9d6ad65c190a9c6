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
            if is_read && self.frame.function.demands.len() < MOST_DEMANDS {
                self.demand_of(NodeId(index), name);
            }
        }
    }

    fn demand_of(&mut self, id: NodeId, name: &'a ast::ExprName) {
        if self.is_read_further(id) {
            self.demand(id, name, None);
        } else if self.speaks_of_rows {
            match uses::usage(self.facts, id) {
                Usage::Printed => self.demand(id, name, None),
                Usage::Read => {
                    let call = self.call_with(id);
                    if call.is_some() {
                        self.demand(id, name, call);
                    }
                }
                _ => {}
            }
        }
    }

    /// The call of some function that a name is an argument of.
    fn call_with(&self, name: NodeId) -> Option<NodeId> {
        let nodes = &self.facts.nodes;
        let mut around = nodes.ancestors(name).filter(|(_, it)| !matches!(it.node, AnyNodeRef::Keyword(_)));
        let (_, AnyNodeRef::Arguments(_)) = around.next().map(|(id, it)| (id, it.node))? else { return None };
        let (id, it) = around.next()?;
        let AnyNodeRef::ExprCall(call) = it.node else { return None };
        let is_function = match &*call.func {
            ast::Expr::Name(callee) => !self.facts.is_builtin(&call.func, callee.id.as_str()),
            ast::Expr::Attribute(method) => method.value.is_name_expr(),
            _ => false,
        };
        is_function.then_some(id)
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

    /// Notes what a loop derives from the row that a name stands for: what is read of it, or what a call gives for it.
    fn demand(&mut self, id: NodeId, name: &'a ast::ExprName, call: Option<NodeId>) {
        let Some(home) = self.loop_that_binds(id, name) else { return };
        let root = self.name(name);
        if root == UNKNOWN || !self.is_made_of_row(root) {
            return;
        }
        let (value, top, usage) = match call {
            Some(call) => (self.result_of(call), call, Usage::HandedOn),
            None => {
                let (value, top, is_replaced) = self.chain(root, id);
                (value, top, if is_replaced { Usage::Replaced } else { uses::usage(self.facts, top) })
            }
        };
        let standing = uses::standing(self.facts, top, home);
        if value == UNKNOWN || standing.is_guarded {
            return;
        }
        let value = if uses::is_gone_through_async(self.facts, top) { self.awaited(value) } else { value };
        let place = self.place(self.facts.nodes.get(top).node.range());
        let mut demand = Demand { value, place, usage, is_conditional: standing.is_conditional };
        if usage == Usage::Read && self.speaks_of_rows {
            self.use_by_name(&mut demand, top, home);
        }
        self.frame.function.demands.push(demand);
    }

    /// What becomes of a value that the loop gives a name, and asks by that name.
    fn use_by_name(&self, demand: &mut Demand, value: NodeId, home: LoopId) {
        let AnyNodeRef::StmtAssign(assign) = self.facts.nodes.get(self.facts.nodes.get(value).parent).node else {
            return;
        };
        let [ast::Expr::Name(target)] = &*assign.targets else { return };
        let scope = self.facts.nodes.get(id_of(target)).scope;
        let Some(owner) = self.facts.scopes.owner(scope, target.id.as_str()) else { return };
        if self.facts.scopes.bindings_of(owner, target.id.as_str()).len() != 1 {
            return;
        }
        let mut reads = self.facts.reads_of(owner, target.id.as_str());
        reads.retain(|read| self.facts.nodes.contains(self.facts.loop_extent(home), *read));
        let usages: Vec<Usage> = reads.iter().map(|read| uses::usage(self.facts, *read)).collect();
        let Some(asking) = usages.iter().position(|usage| usage.asks_for_rows()) else { return };
        let is_about_it = |usage: &Usage| matches!(usage, Usage::Tested | Usage::Compared);
        demand.usage = if usages.iter().all(is_about_it) { Usage::Tested } else { Usage::Evaluated };
        let standing = uses::standing(self.facts, reads[asking], home);
        demand.is_conditional |= standing.is_conditional || standing.is_guarded;
    }

    fn result_of(&mut self, call: NodeId) -> FlowId {
        match self.facts.nodes.get(call).node {
            AnyNodeRef::ExprCall(call) => self.call(call),
            _ => UNKNOWN,
        }
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
