//! A call that is known to wait, made by an asynchronous function itself. Which calls wait is knowledge, not code.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::facts::uses::Use;
use crate::hooks::Hook;
use crate::knowledge::Callable;
use crate::model::Effect;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr, Number};

pub static RULE: Rule = rule!("asyncio/blocking-in-async", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Some(known) = cx.holding_the_loop(call) else { return };
    let Some((wait, confidence)) = what_it_waits_for(known) else { return };
    if is_no_wait(call) || has_ended(call, cx) || has_arrived(call, cx) {
        return;
    }
    let callee = cx.callee_in_words(call);
    cx.report(Report {
        at: call.range(),
        label: format!("{wait} while every other task stands still"),
        message: format!("`{callee}` blocks the event loop in `async def {}`", cx.function_name(call)),
        note: "n tasks wait one after the other instead of side by side".to_owned(),
        help: cx.off_the_loop(known, call),
        related: Vec::new(),
        impact: Impact::High,
        // At a command line no other task waits.
        confidence: if cx.is_run_by_hand(call) { confidence.min(Confidence::Medium) } else { confidence },
    });
}

/// What a call waits for, and how sure it is that it waits long while others could go on: a local disk mostly answers at
/// once, and programs that ask at a terminal mostly have nothing else to do. Databases are a rule of their own.
fn what_it_waits_for(known: &Callable) -> Option<(&'static str, Confidence)> {
    if !known.blocks {
        return None;
    }
    let waits = [
        (Effect::Sleep, "sleeps", Confidence::High),
        (Effect::Http, "waits for the answer", Confidence::High),
        (Effect::Network, "waits for the other side", Confidence::Medium),
        (Effect::Subprocess, "waits for the program", Confidence::High),
        (Effect::Stdin, "waits for input", Confidence::Medium),
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

/// `response.iter_bytes()` of a response that was awaited: it has come with all its content.
fn has_arrived(call: &ast::ExprCall, cx: &Cx) -> bool {
    let Expr::Attribute(method) = &*call.func else { return false };
    match &*method.value {
        Expr::Await(_) => true,
        Expr::Name(name) => cx.value_of_name(name).is_some_and(Expr::is_await_expr),
        _ => false,
    }
}

/// Whether what a call waits for was asked before whether it has ended, or was told to: a program then answers at once.
fn has_ended(call: &ast::ExprCall, cx: &Cx) -> bool {
    let Expr::Attribute(method) = &*call.func else { return false };
    if !matches!(method.attr.as_str(), "wait" | "communicate") {
        return false;
    }
    let Some(function) = cx.function(call) else { return false };
    let places = cx.same_place_within(&method.value, id_of(function));
    places.into_iter().filter(|at| *at < id_of(call)).any(|at| match cx.facts.use_at(at) {
        Use::Calls { method, .. } => matches!(method.attr.as_str(), "poll" | "kill" | "terminate"),
        _ => false,
    })
}
