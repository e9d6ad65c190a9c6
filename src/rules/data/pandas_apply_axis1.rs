//! `frame.apply(f, axis=1)`: a Series is made of each row, and a function called with it.

use crate::cx::{Cx, Report, is_name};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("data/pandas-apply-axis1", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Expr::Attribute(method) = &*call.func else { return };
    if method.attr.as_str() != "apply" || !goes_by_rows(call) || cx.is_small(&method.value) {
        return;
    }
    let Some(function) = call.arguments.args.first() else { return };
    // Of another kind than a frame, or of a frame as raw arrays, it is something else.
    let inferred = cx.kind(&method.value).kind;
    let frame = cx.frame(&method.value);
    if frame.is_none() && !inferred.is_unknown() || call.arguments.find_keyword("raw").is_some() {
        return;
    }
    if is_styled(&method.value) {
        return;
    }
    let by_column = cx.lambda_of_one(function).is_some_and(|(row, body)| computes_by_column(row, body, cx));
    let is_light = by_column || cx.lambda_of_one(function).is_some_and(|(_, body)| cx.is_light(body));
    let confidence =
        if is_light && !cx.is_only_shown(call) { frame.unwrap_or(Confidence::Medium) } else { Confidence::Medium };
    let help = if by_column {
        "write the same with whole columns: `frame[\"a\"] * frame[\"b\"]`, `numpy.where` for a condition"
    } else {
        "compute with whole columns, or go through `zip` of the columns that the function reads"
    };
    cx.report(Report {
        at: call.range(),
        label: "runs once per row".to_owned(),
        message: "`apply` with `axis=1` makes a Series of each row to call a function with".to_owned(),
        note: "each row costs a Series and a call; an operation on whole columns runs in compiled code".to_owned(),
        help: help.to_owned(),
        related: Vec::new(),
        impact: Impact::High,
        confidence,
    });
}

fn goes_by_rows(call: &ast::ExprCall) -> bool {
    let axis = call.arguments.find_keyword("axis").map(|it| &it.value).or(call.arguments.args.get(1));
    match axis {
        Some(Expr::NumberLiteral(it)) => it.value.as_int().is_some_and(|it| *it == 1),
        Some(Expr::StringLiteral(it)) => it.value.to_str() == "columns",
        _ => false,
    }
}

/// `frame.style.format(…)` is a way to show a frame, and few rows are shown.
fn is_styled(place: &Expr) -> bool {
    match place {
        Expr::Attribute(it) => it.attr.as_str() == "style" || is_styled(&it.value),
        Expr::Call(it) => is_styled(&it.func),
        _ => false,
    }
}

/// Whether a function of a row only computes with its cells: `row["a"] * row["b"]`, `row.a - row.b`.
fn computes_by_column(row: &str, body: &Expr, cx: &Cx) -> bool {
    cx.is_elementwise(body, &|it| match it {
        Expr::Subscript(cell) => is_name(&cell.value, row) && cell.slice.is_string_literal_expr(),
        Expr::Attribute(cell) => is_name(&cell.value, row),
        _ => false,
    })
}
