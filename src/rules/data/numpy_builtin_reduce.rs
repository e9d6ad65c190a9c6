//! `sum(array)`, `max(column)`: the builtin makes a Python object of each item.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("data/numpy-builtin-reduce", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let (Expr::Name(function), [items]) = (&*call.func, &*call.arguments.args) else { return };
    let name = function.id.as_str();
    let is_reduction = matches!(name, "sum" | "min" | "max" | "any" | "all") && call.arguments.keywords.is_empty();
    if !is_reduction || is_never_an_array(items) || !cx.facts.is_builtin(&call.func, name) {
        return;
    }
    let Some(confidence) = cx.column_or_array(items) else { return };
    if cx.is_small(items) {
        return;
    }
    let is_column = cx.kind(items).kind.members().contains(&Kind::Series);
    let what = if is_column { "column" } else { "array" };
    // A column is as long as its frame has rows, while arrays often hold a few features or groups. `any` and `all` stop
    // at the first item that decides, and few items are shown.
    let is_sure = is_column && matches!(name, "sum" | "min" | "max") && !cx.is_only_shown(call);
    let confidence = if is_sure { confidence } else { confidence.min(Confidence::Medium) };
    let text = cx.source(items);
    let written =
        if matches!(items, Expr::Name(_) | Expr::Attribute(_)) { text.to_owned() } else { "(…)".to_owned() };
    cx.report(Report {
        at: call.range(),
        label: format!("takes the items of the {what} one by one"),
        message: format!("the builtin `{name}` makes a Python object of each item of the {what}"),
        note: format!("`{name}` runs in Python's loop; the method of the {what} runs in compiled code"),
        help: format!("call the {what}'s own method: `{written}.{name}()`; it may treat missing values otherwise"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence,
    });
}

/// A cheap look before kinds are asked for.
fn is_never_an_array(items: &Expr) -> bool {
    matches!(items, Expr::Generator(_) | Expr::ListComp(_) | Expr::List(_) | Expr::Tuple(_) | Expr::Set(_))
        || items.is_literal_expr()
}
