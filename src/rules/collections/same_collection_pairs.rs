//! Every item of a collection compared with every later one, where only equal ones matter: by positions, by a slice, or
//! with `itertools.combinations`.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::loops::LoopId;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, CmpOp, Expr};

pub static RULE: Rule = rule!("collections/same-collection-pairs", Hook::Compare(check));

fn check(compare: &ast::ExprCompare, cx: &mut Cx) {
    let ([op @ (CmpOp::Eq | CmpOp::NotEq)], [right]) = (&*compare.ops, &*compare.comparators) else { return };
    let loops = cx.facts.growing_loops(compare);
    let Some(inner) = loops.first().copied().filter(|inner| cx.decides_the_turn(compare, *op, *inner)) else { return };
    let Some((items, one, other)) = pair(inner, loops.get(1).copied(), cx) else { return };
    if !is_alike(&compare.left, right, &one, &other, cx) || cx.is_small(items) || cx.is_written_out(items) {
        return;
    }
    let may_be_key = |side: &Expr| !cx.kind(side).kind.all(|it| *it == Kind::Float) && cx.may_be_hashed(side);
    if ![&compare.left, right].into_iter().all(|side| may_be_key(side) && cx.facts.is_pure(side)) {
        return;
    }
    let name = cx.source(items).to_owned();
    let outer = loops.get(1).copied().unwrap_or(inner);
    let in_size = if cx.is_data(items) { Confidence::High } else { cx.confidence_in_growth(compare, outer) };
    cx.report(Report {
        at: compare.range(),
        label: "compares every pair to find the equal ones".to_owned(),
        message: format!("each item of `{name}` is compared with every later one"),
        note: format!("O(n²): every pair of the items of `{name}`"),
        help: format!("go through `{name}` once, with a dict from what is compared to the items that have it"),
        related: vec![(cx.header(inner), "runs once per pair".to_owned())],
        impact: Impact::High,
        confidence: in_size.min(confidence_of(cx.kind(items).certainty)),
    });
}

/// A collection of whose items a loop goes through all pairs, and how one and the other item are written.
fn pair<'a>(inner: LoopId, outer: Option<LoopId>, cx: &Cx<'a>) -> Option<(&'a Expr, String, String)> {
    let (iterable, target) = (cx.facts.loop_iterable(inner)?, cx.facts.loop_target(inner)?);
    match (iterable, target) {
        (Expr::Call(call), Expr::Tuple(names)) => {
            let ([one, other], [items, size]) = (&*names.elts, &*call.arguments.args) else { return None };
            let is_pairs = crate::facts::sizes::integer(size) == Some(2)
                && cx.qualified(&call.func).as_deref() == Some("itertools.combinations");
            is_pairs.then(|| (items, cx.source(one).to_owned(), cx.source(other).to_owned()))
        }
        (Expr::Call(call), Expr::Name(second)) => {
            let ([start, end], Expr::Name(first)) = (&*call.arguments.args, cx.facts.loop_target(outer?)?) else {
                return None;
            };
            let items = measured(end, cx).filter(|_| cx.facts.is_builtin(&call.func, "range"))?;
            let of = cx.source(items);
            let at = |position: &ast::ExprName| format!("{of}[{}]", position.id);
            is_next(start, first.id.as_str(), cx).then(|| (items, at(first), at(second)))
        }
        (Expr::Subscript(rest), Expr::Name(other)) => {
            let (Expr::Slice(slice), Expr::Tuple(names)) = (&*rest.slice, cx.facts.loop_target(outer?)?) else {
                return None;
            };
            let ([position, one], None) = (&*names.elts, &slice.upper) else { return None };
            let goes_on = is_next(slice.lower.as_deref()?, cx.source(position), cx);
            let numbered = numbered(cx.facts.loop_iterable(outer?)?, cx)?;
            let is_same = goes_on && cx.source(numbered) == cx.source(&*rest.value);
            is_same.then(|| (&*rest.value, cx.source(one).to_owned(), other.id.to_string()))
        }
        _ => None,
    }
}

/// `position + 1`
fn is_next(start: &Expr, position: &str, cx: &Cx) -> bool {
    cx.source(start).replace(' ', "") == format!("{position}+1")
}

/// `items` of `len(items)`.
fn measured<'a>(end: &'a Expr, cx: &Cx<'a>) -> Option<&'a Expr> {
    cx.copied(end, &["len"])
}

/// `items` of `enumerate(items)`.
fn numbered<'a>(items: &'a Expr, cx: &Cx<'a>) -> Option<&'a Expr> {
    cx.copied(items, &["enumerate"])
}

/// Whether two sides read the same of one item and of the other: `one.key == other.key`.
fn is_alike(left: &Expr, right: &Expr, one: &str, other: &str, cx: &Cx) -> bool {
    let (left, right) = (cx.source(left), cx.source(right));
    let rest = |side: &'_ str, of: &str| side.strip_prefix(of).map(str::to_owned);
    let same = |one: &str, other: &str| rest(left, one).is_some() && rest(left, one) == rest(right, other);
    let is_path = |rest: Option<String>| rest.is_none_or(|it| it.is_empty() || it.starts_with(['.', '[']));
    (same(one, other) && is_path(rest(left, one))) || (same(other, one) && is_path(rest(left, other)))
}
