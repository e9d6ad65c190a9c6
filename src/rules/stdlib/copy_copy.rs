//! `copy.copy` of a builtin collection.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast;

pub static RULE: Rule = rule!("stdlib/copy-copy", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let [collection] = &*call.arguments.args else { return };
    if cx.callee_among(call, &["copy.copy"]).is_none() || !call.arguments.keywords.is_empty() {
        return;
    }
    let is_such = |kind: &Kind| matches!(kind, Kind::List(_) | Kind::Dict(..) | Kind::Set(_));
    if !cx.kind(collection).kind.all(is_such) || !cx.is_made_in_sight(collection) {
        return;
    }
    let growing = cx.loop_reaching(call);
    let name = cx.as_operand(collection, cx.source(collection));
    let report = Report {
        at: call.range(),
        label: "finds out by the class how to copy".to_owned(),
        message: format!("`copy.copy` calls `copy` of `{name}`, after looking for other ways"),
        note: "twice the time for a few items, and none of it shows from a hundred on".to_owned(),
        help: format!("write `{name}.copy()`"),
        related: growing.map(|it| (cx.header(it), format!("runs once per {}", cx.turn_of(it)))).into_iter().collect(),
        impact: Impact::Low,
        confidence: if growing.is_some() { Confidence::Medium } else { Confidence::Low },
    };
    let rewrite = Rewrite {
        safety: Safety::Safe,
        message: "call `copy` of the collection".to_owned(),
        edits: vec![Replacement::replace(call.range(), format!("{name}.copy()"))],
        relies_on: None,
    };
    cx.report_with_fix(report, Some(rewrite));
}
