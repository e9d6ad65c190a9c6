//! `gc.collect()` on every turn of a loop.

use crate::cx::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast;
use crate::syntax::{self, AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("memory/gc-collect-in-loop", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    if cx.callee_among(call, &["gc.collect"]).is_none() {
        return;
    }
    let Some(growing) = cx.growing_loop(call) else { return };
    // The youngest objects alone are few, and `while gc.collect():` goes on until nothing is left.
    if !call.arguments.is_empty() || cx.is_in_test_of(call, growing) || is_in_branch(call, growing, cx) {
        return;
    }
    let turn = cx.turn_of(growing);
    cx.report(Report {
        at: call.range(),
        label: "visits every object that the program holds".to_owned(),
        message: "this loop collects garbage on every turn".to_owned(),
        note: "O(n·m): the turns of the loop times all lists, dicts and instances that are alive".to_owned(),
        help: "leave it to the collector, which runs by itself; or collect once, after the loop".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence: if is_for_large_objects(growing, cx) {
            Confidence::Low
        } else {
            cx.confidence_in_saving(call, growing)
        },
    });
}

/// Whether it is done on some turns only: every hundredth, or when something went wrong.
fn is_in_branch(call: &ast::ExprCall, growing: LoopId, cx: &Cx) -> bool {
    let body = cx.facts.loops.get(growing).node;
    let inside = cx.ancestors(call).take_while(|(at, _)| *at != body);
    inside.map(|(_, it)| it).any(|it| {
        matches!(it, AnyNodeRef::StmtIf(_) | AnyNodeRef::ExceptHandlerExceptHandler(_) | AnyNodeRef::ExprIf(_))
    })
}

/// Memory of a graphics card, frames and models: one object of a turn may be worth all the others.
fn is_for_large_objects(growing: LoopId, cx: &Cx) -> bool {
    let extent = cx.facts.nodes.get(cx.facts.loop_extent(growing)).node;
    let text = cx.source(extent.range());
    let deletes = cx.facts.nodes.within(cx.facts.loop_extent(growing)).any(|(_, it)| it.node.is_stmt_delete());
    deletes || ["torch", "cuda", "cache", "model"].iter().any(|word| syntax::mentions(text, word))
}
