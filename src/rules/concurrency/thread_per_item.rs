//! A thread that is made for each of as many items as the data hold.

use crate::cx::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("concurrency/thread-per-item", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    // A thread that is of use is told what to do by keywords.
    if call.arguments.keywords.is_empty() || cx.facts.nodes.get(id_of(call)).in_loop.is_none() {
        return;
    }
    if cx.qualified(&call.func).as_deref() != Some("threading.Thread") {
        return;
    }
    let Some(turning) = cx.loop_over_items(call).filter(|turning| takes_item(call, *turning, cx)) else { return };
    let Some(items) = cx.facts.loop_iterable(turning) else { return };
    if is_number_of_workers(items, cx) || cx.is_written_out(items) || cx.goes_through_batches(turning) {
        return;
    }
    let is_for_some = cx.is_passed_by_some_turns(call, turning);
    if is_for_some || lives_on(call, cx) || cx.is_held_back(turning) || cx.ends_early(turning) {
        return;
    }
    let turn = cx.turn_of(turning);
    cx.report(Report {
        at: call.range(),
        label: "a stack and a thread of the system".to_owned(),
        message: format!("a thread is made for each {turn}"),
        note: "n threads at once: each costs a start and memory, and together they crowd the other side".to_owned(),
        help: "let a pool of bounded size go through the items: `ThreadPoolExecutor(max_workers=…).map(…)`".to_owned(),
        related: vec![(cx.header(turning), format!("runs once per {turn}"))],
        impact: Impact::Medium,
        confidence: if cx.takes_in_data(turning) { Confidence::High } else { Confidence::Medium },
    });
}

fn takes_item(call: &ast::ExprCall, turning: LoopId, cx: &Cx) -> bool {
    call.arguments.keywords.iter().any(|it| cx.depends_on_turn(&it.value, turning))
}

/// `range(workers)`: as many threads as wanted.
fn is_number_of_workers(items: &Expr, cx: &Cx) -> bool {
    matches!(items, Expr::Call(it) if cx.facts.is_builtin(&it.func, "range"))
}

/// Whether the thread is made to stay: a daemon, or one whose function loops until it is told to stop.
fn lives_on(call: &ast::ExprCall, cx: &Cx) -> bool {
    let keyword = |name: &str| call.arguments.keywords.iter().find(|it| it.arg.as_ref().is_some_and(|it| it == name));
    let Some(target) = keyword("target").filter(|_| keyword("daemon").is_none()) else { return true };
    let name = match &target.value {
        Expr::Name(it) => it.id.as_str(),
        Expr::Attribute(it) => it.attr.as_str(),
        _ => return false,
    };
    cx.facts.nodes.all().iter().any(|it| match it.node {
        AnyNodeRef::StmtFunctionDef(function) => function.name.as_str() == name && turns_on(function, cx),
        _ => false,
    })
}

fn turns_on(function: &ast::StmtFunctionDef, cx: &Cx) -> bool {
    cx.facts.nodes.within(id_of(function)).any(|(_, it)| matches!(it.node, AnyNodeRef::StmtWhile(_)))
}
