//! A call that is made slow on purpose, so that a password cannot be guessed, by an asynchronous function itself or by a
//! function of the module that it calls. Of functions that compute, the tables of knowledge name a thread for those.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::knowledge::Callable;
use crate::model::Effect;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast;
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("asyncio/cpu-in-async", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    if !cx.runs_on_event_loop(call) || cx.runs_once(call) {
        return;
    }
    let Some(slow) = slow_call(call, cx) else { return };
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

/// The call that takes its time: this one, or one in the plain function of this module that it runs.
fn slow_call<'a>(call: &'a ast::ExprCall, cx: &Cx<'a>) -> Option<&'a ast::ExprCall> {
    if cx.holding_the_loop(call).is_some_and(is_slow_on_purpose) {
        return Some(call);
    }
    let function = cx.facts.called_function(call)?;
    if cx.facts.function_definition(function)?.is_async {
        return None;
    }
    cx.facts.nodes.within(cx.facts.scopes.get(function).node).find_map(|(_, it)| match it.node {
        AnyNodeRef::ExprCall(inner) if cx.facts.known_callee(inner).is_some_and(is_slow_on_purpose) => Some(inner),
        _ => None,
    })
}

fn is_slow_on_purpose(known: &Callable) -> bool {
    *known.effects == [Effect::Cpu] && known.async_form.as_deref() == Some("asyncio.to_thread")
}
