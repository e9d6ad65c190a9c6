//! How an expression stands in its loop: what becomes of its value, and whether every turn comes to it.

use crate::facts::Facts;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::summary::Usage;
use crate::syntax::{AnyNodeRef, Ranged, ast};

/// Whether the turns of a loop come to an expression.
#[derive(Default)]
pub struct Standing {
    pub is_conditional: bool,
    /// Only when it is known that the value is at hand, or when something else has failed.
    pub is_guarded: bool,
}

/// Builtins, and methods of builtin collections, that go through what they are given.
const EVALUATING: &[&str] = &[
    "len",
    "list",
    "tuple",
    "set",
    "frozenset",
    "sorted",
    "bool",
    "any",
    "all",
    "sum",
    "min",
    "max",
    "enumerate",
    "reversed",
    "iter",
    "zip",
    "map",
    "filter",
    "dict",
    "extend",
    "join",
    "update",
    "union",
    "chain",
    "from_iterable",
];

/// Words in a condition that asks whether something is loaded already.
const GUARDS: &[&str] = &["hasattr", "_prefetched_objects_cache", "fields_cache", "is_cached", "get_deferred_fields"];

pub(super) fn usage(facts: &Facts, top: NodeId) -> Usage {
    let parent = facts.nodes.get(top).parent;
    let is = |expression: &ast::Expr| id_of(expression) == top;
    match facts.nodes.get(parent).node {
        AnyNodeRef::StmtFor(it) if is(&it.iter) => Usage::Evaluated,
        AnyNodeRef::Comprehension(it) if is(&it.iter) => Usage::Evaluated,
        AnyNodeRef::ExprBoolOp(_) | AnyNodeRef::ExprStarred(_) | AnyNodeRef::ExprYieldFrom(_) => Usage::Evaluated,
        AnyNodeRef::Comprehension(_) => Usage::Tested,
        AnyNodeRef::StmtIf(_) | AnyNodeRef::ElifElseClause(_) | AnyNodeRef::StmtWhile(_) => Usage::Tested,
        AnyNodeRef::StmtAssert(_) => Usage::Tested,
        AnyNodeRef::ExprUnaryOp(it) if it.op == ast::UnaryOp::Not => Usage::Tested,
        AnyNodeRef::ExprIf(it) if is(&it.test) => Usage::Tested,
        AnyNodeRef::ExprCompare(it) => usage_in_comparison(it, is(&it.left)),
        AnyNodeRef::InterpolatedElement(_) => Usage::Printed,
        AnyNodeRef::Arguments(_) => match facts.nodes.get(facts.nodes.get(parent).parent).node {
            AnyNodeRef::ExprCall(call) if EVALUATING.contains(&called_name(call)) => Usage::Evaluated,
            AnyNodeRef::ExprCall(call) if matches!(called_name(call), "str" | "print" | "format") => Usage::Printed,
            _ => Usage::Read,
        },
        _ => Usage::Read,
    }
}

fn usage_in_comparison(compare: &ast::ExprCompare, is_left: bool) -> Usage {
    use ast::CmpOp::{Eq, In, Is, IsNot, NotEq, NotIn};
    match &*compare.ops {
        [In | NotIn, ..] if !is_left => Usage::Evaluated,
        [Is | IsNot | Eq | NotEq] => Usage::Compared,
        _ => Usage::Read,
    }
}

/// Whether a loop that waits for each item goes through an expression.
pub(super) fn is_gone_through_async(facts: &Facts, top: NodeId) -> bool {
    match facts.nodes.get(facts.nodes.get(top).parent).node {
        AnyNodeRef::StmtFor(it) => it.is_async && id_of(&*it.iter) == top,
        AnyNodeRef::Comprehension(it) => it.is_async && id_of(&it.iter) == top,
        _ => false,
    }
}

fn called_name(call: &ast::ExprCall) -> &str {
    match &*call.func {
        ast::Expr::Name(name) => name.id.as_str(),
        ast::Expr::Attribute(it) => it.attr.as_str(),
        _ => "",
    }
}

