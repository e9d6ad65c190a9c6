//! `items.insert(0, item)` in a loop, for a list that outlives the turns.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::sizes::integer;
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("collections/list-insert-front", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let (Expr::Attribute(method), [place, _]) = (&*call.func, &*call.arguments.args) else { return };
    if method.attr.as_str() != "insert" || integer(place) != Some(0) {
        return;
    }
    let list = &*method.value;
    let Some(growing) = cx.loop_outlived_by(list, call) else { return };
    let inferred = cx.kind(list);
    if !inferred.kind.is_list() || cx.is_small(list) || cx.is_parts_of_a_line(list) {
        return;
    }
    let confidence = cx.confidence_in_growth(call, growing).min(confidence_of(inferred.certainty));
    let name = cx.source(list).to_owned();
    let turn = cx.turn_of(growing);
    cx.report(Report {
        at: call.range(),
        label: format!("moves all of `{name}`"),
        message: format!("putting an item in front of the list `{name}` moves all the others, on every turn"),
        note: format!("O(n²): the turns of the loop times the items of `{name}`"),
        help: "append, and call `reverse()` once after the loop; or make it a `collections.deque` and call \
               `appendleft`"
            .to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    });
}
