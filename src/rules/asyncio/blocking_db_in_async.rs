//! A query by a synchronous driver, sent by an asynchronous function itself. Which calls wait is knowledge, not code.
//! One finding a function: what helps is another driver, a thread, or a plain `def`, for all of its queries.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::knowledge::Callable;
use crate::model::{Effect, Kind};
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("asyncio/blocking-db-in-async", Hook::Call(check), Hook::SettleModule(settle));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Some((known, confidence)) = query(call, cx) else { return };
    if is_followed(call, cx) {
        return;
    }
    let callee = cx.callee_in_words(call);
    let report = Report {
        at: call.range(),
        label: "waits for the database while every other task stands still".to_owned(),
        message: format!("`{callee}` blocks the event loop in `async def {}`", cx.function_name(call)),
        note: "n tasks query one after the other, and nothing else moves meanwhile".to_owned(),
        help: cx.off_the_loop(known, call),
        related: Vec::new(),
        impact: Impact::High,
        confidence: if cx.facts.is_seldom_reached(call) { Confidence::Low } else { confidence },
    };
    cx.report_if_module(Vec::new(), report);
}

/// Where requests are answered, somebody waits for every blocked moment. Elsewhere there may be one task alone.
fn settle(project: &Project, _: u32, _: &[String]) -> Option<Confidence> {
    Some(if project.serves() { Confidence::High } else { Confidence::Low })
}

/// A call that waits for a database, and how sure it is that it waits long: a file on a local disk mostly answers at
/// once, and rows that a statement has fetched are there already.
fn query<'a>(call: &ast::ExprCall, cx: &Cx<'a>) -> Option<(&'a Callable, Confidence)> {
    if !cx.facts.may_wait(call) {
        return None;
    }
    let known = cx.holding_the_loop(call).filter(|known| known.effects.contains(&Effect::Query))?;
    let confidence = match known.cost.as_deref() {
        Some("round-trip") => Confidence::High,
        Some("disk") => Confidence::Low,
        _ => return None,
    };
    (!refuses_to_block(call, cx)).then_some((known, confidence))
}

/// Django raises `SynchronousOnlyOperation` where a task runs, so such code is not slow but broken.
fn refuses_to_block(call: &ast::ExprCall, cx: &Cx) -> bool {
    let Expr::Attribute(method) = &*call.func else { return false };
    let is_of_django = |kind: &Kind| match kind {
        Kind::Queryset(_) => true,
        Kind::Instance(class) => class.starts_with("django."),
        _ => false,
    };
    cx.kind(&method.value).kind.all(is_of_django)
        || cx.qualified(&call.func).is_some_and(|it| it.starts_with("django."))
}

fn is_followed(call: &ast::ExprCall, cx: &Cx) -> bool {
    let Some(function) = cx.function(call) else { return false };
    let earlier = cx.facts.nodes.within(id_of(function)).take_while(|(id, _)| *id < id_of(call));
    let mut calls = earlier.filter_map(|(_, it)| match it.node {
        AnyNodeRef::ExprCall(other) => Some(other),
        _ => None,
    });
    calls.any(|other| cx.function(other).is_some_and(|it| id_of(it) == id_of(function)) && query(other, cx).is_some())
}
