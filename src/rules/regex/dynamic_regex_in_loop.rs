//! A pattern made from the loop's item, that is searched for in a text that is the same on every turn.

use crate::cx::{Cx, Report};
use crate::facts::variance::Variance;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("regex/dynamic-regex-in-loop", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(matching) = cx.pattern_call_of_module(call, &["search", "findall", "finditer"]) else {
        return;
    };
    let Some(text) = matching.arguments.first().filter(|_| is_made(matching.pattern)) else { return };
    let Some(growing) = cx.growing_loop(call) else { return };
    let Some(items) = cx.facts.loop_iterable(growing) else { return };
    if cx.is_small(items) || cx.is_written_out(items) || cx.is_constant_name(items) {
        return;
    }
    if !cx.reads_target(matching.pattern, growing) || cx.facts.variance(text, growing) != Variance::Invariant {
        return;
    }
    let (name, turn) = (cx.source(text).to_owned(), cx.turn_of(growing));
    cx.report(Report {
        at: call.range(),
        label: format!("a new pattern for each {turn}, and `{name}` from its start"),
        message: format!("this loop compiles a pattern for each {turn} and searches `{name}` for it"),
        note: format!("O(n·m): the turns of the loop times the length of `{name}`, and each pattern is analysed first"),
        help: format!(
            "go through `{name}` once, put what can be found (its words) into a set or dict, and look up there"
        ),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence: if cx.is_data(items) { Confidence::High } else { Confidence::Medium },
    });
}

/// Whether a pattern is put together where it is used: `rf"\b{word}\b"`, `r"\b" + word`, `"%s" % word`.
fn is_made(pattern: &Expr) -> bool {
    match pattern {
        Expr::FString(_) | Expr::BinOp(_) => true,
        Expr::Call(call) => match &*call.func {
            Expr::Attribute(method) => matches!(method.attr.as_str(), "format" | "escape"),
            _ => false,
        },
        _ => false,
    }
}
