//! `asyncio.run` in a loop makes an event loop for each item and waits for one item after the other.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("asyncio/loop-per-call", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let is_run = matches!(&*call.func, Expr::Attribute(it) if it.attr.as_str() == "run") || call.func.is_name_expr();
    if !is_run || cx.facts.nodes.get(id_of(call)).in_loop.is_none() {
        return;
    }
    if !matches!(cx.qualified(&call.func).as_deref(), Some("asyncio.run" | "anyio.run" | "trio.run")) {
        return;
    }
    let Some(turning) = cx.loop_over_items(call) else { return };
    let Some(items) = cx.facts.loop_iterable(turning) else { return };
    if cx.is_written_out(items) || cx.runs_once(call) || cx.ends_early(turning) || is_in_handler(call, cx) {
        return;
    }
    // Names, tables and tools of a program are few, and a loop for each of them is nothing to anybody.
    if !cx.takes_in_data(turning) {
        return;
    }
    let callee = cx.source(&*call.func);
    cx.report(Report {
        at: call.range(),
        label: "makes an event loop, runs it and closes it".to_owned(),
        message: format!("`{callee}` makes an event loop for each {}", cx.turn_of(turning)),
        note: "n loops are made and closed, and the waits of the turns add up".to_owned(),
        help: format!(
            "put the loop into a coroutine and call `{callee}` once; there, `asyncio.gather` can wait for all"
        ),
        related: vec![(cx.header(turning), "runs once per item".to_owned())],
        impact: Impact::High,
        confidence: Confidence::Medium,
    });
}

/// Whether a call is what is left when something has failed.
fn is_in_handler(call: &ast::ExprCall, cx: &Cx) -> bool {
    let around = cx.ancestors(call).take_while(|(_, it)| !it.is_stmt_function_def());
    around.into_iter().any(|(_, it)| matches!(it, AnyNodeRef::ExceptHandlerExceptHandler(_)))
}
