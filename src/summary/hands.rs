//! Calls that may hand a query set to a function of the project, which may loop over it.

use rustc_hash::FxHashMap;

use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::ScopeId;
use crate::facts::sources::Origin;
use crate::knowledge;
use crate::summary::definitions::is_call_of_module;
use crate::summary::expressions::Builder;
use crate::summary::flow::Flow;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

/// Such calls of each function; of the module's own statements under `None`.
pub(super) type Hands = FxHashMap<Option<ScopeId>, Vec<NodeId>>;

/// Methods after which a value is a query set, if anything is one.
const GIVE_QUERY_SETS: &[&str] = &[
    "all",
    "annotate",
    "defer",
    "distinct",
    "exclude",
    "filter",
    "get_queryset",
    "only",
    "order_by",
    "prefetch_related",
    "select_related",
];

impl<'a> Builder<'_, 'a> {
    /// The calls of a module that speaks of rows.
    pub fn calls_with_rows(&self) -> Hands {
        let mut hands = Hands::default();
        if !self.speaks_of_rows {
            return hands;
        }
        for (index, it) in self.facts.nodes.all().iter().enumerate() {
            let AnyNodeRef::ExprCall(call) = it.node else { continue };
            let may_hand = self.may_be_of_project(call, it.scope) && self.is_given_rows(call);
            if may_hand && !self.is_of_known_package(&call.func) {
                hands.entry(self.facts.scopes.function(it.scope)).or_default().push(NodeId(index as u32));
            }
        }
        hands
    }

    /// Notes these calls of the function that is being written.
    pub fn hands(&mut self) {
        for call in self.handing.remove(&self.frame.scope).unwrap_or_default() {
            let AnyNodeRef::ExprCall(call) = self.facts.nodes.get(call).node else { continue };
            let (flow, at) = (self.call(call), self.place(call.range()));
            if let Flow::Call { place, .. } = &mut self.summary.flows[flow.0 as usize] {
                *place = Some(at);
                self.frame.function.hands.push(flow);
            }
        }
    }

    /// `show(…)`, `wording.show(…)` of what the module defines or imports, and `self.show(…)`.
    fn may_be_of_project(&self, call: &ast::ExprCall, scope: ScopeId) -> bool {
        let is_of_module = |name: &ast::ExprName| self.facts.scopes.owner(scope, name.id.as_str()) == Some(ScopeId(0));
        match &*call.func {
            Expr::Name(name) => is_of_module(name),
            Expr::Attribute(it) => match &*it.value {
                Expr::Name(name) => name.id.as_str() == "self" || is_of_module(name),
                _ => false,
            },
            _ => false,
        }
    }

    /// Fields of forms and models, gettext: they stand in great numbers, and loop over nothing.
    fn is_of_known_package(&self, callee: &Expr) -> bool {
        let name = self.facts.qualified(callee);
        name.is_some_and(|it| knowledge::is_known_package(it.split('.').next().unwrap_or_default()))
    }

    fn is_given_rows(&self, call: &ast::ExprCall) -> bool {
        let keywords = call.arguments.keywords.iter().map(|keyword| &keyword.value);
        call.arguments.args.iter().chain(keywords).any(|given| match given {
            Expr::Name(name) => self.is_name_of_rows(name),
            _ => self.may_be_query_set(given),
        })
    }

    fn is_name_of_rows(&self, name: &ast::ExprName) -> bool {
        let scope = self.facts.nodes.get(id_of(name)).scope;
        let Some(owner) = self.facts.scopes.owner(scope, name.id.as_str()).filter(|owner| *owner != ScopeId(0)) else {
            return false;
        };
        let bindings = self.facts.scopes.bindings_of(owner, name.id.as_str());
        bindings.into_iter().any(|binding| match self.facts.source_of(binding).origin {
            Origin::Value(value) => self.may_be_query_set(value),
            _ => false,
        })
    }

    /// `Book.objects.filter(…)`, `catalogue()`
    fn may_be_query_set(&self, expression: &Expr) -> bool {
        let Expr::Call(call) = expression else { return false };
        match &*call.func {
            Expr::Attribute(method) if GIVE_QUERY_SETS.contains(&method.attr.as_str()) => true,
            _ => is_call_of_module(expression, self.facts) && !self.is_of_known_package(&call.func),
        }
    }
}
