//! Debugging of asyncio or of memory is switched on for good.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{self, AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("stdlib/debug-left-on", Hook::Call(check));

/// Parts of the names of functions and modules that are there to debug.
const DEBUGGING: &[&str] = &["debug", "profil", "trace", "memory", "leak", "bench", "diagnos", "test"];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Some(what) = switched_on(call, cx) else { return };
    if is_asked_for(call, cx) {
        return;
    }
    let (label, note) = match what {
        "asyncio" => ("for every task and callback", "where each task and callback was made is noted, with its stack"),
        _ => ("for every object", "where each block of memory was made is noted, with its stack"),
    };
    cx.report(Report {
        at: call.range(),
        label: label.to_owned(),
        message: format!("debugging of {what} is on, whoever runs this"),
        note: note.to_owned(),
        help: "switch it on from outside, by `PYTHONASYNCIODEBUG=1` or `PYTHONTRACEMALLOC=1`, or by a setting"
            .to_owned(),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: Confidence::Medium,
    });
}

/// What a call switches on, if it does.
fn switched_on(call: &ast::ExprCall, cx: &Cx) -> Option<&'static str> {
    let is_true = |value: Option<&Expr>| matches!(value, Some(Expr::BooleanLiteral(it)) if it.value);
    match &*call.func {
        Expr::Attribute(method) if method.attr.as_str() == "set_debug" => {
            let loop_name = cx.source(&*method.value);
            let is_loop = loop_name.ends_with("loop") || loop_name.ends_with("loop()");
            (is_loop && is_true(call.arguments.args.first())).then_some("asyncio")
        }
        _ => match cx.callee_among(call, &["asyncio.run", "tracemalloc.start"])? {
            "asyncio.run" => is_true(call.arguments.find_keyword("debug").map(|it| &it.value)).then_some("asyncio"),
            _ => (!syntax::mentions(cx.facts.text, "tracemalloc.stop")).then_some("memory"),
        },
    }
}

/// Whether a condition decides on it, or the code is there to debug.
fn is_asked_for(call: &ast::ExprCall, cx: &Cx) -> bool {
    let function = cx.function(call).map_or("", |it| it.name.as_str());
    let names = [function, cx.facts.module_name];
    if names.iter().any(|name| DEBUGGING.iter().any(|part| name.to_ascii_lowercase().contains(part))) {
        return true;
    }
    let in_branch = |it: AnyNodeRef| match it {
        AnyNodeRef::StmtIf(branch) => !cx.source(&*branch.test).contains("__name__"),
        AnyNodeRef::ElifElseClause(_) | AnyNodeRef::StmtTry(_) | AnyNodeRef::StmtMatch(_) => true,
        _ => false,
    };
    cx.ancestors(call).any(|(at, it)| at != id_of(call) && in_branch(it))
}
