//! Rows of a query that are all loaded, and only counted.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("sql/sqlalchemy-len-all", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let [counted] = &*call.arguments.args else { return };
    if !matches!(counted, Expr::Call(_) | Expr::Name(_)) || !cx.facts.is_builtin(&call.func, "len") {
        return;
    }
    let Some(query) = cx.all_rows_of(counted) else { return };
    if cx.is_limited(&query) || cx.asks_for_one_row(&query) || cx.runs_once(call) {
        return;
    }
    let Some(entity) = query.entity else { return };
    let entity = cx.source(entity);
    let confidence = if cx.asks_for_rows_of_one(&query) { Confidence::Low } else { Confidence::Medium };
    let (what, help) = if cx.asks_existence(call) {
        (
            "to know whether there is one",
            "ask for one row at most: `.limit(1)` and `.first() is not None`, or `exists()`",
        )
    } else {
        ("to count them", "let the database count: `query.count()`, or `select(func.count())` with the same conditions")
    };
    cx.report(Report {
        at: call.range(),
        label: "nothing reads the rows".to_owned(),
        message: format!("every `{entity}` of the query is loaded and made an object, {what}"),
        note: "O(n) rows are sent and objects made for one number".to_owned(),
        help: help.to_owned(),
        related: Vec::new(),
        impact: Impact::High,
        confidence,
    });
}
