//! What else a function asks of a query set after a first question: places that read its rows on every way on which
//! the first question found some.

use super::{Cx, compared_with_zero};
use crate::facts::flow::Reached;
use crate::facts::kinds::block_with;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::sizes::integer;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex, Ranged, TextRange};

/// A place that reads rows.
pub struct RowsRead {
    pub at: TextRange,
    /// Whether one row is enough for it.
    pub is_one: bool,
}

/// Builtins that go through all that they are given.
const GO_THROUGH: &[&str] = &["list", "tuple", "set", "sorted", "len", "sum", "enumerate", "frozenset"];

/// What a truth says of a question: that rows were found if it holds, or if it does not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    IfTrue,
    IfFalse,
}

impl Found {
    fn turned(self) -> Self {
        if self == Self::IfTrue { Self::IfFalse } else { Self::IfTrue }
    }
}

impl<'a> Cx<'a> {
    /// Where the rows of a query set are read for certain once `asked`, a question about it, has found some. `None`
    /// also where they were read before, so that the question costs nothing, and where rows are written in between.
    pub fn rows_read_after(&self, asked: &impl HasNodeIndex, queryset: &'a Expr) -> Option<RowsRead> {
        let around = id_of(self.function(asked)?);
        let (question, end) = (id_of(asked), self.facts.nodes.get(id_of(asked)).end);
        let text = self.text_without_all(queryset);
        let mut found = None;
        for (id, it) in self.facts.nodes.within(around) {
            if self.facts.nodes.contains(question, id) {
                continue;
            }
            let Some((rows, is_one)) = self.read_of_rows(id, it.node, text) else { continue };
            if id_of(rows) == question || !self.means_the_same(queryset, rows) {
                continue;
            }
            let is_later = id >= end || self.is_chosen_by(question, id);
            // Rows that a name holds are at hand from the first time they are read.
            if !is_later && id < question {
                return None;
            }
            if found.is_none() && is_later && self.is_read_once_found(question, id) {
                found = Some(RowsRead { at: rows.range(), is_one });
            }
        }
        found
    }

    /// Whether a place is the value of a conditional expression, and a question is asked in its test: it is written
    /// before the question, and runs after it.
    fn is_chosen_by(&self, question: NodeId, read: NodeId) -> bool {
        self.facts.nodes.ancestors(question).any(|(_, around)| match around.node {
            AnyNodeRef::ExprIf(it) => {
                self.facts.nodes.contains(id_of(&*it.body), read)
                    && self.facts.nodes.contains(id_of(&*it.test), question)
            }
            _ => false,
        })
    }

    /// The query set whose rows a node reads, if its text is this one, and whether one row is enough.
    fn read_of_rows(&self, id: NodeId, node: AnyNodeRef<'a>, text: &str) -> Option<(&'a Expr, bool)> {
        let (rows, is_one) = match node {
            AnyNodeRef::StmtFor(it) if !it.is_async => (&*it.iter, false),
            AnyNodeRef::Comprehension(it) if !it.is_async => (&it.iter, false),
            AnyNodeRef::ExprCall(call) => match (&*call.func, &*call.arguments.args) {
                (Expr::Name(name), [rows, ..]) if GO_THROUGH.contains(&name.id.as_str()) => (rows, false),
                (Expr::Attribute(method), []) if method.attr.as_str() == "first" && call.arguments.is_empty() => {
                    (&*method.value, true)
                }
                _ => return None,
            },
            AnyNodeRef::ExprSubscript(it) if is_zero(&it.slice) => (&*it.value, true),
            _ => return None,
        };
        // What goes through the items of `enumerate(rows)` goes through the rows, and is met there.
        let is_same = self.facts.nodes.contains(id, id_of(rows)) && self.text_without_all(rows) == text;
        is_same.then_some((rows, is_one))
    }

