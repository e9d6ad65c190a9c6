//! `float("inf")` and `float("nan")` in a loop.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("calls/float-inf", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let [Expr::StringLiteral(text)] = &*call.arguments.args else { return };
    let Some((sign, name)) = constant_of(text.value.to_str()) else { return };
    if !call.arguments.keywords.is_empty() || !cx.facts.is_builtin(&call.func, "float") {
        return;
    }
    let Some(growing) = cx.growing_loop(call) else { return };
    let turn = cx.turn_of(growing);
    let report = Report {
        at: call.range(),
        label: "reads a text to make the same number on every turn".to_owned(),
        message: format!("`{}` is read from a text on every turn", cx.source(call)),
        note: "a call that reads a text, on every turn".to_owned(),
        help: format!("write `{sign}math.{name}`, or give it a name before the loop"),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::Medium,
        confidence: if cx.takes_in_data(growing) { Confidence::High } else { Confidence::Medium },
    };
    // A sign would bind differently beside some operators.
    let rewrite = if sign.is_empty() { from_math(call, name, cx) } else { None };
    cx.report_with_fix(report, rewrite);
}

/// The sign and the name in `math` of what a text means as a number.
fn constant_of(text: &str) -> Option<(&'static str, &'static str)> {
    match text.trim().to_ascii_lowercase().as_str() {
        "inf" | "+inf" | "infinity" | "+infinity" => Some(("", "inf")),
        "-inf" | "-infinity" => Some(("-", "inf")),
        "nan" => Some(("", "nan")),
        _ => None,
    }
}

fn from_math(call: &ast::ExprCall, name: &str, cx: &Cx) -> Option<Rewrite> {
    let imported = cx.import_from("math", name, call)?;
    let replacement = Replacement::replace(call.range(), imported.name);
    Some(Rewrite {
        // Two NaNs that were made apart are no longer: a set holds them once.
        safety: if name == "nan" { Safety::Unsafe } else { Safety::Safe },
        message: format!("use `math.{name}`"),
        edits: imported.import.into_iter().chain([replacement]).collect(),
        relies_on: None,
    })
}
