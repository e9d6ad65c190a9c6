//! `for line in file.readlines()`, and nothing else that reads the lines.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("io/readlines-iterated", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Expr::Attribute(method) = &*call.func else { return };
    if method.attr.as_str() != "readlines" || !call.arguments.is_empty() {
        return;
    }
    let file = &*method.value;
    let Some(consumer) = cx.loop_over_lines(call, file) else { return };
    let name = cx.source(file).to_owned();
    cx.report(Report {
        at: call.range(),
        label: "holds every line, though one at a time is used".to_owned(),
        message: "`readlines()` reads the whole file before the loop sees its first line".to_owned(),
        note: "memory O(n) instead of O(1), and slower on large files".to_owned(),
        help: format!("loop over `{name}` itself: a file is an iterator over its lines"),
        related: vec![(cx.header_of(consumer), "the only use".to_owned())],
        impact: Impact::Medium,
        confidence: cx.confidence_in_lines(call, file),
    });
}
