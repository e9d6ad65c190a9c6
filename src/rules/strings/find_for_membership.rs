//! `text.find(part) != -1` in a loop: a call where an operator will do.

use crate::cx::{Cx, Replacement, Report, Rewrite, is_text};
use crate::facts::sizes::integer;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, CmpOp, Expr};

pub static RULE: Rule = rule!("strings/find-for-membership", Hook::Compare(check));

fn check(compare: &ast::ExprCompare, cx: &mut Cx) {
    let ([operator], [place]) = (&*compare.ops, &*compare.comparators) else { return };
    let Expr::Call(call) = &*compare.left else { return };
    let Expr::Attribute(method) = &*call.func else { return };
    let Some(word) = asked_by(*operator, place) else { return };
    let [part] = &*call.arguments.args else { return };
    if !matches!(method.attr.as_str(), "find" | "rfind") || !call.arguments.keywords.is_empty() {
        return;
    }
    let Some(growing) = cx.growing_loop(compare) else { return };
    if !cx.kind(&method.value).kind.is_str() || !cx.kind(part).kind.is_str() {
        return;
    }
    let asked = format!("{} {word} {}", cx.source(part), cx.source(&*method.value));
    let turn = cx.turn_of(growing);
    let report = Report {
        at: compare.range(),
        label: "asks where, and only wants to know whether".to_owned(),
        message: format!("`{}` is called to know whether the text is there at all", method.attr),
        note: "a call on every turn, where the operator needs none".to_owned(),
        help: format!("ask with `{asked}`"),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::Low,
        confidence: if cx.takes_in_data(growing) { Confidence::Medium } else { Confidence::Low },
    };
    let are_proved = cx.is_exactly(&method.value, is_text) && cx.is_exactly(part, is_text);
    // The operator evaluates the part first, which nobody can tell where both are names, constants or their attributes.
    let rewrite = (is_plain(part) && is_plain(&method.value)).then(|| Rewrite {
        safety: if are_proved { Safety::Safe } else { Safety::Unsafe },
        message: format!("ask with `{word}`"),
        edits: vec![Replacement::replace(compare.range(), asked)],
        relies_on: None,
    });
    cx.report_with_fix(report, rewrite);
}

/// What a comparison of the place with a number asks, if it asks nothing else: `in` or `not in`.
fn asked_by(operator: CmpOp, place: &Expr) -> Option<&'static str> {
    match (operator, integer(place)?) {
        (CmpOp::NotEq | CmpOp::Gt, -1) | (CmpOp::GtE, 0) => Some("in"),
        (CmpOp::Eq | CmpOp::LtE, -1) | (CmpOp::Lt, 0) => Some("not in"),
        _ => None,
    }
}

fn is_plain(expression: &Expr) -> bool {
    match expression {
        Expr::Name(_) | Expr::StringLiteral(_) => true,
        Expr::Attribute(it) => is_plain(&it.value),
        _ => false,
    }
}
