//! Loops that count positions, and use them for nothing but the items there.

use super::Cx;
use crate::facts::nodes::{NodeId, id_of};
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr, ExprContext};

impl<'a> Cx<'a> {
    /// Whether code reads a number to read the items of a sequence at it, `names[place]`, and for nothing else. What
    /// `is_counting` says of a node that holds a read is not looked at.
    pub fn only_reads_items_at(
        &self,
        place: &str,
        sequence: &Expr,
        extent: NodeId,
        is_counting: impl Fn(NodeId) -> bool,
    ) -> bool {
        let text = self.source(sequence);
        let mut items = 0;
        for (at, node) in self.facts.nodes.within(extent) {
            let AnyNodeRef::ExprName(name) = node.node else { continue };
            if name.id.as_str() != place || is_counting(at) {
                continue;
            }
            if !self.is_read_at(name, text) {
                return false;
            }
            items += 1;
        }
        items > 0
    }

    /// Whether a name stands in `names[place]`, which is read.
    fn is_read_at(&self, place: &ast::ExprName, sequence: &str) -> bool {
        let AnyNodeRef::ExprSubscript(item) = self.parent(place) else { return false };
        let is_place = id_of(&*item.slice) == id_of(place);
        is_place && item.ctx == ExprContext::Load && self.source(&*item.value) == sequence
    }

    /// `names` of `len(names)`, where it has a place of its own.
    pub fn length_of<'e>(&self, expression: &'e Expr) -> Option<&'e Expr> {
        let Expr::Call(call) = expression else { return None };
        let ([sequence @ (Expr::Name(_) | Expr::Attribute(_))], []) =
            (&*call.arguments.args, &*call.arguments.keywords)
        else {
            return None;
        };
        self.facts.is_builtin(&call.func, "len").then_some(sequence)
    }
}