    /// The source of a query set without a last `.all()`, which gives the same rows.
    fn text_without_all(&self, queryset: &Expr) -> &'a str {
        let text = self.source(queryset);
        match text.strip_suffix(".all()") {
            Some(rest) if matches!(queryset, Expr::Call(_)) => rest.trim_end(),
            _ => text,
        }
    }

    /// Whether the names in two expressions of the same text hold the same there.
    fn means_the_same(&self, one: &Expr, other: &Expr) -> bool {
        let names = |expression: &Expr| -> Vec<(NodeId, &'a str)> {
            let within = self.facts.nodes.within(id_of(expression));
            within
                .filter_map(|(id, it)| match it.node {
                    AnyNodeRef::ExprName(name) => Some((id, name.id.as_str())),
                    _ => None,
                })
                .collect()
        };
        let (ones, others) = (names(one), names(other));
        ones.len() == others.len()
            && ones.iter().zip(&others).all(|(one, other)| {
                let (one, other) = (self.facts.reached_at(one.0, one.1), self.facts.reached_at(other.0, other.1));
                !matches!(one, Reached::Unknown) && one == other
            })
    }

    /// Whether a place is come to on every way on which a question found rows, without a row being written before.
    fn is_read_once_found(&self, asked: NodeId, read: NodeId) -> bool {
        let nodes = &self.facts.nodes;
        if self.writes_rows_between(nodes.get(asked).end, read) {
            return false;
        }
        self.is_read_in_branch(asked, read) || self.is_read_later(asked, read)
    }

    fn writes_rows_between(&self, start: NodeId, end: NodeId) -> bool {
        (start.0..end.0).any(|at| {
            let is_call = matches!(self.facts.nodes.get(NodeId(at)).node, AnyNodeRef::ExprCall(_));
            is_call && self.facts.writes_rows_at(NodeId(at))
        })
    }

    /// Whether a place stands in the branch that is taken when a question found rows, or after a branch that leaves
    /// when it found none.
    fn is_read_in_branch(&self, asked: NodeId, read: NodeId) -> bool {
        let Some((id, found)) = self.test_around(asked) else { return false };
        let is_in = |body: &[ast::Stmt]| body.iter().any(|it| self.facts.nodes.contains(id_of(it), read));
        let branch = match (self.facts.nodes.get(id).node, found) {
            (AnyNodeRef::StmtIf(it), Found::IfTrue) => is_in(&it.body),
            (AnyNodeRef::StmtIf(it), Found::IfFalse) => match &*it.elif_else_clauses {
                [] => return self.facts.always_leaves(&it.body) && self.is_read_later(id, read),
                [only] if only.test.is_none() => return is_in(&only.body) && self.is_come_to(id_of(only), read),
                _ => false,
            },
            (AnyNodeRef::ElifElseClause(it), Found::IfTrue) => is_in(&it.body),
            (AnyNodeRef::ExprIf(it), Found::IfTrue) => {
                return self.is_come_to(id_of(&*it.body), read) || id_of(&*it.body) == read;
            }
            (AnyNodeRef::ExprIf(it), Found::IfFalse) => {
                return self.is_come_to(id_of(&*it.orelse), read) || id_of(&*it.orelse) == read;
            }
            _ => false,
        };
        branch && self.is_come_to(id, read)
    }

    /// The `if` whose test a question decides, and on which side rows were found.
    fn test_around(&self, asked: NodeId) -> Option<(NodeId, Found)> {
        let (mut below, mut found) = (asked, Found::IfTrue);
        for (id, around) in self.facts.nodes.ancestors(below) {
            match (around.node, found) {
                (AnyNodeRef::ExprUnaryOp(it), _) if it.op == ast::UnaryOp::Not => found = found.turned(),
                (AnyNodeRef::ExprCompare(it), _) => {
                    compared_with_zero(it)?;
                    found = if is_above_zero(it) { found } else { found.turned() };
                }
                (AnyNodeRef::ExprBoolOp(it), Found::IfTrue) if it.op == ast::BoolOp::And => {}
                (AnyNodeRef::ExprBoolOp(it), Found::IfFalse) if it.op == ast::BoolOp::Or => {}
                (AnyNodeRef::StmtIf(it), _) if id_of(&*it.test) == below => return Some((id, found)),
                (AnyNodeRef::ElifElseClause(it), _) if it.test.as_ref().is_some_and(|it| id_of(it) == below) => {
                    return Some((id, found));
                }
                (AnyNodeRef::ExprIf(it), _) if id_of(&*it.test) == below => return Some((id, found)),
                _ => return None,
            }
            below = id;
        }
        None
    }

    /// Whether a place stands in a later statement of the block that an earlier one stands in, and nothing between the
    /// two leaves.
    fn is_read_later(&self, earlier: NodeId, read: NodeId) -> bool {
        let nodes = &self.facts.nodes;
        let is_statement = nodes.get(earlier).node.is_statement();
        let Some(statement) = (if is_statement { Some(earlier) } else { self.statement_of(earlier) }) else {
            return false;
        };
        if !is_statement && !self.is_come_to(statement, earlier) {
            return false;
        }
        let owner = nodes.get(statement).parent;
        let Some(block) = block_with(nodes.get(owner).node, statement) else { return false };
        let is_below = block.iter().map(id_of).any(|it| it > statement && nodes.contains(it, read));
        let start = if is_statement { nodes.get(statement).end } else { statement };
        is_below && self.is_come_to(owner, read) && !self.leaves_between(start, read)
    }

    fn leaves_between(&self, start: NodeId, end: NodeId) -> bool {
        (start.0..end.0).map(NodeId).any(|at| match self.facts.nodes.get(at).node {
            AnyNodeRef::StmtReturn(_) | AnyNodeRef::StmtRaise(_) => !self.facts.nodes.contains(at, end),
            // What leaves a loop that is through by then leaves nothing else.
            AnyNodeRef::StmtBreak(_) | AnyNodeRef::StmtContinue(_) => {
                let mut around = self.facts.nodes.ancestors(at);
                let left = around.find(|(_, it)| matches!(it.node, AnyNodeRef::StmtFor(_) | AnyNodeRef::StmtWhile(_)));
                left.is_none_or(|(id, _)| self.facts.nodes.contains(id, end))
            }
            _ => false,
        })
    }

    /// Whether whoever comes into a node comes to one inside it: no condition, loop or function stands between.
    fn is_come_to(&self, outer: NodeId, inner: NodeId) -> bool {
        let mut below = inner;
        for (id, around) in self.facts.nodes.ancestors(inner) {
            let passes = match around.node {
                _ if id <= outer => return id == outer,
                AnyNodeRef::StmtIf(it) => id_of(&*it.test) == below,
                AnyNodeRef::ExprIf(it) => id_of(&*it.test) == below,
                AnyNodeRef::ExprBoolOp(it) => id_of(&it.values[0]) == below,
                AnyNodeRef::StmtFor(it) => id_of(&*it.iter) == below,
                AnyNodeRef::Comprehension(_) => true,
                AnyNodeRef::ExprListComp(it) => is_first(&it.generators, below),
                AnyNodeRef::ExprSetComp(it) => is_first(&it.generators, below),
                AnyNodeRef::ExprDictComp(it) => is_first(&it.generators, below),
                AnyNodeRef::ExprGenerator(it) => is_first(&it.generators, below),
                AnyNodeRef::StmtTry(it) => it.body.iter().any(|it| id_of(it) == below),
                AnyNodeRef::StmtWhile(_)
                | AnyNodeRef::ElifElseClause(_)
                | AnyNodeRef::ExceptHandlerExceptHandler(_)
                | AnyNodeRef::MatchCase(_)
                | AnyNodeRef::ExprLambda(_)
                | AnyNodeRef::StmtClassDef(_)
                | AnyNodeRef::StmtFunctionDef(_) => false,
                _ => true,
            };
            if !passes {
                return false;
            }
            below = id;
        }
        false
    }
}

fn is_first(generators: &[ast::Comprehension], below: NodeId) -> bool {
    generators.first().is_some_and(|it| id_of(it) == below)
}

fn is_zero(index: &Expr) -> bool {
    integer(index) == Some(0)
}

/// Whether a comparison of a number with zero or one holds where there are some: `n > 0`, `1 <= n`, `n != 0`.
fn is_above_zero(compare: &ast::ExprCompare) -> bool {
    use ast::CmpOp::{Gt, GtE, Lt, LtE, NotEq};
    match &*compare.ops {
        [NotEq] => true,
        [Gt | GtE] => integer(&compare.left).is_none(),
        [Lt | LtE] => integer(&compare.left).is_some(),
        _ => false,
    }
}
