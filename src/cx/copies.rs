//! Copies that are made to take one end of them, or to count them.

use super::Cx;
use crate::model::Kind;
use crate::page::Confidence;
use crate::syntax::ast::{self, Expr};

impl<'a> Cx<'a> {
    /// What is copied to take one item, by `list(…)` or `tuple(…)`, where there may be much to copy and it is known what
    /// is copied, or at least that it is a view.
    pub fn copied_for_one(&self, end: &'a ast::ExprSubscript) -> Option<&'a Expr> {
        let source = self.copied(&end.value, &["list", "tuple"])?;
        let is_unknown = || self.kind(source).kind.is_unknown() && !self.is_view_of_unknown(source);
        if is_transposed(source) || self.is_small(source) || self.is_for_few(source, end) || is_unknown() {
            return None;
        }
        Some(source)
    }

    /// How sure it is that there is so much to go through that it shows how that is done: data, or what the code does not
    /// say.
    pub fn confidence_in_copying(&self, items: &Expr) -> Confidence {
        if self.is_data(items) {
            Confidence::High
        } else if self.is_written_out(items) {
            Confidence::Low
        } else {
            Confidence::Medium
        }
    }

    /// The one clause of a comprehension or generator that gives each item as it is, where there may be many.
    pub fn clause_passed_on<'c>(
        &self,
        item: &Expr,
        clauses: &'c [ast::Comprehension],
    ) -> Option<&'c ast::Comprehension> {
        let [clause] = clauses else { return None };
        let (Expr::Name(item), Expr::Name(target)) = (item, &clause.target) else { return None };
        let is_alone = item.id == target.id && clause.ifs.is_empty() && !clause.is_async;
        (is_alone && !self.is_small(&clause.iter)).then_some(clause)
    }

    /// Whether there is little to copy: the function asks elsewhere whether there is one item alone, or the code says
    /// how many.
    fn is_for_few(&self, source: &Expr, end: &ast::ExprSubscript) -> bool {
        let is_tested = |collection: &Expr| self.is_tested_for_few(collection, end);
        let receiver = match source {
            Expr::Call(call) => call.func.as_attribute_expr().map(|method| &*method.value),
            _ => None,
        };
        self.is_written_out(source) || is_tested(source) || receiver.is_some_and(is_tested)
    }
}

/// `zip(*rows)` gives as many items as a row has columns.
fn is_transposed(source: &Expr) -> bool {
    source.as_call_expr().is_some_and(|call| call.arguments.args.iter().any(Expr::is_starred_expr))
}

/// Whether a value of this kind has its items at positions.
pub fn has_positions(kind: &Kind) -> bool {
    matches!(kind, Kind::List(_) | Kind::TupleOf(_) | Kind::Deque(_) | Kind::Str | Kind::Bytes | Kind::Range)
}

/// Whether a value of this kind is a dict, or the keys, values or items of one.
pub fn is_dict_or_view(kind: &Kind) -> bool {
    kind.is_mapping() || matches!(kind, Kind::Keys(_) | Kind::Values(_) | Kind::Items(..))
}

/// Whether a value of this kind knows its length.
pub fn has_length(kind: &Kind) -> bool {
    has_positions(kind) || is_dict_or_view(kind) || matches!(kind, Kind::Set(_) | Kind::Frozenset(_) | Kind::Tuple(_))
}
