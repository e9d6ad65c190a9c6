//! `re.search("…", line)` of a pattern that is written out, in a loop.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("regex/regex-module-call-in-hot-loop", Hook::Call(check));

const FUNCTIONS: &[&str] =
    &["re.findall", "re.finditer", "re.fullmatch", "re.match", "re.search", "re.split", "re.sub", "re.subn"];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Some(Expr::StringLiteral(_) | Expr::BytesLiteral(_)) = call.arguments.args.first() else { return };
    let Some(function) = cx.callee_among(call, FUNCTIONS) else { return };
    let Some(growing) = cx.growing_loop(call) else { return };
    let method = function.trim_start_matches("re.");
    cx.report(Report {
        at: call.range(),
        label: "looks the pattern up in the cache of `re`".to_owned(),
        message: format!("`{function}` looks its pattern up on every turn"),
        note: "a third of a microsecond a turn, as much as matching a short text".to_owned(),
        help: format!("compile the pattern once, at the top of the module, and call its `{method}`"),
        related: vec![(cx.header(growing), format!("runs once per {}", cx.turn_of(growing)))],
        impact: Impact::Low,
        confidence: cx.confidence_in_small_saving(call, growing),
    });
}
