//! SQL in the text of a program: which statement it is, as far as its beginning is written out.

use super::Cx;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::page::Confidence;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    Select,
    Insert,
    /// It changes or deletes rows.
    Change,
}

/// A statement that is sent as it is written, with values beside it.
pub struct Statement<'a> {
    pub verb: Verb,
    pub text: &'a str,
}

/// Words after which rows for many keys are not the rows of each key put together, or values come back from the write.
const NOT_TOGETHER: &[&str] = &[
    "limit",
    "order by",
    "for update",
    "group by",
    "returning",
    "max(",
    "min(",
    "count(",
    "sum(",
    "exists",
    "information_schema",
    "pg_",
    "sqlite_master",
    "nextval",
    "last_insert_id",
];

/// Names of names are followed this far.
const LONGEST_CHAIN: usize = 4;

impl<'a> Cx<'a> {
    /// The statement that a call sends with values: its first argument, where the text is written out.
    pub fn sent_statement(&self, call: &'a ast::ExprCall) -> Option<Statement<'a>> {
        let text = self.written_text(call.arguments.args.first()?, LONGEST_CHAIN)?;
        let verb = match text.split_whitespace().next()?.to_ascii_lowercase().as_str() {
            "select" => Verb::Select,
            "insert" | "replace" => Verb::Insert,
            "update" | "delete" => Verb::Change,
            _ => return None,
        };
        let lower = text.to_ascii_lowercase();
        let is_by_key = verb != Verb::Select || lower.contains("where");
        let is_together = is_by_key && !NOT_TOGETHER.iter().any(|word| lower.contains(word));
        is_together.then_some(Statement { verb, text })
    }

    /// The text that a call sends, as far as it is written out: `cursor.execute("SELECT …")`, `execute(text("SELECT …"))`.
    pub fn written_statement(&self, call: &'a ast::ExprCall) -> Option<&'a str> {
        let given = call.arguments.args.first()?;
        let statement = match given {
            Expr::Name(name) => self.value_of_name(name).unwrap_or(given),
            other => other,
        };
        let text = match statement {
            Expr::Call(made) if self.makes_statement(made) => made.arguments.args.first()?,
            other => other,
        };
        self.written_text(text, LONGEST_CHAIN)
    }

    fn makes_statement(&self, call: &ast::ExprCall) -> bool {
        const TEXTS: &[&str] = &["sqlalchemy.text", "sqlalchemy.sql.text", "sqlalchemy.sql.expression.text"];
        self.qualified(&call.func).is_some_and(|name| TEXTS.contains(&name.as_str()))
    }

    /// A text as far as it is written out: a literal, the parts of an f-string, a name that is bound to one.
    fn written_text(&self, expression: &'a Expr, left: usize) -> Option<&'a str> {
        if left == 0 {
            return None;
        }
        match expression {
            Expr::StringLiteral(it) => Some(it.value.to_str()),
            Expr::FString(_) => {
                let source = self.source(expression);
                Some(source.trim_start_matches(['f', 'F', 'r', 'R', '"', '\'']))
            }
            Expr::BinOp(it) => self.written_text(&it.left, left - 1),
            Expr::Call(it) => match &*it.func {
                Expr::Attribute(method) if method.attr.as_str() == "format" => {
                    self.written_text(&method.value, left - 1)
                }
                _ => None,
            },
            Expr::Name(name) => self.written_text(self.value_of_name(name)?, left - 1),
            _ => None,
        }
    }

    /// Whether a loop asks what became of each write: the key of a new row, or how many rows there were.
    pub fn reads_outcome(&self, id: LoopId) -> bool {
        self.facts.nodes.within(self.facts.loop_extent(id)).any(|(_, it)| match it.node {
            AnyNodeRef::ExprAttribute(it) => matches!(it.attr.as_str(), "lastrowid" | "rowcount"),
            _ => false,
        })
    }

    /// How sure it is that the statements of all turns may be sent at once: less where a turn sends others besides,
    /// or hands the cursor to something that comes first. `None` where the other branch of a condition sends them so: this one is for what cannot.
    pub fn confidence_of_batch(&self, call: &ast::ExprCall, sends: &[&str], id: LoopId) -> Option<Confidence> {
        const AT_ONCE: &[&str] = &["execute_batch", "execute_values", "executemany"];
        let sends_at_once = |at: NodeId| {
            self.facts.nodes.within(at).any(|(_, it)| match it.node {
                AnyNodeRef::ExprAttribute(it) => AT_ONCE.contains(&it.attr.as_str()),
                AnyNodeRef::ExprName(it) => AT_ONCE.contains(&it.id.as_str()),
                _ => false,
            })
        };
        if self.ancestors(call).any(|(at, it)| matches!(it, AnyNodeRef::StmtIf(_)) && sends_at_once(at)) {
            return None;
        }
        let is_alone = self.calls_named_within(sends, id) <= 1 && !self.is_handed_on_before(call, id);
        Some(if is_alone { Confidence::High } else { Confidence::Low })
    }

    /// Whether a turn gives the cursor of a call to another call before this one.
    fn is_handed_on_before(&self, call: &ast::ExprCall, id: LoopId) -> bool {
        let Expr::Attribute(method) = &*call.func else { return false };
        let cursor = self.source(&*method.value);
        let before = self.facts.nodes.within(self.facts.loop_extent(id)).take_while(|(at, _)| *at < id_of(call));
        before.into_iter().any(|(_, it)| match it.node {
            AnyNodeRef::ExprCall(other) => other.arguments.args.iter().any(|argument| self.source(argument) == cursor),
            _ => false,
        })
    }

    /// How many calls of methods of these names stand in a loop.
    pub fn calls_named_within(&self, names: &[&str], id: LoopId) -> usize {
        let within = self.facts.nodes.within(self.facts.loop_extent(id));
        within
            .filter(|(_, it)| match it.node {
                AnyNodeRef::ExprCall(call) => {
                    matches!(&*call.func, Expr::Attribute(it) if names.contains(&it.attr.as_str()))
                }
                _ => false,
            })
            .count()
    }
}
