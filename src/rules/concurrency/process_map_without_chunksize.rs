//! A pool of processes that is sent one item at a time, for a function that is done with it at once.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("concurrency/process-map-without-chunksize", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Expr::Attribute(method) = &*call.func else { return };
    if !matches!(method.attr.as_str(), "map" | "imap" | "imap_unordered") || has_chunks(call, method) {
        return;
    }
    let [function, items, ..] = &*call.arguments.args else { return };
    if !sends_one_at_a_time(method, cx) || cx.is_small(items) || cx.is_written_out(items) || !is_quick(function, cx) {
        return;
    }
    let callee = cx.source(&*call.func);
    cx.report(Report {
        at: call.range(),
        label: "a message there and one back for each item".to_owned(),
        message: format!("`{callee}` sends items to other processes one by one"),
        note: "n messages, where each item is computed in less time than a message takes".to_owned(),
        help: "send many items in one message: `chunksize=100`, or as many as take some milliseconds".to_owned(),
        related: vec![(function.range(), "computes with one item".to_owned())],
        impact: Impact::Medium,
        confidence: if cx.is_data(items) { Confidence::High } else { Confidence::Medium },
    });
}

fn has_chunks(call: &ast::ExprCall, method: &ast::ExprAttribute) -> bool {
    let is_third = method.attr.as_str() != "map" && call.arguments.args.len() > 2;
    is_third || call.arguments.keywords.iter().any(|it| it.arg.as_ref().is_none_or(|name| name == "chunksize"))
}

/// `Executor.map` and `Pool.imap` do; `Pool.map` makes chunks by itself.
fn sends_one_at_a_time(method: &ast::ExprAttribute, cx: &Cx) -> bool {
    let class = match method.attr.as_str() {
        "map" => "concurrent.futures.ProcessPoolExecutor",
        _ => "multiprocessing.pool.Pool",
    };
    cx.kind(&method.value).kind.all(|kind| matches!(kind, Kind::Instance(it) if &**it == class))
}

/// Whether a function of this module computes something with one item and is done: it has no loop, and calls nothing
/// but what is known to compute.
fn is_quick(function: &Expr, cx: &Cx) -> bool {
    let Some(name) = function.as_name_expr() else { return false };
    let bindings = cx.bindings(name);
    let [only] = bindings.as_slice() else { return false };
    let crate::facts::sources::Origin::Function(definition) = cx.facts.source_of(*only).origin else { return false };
    cx.facts.nodes.within(id_of(definition)).all(|(_, it)| match it.node {
        AnyNodeRef::StmtFor(_) | AnyNodeRef::StmtWhile(_) | AnyNodeRef::Comprehension(_) => false,
        AnyNodeRef::StmtWith(_) | AnyNodeRef::StmtImport(_) | AnyNodeRef::StmtImportFrom(_) => false,
        AnyNodeRef::ExprCall(call) => {
            cx.facts.known_callee(call).is_some_and(|known| known.is_pure && known.effects.is_empty())
        }
        _ => true,
    })
}
