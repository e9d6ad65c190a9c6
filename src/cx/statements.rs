//! SQL in the text of a program: which statement it is, as far as its beginning is written out.

use super::Cx;
use crate::facts::loops::LoopId;
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

    /// Whether a loop asks for the keys that the database has given to new rows.
    pub fn reads_new_keys(&self, id: LoopId) -> bool {
        self.facts.nodes.within(self.facts.loop_extent(id)).any(|(_, it)| match it.node {
            AnyNodeRef::ExprAttribute(it) => it.attr.as_str() == "lastrowid",
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
