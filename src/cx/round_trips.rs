//! Calls that wait for an answer over the network, made here or by functions of this module.

use super::Cx;
use crate::facts::scopes::ScopeId;
use crate::model::{Effect, Kind};
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// An answer that is waited for, and whether asking for it changes nothing.
#[derive(Clone, Copy)]
pub struct Trip {
    pub only_reads: bool,
}

/// Functions of this module are followed this far.
const DEEPEST: usize = 2;

impl<'a> Cx<'a> {
    /// What an awaited call waits for, where that is an answer over the network. Databases are another matter: a
    /// connection answers one query at a time, and one query may ask for all.
    pub fn network_trip(&self, call: &ast::ExprCall) -> Option<Trip> {
        self.trip_within(call, DEEPEST)
    }

    fn trip_within(&self, call: &ast::ExprCall, left: usize) -> Option<Trip> {
        if let Some(function) = self.facts.called_function(call) {
            return if left == 0 { None } else { self.trip_of_own(function, left - 1) };
        }
        let known = self.facts.known_callee(call)?;
        if let Some(position) = known.offloads {
            let handed = call.arguments.args.get(usize::from(position))?;
            let handed = self.facts.known(&self.qualified(handed)?)?;
            return handed.effects.contains(&Effect::Http).then_some(Trip { only_reads: only_asks(handed_name(call)) });
        }
        let is_trip = (known.is_async || known.is_awaitable) && known.effects.contains(&Effect::Http);
        (is_trip && !self.is_on_answer(call)).then(|| Trip { only_reads: only_asks(&call.func) || asks_to_get(call) })
    }

    /// `await answer.json()`: the second half of a trip that was made before.
    pub fn is_on_answer(&self, call: &ast::ExprCall) -> bool {
        let Expr::Attribute(method) = &*call.func else { return false };
        self.kind(&method.value).kind.all(|kind| matches!(kind, Kind::Instance(class) if class.ends_with("Response")))
    }

    /// A function of this module that waits for an answer, and leaves nothing behind that another call could meet.
    fn trip_of_own(&self, function: ScopeId, left: usize) -> Option<Trip> {
        let scope = self.facts.scopes.get(function);
        let sets = self.facts.nodes.within(scope.node).any(|(_, it)| match it.node {
            AnyNodeRef::ExprAttribute(it) => !it.ctx.is_load(),
            AnyNodeRef::StmtWith(it) => it.items.iter().any(|item| self.holds_back(&item.context_expr)),
            _ => false,
        });
        let shares = scope.has_yield || !scope.globals.is_empty() || !scope.nonlocals.is_empty();
        if sets || shares || self.sleeps_or_locks_within(scope.node) {
            return None;
        }
        let calls = self.facts.nodes.within(scope.node).filter_map(|(_, it)| self.awaited_call(it.node));
        let trips: Vec<Trip> = calls.filter_map(|call| self.trip_within(call, left)).collect();
        (!trips.is_empty()).then(|| Trip { only_reads: trips.iter().all(|trip| trip.only_reads) })
    }

    /// The call that an `await` or `async with` waits for.
    pub fn awaited_call(&self, node: AnyNodeRef<'a>) -> Option<&'a ast::ExprCall> {
        match node {
            AnyNodeRef::ExprAwait(it) => it.value.as_call_expr(),
            AnyNodeRef::StmtWith(it) if it.is_async => it.items.first()?.context_expr.as_call_expr(),
            _ => None,
        }
    }
}

/// The function that a call hands to a thread.
fn handed_name(call: &ast::ExprCall) -> &Expr {
    call.arguments.args.iter().find(|it| it.is_attribute_expr()).unwrap_or(&call.func)
}

/// Whether a request only asks, by its verb.
fn only_asks(callee: &Expr) -> bool {
    let Expr::Attribute(method) = callee else { return true };
    !matches!(method.attr.as_str(), "post" | "put" | "patch" | "delete" | "send" | "stream" | "request")
}

/// `client.request("GET", …)`
fn asks_to_get(call: &ast::ExprCall) -> bool {
    let is_request = matches!(&*call.func, Expr::Attribute(it) if it.attr.as_str() == "request");
    is_request && matches!(call.arguments.args.first(), Some(Expr::StringLiteral(it)) if it.value.to_str() == "GET")
}
