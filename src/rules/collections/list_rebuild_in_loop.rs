//! `items = items + [item]` or `items = [*items, item]` in a loop that only builds the list.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr, Operator};

pub static RULE: Rule = rule!("collections/list-rebuild-in-loop", Hook::Assign(check));

fn check<'a>(assignment: &'a ast::StmtAssign, cx: &mut Cx<'a>) {
    let [target @ (Expr::Name(_) | Expr::Attribute(_))] = &*assignment.targets else { return };
    let Some(old) = extended_by(&assignment.value, target, cx) else { return };
    let Some(growing) = cx.growing_loop(assignment) else { return };
    let inferred = cx.kind(old);
    if !inferred.kind.is_list() || !cx.facts.accumulates(target, growing) {
        return;
    }
    let extent = cx.facts.loop_extent(growing);
    // Who keeps the list of an earlier turn must not see it grow.
    if cx.is_seen_within(old, extent) || cx.facts.leaves_after(id_of(assignment), growing) {
        return;
    }
    let confidence = cx.confidence_in_growth(assignment, growing).min(confidence_of(inferred.certainty));
    let name = cx.source(old).to_owned();
    let turn = cx.turn_of(growing);
    let rewrite = cx.as_append(assignment).or_else(|| cx.as_append_and_reverse(assignment));
    let report = Report {
        at: assignment.range(),
        label: format!("copies all of `{name}`"),
        message: format!("`{name}` is built anew, with all its items, on every turn"),
        note: format!("O(n²): the turns of the loop times the items of `{name}`"),
        help: match is_in_front(old, &assignment.value) {
            true => format!("`{name}.append(…)` or `{name}.extend(…)` leaves the other items where they are"),
            false => {
                format!("append to `{name}` and reverse it once after the loop, or call `appendleft` of a `deque`")
            }
        },
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    };
    cx.report_with_fix(report, rewrite);
}

/// The old list in `old + …`, `… + old` or `[*old, …]`.
fn extended_by<'a>(value: &'a Expr, target: &Expr, cx: &Cx<'a>) -> Option<&'a Expr> {
    let is_old = |it: &&Expr| cx.source(*it) == cx.source(target);
    match value {
        Expr::BinOp(it) if it.op == Operator::Add => {
            let inner = |side: &'a Expr| {
                if side.is_bin_op_expr() { extended_by(side, target, cx) } else { Some(side).filter(is_old) }
            };
            inner(&it.left).or_else(|| inner(&it.right))
        }
        Expr::List(it) => it.elts.iter().filter_map(|item| item.as_starred_expr()).map(|it| &*it.value).find(is_old),
        _ => None,
    }
}

fn is_in_front(old: &Expr, value: &Expr) -> bool {
    let first = match value {
        Expr::BinOp(it) => &*it.left,
        Expr::List(it) => &it.elts[0],
        _ => value,
    };
    first.range().contains_range(old.range())
}
