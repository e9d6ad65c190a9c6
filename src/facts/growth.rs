//! Whether what a name or attribute holds grows over all turns of a loop, or starts anew in some.

use crate::facts::Facts;
use crate::facts::flow::Reached;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::objects::Objects;
use crate::facts::sources::Origin;
use crate::facts::uses::Use;
use crate::model::Kind;
use crate::syntax::ast::{self, Expr, Operator};
use crate::syntax::{AnyNodeRef, Ranged};

impl<'a> Facts<'a> {
    /// Whether a place that a loop's body names grows over its turns: something is added on some path, and no path
    /// gives it a value that does not contain the old one, empties it, or takes something out.
    pub fn accumulates(&self, place: &'a Expr, id: LoopId) -> bool {
        let turns = self.loops.get(id).node;
        let places = self.same_place_in(place, turns);
        let objects = self.objects(place);
        let mut grows = false;
        for at in &places {
            match self.growth_at(*at, place) {
                Some(more) => grows |= more,
                None => return false,
            }
        }
        grows && self.comes_from_outside(place, &places, turns) && !self.is_reduced_within(&objects, turns)
    }

    /// The places of a loop that name the same place, read or assigned.
    fn same_place_in(&self, place: &Expr, turns: NodeId) -> Vec<NodeId> {
        let text = &self.text[place.range()];
        let within = self.nodes.within(turns).filter(|(_, node)| match (node.node, place) {
            (AnyNodeRef::ExprName(it), Expr::Name(wanted)) => it.id == wanted.id,
            (AnyNodeRef::ExprAttribute(it), Expr::Attribute(_)) => &self.text[it.range()] == text,
            (AnyNodeRef::ExprSubscript(it), Expr::Subscript(_)) => &self.text[it.range()] == text,
            _ => false,
        });
        within.map(|(id, _)| id).collect()
    }

    /// Whether one use of the place adds to it; `None` where it may start anew.
    fn growth_at(&self, at: NodeId, place: &'a Expr) -> Option<bool> {
        if self.is_augmented(at) {
            let AnyNodeRef::StmtAugAssign(it) = self.nodes.get(self.nodes.get(at).parent).node else { return None };
            return matches!(it.op, Operator::Add | Operator::BitOr).then_some(true);
        }
        if self.is_stored(at) {
            return self.value_contains_place(at, place).then_some(true);
        }
        match self.use_at(at) {
            Use::Calls { method, .. } if super::kinds::puts_in(method.attr.as_str()) => Some(true),
            Use::Calls { method, .. } if takes_out(method.attr.as_str()) => None,
            Use::Calls { call, .. } if self.known_callee(call).is_none() => None,
            Use::SetsItem(it) if it.ctx.is_store() && !it.slice.is_slice_expr() => {
                Some(!matches!(self.kind(&it.value).kind, Kind::List(_)))
            }
            Use::SetsItem(_) => None,
            Use::Item(it) => Some(self.grows_inside(it)),
            Use::Argument(call) if self.only_reads_arguments(call) => Some(false),
            Use::Argument(_) => None,
            _ => Some(false),
        }
    }

    /// `index[key].append(row)`
    fn grows_inside(&self, it: &'a ast::ExprSubscript) -> bool {
        match self.use_at(id_of(it)) {
            Use::Calls { method, .. } => super::kinds::puts_in(method.attr.as_str()),
            _ => false,
        }
    }

    fn is_stored(&self, at: NodeId) -> bool {
        match self.nodes.get(at).node {
            AnyNodeRef::ExprName(it) => !it.ctx.is_load(),
            AnyNodeRef::ExprAttribute(it) => !it.ctx.is_load(),
            AnyNodeRef::ExprSubscript(it) => !it.ctx.is_load(),
            _ => false,
        }
    }

    /// `path = path + (row,)`, `text = f"{text}{row}"`, `rows = [*rows, row]`, `totals = {**totals, key: value}`,
    /// `names = names.union(more)`.
    fn value_contains_place(&self, at: NodeId, place: &Expr) -> bool {
        let source = self.source_of_place(at);
        match source.origin {
            Origin::Value(value) if source.steps.is_empty() => self.contains_place(value, &self.text[place.range()], 0),
            _ => false,
        }
    }

    fn contains_place(&self, value: &Expr, place: &str, depth: usize) -> bool {
        let is_it = |expression: &Expr| &self.text[expression.range()] == place;
        match value {
            _ if depth > 20 => false,
            Expr::BinOp(it) if matches!(it.op, Operator::Add | Operator::BitOr) => [&*it.left, &*it.right]
                .into_iter()
                .any(|operand| is_it(operand) || self.contains_place(operand, place, depth + 1)),
            Expr::FString(it) => {
                let mut parts = it.value.elements().filter_map(|part| part.as_interpolation());
                parts.any(|part| is_it(&part.expression))
            }
            Expr::List(ast::ExprList { elts, .. })
            | Expr::Tuple(ast::ExprTuple { elts, .. })
            | Expr::Set(ast::ExprSet { elts, .. }) => {
                elts.iter().any(|element| matches!(element, Expr::Starred(it) if is_it(&it.value)))
            }
            Expr::Dict(it) => it.items.iter().any(|item| item.key.is_none() && is_it(&item.value)),
            Expr::Call(it) if self.is_builtin(&it.func, "dict") => {
                let unpacked = it.arguments.keywords.iter().filter(|it| it.arg.is_none()).map(|it| &it.value);
                it.arguments.args.iter().chain(unpacked).any(is_it)
            }
            Expr::Call(it) => match &*it.func {
                Expr::Attribute(method) => method.attr.as_str() == "union" && is_it(&method.value),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether the place has a value when the loop starts that the body reads.
    fn comes_from_outside(&self, place: &Expr, places: &[NodeId], turns: NodeId) -> bool {
        let Expr::Name(name) = place else { return true };
        let is_outside = |at: &NodeId| match self.reached_at(*at, name.id.as_str()) {
            Reached::Bindings { bindings, .. } => {
                bindings.iter().any(|binding| !self.nodes.contains(turns, self.scopes.binding(*binding).node))
            }
            _ => false,
        };
        let mut reads = places.iter().filter(|at| !self.is_stored(**at) || self.is_augmented(**at));
        reads.any(is_outside)
    }

    /// Whether the loop takes something out of the object under another name.
    fn is_reduced_within(&self, objects: &Objects<'a>, turns: NodeId) -> bool {
        self.nodes.within(turns).any(|(_, node)| {
            let reduced = match node.node {
                AnyNodeRef::ExprCall(call) => match &*call.func {
                    Expr::Attribute(method) if takes_out(method.attr.as_str()) => &*method.value,
                    _ => return false,
                },
                AnyNodeRef::ExprSubscript(it) if it.ctx.is_del() => &*it.value,
                _ => return false,
            };
            self.objects(reduced).list.iter().any(|object| objects.contains(object))
        })
    }
}

fn takes_out(method: &str) -> bool {
    matches!(method, "clear" | "pop" | "popleft" | "popitem" | "remove" | "discard" | "difference_update")
        || matches!(method, "intersection_update" | "symmetric_difference_update" | "truncate" | "subtract")
}
