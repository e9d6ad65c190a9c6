//! What a function does with the rows of a query set, as far as the text of the function shows.

use super::Cx;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeId, ScopeKind};
use crate::facts::sizes::integer;
use crate::facts::sources::Origin;
use crate::facts::uses::Use;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// What becomes of the rows that an expression stands for, besides what is asked where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Nothing needs them.
    Dropped,
    /// Nothing needs them, but their number is asked for elsewhere.
    Counted,
    /// Something reads them, or may.
    Used,
}

/// Methods of a query set that ask the database anew, or make another query set, whatever it has loaded.
const LEAVE_ROWS: &[&str] = &[
    "filter",
    "exclude",
    "order_by",
    "exists",
    "values",
    "values_list",
    "update",
    "delete",
    "aggregate",
    "annotate",
    "distinct",
    "select_related",
    "only",
    "defer",
    "using",
    "reverse",
    "in_bulk",
    "dates",
    "datetimes",
];

impl<'a> Cx<'a> {
    /// What the loop goes through whose turns bind a name, and that loop.
    pub fn loop_of_row(&self, row: &'a ast::ExprName) -> Option<(&'a Expr, LoopId)> {
        let innermost = self.facts.nodes.get(id_of(row)).in_loop?;
        let mut around = self.facts.loops.around(Some(innermost));
        let turning = around.find(|id| self.named_target(*id).is_some_and(|target| target.id == row.id))?;
        Some((self.facts.loop_iterable(turning)?, turning))
    }

    /// Whether nothing but a loop has bound a name where it stands.
    pub fn is_row_of(&self, row: &ast::ExprName, turning: LoopId) -> bool {
        let target = self.named_target(turning).map(id_of);
        let bindings = self.bindings(row);
        matches!(bindings.as_slice(), [only] if Some(self.facts.scopes.binding(*only).node) == target)
    }

