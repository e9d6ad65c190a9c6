//! The questions that serve many rules: what stands in a loop, what a place holds, who changes it.

use smallvec::SmallVec;

use super::Cx;
use crate::facts::flow::Reached;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeId};
use crate::facts::uses::Use;
use crate::model::{Certainty, Size};
use crate::page::Confidence;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex, Ranged, TextRange};

impl<'a> Cx<'a> {
    pub fn is_small(&self, expression: &Expr) -> bool {
        self.facts.size(expression) == Size::KnownSmall
    }

    /// The dotted name of what an expression stands for, if it can be one thing only.
    pub fn qualified(&self, expression: &Expr) -> Option<String> {
        self.facts.qualified(expression)
    }

    /// The innermost loop that repeats a node as often as the data say.
    pub fn growing_loop(&self, node: &impl HasNodeIndex) -> Option<LoopId> {
        self.facts.growing_loop(node)
    }

    /// A loop's header, to point at.
    pub fn header(&self, id: LoopId) -> TextRange {
        self.facts.loop_header(id)
    }

    /// What one turn of a loop is for, in the words of the code: "order of orders", "turn".
    pub fn turn_of(&self, id: LoopId) -> String {
        match (self.facts.loop_target(id), self.facts.loop_iterable(id)) {
            (Some(Expr::Name(target)), Some(_)) => format!("`{}`", target.id),
            _ => "turn".to_owned(),
        }
    }

    /// Whether any binding that a name or the names in a path may have is made inside a loop.
    pub fn is_rebound_in(&self, place: &Expr, id: LoopId) -> bool {
        let extent = self.facts.loop_extent(id);
        self.facts.nodes.within(id_of(place)).any(|(at, node)| match node.node {
            AnyNodeRef::ExprName(name) => self.has_binding_within(at, name.id.as_str(), extent),
            _ => false,
        })
    }

    /// Whether a node stands in the test of a `while`.
    pub fn is_in_test_of(&self, node: &impl HasNodeIndex, id: LoopId) -> bool {
        let AnyNodeRef::StmtWhile(it) = self.facts.nodes.get(self.facts.loops.get(id).node).node else { return false };
        self.facts.nodes.contains(id_of(&*it.test), id_of(node))
    }

    /// Whether an expression reads a name that a loop binds, other than the names that the expression binds itself:
    /// the targets of its comprehensions.
    pub fn reads_what_changes_in(&self, expression: &impl HasNodeIndex, id: LoopId) -> bool {
        let (extent, own) = (self.facts.loop_extent(id), id_of(expression));
        let is_bound_by_loop = |binding: &BindingId| {
            let at = self.facts.scopes.binding(*binding).node;
            self.facts.nodes.contains(extent, at) && !self.facts.nodes.contains(own, at)
        };
        self.facts.nodes.within(own).any(|(at, node)| match node.node {
            AnyNodeRef::ExprName(name) if name.ctx.is_load() => match self.facts.reached_at(at, name.id.as_str()) {
                Reached::Bindings { bindings, .. } => bindings.iter().any(is_bound_by_loop),
                Reached::Builtin => false,
                Reached::Unknown => true,
            },
            _ => false,
        })
    }

    fn has_binding_within(&self, at: NodeId, name: &str, extent: NodeId) -> bool {
        match self.facts.reached_at(at, name) {
            Reached::Bindings { bindings, .. } => bindings
                .iter()
                .any(|binding| self.facts.nodes.contains(extent, self.facts.scopes.binding(*binding).node)),
            Reached::Builtin => false,
            Reached::Unknown => true,
        }
    }

