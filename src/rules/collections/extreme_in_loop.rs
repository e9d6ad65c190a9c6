//! `min`, `max`, `sum` or `sorted` of the same items on every turn of a loop that leaves them alone.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::facts::uses::Use;
use crate::hooks::Hook;
use crate::model::{Certainty, Kind};
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("collections/extreme-in-loop", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let (Expr::Name(function), [items]) = (&*call.func, &*call.arguments.args) else { return };
    let computes = function.id.as_str();
    if !matches!(computes, "min" | "max" | "sum" | "sorted") || items.is_starred_expr() {
        return;
    }
    let Some(growing) = cx.growing_loop(call) else { return };
    if !cx.facts.is_builtin(&call.func, computes) || cx.is_small(cx.source_of_items(items)) {
        return;
    }
    if computes == "sorted" && !is_only_asked(call, cx) {
        return;
    }
    let options = &call.arguments.keywords;
    if options.iter().any(|it| !cx.facts.is_pure(&it.value) || cx.reads_what_changes_in(&it.value, growing)) {
        return;
    }
    let Some(certainty) = certainty(items, growing, cx) else { return };
    if !cx.gives_the_same(items, growing) || cx.facts.leaves_after(id_of(call), growing) {
        return;
    }
    let confidence = cx.confidence_in_repeating(call, items, growing).min(confidence_of(certainty));
    let (made, of) = (cx.source(call).to_owned(), cx.source(cx.source_of_items(items)).to_owned());
    let turn = cx.turn_of(growing);
    cx.report(Report {
        at: call.range(),
        label: format!("goes through all of `{of}` again"),
        message: format!("`{made}` is computed on every turn, and is the same each time"),
        note: format!("O(n·m): the turns of the loop times the items of `{of}`"),
        help: "compute it once, before the loop, and give it a name".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    });
}

/// Whether nobody keeps the sorted list, or goes through it, which takes as many steps as most sorting.
fn is_only_asked(call: &ast::ExprCall, cx: &Cx) -> bool {
    match cx.facts.use_at(id_of(call)) {
        Use::Item(_) | Use::Looks => true,
        Use::Calls { method, .. } => matches!(method.attr.as_str(), "index" | "count"),
        _ => false,
    }
}

/// How it is known that there are items to go through again: a collection, or what the loop goes through itself.
fn certainty(items: &Expr, growing: LoopId, cx: &Cx) -> Option<Certainty> {
    let source = cx.source_of_items(items);
    let inferred = cx.kind(source);
    if inferred.kind.all(is_collection) {
        return Some(inferred.certainty);
    }
    let is_loops_own = || cx.facts.loop_iterable(growing).is_some_and(|it| cx.is_made_from(source, it));
    (inferred.kind.is_unknown() && is_loops_own()).then_some(Certainty::Proved)
}

fn is_collection(kind: &Kind) -> bool {
    let is_view = matches!(kind, Kind::Keys(_) | Kind::Values(_) | Kind::Items(..));
    let is_set = matches!(kind, Kind::Set(_) | Kind::Frozenset(_));
    is_view || is_set || kind.is_mapping() || matches!(kind, Kind::List(_) | Kind::TupleOf(_) | Kind::Deque(_))
}
