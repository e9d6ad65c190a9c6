//! Files that are read whole where their lines are wanted one by one.

use super::Cx;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::uses::Use;
use crate::model::Kind;
use crate::page::Confidence;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

impl<'a> Cx<'a> {
    /// The one loop over the lines that a call has read from a file or path, if that loop could as well go through the file
    /// itself: nothing else reads the lines, and nothing touches the file while it runs.
    pub fn loop_over_lines(&self, lines: &ast::ExprCall, file: &Expr) -> Option<NodeId> {
        let is_input = matches!(self.qualified(file).as_deref(), Some("sys.stdin"));
        if !is_input && !self.is_path(file) && !self.kind(file).kind.all(|kind| *kind == Kind::File) {
            return None;
        }
        let consumer = self.only_loop_over(id_of(lines))?;
        let extent = self.extent_of(consumer);
        let touches = |id: NodeId, it: AnyNodeRef| match it {
            AnyNodeRef::ExprCall(call) => id != id_of(file) && opens_a_file(call),
            AnyNodeRef::ExprName(_) | AnyNodeRef::ExprAttribute(_) => {
                self.source(it) == self.source(file) && id != id_of(file)
            }
            _ => false,
        };
        let mut since = (id_of(lines).0..self.facts.nodes.get(extent).end.0).map(NodeId);
        let is_touched = since.any(|id| touches(id, self.facts.nodes.get(id).node));
        (!is_touched && !self.is_read_on_after(extent, lines, file)).then_some(consumer)
    }

    /// Whether a function goes on with the file after the loop: one that was left early would have more to give.
    fn is_read_on_after(&self, extent: NodeId, lines: &ast::ExprCall, file: &Expr) -> bool {
        let Some(function) = self.function(lines) else { return false };
        let places = self.same_place_within(file, id_of(function)).into_iter();
        let mut after = places.filter(|at| *at >= self.facts.nodes.get(extent).end);
        after.any(|at| !matches!(self.facts.use_at(at), Use::Calls { method, .. } if method.attr.as_str() == "close"))
    }

    /// A file that the code names is of the system or of the project, and mostly short; so is one that is read once,
    /// when a module is imported.
    pub fn confidence_in_lines(&self, lines: &ast::ExprCall, file: &Expr) -> Confidence {
        let is_in_function = self.function(lines).is_some();
        if is_in_function && !self.is_named_in_code(file) { Confidence::Medium } else { Confidence::Low }
    }

    /// Whether a text in the code is part of the name of a file that was opened, or of a path.
    pub fn is_named_in_code(&self, file: &Expr) -> bool {
        let path = match self.facts.opening_of(file) {
            Some(opened) => match &*opened.func {
                Expr::Attribute(method) if self.is_path(&method.value) => Some(&*method.value),
                _ => opened.arguments.args.first(),
            },
            None => Some(file),
        };
        let is_text = |it: AnyNodeRef| matches!(it, AnyNodeRef::ExprStringLiteral(_));
        path.is_some_and(|path| self.facts.nodes.within(id_of(path)).any(|(_, it)| is_text(it.node)))
    }
}

/// `open(…)`, `path.write_text(…)`: the file that is read might be written.
fn opens_a_file(call: &ast::ExprCall) -> bool {
    let name = match &*call.func {
        Expr::Name(it) => it.id.as_str(),
        Expr::Attribute(it) => it.attr.as_str(),
        _ => return false,
    };
    matches!(name, "open" | "fopen" | "write_text" | "write_bytes" | "truncate")
}
