//! The kind of the right side is proved or declared a list, the list outlives the turn, and nothing in the loop does
//! to it what a set could not follow.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::loops::LoopId;
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, CmpOp, Expr};

pub static RULE: Rule = rule!("collections/list-membership-in-loop", Hook::Compare(check));

fn check(compare: &ast::ExprCompare, cx: &mut Cx) {
    let ([CmpOp::In | CmpOp::NotIn], [list]) = (&*compare.ops, &*compare.comparators) else { return };
    if !matches!(list, Expr::Name(_) | Expr::Attribute(_)) {
        return;
    }
    let Some(growing) = cx.growing_loop(compare) else { return };
    let inferred = cx.kind(list);
    if !inferred.kind.is_list() || cx.is_small(list) {
        return;
    }
    if !cx.may_be_hashed(&compare.left) || !cx.items_may_be_hashed(list) {
        return;
    }
    if cx.is_rebound_in(list, growing) || is_reshaped(list, growing, cx) || !cx.may_change_in(&compare.left, growing) {
        return;
    }
    let confidence = cx.confidence_in_search(compare, list, growing).min(confidence_of(inferred.certainty));
    let name = cx.source(list).to_owned();
    let turn = cx.turn_of(growing);
    let rewrite = cx.as_set(list);
    let report = Report {
        at: compare.range(),
        label: format!("`{name}` is a list: each test walks it"),
        message: format!("`in` searches the list `{name}` from the front on every turn"),
        note: format!("O(n·m): the turns of the loop times the items of `{name}`"),
        help: format!(
            "build a set of `{name}` once, before the loop, and test that; keep it beside the list where the list grows"
        ),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    };
    cx.report_with_fix(report, rewrite);
}

fn is_reshaped(list: &Expr, growing: LoopId, cx: &Cx) -> bool {
    cx.is_reshaped_within(list, cx.facts.loop_extent(growing))
}
