//! A call of a cached function with an argument that equals no other: a lambda, the time, a random number.

use crate::cx::{Cx, Report};
use crate::facts::sources::Origin;
use crate::hooks::Hook;
use crate::model::Effect;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("calls/cache-miss-args", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let arguments = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|it| &it.value));
    let Some((argument, what)) = arguments.into_iter().find_map(|it| Some((it, always_new(it, cx)?))) else { return };
    let Some(function) = called(call, cx) else { return };
    let Some(cache) = cx.cache_of(function) else { return };
    let name = function.name.as_str();
    cx.report(Report {
        at: argument.range(),
        label: format!("{what}, which equals none before"),
        message: format!("`{name}` never finds this argument in its cache"),
        note: "every call computes anew, and leaves an entry that nobody asks for again".to_owned(),
        help: format!("give `{name}` what comes back: a named function, a rounded time, a key"),
        related: vec![(cache.range(), "remembers each argument".to_owned())],
        impact: Impact::Medium,
        confidence: Confidence::Medium,
    });
}

/// The function of this module that a call runs by its name.
fn called<'a>(call: &ast::ExprCall, cx: &Cx<'a>) -> Option<&'a ast::StmtFunctionDef> {
    let binding = cx.facts.own_function(&call.func)?;
    match cx.facts.source_of(binding).origin {
        Origin::Function(it) => Some(it),
        _ => None,
    }
}

/// What makes an argument new on each call.
fn always_new(argument: &Expr, cx: &Cx) -> Option<&'static str> {
    match argument {
        Expr::Lambda(_) => Some("makes a new function"),
        Expr::Call(it) if cx.qualified(&it.func).as_deref() == Some("functools.partial") => {
            Some("makes a new `partial`")
        }
        Expr::Call(it) => {
            let effects = &cx.facts.known_callee(it)?.effects;
            effects.iter().any(|it| matches!(it, Effect::Clock | Effect::Random)).then_some("gives another value")
        }
        _ => None,
    }
}