    /// The places inside a loop that read the same place (`xs`, `self.xs`), the given one included.
    pub fn same_place_within(&self, place: &Expr, extent: NodeId) -> Vec<NodeId> {
        let text = self.source(place);
        let is_same = |node: AnyNodeRef<'a>| match (node, place) {
            (AnyNodeRef::ExprName(it), Expr::Name(wanted)) => it.id == wanted.id,
            (AnyNodeRef::ExprAttribute(it), Expr::Attribute(_)) => &self.facts.text[it.range()] == text,
            (AnyNodeRef::ExprSubscript(it), Expr::Subscript(_)) => &self.facts.text[it.range()] == text,
            _ => false,
        };
        let within = self.facts.nodes.within(extent);
        within.filter(|(_, node)| is_same(node.node)).map(|(id, _)| id).collect()
    }

    /// Whether a loop does something to a collection that a set or dict beside it could not follow: takes items out,
    /// reorders, replaces or hands it to code that may.
    pub fn is_reshaped_within(&self, place: &Expr, extent: NodeId) -> bool {
        self.same_place_within(place, extent).into_iter().any(|at| match self.facts.use_at(at) {
            Use::Calls { method, .. } => !matches!(
                method.attr.as_str(),
                "append"
                    | "extend"
                    | "add"
                    | "update"
                    | "index"
                    | "count"
                    | "copy"
                    | "keys"
                    | "values"
                    | "items"
                    | "get"
            ),
            Use::SetsItem(_) => true,
            Use::Argument(call) => !self.facts.only_reads_arguments(call),
            Use::Escapes => !self.is_target(at),
            _ => false,
        })
    }

    /// Whether a node is what an assignment, a loop or a `with` gives a value.
    pub fn is_target(&self, at: NodeId) -> bool {
        match self.facts.nodes.get(at).node {
            AnyNodeRef::ExprName(it) => it.ctx.is_store(),
            AnyNodeRef::ExprAttribute(it) => it.ctx.is_store(),
            AnyNodeRef::ExprSubscript(it) => it.ctx.is_store(),
            _ => false,
        }
    }

    /// Whether a place is given a new value inside a loop, other than by an augmented assignment.
    pub fn is_reset_within(&self, place: &Expr, extent: NodeId) -> bool {
        self.same_place_within(place, extent).into_iter().any(|at| {
            let is_store = match self.facts.nodes.get(at).node {
                AnyNodeRef::ExprName(it) => !it.ctx.is_load(),
                AnyNodeRef::ExprAttribute(it) => !it.ctx.is_load(),
                AnyNodeRef::ExprSubscript(it) => !it.ctx.is_load(),
                _ => false,
            };
            is_store && !self.facts.is_augmented(at)
        })
    }

    /// Whether others see what a loop builds while it builds it: the loop yields, or hands the whole on. Its length and
    /// a search in it do not count.
    pub fn is_seen_within(&self, place: &Expr, extent: NodeId) -> bool {
        self.is_seen_besides(place, extent, &[])
    }

    /// Whether others see what a loop builds, apart from the given reads of it, while it builds it.
    pub fn is_seen_besides(&self, place: &Expr, extent: NodeId, own: &[NodeId]) -> bool {
        let mut within = self.facts.nodes.within(extent);
        let yields = within.any(|(_, it)| matches!(it.node, AnyNodeRef::ExprYield(_) | AnyNodeRef::ExprYieldFrom(_)));
        let is_handed_on = |at: NodeId| match self.facts.use_at(at) {
            _ if own.contains(&at) => false,
            Use::Argument(call) => !self.facts.is_builtin(&call.func, "len"),
            Use::Escapes => !self.is_target(at),
            _ => false,
        };
        yields || {
            let mut places = self.same_place_within(place, extent).into_iter();
            places.any(|at| is_handed_on(at) && !self.is_read_to_remake(at))
        }
    }

    /// The bindings of a name where it is read; empty when they are not all known.
    pub fn bindings(&self, name: &ast::ExprName) -> SmallVec<[BindingId; 4]> {
        match self.facts.reached(name) {
            Reached::Bindings { bindings, .. } => bindings,
            _ => SmallVec::new(),
        }
    }

    /// Whether a name that a rule would write where a node stands means the builtin of that name there.
    pub fn means_builtin(&self, name: &str, node: &impl HasNodeIndex) -> bool {
        let scopes = &self.facts.scopes;
        let is_opaque = scopes.all().any(|(_, scope)| scope.is_opaque);
        !is_opaque && scopes.owner(self.facts.nodes.get(id_of(node)).scope, name).is_none()
    }

    /// Whether the function that a node stands in, or an outer one up to the module, is asynchronous; lambdas and
    /// plain functions inside it are not.
    pub fn runs_on_event_loop(&self, node: &impl HasNodeIndex) -> bool {
        let scope = self.facts.nodes.get(id_of(node)).scope;
        let function = self.facts.scopes.function(scope);
        function.and_then(|scope| self.facts.function_definition(scope)).is_some_and(|it| it.is_async)
    }

    /// The functions of this module that a loop calls on an object, by the scope of their bodies.
    pub fn own_calls_within(&self, extent: NodeId) -> Vec<ScopeId> {
        let within = self.facts.nodes.within(extent);
        within
            .filter_map(|(_, node)| match node.node {
                AnyNodeRef::ExprCall(call) => self.facts.called_function(call),
                _ => None,
            })
            .collect()
    }

    /// The calls of a function by itself, from its own body.
    pub fn calls_of_itself(&self, function: &ast::StmtFunctionDef, scope: ScopeId) -> Vec<&'a ast::ExprCall> {
        let name = function.name.as_str();
        let within = self.facts.nodes.within(id_of(function));
        within
            .filter_map(|(_, node)| match node.node {
                AnyNodeRef::ExprCall(call)
                    if may_be_named(&call.func, name) && self.facts.called_function(call) == Some(scope) =>
                {
                    Some(call)
                }
                _ => None,
            })
            .collect()
    }
}

/// A cheap look before the callee is resolved.
pub(super) fn may_be_named(callee: &Expr, name: &str) -> bool {
    match callee {
        Expr::Name(it) => it.id.as_str() == name,
        Expr::Attribute(it) => it.attr.as_str() == name,
        _ => false,
    }
}

/// Proved and declared kinds are taken at their word; a default value is a hint.
pub fn confidence_of(certainty: Certainty) -> Confidence {
    match certainty {
        Certainty::Proved | Certainty::Declared => Confidence::High,
        Certainty::Hint => Confidence::Medium,
    }
}
