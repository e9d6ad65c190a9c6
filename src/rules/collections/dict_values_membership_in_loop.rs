//! `item in mapping.values()` in a loop that leaves the dict alone: its values have no index, only its keys do.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::loops::LoopId;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, CmpOp, Expr};

pub static RULE: Rule = rule!("collections/dict-values-membership-in-loop", Hook::Compare(check));

fn check<'a>(compare: &'a ast::ExprCompare, cx: &mut Cx<'a>) {
    let ([CmpOp::In | CmpOp::NotIn], [values]) = (&*compare.ops, &*compare.comparators) else { return };
    if !may_be_values(values) {
        return;
    }
    let Some(growing) = cx.growing_loop(compare) else { return };
    let inferred = cx.kind(values);
    if !inferred.kind.all(|kind| matches!(kind, Kind::Values(_))) || cx.is_small(values) {
        return;
    }
    if !cx.may_be_hashed(&compare.left) || !cx.items_may_be_hashed(values) {
        return;
    }
    if !cx.gives_the_same(values, growing) || !cx.may_change_in(&compare.left, growing) {
        return;
    }
    let confidence = confidence(compare, values, growing, cx).min(confidence_of(inferred.certainty));
    let (name, turn) = (cx.source(values).to_owned(), cx.turn_of(growing));
    cx.report(Report {
        at: compare.range(),
        label: "compares with one value after the other".to_owned(),
        message: format!("`in` searches `{name}` from the front on every turn"),
        note: format!("O(n·m): the turns of the loop times the values of `{name}`"),
        help: format!("build `set({name})` once, before the loop, and test that"),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    });
}

/// `prices.values()`, or a name for it.
fn may_be_values(values: &Expr) -> bool {
    match values {
        Expr::Name(_) => true,
        Expr::Call(call) => {
            let is_values = |method: &ast::ExprAttribute| method.attr.as_str() == "values";
            call.arguments.is_empty() && call.func.as_attribute_expr().is_some_and(is_values)
        }
        _ => false,
    }
}

/// A table that is written out is not made of data, and a loop that asks until the answer is no has few turns.
fn confidence(compare: &ast::ExprCompare, values: &Expr, growing: LoopId, cx: &Cx) -> Confidence {
    if cx.is_written_out(values) || cx.is_in_test_of(compare, growing) {
        Confidence::Low
    } else {
        cx.confidence_in_search(compare, values, growing)
    }
}
