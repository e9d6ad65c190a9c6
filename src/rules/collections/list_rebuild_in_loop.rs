//! `items = items + [item]` or `items = [*items, item]` in a loop that only builds the list.

use crate::cx::{Cx, Replacement, Report, Rewrite, confidence_of};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr, Operator};
use crate::syntax::{Ranged, TextRange};

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
    let rewrite = added_in_place(assignment, cx).or_else(|| reversed_once(assignment, cx));
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

/// `append` or `extend`, where nobody else holds the list while it is built.
fn added_in_place(assignment: &ast::StmtAssign, cx: &Cx) -> Option<Rewrite> {
    let own = cx.own_name(&assignment.targets[0])?;
    if !cx.is_held_by_name_alone(&own, id_of(assignment)) {
        return None;
    }
    let is_list = |kind: &Kind| matches!(kind, Kind::List(_));
    let is_old = |it: &Expr| matches!(it, Expr::Name(name) if name.id.as_str() == own.name);
    let (text, is_sure) = match &*assignment.value {
        Expr::BinOp(it) if is_old(&it.left) => match &*it.right {
            Expr::List(more) => (adding(&more.elts, cx.source(more), cx)?, true),
            more if cx.kind(more).kind.is_list() => {
                (format!("extend({})", cx.source(more)), cx.is_exactly(more, is_list))
            }
            _ => return None,
        },
        Expr::List(it) => match &*it.elts {
            [Expr::Starred(old), more @ ..] if is_old(&old.value) => {
                let all = TextRange::new(more.first()?.start(), more.last()?.end());
                (adding(more, &format!("[{}]", cx.source(all)), cx)?, true)
            }
            _ => return None,
        },
        _ => return None,
    };
    Some(Rewrite {
        safety: if is_sure { Safety::Safe } else { Safety::Unsafe },
        message: "add to the list that is there".to_owned(),
        edits: vec![Replacement::replace(assignment.range(), format!("{}.{text}", own.name))],
        relies_on: cx.function(assignment).map(Ranged::range),
    })
}

fn adding(items: &[Expr], all: &str, cx: &Cx) -> Option<String> {
    match items {
        [] => None,
        [only] if !only.is_starred_expr() => Some(format!("append({})", cx.source(only))),
        _ => Some(format!("extend({all})")),
    }
}

/// `items = [item] + items`: an `append`, and one `reverse()` after the loop.
fn reversed_once(assignment: &ast::StmtAssign, cx: &Cx) -> Option<Rewrite> {
    let item_of = |statement| cx.item_in_front(statement);
    let building = cx.building(&assignment.targets[0], |statement| item_of(statement).is_some(), |_| false)?;
    if !cx.is_empty_list(building.start) || building.is_read_after_error {
        return None;
    }
    let mut edits = vec![cx.after(&building, &format!("{}.reverse()", building.own.name))?];
    for statement in &building.additions {
        let text = format!("{}.append({})", building.own.name, cx.source(item_of(*statement)?));
        edits.push(Replacement::replace(cx.facts.nodes.get(*statement).node.range(), text));
    }
    Some(Rewrite {
        safety: Safety::Safe,
        message: "append, and reverse once after the loop".to_owned(),
        edits,
        relies_on: cx.function(assignment).map(Ranged::range),
    })
}
