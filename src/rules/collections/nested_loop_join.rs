//! Two loops, the inner one over a collection that the outer does not change, and a body that acts only where an
//! expression of one item equals an expression of the other.

use crate::cx::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, CmpOp, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("collections/nested-loop-join", Hook::Compare(check));

fn check(compare: &ast::ExprCompare, cx: &mut Cx) {
    let ([op @ (CmpOp::Eq | CmpOp::NotEq)], [right]) = (&*compare.ops, &*compare.comparators) else { return };
    let loops = cx.facts.growing_loops(compare);
    let [inner, outer, ..] = loops.as_slice() else { return };
    let (inner, outer) = (*inner, *outer);
    if cx.facts.loops.get(inner).parent != Some(outer) || !cx.decides_the_turn(compare, *op, inner) {
        return;
    }
    let (Some(inner_items), Some(outer_items)) = (cx.facts.loop_iterable(inner), cx.facts.loop_iterable(outer)) else {
        return;
    };
    if !joins(&compare.left, right, inner, outer, cx) || is_second_of_a_pair(compare, inner, outer, cx) {
        return;
    }
    let is_positions = |items: &Expr| cx.kind(items).kind.all(|it| matches!(it, Kind::Range | Kind::Str));
    if !cx.is_the_same_on_every_turn(inner_items, outer) || [inner_items, outer_items].into_iter().any(is_positions) {
        return;
    }
    let (of_inner, of_outer) = (cx.source(inner_items).to_owned(), cx.source(outer_items).to_owned());
    let confidence = confidence(compare, inner_items, outer_items, outer, cx);
    cx.report(Report {
        at: compare.range(),
        label: "compares every pair to find the equal ones".to_owned(),
        message: format!("two nested loops join `{of_outer}` and `{of_inner}` by comparing every pair"),
        note: format!("O(n·m): the items of `{of_outer}` times the items of `{of_inner}`"),
        help: format!("build a dict of `{of_inner}` by the compared key once, before the loops, and look each key up"),
        related: vec![
            (cx.header(outer), "runs once per item".to_owned()),
            (cx.header(inner), "and through all of these for each".to_owned()),
        ],
        impact: Impact::High,
        confidence,
    });
}

fn joins(left: &Expr, right: &Expr, inner: LoopId, outer: LoopId, cx: &Cx) -> bool {
    relates(left, right, inner, outer, cx) || relates(right, left, inner, outer, cx)
}

/// `a.x == b.x and a.y == b.y` is one join.
fn is_second_of_a_pair(compare: &ast::ExprCompare, inner: LoopId, outer: LoopId, cx: &Cx) -> bool {
    let AnyNodeRef::ExprBoolOp(all) = cx.parent(compare) else { return false };
    let earlier = all.values.iter().take_while(|value| id_of(*value) != id_of(compare));
    earlier.filter_map(|value| value.as_compare_expr()).any(|it| match (&*it.ops, &*it.comparators) {
        ([CmpOp::Eq], [right]) => joins(&it.left, right, inner, outer, cx),
        _ => false,
    })
}

/// Whether one side depends on the inner item and not the outer one, and the other side the other way round.
fn relates(of_inner: &Expr, of_outer: &Expr, inner: LoopId, outer: LoopId, cx: &Cx) -> bool {
    let depends = |side: &Expr, id: LoopId| cx.reads_target(side, id);
    depends(of_inner, inner)
        && !depends(of_inner, outer)
        && depends(of_outer, outer)
        && !depends(of_outer, inner)
        && [of_inner, of_outer]
            .iter()
            .all(|side| cx.facts.is_pure(side) && !cx.kind(side).kind.all(|it| *it == Kind::Float))
}

/// A join of two collections that come from data has two sizes that grow. That one is written out, belongs to a
/// migration or may be changed by a call that is not known speaks against it.
fn confidence(compare: &ast::ExprCompare, inner: &Expr, outer_items: &Expr, outer: LoopId, cx: &Cx) -> Confidence {
    let is_bounded = [inner, outer_items].iter().any(|items| cx.is_constant_name(items)) || cx.runs_once(compare);
    let is_held_by_others = cx.facts.nodes.within(id_of(inner)).any(|(_, it)| it.node.is_expr_attribute());
    if is_bounded || is_held_by_others && cx.facts.may_run_unknown(cx.facts.loop_extent(outer)) {
        Confidence::Low
    } else if cx.is_data(inner) && cx.takes_in_data(outer) {
        Confidence::High
    } else {
        Confidence::Medium
    }
}
