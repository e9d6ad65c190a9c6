//! `rest = rest[1:]` in a loop: what is left is copied on each turn.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::sizes::integer;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("collections/slice-consume-in-loop", Hook::Assign(check));

fn check(assignment: &ast::StmtAssign, cx: &mut Cx) {
    let [target] = &*assignment.targets else { return };
    match (target, &*assignment.value) {
        // `first, rest = rest[0], rest[1:]`
        (Expr::Tuple(targets), Expr::Tuple(values)) if targets.len() == values.len() => {
            for (target, value) in targets.iter().zip(values) {
                check_pair(target, value, cx);
            }
        }
        (target, value) => check_pair(target, value, cx),
    }
}

fn check_pair(target: &Expr, value: &Expr, cx: &mut Cx) {
    let Expr::Subscript(rest) = value else { return };
    if !drops_the_front(rest) || cx.source(target) != cx.source(&*rest.value) {
        return;
    }
    let whole = &*rest.value;
    let Some(growing) = cx.loop_carrying(whole, rest) else { return };
    let inferred = cx.kind(whole);
    let Some((many, instead)) = instead_of(&inferred.kind) else { return };
    if cx.is_small(whole) || cx.is_parts_of_a_line(whole) || cx.is_trimmed_by(whole, growing) {
        return;
    }
    // Copying text is fast: it shows only where there is much of it.
    let is_short_text = !inferred.kind.is_list() && !cx.is_filled_with_data(whole, rest);
    let ceiling = if is_short_text { Confidence::Medium } else { confidence_of(inferred.certainty) };
    let confidence = cx.confidence_in_long_list(whole, rest, growing).min(ceiling);
    let name = cx.source(whole).to_owned();
    let turn = cx.turn_of(growing);
    cx.report(Report {
        at: rest.range(),
        label: format!("copies all that is left of `{name}`"),
        message: format!("dropping the front of `{name}` by a slice copies all the rest, on every turn"),
        note: format!("O(n²): the turns of the loop times the {many} that are left"),
        help: instead.to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    });
}

/// Who takes this many at a time turns seldom.
const LARGE_STEP: i64 = 64;

/// `rest[1:]`, `rest[size:]`; `rest[-5:]` keeps a few.
fn drops_the_front(subscript: &ast::ExprSubscript) -> bool {
    let Expr::Slice(slice) = &*subscript.slice else { return false };
    let from = slice.lower.as_deref();
    let is_step = |from: &Expr| match integer(from) {
        Some(step) => (1..LARGE_STEP).contains(&step),
        None => !is_negative(from),
    };
    from.is_some_and(is_step) && slice.upper.is_none() && slice.step.is_none()
}

fn is_negative(place: &Expr) -> bool {
    matches!(place, Expr::UnaryOp(it) if it.op == ast::UnaryOp::USub)
}

fn instead_of(kind: &Kind) -> Option<(&'static str, &'static str)> {
    let is = |test: fn(&Kind) -> bool| kind.all(test);
    if is(|it| matches!(it, Kind::List(_) | Kind::TupleOf(_))) {
        return Some((
            "items",
            "keep the place of the next item in a number, go through an iterator, or use a `collections.deque`",
        ));
    }
    if is(|it| matches!(it, Kind::Str)) {
        return Some((
            "characters",
            "keep the place in a number: `find`, `startswith` and compiled patterns take a start",
        ));
    }
    if is(|it| matches!(it, Kind::Bytes | Kind::Bytearray)) {
        return Some((
            "bytes",
            "keep the place in a number, slice a `memoryview`, or delete the front of a `bytearray`",
        ));
    }
    None
}
