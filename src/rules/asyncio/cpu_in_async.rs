//! A call that is made slow on purpose, so that a password cannot be guessed, by an asynchronous function itself or by a
//! plain function of the module that it calls. Of functions that compute, the tables of knowledge name a thread for
//! those.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::model::Effect;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("asyncio/cpu-in-async", Hook::Call(check));

/// Names of such functions: a cheap look before the callee is resolved.
const NAMES: &[&str] = &[
    "check_password",
    "checkpw",
    "derive",
    "hash",
    "hashpw",
    "kdf",
    "make_password",
    "pbkdf2_hmac",
    "scrypt",
    "set_password",
    "verify",
];

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    if !is_slow_on_purpose(call, cx) || cx.runs_once(call) {
        return;
    }
    if cx.runs_on_event_loop(call) {
        if cx.holding_the_loop(call).is_some() {
            report(call, call, cx);
        }
        return;
    }
    for calling in cx.calls_on_the_loop(call) {
        let is_known = cx.reported.iter().any(|it| std::ptr::eq(it.rule, &RULE) && it.report.at == calling.range());
        if !is_known && !cx.runs_once(calling) {
            report(calling, call, cx);
        }
    }
}

fn is_slow_on_purpose(call: &ast::ExprCall, cx: &Cx) -> bool {
    let name = match &*call.func {
        Expr::Name(it) => it.id.as_str(),
        Expr::Attribute(it) => it.attr.as_str(),
        _ => return false,
    };
    let Some(known) = NAMES.contains(&name).then(|| cx.facts.known_callee(call)).flatten() else { return false };
    *known.effects == [Effect::Cpu] && known.async_form.as_deref() == Some("asyncio.to_thread")
}

fn report(call: &ast::ExprCall, slow: &ast::ExprCall, cx: &mut Cx) {
    let (callee, computes) = (cx.callee_in_words(call), cx.callee_in_words(slow));
    let is_direct = id_of(slow) == id_of(call);
    cx.report(Report {
        at: call.range(),
        label: "computes while every other task stands still".to_owned(),
        message: format!("`{callee}` computes on the event loop in `async def {}`", cx.function_name(call)),
        note: format!("`{computes}` is slow on purpose: all tasks wait until it is through, for each of n calls"),
        help: format!("hand the call to a thread: `await asyncio.to_thread({callee}, …)`"),
        related: if is_direct { Vec::new() } else { vec![(slow.range(), "takes its time here".to_owned())] },
        impact: Impact::High,
        confidence: Confidence::High,
    });
}
