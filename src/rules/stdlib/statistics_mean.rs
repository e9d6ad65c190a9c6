//! `statistics.mean` of numbers, where `fmean` gives the same without fractions.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast;

pub static RULE: Rule = rule!("stdlib/statistics-mean", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let [numbers] = &*call.arguments.args else { return };
    if !call.arguments.keywords.is_empty() || cx.callee_among(call, &["statistics.mean"]).is_none() {
        return;
    }
    let kind = cx.kind(numbers).kind;
    let of_what = kind.element();
    if cx.is_small(numbers) || numbers.is_starred_expr() || has_other_numbers(&of_what) {
        return;
    }
    let growing = cx.loop_reaching(call);
    let is_large = cx.is_data(numbers) || growing.is_some_and(|it| cx.takes_in_data(it));
    let confidence = match of_what {
        Kind::Float if is_large => Confidence::High,
        Kind::Float | Kind::Int => Confidence::Medium,
        _ if is_large || growing.is_some() => Confidence::Medium,
        _ => Confidence::Low,
    };
    let name = cx.source(numbers).to_owned();
    let report = Report {
        at: call.range(),
        label: "makes an exact fraction of every number".to_owned(),
        message: format!("`mean` adds the numbers of `{name}` as fractions"),
        note: "an exact fraction for every number, where `fmean` adds floats in C".to_owned(),
        help: format!("write `statistics.fmean({name})`, which gives a float"),
        related: growing.map(|it| (cx.header(it), format!("runs once per {}", cx.turn_of(it)))).into_iter().collect(),
        impact: Impact::Medium,
        confidence,
    };
    let rewrite = cx.import_from("statistics", "fmean", call).map(|imported| Rewrite {
        // Unsafe: the last digit may differ, and a mean of ints may be an int.
        safety: Safety::Unsafe,
        message: "use `fmean`, whose last digit may differ, and which gives a float for ints, too".to_owned(),
        edits: imported.import.into_iter().chain([Replacement::replace(call.func.range(), imported.name)]).collect(),
        relies_on: None,
    });
    cx.report_with_fix(report, rewrite);
}

/// Fractions, decimals and what is no number: `fmean` would make floats of them.
fn has_other_numbers(kind: &Kind) -> bool {
    !matches!(kind, Kind::Float | Kind::Int | Kind::Unknown)
}
