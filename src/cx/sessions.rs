//! SQLAlchemy's sessions and connections, and the statements they are given.

use super::{Cx, confidence_of};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::facts::sources::Origin;
use crate::model::Kind;
use crate::page::Confidence;
use crate::syntax::ast::{self, CmpOp, Expr};

/// What statements are sent through.
const SESSIONS: &[&str] = &[
    "sqlalchemy.orm.Session",
    "sqlalchemy.orm.scoped_session",
    "sqlalchemy.ext.asyncio.AsyncSession",
    "sqlalchemy.ext.asyncio.async_scoped_session",
    "sqlalchemy.engine.Connection",
    "sqlalchemy.ext.asyncio.AsyncConnection",
    "sqlmodel.Session",
    "sqlmodel.ext.asyncio.session.AsyncSession",
];

/// Where `select` is imported from.
const SELECTS: &[&str] = &[
    "sqlalchemy.select",
    "sqlalchemy.future.select",
    "sqlalchemy.sql.select",
    "sqlalchemy.sql.expression.select",
    "sqlmodel.select",
    "sqlmodel.sql.expression.select",
];

/// What makes an engine.
const ENGINES: &[&str] = &[
    "sqlalchemy.create_engine",
    "sqlalchemy.engine.create_engine",
    "sqlalchemy.ext.asyncio.create_async_engine",
    "sqlmodel.create_engine",
];

/// Methods that say which rows, and may each be one equality.
const FILTERS: &[&str] = &["where", "filter", "filter_by"];
/// Methods after which rows of many values in one answer are no longer the same rows.
const RANKS: &[&str] = &[
    "limit",
    "offset",
    "slice",
    "with_for_update",
    "group_by",
    "having",
    "distinct",
    "union",
    "union_all",
    "from_statement",
    "order_by",
    "params",
    "yield_per",
    "text",
];

/// Links of a chain of method calls that are followed.
const LONGEST_CHAIN: usize = 24;

impl<'a> Cx<'a> {
    /// How sure it is that an expression is a session or connection of SQLAlchemy.
    pub fn is_session(&self, place: &Expr) -> Option<Confidence> {
        let inferred = self.kind(place);
        let is_session = |kind: &Kind| matches!(kind, Kind::Instance(class) if SESSIONS.contains(&&**class));
        let mut members = inferred.kind.members().iter().filter(|kind| **kind != Kind::None).peekable();
        if members.peek().is_some() && members.all(is_session) {
            return Some(confidence_of(inferred.certainty));
        }
        // `db.session`, where another file says what `db` is.
        let Expr::Attribute(it) = place else { return None };
        let owner = self.qualified(&it.value).filter(|_| it.attr.as_str() == "session")?;
        owner.ends_with(".db").then_some(Confidence::Medium)
    }

    /// The calls of a statement from the last to the first: `select(Book).where(…)`, `session.query(Book).filter(…)`.
    /// `None` if it starts with neither; a name is followed to where the same function sets it.
    pub fn select_of(&self, expression: &'a Expr) -> Option<Vec<&'a ast::ExprCall>> {
        let mut calls = Vec::new();
        let mut at = expression;
        for _ in 0..LONGEST_CHAIN {
            at = match at {
                Expr::Call(call) => {
                    calls.push(call);
                    &call.func
                }
                Expr::Attribute(it) => &it.value,
                Expr::Name(name) => match self.bindings(name).as_slice() {
                    [only] => match self.facts.source_of(*only).origin {
                        Origin::Value(value) if value.is_call_expr() => value,
                        _ => return None,
                    },
                    _ => return None,
                },
                _ => return None,
            };
            if calls.last().is_some_and(|first| self.starts_statement(first)) {
                return Some(calls);
            }
        }
        None
    }

    fn starts_statement(&self, call: &ast::ExprCall) -> bool {
        match &*call.func {
            Expr::Attribute(it) if it.attr.as_str() == "query" => self.is_session(&it.value).is_some(),
            other => self.is_select(other),
        }
    }

    /// Whether a call makes an engine of SQLAlchemy.
    pub fn makes_engine(&self, call: &ast::ExprCall) -> bool {
        self.qualified(&call.func).is_some_and(|name| ENGINES.contains(&name.as_str()))
    }

    /// Whether an expression is SQLAlchemy's `select`.
    pub fn is_select(&self, callee: &Expr) -> bool {
        self.qualified(callee).is_some_and(|name| SELECTS.contains(&name.as_str()))
    }

    /// The column of the one equality of a statement with a value of the turn, where all other conditions stay the same.
    pub fn key_of_conditions(&self, calls: &[&ast::ExprCall], turning: LoopId) -> Option<String> {
        let mut keys = Vec::new();
        for call in calls {
            let Expr::Attribute(method) = &*call.func else { return None };
            let name = method.attr.as_str();
            if RANKS.contains(&name) {
                return None;
            }
            let values = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|it| &it.value));
            let mut depending = values.filter(|value| self.depends_on_turn(value, turning));
            if FILTERS.contains(&name) {
                for value in depending {
                    keys.push(self.key_of_condition(value, call, turning)?);
                }
            } else if depending.next().is_some() {
                return None;
            }
        }
        if keys.len() == 1 { keys.pop() } else { None }
    }

    fn key_of_condition(&self, value: &Expr, call: &ast::ExprCall, turning: LoopId) -> Option<String> {
        if let Some(keyword) = call.arguments.keywords.iter().find(|it| id_of(&it.value) == id_of(value)) {
            return keyword.arg.as_ref().map(ToString::to_string);
        }
        let Expr::Compare(compare) = value else { return None };
        let ([CmpOp::Eq], [right]) = (&*compare.ops, &*compare.comparators) else { return None };
        let is_column = |side: &Expr| side.is_attribute_expr() && !self.depends_on_turn(side, turning);
        let column = [&*compare.left, right].into_iter().find(|side| is_column(side))?;
        Some(self.source(column).to_owned())
    }
}
