//! What speaks for a size that grows with the data, and what speaks against it.

use super::Cx;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::uses::Use;
use crate::model::Kind;
use crate::syntax::ast::{self, Expr, Operator};
use crate::syntax::{AnyNodeRef, HasNodeIndex};

impl<'a> Cx<'a> {
    /// Whether an expression is written like a constant: its items stand in code, not in data.
    pub fn is_constant_name(&self, expression: &Expr) -> bool {
        let name = match expression {
            Expr::Name(it) => it.id.as_str(),
            Expr::Attribute(it) => it.attr.as_str(),
            Expr::Call(it) => {
                return match &*it.func {
                    Expr::Attribute(method) => self.is_constant_name(&method.value),
                    _ => it.arguments.args.first().is_some_and(|first| self.is_constant_name(first)),
                };
            }
            _ => return false,
        };
        name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    }

    /// Whether code runs once in the life of an installation: a function or a module that migrates or upgrades.
    pub fn runs_once(&self, node: &impl HasNodeIndex) -> bool {
        let function = self.function(node).map_or("", |it| it.name.as_str());
        let mut parts = self.facts.module_name.split('.');
        let says_so = |name: &str| ["migrat", "upgrade", "downgrade"].iter().any(|part| name.contains(part));
        says_so(function) || parts.any(says_so)
    }

    /// Whether an expression may give something else on another turn of a loop.
    pub fn may_change_in(&self, expression: &Expr, id: LoopId) -> bool {
        let calls = |it: AnyNodeRef| matches!(it, AnyNodeRef::ExprCall(_) | AnyNodeRef::ExprAwait(_));
        let mut within = self.facts.nodes.within(id_of(expression));
        self.is_rebound_in(expression, id) || within.any(|(_, it)| calls(it.node))
    }

    pub(super) fn puts_in_at(&self, at: NodeId) -> bool {
        match self.facts.use_at(at) {
            Use::Calls { method, .. } => crate::facts::kinds::puts_in(method.attr.as_str()),
            Use::Augments(it) => it.op == Operator::Add,
            _ => false,
        }
    }

    /// Whether a list is what a loop goes through, or was made by going through the same: both have one size.
    pub fn is_made_from(&self, list: &Expr, items: &Expr) -> bool {
        let text = self.source(items);
        if self.source(list) == text {
            return true;
        }
        let Expr::Name(name) = list else { return false };
        self.bindings(name).iter().any(|binding| match self.facts.source_of(*binding).origin {
            crate::facts::sources::Origin::Value(Expr::ListComp(it)) => {
                it.generators.first().is_some_and(|clause| self.source(&clause.iter) == text)
            }
            crate::facts::sources::Origin::Value(Expr::Call(it)) => is_copy_of(it, text, self),
            _ => false,
        })
    }

    /// Whether an expression reads what a loop binds on each turn.
    pub fn reads_target(&self, expression: &Expr, id: LoopId) -> bool {
        let Some(target) = self.facts.loop_target(id) else { return false };
        let target = id_of(target);
        self.facts.nodes.within(id_of(expression)).any(|(_, node)| match node.node {
            AnyNodeRef::ExprName(name) => {
                let bindings = self.bindings(name);
                bindings.iter().any(|it| self.facts.nodes.contains(target, self.facts.scopes.binding(*it).node))
            }
            _ => false,
        })
    }

    /// Whether a collection is the same one on every turn of a loop, does not change in it, and can be gone through
    /// again: a place, or the keys, values or items of one.
    pub fn is_the_same_on_every_turn(&self, items: &Expr, id: LoopId) -> bool {
        let place = match items {
            Expr::Call(call) => match &*call.func {
                Expr::Attribute(method) if matches!(method.attr.as_str(), "values" | "items" | "keys") => {
                    &*method.value
                }
                _ => return false,
            },
            other => other,
        };
        if !matches!(place, Expr::Name(_) | Expr::Attribute(_)) || self.is_rebound_in(place, id) {
            return false;
        }
        let extent = self.facts.loop_extent(id);
        let grows = || self.same_place_within(place, extent).into_iter().any(|at| self.puts_in_at(at));
        let is_used_up =
            || self.kind(place).kind.all(|it| matches!(it, Kind::Iterator(_) | Kind::Generator(_) | Kind::File));
        !self.is_reshaped_within(place, extent) && !self.is_reset_within(place, extent) && !grows() && !is_used_up()
    }

    /// Whether what is gone through makes its items one at a time, so that they are never all in memory.
    pub fn is_streamed(&self, items: &Expr) -> bool {
        let is_lazy = |kind: &Kind| matches!(kind, Kind::File | Kind::Range | Kind::Iterator(_) | Kind::Generator(_));
        self.kind(items).kind.all(is_lazy) || self.is_lazy_view(items)
    }

    /// Whether a loop goes through the chunks of an answer or an upload: an `async for`, or what HTTP clients and web
    /// frameworks call so.
    pub fn takes_in_chunks(&self, id: LoopId) -> bool {
        let AnyNodeRef::StmtFor(it) = self.facts.nodes.get(self.facts.loops.get(id).node).node else { return false };
        let names = ["iter_content", "iter_bytes", "iter_raw", "iter_chunked", "iter_any", "chunks", "stream"];
        let is_named = |method: &ast::ExprAttribute| names.contains(&method.attr.as_str());
        it.is_async
            || match &*it.iter {
                Expr::Call(call) => matches!(&*call.func, Expr::Attribute(method) if is_named(method)),
                _ => false,
            }
    }

    /// Whether a function is a command of a command line: no other task runs beside it.
    pub fn is_command(&self, node: &impl HasNodeIndex) -> bool {
        self.function(node).is_some_and(|it| self.facts.is_command(it))
    }

    /// `enumerate(lines)`, `zip(…)`: as lazy as what is inside.
    fn is_lazy_view(&self, items: &Expr) -> bool {
        let Expr::Call(call) = items else { return false };
        let name = self.qualified(&call.func);
        let is_view = matches!(
            name.as_deref(),
            Some("builtins.enumerate" | "builtins.zip" | "builtins.map" | "builtins.filter" | "builtins.reversed")
        );
        is_view && call.arguments.args.iter().filter(|it| !it.is_lambda_expr()).all(|it| self.is_streamed(it))
    }
}

fn is_copy_of(call: &ast::ExprCall, text: &str, cx: &Cx) -> bool {
    let is_copying = matches!(&*call.func, Expr::Name(it) if matches!(it.id.as_str(), "list" | "sorted"));
    is_copying && call.arguments.args.first().is_some_and(|first| cx.source(first) == text)
}
