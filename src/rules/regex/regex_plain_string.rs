//! A pattern without any sign that means something, where a method of the text does the same.

use crate::cx::{Cx, PatternCall, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("regex/regex-plain-string", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(matching) = cx.pattern_call(call, &["sub", "split", "match"]) else { return };
    if !call.arguments.keywords.is_empty() {
        return;
    }
    let Some(instead) = method_instead(&matching, call, cx) else { return };
    if cx.plain_text(&matching).is_none() {
        return;
    }
    let text = cx.source(matching.pattern).to_owned();
    cx.report(Report {
        at: call.range(),
        label: "no sign of the pattern has a meaning".to_owned(),
        message: format!("a regular expression looks for the plain text {text}"),
        note: format!("`{}` of a text goes through it without the machine that matches patterns", instead.0),
        help: format!("use {}", instead.1),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: if cx.growing_loop(call).is_some() { Confidence::Medium } else { Confidence::Low },
    });
}

/// The method of texts that does what a call does, and how it is called.
fn method_instead(matching: &PatternCall, call: &ast::ExprCall, cx: &Cx) -> Option<(&'static str, &'static str)> {
    match (matching.function, matching.arguments) {
        ("sub", [by, _]) if is_taken_as_it_is(by, cx) => Some(("replace", "`text.replace(old, new)`")),
        ("split", [_]) => Some(("split", "`text.split(separator)`")),
        ("match", [_]) if cx.is_only_asked_for(call) => Some(("startswith", "`text.startswith(start)`")),
        _ => None,
    }
}

/// A replacement without backslashes, which would refer to groups, and no function.
fn is_taken_as_it_is(by: &Expr, cx: &Cx) -> bool {
    cx.constant_text(by).is_some_and(|it| !it.contains('\\'))
}
