//! A pool that each turn of a loop makes for itself and closes again.

use crate::cx::{Cx, Report};
use crate::facts::last_name;
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("concurrency/executor-in-loop", Hook::Call(check));

const THREADS: &[&str] = &["concurrent.futures.ThreadPoolExecutor", "multiprocessing.pool.ThreadPool"];
const PROCESSES: &[&str] =
    &["concurrent.futures.ProcessPoolExecutor", "multiprocessing.Pool", "multiprocessing.pool.Pool"];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    if cx.facts.nodes.get(id_of(call)).in_loop.is_none() {
        return;
    }
    let is_pool = last_name(&call.func).is_some_and(|name| name.ends_with("Pool") || name.ends_with("PoolExecutor"));
    if !is_pool || !is_for_this_turn(call, cx) {
        return;
    }
    let Some(class) = cx.qualified(&call.func) else { return };
    let has_processes = PROCESSES.contains(&&*class);
    if !has_processes && !THREADS.contains(&&*class) || cx.runs_once(call) {
        return;
    }
    let Some(growing) = cx.growing_loop(call) else { return };
    if cx.facts.loop_iterable(growing).is_some_and(|items| cx.is_written_out(items)) {
        return;
    }
    let callee = cx.source(&*call.func);
    let workers = if has_processes { "processes" } else { "threads" };
    cx.report(Report {
        at: call.range(),
        label: format!("starts {workers} and ends them"),
        message: format!("`{callee}` makes a pool for each {}", cx.turn_of(growing)),
        note: format!("the {workers} are started n times, and each turn waits for its slowest call"),
        help: "make the pool before the loop and use it on every turn".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {}", cx.turn_of(growing)))],
        impact: Impact::Medium,
        confidence: confidence(has_processes, growing, cx),
    });
}

/// Starting threads shows over many turns only; starting processes shows on each.
fn confidence(has_processes: bool, growing: LoopId, cx: &Cx) -> Confidence {
    let goes_through_items = cx.facts.loop_iterable(growing).is_some();
    match (goes_through_items, has_processes || cx.takes_in_data(growing)) {
        (true, true) => Confidence::High,
        (_, true) => Confidence::Medium,
        (_, false) => Confidence::Low,
    }
}

/// Whether the pool ends with the turn: a `with`, or a call on it at once. One that is kept is one of several.
fn is_for_this_turn(call: &ast::ExprCall, cx: &Cx) -> bool {
    match cx.parent(call) {
        AnyNodeRef::WithItem(_) | AnyNodeRef::ExprAttribute(_) => true,
        AnyNodeRef::StmtAssign(it) => matches!(&*it.targets, [Expr::Name(_)]),
        _ => false,
    }
}
