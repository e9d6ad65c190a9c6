//! Whether two places in a function can both run in one call of it.

use super::Cx;
use crate::facts::nodes::{NodeId, id_of};
use crate::syntax::{AnyNodeRef, HasNodeIndex};

impl<'a> Cx<'a> {
    /// Whether two places stand in different branches, or the first in a `return` before the second.
    pub fn are_exclusive(&self, one: &impl HasNodeIndex, other: &impl HasNodeIndex) -> bool {
        let (one, other) = (id_of(one), id_of(other));
        let (Some(of_one), Some(of_other)) = (self.statement_of(one), self.statement_of(other)) else { return true };
        if of_one == of_other {
            return self.in_different_arms(one, other);
        }
        let returns = matches!(self.facts.nodes.get(of_one).node, AnyNodeRef::StmtReturn(_));
        returns || self.in_different_branches(of_one, of_other)
    }

    /// The innermost statement around a node.
    pub fn statement_of(&self, node: NodeId) -> Option<NodeId> {
        self.facts.nodes.ancestors(node).find(|(_, it)| it.node.is_statement()).map(|(id, _)| id)
    }

    /// `f(a) if c else f(b)`, `f(a) or f(b)`
    fn in_different_arms(&self, one: NodeId, other: NodeId) -> bool {
        let nodes = &self.facts.nodes;
        nodes.ancestors(one).any(|(_, it)| match it.node {
            AnyNodeRef::ExprIf(it) => {
                nodes.contains(id_of(&*it.body), one) && nodes.contains(id_of(&*it.orelse), other)
            }
            AnyNodeRef::ExprBoolOp(it) => it.values.iter().all(|value| {
                let value = id_of(value);
                !(nodes.contains(value, one) && nodes.contains(value, other))
            }),
            _ => false,
        })
    }

    fn in_different_branches(&self, one: NodeId, other: NodeId) -> bool {
        let nodes = &self.facts.nodes;
        nodes.ancestors(one).any(|(id, it)| match it.node {
            AnyNodeRef::StmtIf(branches) if nodes.contains(id, other) => {
                let clauses = &branches.elif_else_clauses;
                let clause_of = |node: NodeId| clauses.iter().position(|clause| nodes.contains(id_of(clause), node));
                clause_of(one) != clause_of(other)
            }
            _ => false,
        })
    }
}
