//! Rows of a query that are all loaded where a few of them, by their places, are taken.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("sql/sqlalchemy-all-for-first", Hook::Subscript(check));

fn check<'a>(taken: &'a ast::ExprSubscript, cx: &mut Cx<'a>) {
    if !taken.ctx.is_load() || !matches!(&*taken.value, Expr::Call(_) | Expr::Name(_)) {
        return;
    }
    let Some(help) = instead(&taken.slice) else { return };
    let Some(query) = cx.all_rows_of(&taken.value) else { return };
    if cx.is_limited(&query) || cx.asks_for_one_row(&query) || cx.runs_once(taken) {
        return;
    }
    let Some(entity) = query.entity else { return };
    let entity = cx.source(entity);
    let confidence = if cx.asks_for_rows_of_one(&query) { Confidence::Low } else { Confidence::Medium };
    cx.report(Report {
        at: taken.range(),
        label: "the others are thrown away".to_owned(),
        message: format!("every `{entity}` of the query is loaded and made an object, for a few of them"),
        note: "O(n) rows are sent and objects made".to_owned(),
        help: help.to_owned(),
        related: Vec::new(),
        impact: Impact::High,
        confidence,
    });
}

/// What asks for the rows alone that are taken: the first, or those of a page.
fn instead(slice: &Expr) -> Option<&'static str> {
    match slice {
        Expr::NumberLiteral(it) if it.value.as_int().is_some_and(|it| *it == 0) => {
            Some("ask for one row: `.limit(1)` and `.first()`")
        }
        Expr::Slice(it) if it.step.is_none() && it.upper.as_deref().is_some_and(|upper| !upper.is_unary_op_expr()) => {
            Some("let the database take the page: `.offset(start)` and `.limit(size)`")
        }
        _ => None,
    }
}
