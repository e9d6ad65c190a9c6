//! What holds the thread of an event loop, so that no other task moves.

use super::Cx;
use super::questions::may_be_named;
use crate::facts::nodes::id_of;
use crate::knowledge::Callable;
use crate::knowledge::entries::Runs;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

impl<'a> Cx<'a> {
    /// What is known of a function that a call runs on an event loop itself, where that may hold the thread. The
    /// synchronous way of code that has both, commands of a command line, and what a server does when it starts, hold up
    /// nobody.
    pub fn holding_the_loop(&self, call: &ast::ExprCall) -> Option<&'a Callable> {
        if !self.runs_on_event_loop(call) || matches!(self.parent(call), AnyNodeRef::ExprAwait(_)) {
            return None;
        }
        let known = self.facts.known_callee(call).filter(|known| known.blocks)?;
        let holds_up_nobody =
            self.facts.is_synchronous_branch(call) || self.is_command(call) || self.runs_at_start(call);
        (!holds_up_nobody).then_some(known)
    }

    /// What to write instead of such a call.
    pub fn off_the_loop(&self, known: &Callable, call: &ast::ExprCall) -> String {
        let callee = self.callee_in_words(call);
        if let Some((function, framework)) = self.as_plain_function(call) {
            return format!(
                "declare `{function}` with `def`: it awaits nothing, and {framework} then runs it in a thread"
            );
        }
        match known.async_form.as_deref() {
            Some(form) if form != "asyncio.to_thread" => {
                format!("await `{form}`, or hand the call to a thread: `await asyncio.to_thread({callee}, …)`")
            }
            _ => format!("hand the call to a thread: `await asyncio.to_thread({callee}, …)`"),
        }
    }

    /// The name of the function around a call, and of the framework that would run it in a thread were it a plain
    /// function, where it awaits nothing.
    fn as_plain_function(&self, call: &ast::ExprCall) -> Option<(&'a str, &'static str)> {
        let entry = self.entry(call).filter(|entry| entry.runs == Runs::Pool && entry.recurs())?;
        let function = self.function(call)?;
        let mut within = self.facts.nodes.within(id_of(function));
        let awaits = within.any(|(_, it)| match it.node {
            AnyNodeRef::ExprAwait(_) => true,
            AnyNodeRef::StmtFor(it) => it.is_async,
            AnyNodeRef::StmtWith(it) => it.is_async,
            AnyNodeRef::Comprehension(it) => it.is_async,
            _ => false,
        });
        let framework = if entry.framework == "fastapi" { "FastAPI" } else { "Starlette" };
        (!awaits).then(|| (function.name.as_str(), framework))
    }

    /// What a call calls, for a message: of a chain of calls the last method alone.
    pub fn callee_in_words(&self, call: &ast::ExprCall) -> &'a str {
        let whole = self.source(&*call.func);
        match &*call.func {
            Expr::Attribute(it) if whole.contains(['(', '\n']) => self.source(&it.attr),
            _ => whole,
        }
    }

    /// The name of the function around a node, for a message.
    pub fn function_name(&self, node: &ast::ExprCall) -> String {
        self.function(node).map_or_else(String::new, |it| it.name.to_string())
    }

    /// The calls that asynchronous functions make of the plain function around a node.
    pub fn calls_on_the_loop(&self, node: &ast::ExprCall) -> Vec<&'a ast::ExprCall> {
        let scope = self.facts.scopes.function(self.facts.nodes.get(id_of(node)).scope);
        let Some((scope, function)) = scope.and_then(|it| Some((it, self.facts.function_definition(it)?))) else {
            return Vec::new();
        };
        let calls = self.facts.nodes.all().iter().filter_map(|it| match it.node {
            AnyNodeRef::ExprCall(call) => Some(call),
            _ => None,
        });
        let is_such = |call: &&ast::ExprCall| {
            may_be_named(&call.func, function.name.as_str())
                && self.runs_on_event_loop(*call)
                && self.facts.called_function(call) == Some(scope)
        };
        calls.filter(is_such).collect()
    }

    /// Whether a call hands a function to another thread or process and its result is wanted from a future or a
    /// handle: `pool.submit(work, item)`, `pool.apply_async(work, (item,))`.
    pub fn is_handed_to_worker(&self, call: &ast::ExprCall) -> bool {
        let Expr::Attribute(method) = &*call.func else { return false };
        let is_named = matches!(method.attr.as_str(), "submit" | "apply_async");
        is_named && self.facts.known_callee(call).is_some_and(|known| known.offloads.is_some())
    }

    /// Whether one statement's value reads a name that another statement binds.
    pub fn reads_what_is_bound_by(&self, reading: &ast::ExprCall, binding: &ast::Stmt) -> bool {
        let bound = id_of(binding);
        self.facts.nodes.within(id_of(reading)).any(|(_, it)| match it.node {
            AnyNodeRef::ExprName(name) => {
                let bindings = self.bindings(name);
                bindings.iter().any(|it| self.facts.nodes.contains(bound, self.facts.scopes.binding(*it).node))
            }
            AnyNodeRef::ExprAttribute(place) => self.facts.nodes.within(bound).any(|(_, other)| match other.node {
                AnyNodeRef::ExprAttribute(target) => {
                    target.ctx.is_store() && self.source(target) == self.source(place.range())
                }
                _ => false,
            }),
            _ => false,
        })
    }
}
