//! `items.insert(0, item)` in a loop, for a list that outlives the turns.

use crate::cx::{Cx, Replacement, Report, confidence_of};
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::sizes::integer;
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged, TextRange};

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
    let rewrite = cx.reversed_once(list, |statement| put_in_front(statement, cx));
    let report = Report {
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
    };
    cx.report_with_fix(report, rewrite);
}

/// The edit that makes an `append` of a statement `items.insert(0, item)`.
fn put_in_front(statement: NodeId, cx: &Cx) -> Option<Replacement> {
    let AnyNodeRef::StmtExpr(statement) = cx.facts.nodes.get(statement).node else { return None };
    let Expr::Call(call) = &*statement.value else { return None };
    let (Expr::Attribute(method), [place, item]) = (&*call.func, &*call.arguments.args) else { return None };
    let is_plain = matches!(&*method.value, Expr::Name(_)) && !item.is_starred_expr();
    let is_own = cx.same_place_within(&method.value, id_of(statement)).len() == 1;
    let is_in_front = method.attr.as_str() == "insert" && integer(place) == Some(0);
    let range = TextRange::new(method.attr.start(), item.start());
    (is_plain && is_own && is_in_front).then(|| Replacement::replace(range, "append("))
}
