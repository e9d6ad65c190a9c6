//! What is read of the rows of a query set, where all of it is in sight.

use super::Cx;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{ScopeId, ScopeKind};
use crate::facts::uses::Use;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// The rows of a query set, which loops of one function go through and nothing else holds.
pub struct RowReads<'a> {
    /// The whole chain of calls that makes the query set.
    pub queryset: &'a Expr,
    /// What is read of the rows.
    pub attributes: Vec<&'a str>,
    /// What the first loop goes through.
    pub iterable: NodeId,
}

/// Methods after which a query set gives instances of the same model, and whatever it loads with them.
const KEEP_ROWS: &[&str] = &[
    "all",
    "annotate",
    "distinct",
    "exclude",
    "filter",
    "iterator",
    "order_by",
    "prefetch_related",
    "reverse",
    "select_related",
    "using",
];

impl<'a> Cx<'a> {
    /// The attributes that are read of the rows of the query set that a chain of calls gives; `None` where a row may be
    /// read in other ways, too.
    pub fn reads_of_rows(&self, call: &'a ast::ExprCall) -> Option<RowReads<'a>> {
        let end = self.end_of_chain(id_of(call))?;
        let (queryset, iterables) = self.loops_over(end)?;
        let mut attributes = Vec::new();
        for iterable in &iterables {
            self.note_reads_of_turn(*iterable, &mut attributes)?;
        }
        Some(RowReads { queryset, attributes, iterable: *iterables.first()? })
    }

    /// The last call of a chain.
    fn end_of_chain(&self, call: NodeId) -> Option<NodeId> {
        let nodes = &self.facts.nodes;
        let mut at = call;
        loop {
            let parent = nodes.get(at).parent;
            at = match nodes.get(parent).node {
                AnyNodeRef::ExprAttribute(method) => {
                    let around = nodes.get(parent).parent;
                    let is_called = matches!(nodes.get(around).node, AnyNodeRef::ExprCall(_));
                    if !is_called || !KEEP_ROWS.contains(&method.attr.as_str()) {
                        return None;
                    }
                    around
                }
                _ => return Some(at),
            };
        }
    }

    /// A query set as it is written, and the places where loops go through it: there, or by the name it is given.
    fn loops_over(&self, queryset: NodeId) -> Option<(&'a Expr, Vec<NodeId>)> {
        let nodes = &self.facts.nodes;
        match nodes.get(nodes.get(queryset).parent).node {
            AnyNodeRef::StmtFor(it) if id_of(&*it.iter) == queryset => Some((&it.iter, vec![queryset])),
            AnyNodeRef::Comprehension(it) if id_of(&it.iter) == queryset => Some((&it.iter, vec![queryset])),
            AnyNodeRef::StmtAssign(it) => {
                let [Expr::Name(target)] = &*it.targets else { return None };
                Some((&it.value, self.loops_over_name(target)?))
            }
            _ => None,
        }
    }

    fn loops_over_name(&self, name: &ast::ExprName) -> Option<Vec<NodeId>> {
        let owner = self.owner_of(name)?;
        let is_local = self.facts.scopes.get(owner).kind == ScopeKind::Function;
        if !is_local || self.facts.scopes.bindings_of(owner, name.id.as_str()).len() != 1 {
            return None;
        }
        let mut iterables = Vec::new();
        for read in self.facts.reads_of(owner, name.id.as_str()) {
            match self.facts.use_at(read) {
                Use::Iterates(_) => iterables.push(read),
                Use::Calls { method, .. } if matches!(method.attr.as_str(), "count" | "exists") => {}
                Use::Argument(call) if self.facts.is_builtin(&call.func, "len") => {}
                Use::Looks => {}
                _ => return None,
            }
        }
        Some(iterables)
    }

    fn owner_of(&self, name: &ast::ExprName) -> Option<ScopeId> {
        self.facts.scopes.owner(self.facts.nodes.get(id_of(name)).scope, name.id.as_str())
    }

    /// Notes what one turn of the loop over an iterable reads of its row.
    fn note_reads_of_turn(&self, iterable: NodeId, attributes: &mut Vec<&'a str>) -> Option<()> {
        let nodes = &self.facts.nodes;
        let target = match nodes.get(nodes.get(iterable).parent).node {
            AnyNodeRef::StmtFor(it) => &*it.target,
            AnyNodeRef::Comprehension(it) => &it.target,
            _ => return None,
        };
        let Expr::Name(row) = target else { return None };
        let bindings = self.facts.scopes.bindings_of(self.owner_of(row)?, row.id.as_str());
        let is_of_loop = |binding: &_| self.facts.scopes.binding(*binding).node == id_of(row);
        let binding = bindings.into_iter().find(is_of_loop)?;
        for read in self.facts.reads_of_binding(binding) {
            match self.facts.use_at(read) {
                Use::Attribute(it) => attributes.push(it.attr.as_str()),
                Use::Calls { method, .. } => attributes.push(method.attr.as_str()),
                Use::Looks if matches!(nodes.get(nodes.get(read).parent).node, AnyNodeRef::ExprCompare(_)) => {}
                _ => return None,
            }
        }
        Some(())
    }
}
