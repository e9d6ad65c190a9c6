//! The loop goes through items, each turn waits for an answer over the network, and no turn needs what an earlier one
//! has done. What cannot be proved of the other waits in the body lowers the confidence; what speaks against running
//! turns side by side silences.

use crate::cx::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex, Ranged, TextRange};

pub static RULE: Rule = rule!("asyncio/sequential-await-in-loop", Hook::Await(check), Hook::With(check_with));

fn check(it: &ast::ExprAwait, cx: &mut Cx) {
    let Expr::Call(call) = &*it.value else { return };
    check_trip(call, it, it.range(), cx);
}

/// `async with session.get(url) as answer:`
fn check_with(it: &ast::StmtWith, cx: &mut Cx) {
    let [item] = &*it.items else { return };
    let Expr::Call(call) = &item.context_expr else { return };
    if it.is_async {
        check_trip(call, it, call.range(), cx);
    }
}

fn check_trip(call: &ast::ExprCall, waiting: &impl HasNodeIndex, at: TextRange, cx: &mut Cx) {
    let Some(turning) = cx.loop_over_items(waiting) else { return };
    let Some(trip) = cx.network_trip(call) else { return };
    let arguments = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|it| &it.value));
    let asks_for_item = arguments.into_iter().any(|argument| cx.depends_on_turn(argument, turning));
    if !asks_for_item || cx.goes_through_batches(turning) || is_followed(turning, waiting, cx) {
        return;
    }
    if cx.ends_early(turning) || cx.is_held_back(turning) || cx.carries_over(turning) || cx.runs_once(call) {
        return;
    }
    let callee = cx.source(&*call.func).to_owned();
    let turn = cx.turn_of(turning);
    let is_plain = !cx.is_passed_by_some_turns(waiting, turning);
    let is_proved = trip.only_reads && is_plain && knows_all_waits(turning, cx);
    cx.report(Report {
        at,
        label: "the next turn starts when this has answered".to_owned(),
        message: format!("`{callee}` is awaited for one item after the other"),
        note: "n round trips in a row: the waits add up".to_owned(),
        help: "start them together: `await asyncio.gather(*[…])`, or tasks in an `asyncio.TaskGroup`, with an \
               `asyncio.Semaphore` that bounds how many run at once"
            .to_owned(),
        related: vec![(cx.header(turning), format!("waits once per {turn}"))],
        impact: Impact::High,
        confidence: if is_proved { Confidence::High } else { Confidence::Medium },
    });
}

/// Whether an earlier wait of the same turn is reported already.
fn is_followed(turning: LoopId, waiting: &impl HasNodeIndex, cx: &Cx) -> bool {
    let earlier = cx.facts.nodes.within(cx.facts.loop_extent(turning)).take_while(|(id, _)| *id < id_of(waiting));
    let mut calls =
        earlier.filter(|(_, it)| it.in_loop == Some(turning)).filter_map(|(_, it)| cx.awaited_call(it.node));
    calls.any(|call| cx.network_trip(call).is_some())
}

/// Whether all that the body waits for is such an answer, or the rest of one.
fn knows_all_waits(turning: LoopId, cx: &Cx) -> bool {
    let mut within = cx.facts.nodes.within(cx.facts.loop_extent(turning));
    within.all(|(_, it)| match it.node {
        AnyNodeRef::ExprAwait(it) => {
            let Expr::Call(call) = &*it.value else { return false };
            cx.is_on_answer(call) || cx.network_trip(call).is_some_and(|trip| trip.only_reads)
        }
        _ => true,
    })
}
