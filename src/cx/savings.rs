//! Savings of a constant factor: which function is called, with what that is written out, and whether saving a little on
//! each turn of a loop shows.

use super::Cx;
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::facts::scopes::ScopeId;
use crate::model::Effect::{File, Http, Network, Query, Sleep, Subprocess};
use crate::page::Confidence;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex};

impl<'a> Cx<'a> {
    /// Which of these functions of other modules a call runs, if it is one of them. Most calls are gone after a look at
    /// their last name, before anything is resolved.
    pub fn callee_among(&self, call: &ast::ExprCall, functions: &[&'static str]) -> Option<&'static str> {
        let name = method_name(call)?;
        let may_be =
            |function: &str| function.strip_suffix(name).is_some_and(|path| path.is_empty() || path.ends_with('.'));
        if !functions.iter().any(|it| may_be(it)) {
            return None;
        }
        let qualified = self.qualified(&call.func)?;
        functions.iter().copied().find(|it| *it == qualified)
    }

    /// Whether all arguments of a call are written out: numbers, texts and their like, and tuples and signs of such.
    pub fn has_constant_arguments(&self, call: &ast::ExprCall) -> bool {
        let arguments = &call.arguments;
        arguments.args.iter().all(is_written_value)
            && arguments.keywords.iter().all(|it| it.arg.is_some() && is_written_value(&it.value))
    }

    /// The loop that repeats a node as often as the data say: around the node, or around a call in this module of the
    /// function that the node stands in.
    pub fn loop_reaching(&self, node: &impl HasNodeIndex) -> Option<LoopId> {
        if let Some(growing) = self.growing_loop(node) {
            return Some(growing);
        }
        let function = self.facts.scopes.function(self.facts.nodes.get(id_of(node)).scope)?;
        self.call_in_loop(function).map(|(_, growing)| growing)
    }

    /// How sure it is that saving some microseconds on each turn of a loop shows: the turns come from data, and what
    /// they do besides is known to be little.
    pub fn confidence_in_saving(&self, at: &impl HasNodeIndex, growing: LoopId) -> Confidence {
        let extent = self.facts.loop_extent(growing);
        let header = self.facts.loop_iterable(growing).map(id_of);
        let is_in_header = |at| header.is_some_and(|header| self.facts.nodes.contains(header, at));
        let mut body = self.facts.nodes.within(extent).filter(|(at, _)| !is_in_header(*at));
        if self.runs_once(at) || body.any(|(_, it)| self.waits(it.node)) {
            return Confidence::Low;
        }
        let is_known = self.turns_are_light(growing) || !self.facts.may_run_unknown(extent);
        if self.takes_in_data(growing) && is_known { Confidence::High } else { Confidence::Medium }
    }

    /// The same of a tenth of a microsecond: in most loops it does not show.
    pub fn confidence_in_small_saving(&self, at: &impl HasNodeIndex, growing: LoopId) -> Confidence {
        match self.confidence_in_saving(at, growing) {
            Confidence::High => Confidence::Medium,
            Confidence::Medium | Confidence::Low => Confidence::Low,
        }
    }

    /// Whether a node waits for something else than the processor: an answer, a disk, a clock.
    pub(super) fn waits(&self, node: AnyNodeRef) -> bool {
        match node {
            AnyNodeRef::ExprAwait(_) => true,
            AnyNodeRef::ExprCall(call) => self.facts.known_callee(call).is_some_and(|known| {
                known.effects.iter().any(|it| matches!(it, File | Http | Network | Query | Sleep | Subprocess))
            }),
            _ => false,
        }
    }

    /// The class of this module that an expression stands for.
    pub fn own_class(&self, class: &Expr) -> Option<(ScopeId, &'a ast::StmtClassDef)> {
        let scope = self.facts.own_class(&self.qualified(class)?)?;
        Some((scope, self.facts.class_definition(scope)?))
    }

    /// Whether a class has one of these functions or classes among its decorators or bases, by their dotted names.
    pub fn is_marked(&self, marks: impl Iterator<Item = &'a Expr>, names: &[&str]) -> bool {
        let mut marks = marks.map(|mark| match mark {
            Expr::Call(call) => &*call.func,
            Expr::Subscript(item) => &*item.value,
            other => other,
        });
        marks.any(|mark| self.qualified(mark).is_some_and(|name| names.contains(&name.as_str())))
    }

    /// Whether an error of one of these names, raised at a node, is caught by a `try` around it in the same function.
    pub fn is_caught(&self, node: &impl HasNodeIndex, errors: &[&str]) -> bool {
        let id = id_of(node);
        let in_function = self.ancestors(node).take_while(|(_, it)| !matches!(it, AnyNodeRef::StmtFunctionDef(_)));
        let mut tries = in_function.filter_map(|(_, it)| it.as_stmt_try().copied());
        tries.any(|it| {
            let is_tried = it.body.iter().any(|statement| self.facts.nodes.contains(id_of(statement), id));
            is_tried && it.handlers.iter().any(|handler| self.catches(handler, errors))
        })
    }

    fn catches(&self, handler: &ast::ExceptHandler, errors: &[&str]) -> bool {
        let ast::ExceptHandler::ExceptHandler(handler) = handler;
        let Some(caught) = handler.type_.as_deref() else { return true };
        let is_such = |it: &Expr| {
            let name = self.source(it);
            errors.contains(&name) || matches!(name, "Exception" | "BaseException")
        };
        match caught {
            Expr::Tuple(all) => all.elts.iter().any(is_such),
            one => is_such(one),
        }
    }
}

/// The name of what a call calls, without what it is read from.
pub fn method_name(call: &ast::ExprCall) -> Option<&str> {
    match &*call.func {
        Expr::Attribute(it) => Some(it.attr.as_str()),
        Expr::Name(it) => Some(it.id.as_str()),
        _ => None,
    }
}

/// Whether a value stands in the code as it is: a number, a text, a tuple of such.
fn is_written_value(value: &Expr) -> bool {
    match value {
        Expr::UnaryOp(it) => is_written_value(&it.operand),
        Expr::Tuple(it) => it.elts.iter().all(is_written_value),
        other => other.is_literal_expr(),
    }
}
