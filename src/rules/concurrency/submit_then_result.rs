//! Each turn of a loop hands one call to a pool and waits for it before the next turn can hand over another.

use crate::cx::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::facts::sources::Origin;
use crate::hooks::Hook;
use crate::model::Effect;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("concurrency/submit-then-result", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Expr::Attribute(method) = &*call.func else { return };
    // A limit of time is a reason to use a thread for a call that is waited for.
    if !matches!(method.attr.as_str(), "result" | "get") || !call.arguments.is_empty() {
        return;
    }
    if cx.facts.nodes.get(id_of(call)).in_loop.is_none() {
        return;
    }
    let Some(turning) = cx.loop_over_items(call) else { return };
    let Some(handed) = handed_over_in_turn(&method.value, turning, cx) else { return };
    if !is_for_item(handed, turning, cx) || cx.ends_early(turning) || cx.is_let_in(turning) || shares(turning, cx) {
        return;
    }
    let (pool, turn) = (cx.source(&*handed.func), cx.turn_of(turning));
    cx.report(Report {
        at: call.range(),
        label: "the next turn starts when this is done".to_owned(),
        message: format!("what `{pool}` hands to a worker is waited for in the same turn"),
        note: "one worker is busy at a time: the n calls take as long as without a pool, and longer".to_owned(),
        help: "hand over all of them first, then collect: `for result in pool.map(…)`, or a list of futures".to_owned(),
        related: vec![(cx.header(turning), format!("hands over one call per {turn}"))],
        impact: Impact::High,
        confidence: Confidence::High,
    });
}

/// The call that made the future: it stands before `.result()`, or in the same turn before it.
fn handed_over_in_turn<'a>(future: &'a Expr, turning: LoopId, cx: &Cx<'a>) -> Option<&'a ast::ExprCall> {
    let call = match future {
        Expr::Call(call) => call,
        Expr::Name(name) => {
            let bindings = cx.bindings(name);
            let [only] = bindings.as_slice() else { return None };
            let Origin::Value(Expr::Call(call)) = cx.facts.source_of(*only).origin else { return None };
            call
        }
        _ => return None,
    };
    let is_in_turn = cx.facts.nodes.get(id_of(call)).in_loop == Some(turning);
    (is_in_turn && cx.is_handed_to_worker(call)).then_some(call)
}

/// Whether the function is called for what the turn is about, and is more than a bridge to an event loop.
fn is_for_item(handed: &ast::ExprCall, turning: LoopId, cx: &Cx) -> bool {
    let is_bridge = handed.arguments.args.iter().any(|it| cx.qualified(it).as_deref() == Some("asyncio.run"));
    !is_bridge && handed.arguments.args.iter().any(|it| cx.depends_on_turn(it, turning))
}

/// Whether a turn needs what an earlier one has left, works on a batch, or is followed by a pause.
fn shares(turning: LoopId, cx: &Cx) -> bool {
    let mut within = cx.facts.nodes.within(cx.facts.loop_extent(turning));
    let pauses = within.any(|(_, it)| match it.node {
        AnyNodeRef::ExprCall(call) => {
            cx.facts.known_callee(call).is_some_and(|known| known.effects.contains(&Effect::Sleep))
        }
        _ => false,
    });
    pauses || cx.carries_over(turning) || cx.goes_through_batches(turning)
}
