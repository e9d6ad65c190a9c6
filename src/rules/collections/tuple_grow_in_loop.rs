//! `rows += (row,)` or `rows = rows + (row,)` in a loop over which a tuple grows, and in which nobody else gets it.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::uses::Use;
use crate::hooks::Hook;
use crate::model::{Inferred, Kind};
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, CmpOp, Expr, Operator};
use crate::syntax::{AnyNodeRef, Ranged, TextRange};

pub static RULE: Rule =
    rule!("collections/tuple-grow-in-loop", Hook::AugAssign(check_augmented), Hook::Assign(check_assigned));

fn check_augmented<'a>(assignment: &'a ast::StmtAugAssign, cx: &mut Cx<'a>) {
    let target = &*assignment.target;
    if assignment.op != Operator::Add || is_no_tuple(&assignment.value) || cx.growing_loop(assignment).is_none() {
        return;
    }
    let before = match target {
        Expr::Name(name) => cx.facts.kind_before(id_of(name), name.id.as_str()),
        Expr::Attribute(_) => cx.kind_of_place(target),
        _ => return,
    };
    check(target, id_of(target), &before, assignment.range(), cx);
}

fn check_assigned<'a>(assignment: &'a ast::StmtAssign, cx: &mut Cx<'a>) {
    let [target @ (Expr::Name(_) | Expr::Attribute(_))] = &*assignment.targets else { return };
    if matches!(&*assignment.value, Expr::BinOp(sum) if is_no_tuple(&sum.left) || is_no_tuple(&sum.right)) {
        return;
    }
    let Some(old) = extended(target, &assignment.value, cx) else { return };
    if cx.growing_loop(assignment).is_some() {
        check(old, id_of(target), &cx.kind(&assignment.value), assignment.range(), cx);
    }
}

/// A cheap look before kinds are asked for: most of what is added is a number or a text.
fn is_no_tuple(added: &Expr) -> bool {
    added.is_literal_expr() || matches!(added, Expr::FString(_) | Expr::List(_) | Expr::ListComp(_) | Expr::Compare(_))
}

/// The old value in `rows + (row,)` or `(*rows, row)`.
fn extended<'a>(target: &Expr, value: &'a Expr, cx: &Cx<'a>) -> Option<&'a Expr> {
    let is_old = |it: &&'a Expr| cx.source(*it) == cx.source(target);
    match value {
        Expr::BinOp(it) if it.op == Operator::Add => [&*it.left, &*it.right].into_iter().find(is_old),
        Expr::Tuple(it) => it.elts.iter().filter_map(|item| item.as_starred_expr()).map(|it| &*it.value).find(is_old),
        _ => None,
    }
}

fn check<'a>(old: &'a Expr, assigned: NodeId, inferred: &Inferred, at: TextRange, cx: &mut Cx<'a>) {
    if !inferred.kind.all(|kind| matches!(kind, Kind::Tuple(_) | Kind::TupleOf(_))) {
        return;
    }
    let Some(growing) = cx.growing_loop(old) else { return };
    let extent = cx.facts.loop_extent(growing);
    let own = [id_of(old), assigned];
    if !cx.facts.accumulates(old, growing) || cx.is_seen_besides(old, extent, &own) || is_key(old, extent, cx) {
        return;
    }
    let in_size = if cx.takes_in_data(growing) { Confidence::High } else { Confidence::Medium };
    let (name, turn) = (cx.source(old).to_owned(), cx.turn_of(growing));
    let rewrite = cx.as_list_first(old);
    let report = Report {
        at,
        label: format!("copies all of `{name}`"),
        message: format!("a new tuple is made on every turn to add to `{name}`"),
        note: format!("O(n²): each turn copies all that `{name}` holds so far"),
        help: "append to a list, and make a tuple of it once, after the loop".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence: in_size.min(confidence_of(inferred.certainty)),
    };
    cx.report_with_fix(report, rewrite);
}

/// Whether the loop looks the tuple up somewhere, which a list could not be.
fn is_key(place: &Expr, extent: NodeId, cx: &Cx) -> bool {
    cx.same_place_within(place, extent).into_iter().any(|at| {
        let parent = cx.facts.nodes.get(cx.facts.nodes.get(at).parent).node;
        let looks = matches!(cx.facts.use_at(at), Use::Looks);
        looks
            && match parent {
                AnyNodeRef::ExprCompare(it) => {
                    let is_left = id_of(&*it.left) == at;
                    is_left && it.ops.iter().any(|op| matches!(op, CmpOp::In | CmpOp::NotIn))
                }
                AnyNodeRef::ExprSubscript(_) => true,
                _ => false,
            }
    })
}
