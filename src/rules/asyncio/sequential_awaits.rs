//! Two statements in a row that each wait for an answer over the network, where the second needs nothing of the first
//! and both only ask.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr, Stmt};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("asyncio/sequential-awaits", Hook::Await(check));

fn check(it: &ast::ExprAwait, cx: &mut Cx) {
    let AnyNodeRef::StmtAssign(statement) = cx.parent(it) else { return };
    let Some(call) = it.value.as_call_expr().filter(|call| only_asks(call, cx)) else { return };
    let Some(block) = cx.block_of(id_of(statement)) else { return };
    let Some(at) = block.iter().position(|it| id_of(it) == id_of(statement)) else { return };
    let before = at.checked_sub(1).and_then(|at| block.get(at));
    let Some((before, first)) = before.and_then(|it| Some((it, trip_of(it, cx)?))) else { return };
    if cx.reads_what_is_bound_by(call, before) || is_one_of_many(&block[..at - 1], cx) || is_held_back(it, cx) {
        return;
    }
    let callee = cx.callee_in_words(call);
    cx.report(Report {
        at: it.range(),
        label: "starts when the first has answered".to_owned(),
        message: format!("`{callee}` is awaited after `{}`, of which it needs nothing", cx.callee_in_words(first)),
        note: "two round trips in a row: the waits add up".to_owned(),
        help: "start both together: `first, second = await asyncio.gather(…, …)`".to_owned(),
        related: vec![(first.range(), "answers first".to_owned())],
        impact: Impact::Medium,
        confidence: Confidence::Medium,
    });
}

/// `name = await client.get(…)`
fn trip_of<'a>(statement: &'a Stmt, cx: &Cx) -> Option<&'a ast::ExprCall> {
    let Stmt::Assign(it) = statement else { return None };
    let Expr::Await(awaited) = &*it.value else { return None };
    awaited.value.as_call_expr().filter(|call| only_asks(call, cx))
}

fn only_asks(call: &ast::ExprCall, cx: &Cx) -> bool {
    cx.network_trip(call).is_some_and(|trip| trip.only_reads)
}

/// Whether the statement before the first waits in the same way: that pair is reported.
fn is_one_of_many(before: &[Stmt], cx: &Cx) -> bool {
    before.last().is_some_and(|it| trip_of(it, cx).is_some())
}

/// Whether the statements stand within a lock, a limiter or a transaction.
fn is_held_back(it: &ast::ExprAwait, cx: &Cx) -> bool {
    let around = cx.ancestors(it).take_while(|(_, it)| !it.is_stmt_function_def());
    around.into_iter().any(|(_, it)| match it {
        AnyNodeRef::StmtWith(it) => it.items.iter().any(|item| cx.holds_back(&item.context_expr)),
        _ => false,
    })
}