/// How an expression stands in the loop `home` around it.
pub fn standing(facts: &Facts, top: NodeId, home: LoopId) -> Standing {
    let mut standing = Standing::default();
    let home = facts.loops.get(home).node;
    let mut child = top;
    for (id, it) in facts.nodes.ancestors(top) {
        let is = |expression: &ast::Expr| id_of(expression) == child;
        let condition = match it.node {
            AnyNodeRef::StmtIf(it) if !is(&it.test) => Some(&*it.test),
            AnyNodeRef::ElifElseClause(it) => it.test.as_ref().filter(|test| !is(test)),
            AnyNodeRef::ExprIf(it) if !is(&it.test) => Some(&*it.test),
            AnyNodeRef::StmtWhile(it) if !is(&it.test) => Some(&*it.test),
            AnyNodeRef::ExprBoolOp(it) => it.values.first().filter(|first| !is(first)),
            _ => None,
        };
        standing.is_conditional |= condition.is_some_and(|it| !asks_for_key(facts, it, top));
        standing.is_conditional |= matches!(it.node, AnyNodeRef::ElifElseClause(_) | AnyNodeRef::MatchCase(_));
        standing.is_guarded |= matches!(it.node, AnyNodeRef::ExceptHandlerExceptHandler(_));
        standing.is_guarded |= condition.is_some_and(|it| is_guard(facts, it));
        if let Some(clauses) = clauses(&it.node) {
            let is_element = !clauses.iter().any(|clause| id_of(clause) == child);
            let mut conditions = clauses.iter().flat_map(|clause| &clause.ifs);
            standing.is_guarded |= conditions.clone().any(|it| is_guard(facts, it));
            standing.is_conditional |= is_element && conditions.next().is_some();
            if clauses.iter().any(|clause| id_of(clause) == home) {
                break;
            }
        }
        if id == home && !matches!(it.node, AnyNodeRef::Comprehension(_)) {
            standing.is_conditional |= may_be_passed(&it.node, child);
            break;
        }
        child = id;
    }
    standing
}

fn is_guard(facts: &Facts, condition: &ast::Expr) -> bool {
    let text = &facts.text[condition.range()];
    GUARDS.iter().any(|guard| text.contains(guard))
}

/// Whether a condition only asks whether there is what is then read: `row.owner.name if row.owner_id else ""`.
fn asks_for_key(facts: &Facts, condition: &ast::Expr, top: NodeId) -> bool {
    let text = facts.text[condition.range()].trim_end_matches(" is not None");
    let Some(relation) = text.strip_suffix("_id") else { return false };
    let read = &facts.text[facts.nodes.get(top).node.range()];
    read.strip_prefix(relation).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn clauses<'a>(node: &AnyNodeRef<'a>) -> Option<&'a [ast::Comprehension]> {
    match node {
        AnyNodeRef::ExprListComp(it) => Some(&it.generators),
        AnyNodeRef::ExprSetComp(it) => Some(&it.generators),
        AnyNodeRef::ExprDictComp(it) => Some(&it.generators),
        AnyNodeRef::ExprGenerator(it) => Some(&it.generators),
        _ => None,
    }
}

/// Whether a statement of the loop before `child` may start the next turn, or leave.
fn may_be_passed(node: &AnyNodeRef, child: NodeId) -> bool {
    let AnyNodeRef::StmtFor(it) = node else { return false };
    let before = it.body.iter().take_while(|statement| id_of(*statement) != child);
    before.into_iter().any(leaves)
}

fn leaves(statement: &ast::Stmt) -> bool {
    match statement {
        ast::Stmt::Continue(_) | ast::Stmt::Break(_) | ast::Stmt::Return(_) => true,
        ast::Stmt::If(it) => {
            it.body.iter().any(leaves) || it.elif_else_clauses.iter().any(|clause| clause.body.iter().any(leaves))
        }
        ast::Stmt::Try(it) => {
            let mut handlers = it.handlers.iter();
            it.body.iter().any(leaves)
                || handlers.any(|ast::ExceptHandler::ExceptHandler(handler)| handler.body.iter().any(leaves))
        }
        ast::Stmt::With(it) => it.body.iter().any(leaves),
        _ => false,
    }
}

/// Whether a loop's statements always leave it in the first turn.
pub(super) fn runs_once(body: &[ast::Stmt]) -> bool {
    for statement in body {
        match statement {
            ast::Stmt::Return(_) | ast::Stmt::Break(_) | ast::Stmt::Raise(_) => return true,
            other if continues(other) => return false,
            _ => {}
        }
    }
    false
}

fn continues(statement: &ast::Stmt) -> bool {
    match statement {
        ast::Stmt::Continue(_) => true,
        ast::Stmt::If(it) => {
            it.body.iter().any(continues) || it.elif_else_clauses.iter().any(|clause| clause.body.iter().any(continues))
        }
        ast::Stmt::With(it) => it.body.iter().any(continues),
        ast::Stmt::Try(it) => {
            let mut handlers = it.handlers.iter();
            it.body.iter().any(continues)
                || handlers.any(|ast::ExceptHandler::ExceptHandler(handler)| handler.body.iter().any(continues))
        }
        ast::Stmt::Match(it) => it.cases.iter().any(|case| case.body.iter().any(continues)),
        _ => false,
    }
}
