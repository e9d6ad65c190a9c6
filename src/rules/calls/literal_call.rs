//! `set([a, b])` in a loop: a list and a call where a display will do.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{Ranged, TextRange, TextSize};

pub static RULE: Rule = rule!("calls/literal-call", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let ([items], []) = (&*call.arguments.args, &*call.arguments.keywords) else { return };
    let Some(display) = display_of(items, cx) else { return };
    if !cx.facts.is_builtin(&call.func, "set") {
        return;
    }
    let Some(growing) = cx.growing_loop(call) else { return };
    let turn = cx.turn_of(growing);
    let report = Report {
        at: call.range(),
        label: "makes a list for the set".to_owned(),
        message: "a list is made and thrown away for a set, on every turn".to_owned(),
        note: "a list, a lookup and a call on every turn".to_owned(),
        help: format!("write `{display}`"),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::Low,
        confidence: if cx.takes_in_data(growing) { Confidence::Medium } else { Confidence::Low },
    };
    let rewrite = Rewrite {
        safety: Safety::Safe,
        message: "write the display".to_owned(),
        edits: vec![Replacement::replace(call.range(), display)],
        relies_on: None,
    };
    cx.report_with_fix(report, Some(rewrite));
}

/// `{a, b}` for `[a, b]` and `(a, b)`.
fn display_of(items: &Expr, cx: &Cx) -> Option<String> {
    let elements = match items {
        Expr::List(it) => &it.elts,
        Expr::Tuple(it) if it.parenthesized => &it.elts,
        _ => return None,
    };
    if elements.is_empty() {
        return None;
    }
    let bracket = TextSize::new(1);
    let inside = TextRange::new(items.start() + bracket, items.end() - bracket);
    Some(format!("{{{}}}", cx.source(inside).trim().trim_end_matches(',')))
}
