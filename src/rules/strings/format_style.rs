//! `"%s…" % (…)` and `"{}…".format(…)` of plain texts in a loop.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::TextRange;
use crate::syntax::ast::{self, Expr, Operator};

pub static RULE: Rule = rule!("strings/format-style", Hook::BinOp(check_percent), Hook::Call(check_format));

fn check_percent(operation: &ast::ExprBinOp, cx: &mut Cx) {
    let (Expr::StringLiteral(form), Operator::Mod) = (&*operation.left, operation.op) else { return };
    let values: Vec<&Expr> = match &*operation.right {
        Expr::Tuple(it) => it.elts.iter().collect(),
        other => vec![other],
    };
    let fields = form.value.to_str().matches("%s").count();
    let is_plain = fields == form.value.to_str().matches('%').count();
    if is_plain {
        check(operation.range(), fields, &values, "%", cx);
    }
}

fn check_format(call: &ast::ExprCall, cx: &mut Cx) {
    let Expr::Attribute(method) = &*call.func else { return };
    let Expr::StringLiteral(form) = &*method.value else { return };
    if method.attr.as_str() != "format" || !call.arguments.keywords.is_empty() {
        return;
    }
    let text = form.value.to_str();
    let fields = text.matches("{}").count();
    let is_plain = fields == text.matches(['{', '}']).count() / 2;
    if is_plain {
        let values: Vec<&Expr> = call.arguments.args.iter().collect();
        check(call.range(), fields, &values, "format", cx);
    }
}

fn check(at: TextRange, fields: usize, values: &[&Expr], style: &str, cx: &mut Cx) {
    if fields == 0 || fields != values.len() {
        return;
    }
    let Some(growing) = cx.growing_loop(values[0]) else { return };
    let is_text = |value: &&Expr| cx.kind(value).kind.is_str();
    if !values.iter().all(is_text) {
        return;
    }
    let turn = cx.turn_of(growing);
    cx.report(Report {
        at,
        label: "reads the form anew each time".to_owned(),
        message: format!("`{style}` puts texts together where an f-string is faster"),
        note: "the form is taken apart on every turn; an f-string was taken apart by the compiler".to_owned(),
        help: "write an f-string".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::Low,
        confidence: if cx.takes_in_data(growing) { Confidence::Medium } else { Confidence::Low },
    });
}
