//! Transactions that a piece of code opens, and what runs while they are open.

use super::Cx;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::ScopeId;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// Methods after which a transaction holds locks on rows.
const LOCKS: &[&str] = &[
    "bulk_create",
    "bulk_update",
    "create",
    "delete",
    "execute",
    "flush",
    "get_or_create",
    "save",
    "select_for_update",
    "update",
    "update_or_create",
    "with_for_update",
];

impl<'a> Cx<'a> {
    /// Whether what a `with` enters, or a decorator, opens a transaction: `transaction.atomic()`, `session.begin()`.
    pub fn opens_transaction(&self, opener: &Expr) -> bool {
        let callee = match opener {
            Expr::Call(call) => &*call.func,
            other => other,
        };
        match callee {
            Expr::Attribute(it) if it.attr.as_str() == "begin" => {
                opener.is_call_expr() && self.is_session(&it.value).is_some()
            }
            Expr::Attribute(_) | Expr::Name(_) => {
                self.qualified(callee).is_some_and(|name| name == "django.db.transaction.atomic")
            }
            _ => false,
        }
    }

    /// The calls that run in a transaction: `opened` is its `with`, or the function that it decorates, and `scope` that
    /// of its body. What a function defined inside does runs later, and a transaction inside has calls of its own.
    pub fn calls_in_transaction(&self, opened: NodeId, scope: ScopeId) -> impl Iterator<Item = &'a ast::ExprCall> {
        let running = self.facts.scopes.running(scope);
        let within = self.facts.nodes.within(opened);
        within.filter_map(move |(_, it)| match it.node {
            AnyNodeRef::ExprCall(call) if self.facts.scopes.running(it.scope) == running => {
                (!self.is_in_inner_transaction(call, opened)).then_some(call)
            }
            _ => None,
        })
    }

    fn is_in_inner_transaction(&self, call: &ast::ExprCall, opened: NodeId) -> bool {
        let around = self.ancestors(call).take_while(|(at, _)| *at != opened);
        around.into_iter().any(|(_, it)| match it {
            AnyNodeRef::StmtWith(it) => it.items.iter().any(|item| self.opens_transaction(&item.context_expr)),
            _ => false,
        })
    }

    /// Whether a transaction has locked or written rows before it comes to a call.
    pub fn holds_rows_before(&self, call: &ast::ExprCall, opened: NodeId) -> bool {
        let before = self.facts.nodes.within(opened).take_while(|(at, _)| *at < id_of(call));
        before.into_iter().any(|(_, it)| match it.node {
            AnyNodeRef::ExprCall(other) => match &*other.func {
                Expr::Attribute(method) => LOCKS.contains(&method.attr.as_str()),
                _ => false,
            },
            _ => false,
        })
    }
}
