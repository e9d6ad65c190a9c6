//! `items.index(item)` or `items.count(item)` of a list or tuple, in a loop that does nothing to it which a dict beside
//! it could not follow.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("collections/linear-search-in-loop", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let (Expr::Attribute(method), [item]) = (&*call.func, &*call.arguments.args) else { return };
    let searches = method.attr.as_str();
    if !matches!(searches, "index" | "count") || !call.arguments.keywords.is_empty() {
        return;
    }
    let list = &*method.value;
    if !matches!(list, Expr::Name(_) | Expr::Attribute(_)) {
        return;
    }
    let Some(growing) = cx.growing_loop(call) else { return };
    if !cx.is_sequence_of_any_length(list) || !cx.may_be_hashed(item) || !cx.items_may_be_hashed(list) {
        return;
    }
    // `list-count-per-element` says more of it.
    if cx.loop_that_counts_each(call).is_some() {
        return;
    }
    if !cx.may_change_in(item, growing) || cx.facts.leaves_after(id_of(call), growing) {
        return;
    }
    if !cx.may_have_index_beside(list, growing) {
        return;
    }
    let confidence = confidence(call, list, growing, cx).min(confidence_of(cx.kind(list).certainty));
    let (name, turn) = (cx.source(list).to_owned(), cx.turn_of(growing));
    cx.report(Report {
        at: call.range(),
        label: format!("compares with the items of `{name}`, one after the other"),
        message: format!("`{name}.{searches}(…)` searches `{name}` from the front on every turn"),
        note: format!("O(n·m): the turns of the loop times the items of `{name}`"),
        help: instead(searches, item, list, growing, cx),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    });
}

/// The alphabet of a cipher is long and yet never grows, and a table of names asks as often as the code says.
fn confidence(call: &ast::ExprCall, list: &Expr, growing: LoopId, cx: &Cx) -> Confidence {
    let is_table = cx.facts.loop_iterable(growing).is_some_and(|items| cx.is_written_out(items));
    if is_table || cx.is_written_out(list) { Confidence::Low } else { cx.confidence_in_search(call, list, growing) }
}

fn instead(searches: &str, item: &Expr, list: &Expr, growing: LoopId, cx: &Cx) -> String {
    let name = cx.source(list);
    let goes_through_itself = cx.facts.loop_iterable(growing).is_some_and(|items| cx.source(items) == name);
    if searches == "count" {
        format!("count all items once, before the loop, with `collections.Counter({name})`, and look each one up")
    } else if goes_through_itself && cx.reads_target(item, growing) && item.is_name_expr() {
        format!("take the position from `enumerate({name})`; of equal items `index` gives the first one's")
    } else {
        "make a dict from item to position once, before the loop, with `setdefault`: of equal items `index` gives the \
         first one's"
            .to_owned()
    }
}
