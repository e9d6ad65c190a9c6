//! `groupby(…).apply(lambda group: group["a"].sum())`: what groups can do at once, called for each group.

use crate::cx::{Cx, Report, is_name};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("data/pandas-groupby-apply", Hook::Call(check));

/// Methods that a column and its groups both have.
const REDUCTIONS: &[&str] =
    &["all", "any", "count", "max", "mean", "median", "min", "nunique", "prod", "std", "sum", "var"];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Expr::Attribute(method) = &*call.func else { return };
    if !matches!(method.attr.as_str(), "apply" | "agg" | "aggregate" | "transform") {
        return;
    }
    let Some((group, body)) = call.arguments.args.first().and_then(|it| cx.lambda_of_one(it)) else { return };
    let Some(reduction) = reduction(group, body) else { return };
    let by_kind = cx.kind(&method.value).kind;
    let is_groups = by_kind.all(|kind| {
        matches!(kind, crate::model::Kind::Instance(it) if matches!(&**it, "pandas.DataFrameGroupBy" | "pandas.SeriesGroupBy"))
    });
    if !is_groups && !is_groupby(&method.value) {
        return;
    }
    cx.report(Report {
        at: call.range(),
        label: "calls a Python function for each group".to_owned(),
        message: format!("`{}` calls a function for each group that only takes its `{reduction}`", method.attr),
        note: "each group becomes an object and a call; groups have the same method for all of them at once".to_owned(),
        help: format!(
            "call it on the groups: `groupby(…)[column].{reduction}()`; `transform(\"{reduction}\")` keeps the rows"
        ),
        related: Vec::new(),
        impact: Impact::High,
        confidence: if is_groups { Confidence::High } else { Confidence::Medium },
    });
}

/// `group["a"].sum()`, `group.sum()`: the method's name.
fn reduction<'b>(group: &str, body: &'b Expr) -> Option<&'b str> {
    let Expr::Call(call) = body else { return None };
    let Expr::Attribute(method) = &*call.func else { return None };
    let is_column = match &*method.value {
        Expr::Subscript(it) => is_name(&it.value, group) && it.slice.is_string_literal_expr(),
        other => is_name(other, group),
    };
    let name = method.attr.as_str();
    (is_column && REDUCTIONS.contains(&name) && call.arguments.is_empty()).then_some(name)
}

/// `df.groupby(…)`, `df.groupby(…)["a"]`, of a frame that nothing is known of.
fn is_groupby(place: &Expr) -> bool {
    match place {
        Expr::Subscript(it) => is_groupby(&it.value),
        Expr::Call(it) => matches!(&*it.func, Expr::Attribute(method) if method.attr.as_str() == "groupby"),
        _ => false,
    }
}
