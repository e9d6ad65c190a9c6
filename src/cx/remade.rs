//! Collections that a loop makes anew from the old ones and more, instead of adding to them.

use super::Cx;
use crate::facts::kinds::is_new;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::sources::Origin;
use crate::syntax::ast::{self, Expr};

/// A new collection made of the old one and more.
pub struct Remade<'a> {
    pub old: &'a Expr,
    /// What is put in: keys, items, or collections of them.
    pub added: Vec<&'a Expr>,
}

impl<'a> Cx<'a> {
    /// The loop over which an assignment makes a collection longer and longer, each time by copying it, while nobody
    /// else gets to hold it.
    pub fn loop_remaking(
        &self,
        assignment: &'a ast::StmtAssign,
        target: &'a Expr,
        remade: &Remade<'a>,
    ) -> Option<LoopId> {
        let growing = self.growing_loop(assignment)?;
        // The same again and again makes nothing larger.
        if !remade.added.iter().any(|more| self.may_change_in(more, growing)) {
            return None;
        }
        let extent = self.facts.loop_extent(growing);
        let is_seen = || self.is_seen_besides(target, extent, &[id_of(remade.old)]);
        let grows = self.facts.accumulates(remade.old, growing);
        (grows && !is_seen() && !self.is_gone_through(assignment, target)).then_some(growing)
    }

    /// Whether a loop around goes through the collection itself, which must not grow then.
    fn is_gone_through(&self, assignment: &ast::StmtAssign, target: &Expr) -> bool {
        let stands_in = |items: &Expr| !self.same_place_within(target, id_of(items)).is_empty();
        let mut around = self.facts.loops.around(self.facts.nodes.get(id_of(assignment)).in_loop);
        around.any(|id| self.facts.loop_iterable(id).is_some_and(stands_in))
    }

    /// Whether nobody else holds what a place has before the first turn of a loop.
    pub fn starts_new(&self, old: &Expr, extent: NodeId) -> bool {
        let Expr::Name(name) = old else { return false };
        let bindings = self.bindings(name).into_iter();
        let mut outside = bindings.filter(|it| !self.facts.nodes.contains(extent, self.facts.scopes.binding(*it).node));
        outside.all(|binding| matches!(self.facts.source_of(binding).origin, Origin::Value(value) if is_new(value)))
    }
}
