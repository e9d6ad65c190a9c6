//! `for line in file.read().splitlines()` or `path.read_text().splitlines()`, and nothing else that reads the lines.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("io/read-splitlines", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Expr::Attribute(method) = &*call.func else { return };
    let Expr::Call(reading) = &*method.value else { return };
    let Expr::Attribute(read) = &*reading.func else { return };
    if !reads_all(read, reading, cx) || !splits_lines(method, call) {
        return;
    }
    let file = &*read.value;
    let Some(consumer) = cx.loop_over_lines(call, file) else { return };
    let name = cx.source(file).to_owned();
    let opened = if read.attr.as_str() == "read" { name } else { format!("{name}.open()") };
    cx.report(Report {
        at: call.range(),
        label: "holds the text and every line, though one at a time is used".to_owned(),
        message: "the whole file is read and split to loop over its lines".to_owned(),
        note: "memory O(n) instead of O(1); about equal in time".to_owned(),
        help: format!("loop over `{opened}` itself and strip each line's end"),
        related: vec![(cx.header_of(consumer), "the only use".to_owned())],
        impact: Impact::Medium,
        confidence: cx.confidence_in_lines(call, file),
    });
}

/// `file.read()`, `path.read_text(…)`
fn reads_all(read: &ast::ExprAttribute, reading: &ast::ExprCall, cx: &Cx) -> bool {
    match read.attr.as_str() {
        "read" => reading.arguments.is_empty(),
        "read_text" | "read_bytes" => cx.is_path(&read.value),
        _ => false,
    }
}

/// `.splitlines()`, `.split("\n")`
fn splits_lines(method: &ast::ExprAttribute, call: &ast::ExprCall) -> bool {
    match (method.attr.as_str(), &*call.arguments.args) {
        ("splitlines", []) => call.arguments.keywords.is_empty(),
        ("split", [Expr::StringLiteral(end)]) => call.arguments.keywords.is_empty() && end.value.to_str() == "\n",
        ("split", [Expr::BytesLiteral(end)]) => call.arguments.keywords.is_empty() && end.value.bytes().eq(*b"\n"),
        _ => false,
    }
}
