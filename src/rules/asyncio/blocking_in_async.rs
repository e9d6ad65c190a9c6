//! A call that is known to wait, made by an asynchronous function itself. Which calls wait is knowledge, not code.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::knowledge::Callable;
use crate::model::Effect;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr, Number};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("asyncio/blocking-in-async", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    if !cx.runs_on_event_loop(call) || matches!(cx.parent(call), AnyNodeRef::ExprAwait(_)) {
        return;
    }
    let Some(known) = cx.facts.known_callee(call) else { return };
    let Some((wait, confidence)) = what_it_waits_for(known) else { return };
    if is_no_wait(call) || cx.facts.is_synchronous_branch(call) || cx.is_command(call) {
        return;
    }
    let callee = cx.source(&*call.func).to_owned();
    let function = cx.function(call).map_or_else(String::new, |it| it.name.to_string());
    cx.report(Report {
        at: call.range(),
        label: format!("{wait} while every other task stands still"),
        message: format!("`{callee}` blocks the event loop in `async def {function}`"),
        note: "n tasks wait one after the other instead of side by side".to_owned(),
        help: instead(known, &callee),
        related: Vec::new(),
        impact: Impact::High,
        confidence,
    });
}

/// What a call waits for, and how sure it is that it waits long: a local disk mostly answers at once. Databases are a
/// rule of their own.
fn what_it_waits_for(known: &Callable) -> Option<(&'static str, Confidence)> {
    if !known.blocks {
        return None;
    }
    let waits = [
        (Effect::Sleep, "sleeps", Confidence::High),
        (Effect::Http, "waits for the answer", Confidence::High),
        (Effect::Subprocess, "waits for the program", Confidence::High),
        (Effect::Stdin, "waits for input", Confidence::High),
        (Effect::File, "waits for the disk", Confidence::Low),
    ];
    // Of what a disk does, only whole reads and writes are worth a thread; those name one.
    let is_worth_it = |effect: Effect| effect != Effect::File || known.async_form.is_some();
    let found = waits.into_iter().find(|(effect, ..)| known.effects.contains(effect) && is_worth_it(*effect));
    found.map(|(_, wait, confidence)| (wait, confidence))
}

/// `time.sleep(0)` gives other threads a turn and does not wait.
fn is_no_wait(call: &ast::ExprCall) -> bool {
    matches!(
        &*call.arguments.args,
        [Expr::NumberLiteral(it)] if matches!(&it.value, Number::Int(int) if int.as_u8() == Some(0))
    )
}

fn instead(known: &Callable, callee: &str) -> String {
    match known.async_form.as_deref() {
        Some(form) if form != "asyncio.to_thread" => {
            format!("await `{form}`, or hand the call to a thread: `await asyncio.to_thread({callee}, …)`")
        }
        _ => format!("hand the call to a thread: `await asyncio.to_thread({callee}, …)`"),
    }
}