    fn named_target(&self, turning: LoopId) -> Option<&'a ast::ExprName> {
        match self.facts.loop_target(turning) {
            Some(Expr::Name(target)) => Some(target),
            _ => None,
        }
    }

    /// What becomes of the rows of an expression after it was asked something.
    pub fn rows(&self, queryset: &'a Expr) -> Rows {
        match queryset {
            Expr::Name(name) => self.rows_of_name(name),
            other if self.is_made_here(other) => Rows::Dropped,
            _ => Rows::Used,
        }
    }

    /// Whether an expression makes what it gives, so that nothing else holds it: a method is called, or a slice taken
    /// of what was made so.
    fn is_made_here(&self, value: &Expr) -> bool {
        match value {
            Expr::Call(call) => match &*call.func {
                Expr::Attribute(_) => true,
                Expr::Name(name) => !self.facts.is_builtin(&call.func, name.id.as_str()),
                _ => false,
            },
            Expr::Subscript(it) => matches!(&*it.slice, Expr::Slice(_)) && self.is_made_here(&it.value),
            Expr::If(it) => self.is_made_here(&it.body) && self.is_made_here(&it.orelse),
            _ => false,
        }
    }

    fn rows_of_name(&self, name: &'a ast::ExprName) -> Rows {
        let scope = self.facts.nodes.get(id_of(name)).scope;
        let Some(owner) = self.facts.scopes.owner(scope, name.id.as_str()) else { return Rows::Used };
        if self.facts.scopes.get(owner).kind != ScopeKind::Function {
            return Rows::Used;
        }
        let bindings = self.facts.scopes.bindings_of(owner, name.id.as_str());
        if !bindings.iter().all(|binding| self.is_bound_to_new(*binding)) {
            return Rows::Used;
        }
        self.rows_of_reads(owner, name)
    }

    fn is_bound_to_new(&self, binding: BindingId) -> bool {
        let source = self.facts.source_of(binding);
        let value = match source.origin {
            Origin::Value(value) => value,
            Origin::Annotated(it) => match it.value.as_deref() {
                Some(value) => value,
                None => return true,
            },
            _ => return false,
        };
        source.steps.is_empty() && self.is_made_here(value)
    }

    fn rows_of_reads(&self, owner: ScopeId, name: &ast::ExprName) -> Rows {
        let mut rows = Rows::Dropped;
        for read in self.facts.reads_of(owner, name.id.as_str()) {
            if read == id_of(name) {
                continue;
            }
            match self.rows_at(read) {
                Rows::Dropped => {}
                Rows::Counted => rows = Rows::Counted,
                Rows::Used => return Rows::Used,
            }
        }
        rows
    }

    fn rows_at(&self, read: NodeId) -> Rows {
        match self.facts.use_at(read) {
            Use::Calls { method, .. } => match method.attr.as_str() {
                "count" => Rows::Counted,
                name if LEAVE_ROWS.contains(&name) => Rows::Dropped,
                _ => Rows::Used,
            },
            Use::Argument(call) if self.facts.is_builtin(&call.func, "len") => Rows::Counted,
            Use::Argument(call) if self.facts.is_builtin(&call.func, "bool") => Rows::Dropped,
            Use::Argument(_) if self.is_looked_up_in(read) => Rows::Dropped,
            Use::Looks if self.is_tested(read) => Rows::Dropped,
            _ => Rows::Used,
        }
    }

    /// `filter(author__in=authors)` sends a query within the query.
    fn is_looked_up_in(&self, read: NodeId) -> bool {
        let parent = self.facts.nodes.get(self.facts.nodes.get(read).parent).node;
        let AnyNodeRef::Keyword(keyword) = parent else { return false };
        keyword.arg.as_ref().is_some_and(|name| name.as_str().ends_with("__in"))
    }

    /// Whether the function around a call has the same call again, for more than its truth.
    pub fn is_called_again(&self, call: &'a ast::ExprCall) -> bool {
        let text = self.source(call);
        let around = self.function(call).map_or(NodeId(0), id_of);
        self.facts.nodes.within(around).any(|(id, it)| match it.node {
            AnyNodeRef::ExprCall(other) => {
                id != id_of(call) && self.source(other) == text && !self.asks_existence(other)
            }
            _ => false,
        })
    }

    /// Whether the number that a call gives is only asked whether it is zero.
    pub fn asks_existence(&self, call: &ast::ExprCall) -> bool {
        match self.parent(call) {
            AnyNodeRef::ExprCompare(compare) => compared_with_zero(compare).is_some_and(|it| id_of(it) == id_of(call)),
            _ => self.is_tested(id_of(call)),
        }
    }

    /// Whether a read asks for a truth.
    fn is_tested(&self, read: NodeId) -> bool {
        let parent = self.facts.nodes.get(self.facts.nodes.get(read).parent).node;
        match parent {
            AnyNodeRef::ExprUnaryOp(it) => it.op == ast::UnaryOp::Not,
            AnyNodeRef::StmtIf(_) | AnyNodeRef::ElifElseClause(_) | AnyNodeRef::StmtWhile(_) => true,
            AnyNodeRef::ExprIf(_) | AnyNodeRef::ExprBoolOp(_) => true,
            _ => false,
        }
    }
}

/// The side of a comparison that is compared with zero, in a way that tells nothing else of it: `n > 0`, `n >= 1`,
/// `0 == n`.
pub fn compared_with_zero(compare: &ast::ExprCompare) -> Option<&Expr> {
    use ast::CmpOp::{Eq, Gt, GtE, Lt, LtE, NotEq};
    let ([operator], [right]) = (&*compare.ops, &*compare.comparators) else { return None };
    match (integer(&compare.left), operator, integer(right)) {
        (None, Gt | Eq | NotEq | LtE, Some(0)) | (None, GtE | Lt, Some(1)) => Some(&compare.left),
        (Some(0), Lt | Eq | NotEq | GtE, None) | (Some(1), LtE | Gt, None) => Some(right),
        _ => None,
    }
}
