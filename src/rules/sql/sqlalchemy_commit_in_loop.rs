//! `commit` on a session or connection that outlives the turn, in a loop over items. A loop that commits batches, or
//! lets go of what it claimed, is left alone; where a turn may fail alone or takes long, its progress may have to
//! survive.

use crate::cx::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::model::Effect;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr, Operator};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("sql/sqlalchemy-commit-in-loop", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Expr::Attribute(method) = &*call.func else { return };
    if method.attr.as_str() != "commit" || !call.arguments.is_empty() {
        return;
    }
    let Some(turning) = cx.loop_over_items(call) else { return };
    let Some(sureness) = cx.is_session(&method.value) else { return };
    if cx.goes_through_batches(turning) || commits_batches(call, turning, cx) {
        return;
    }
    if cx.ends_early(turning) || cx.is_held_back(turning) || cx.runs_once(call) || claims_rows(turning, cx) {
        return;
    }
    let session = cx.source(&*method.value).to_owned();
    let turn = cx.turn_of(turning);
    let confidence = if is_one_job(call, turning, cx) { sureness } else { Confidence::Low };
    cx.report(Report {
        at: call.range(),
        label: "waits until the database has written".to_owned(),
        message: format!("`{session}.commit()` ends a transaction on every turn"),
        note: "one transaction per item, each waiting for the disk; what is loaded expires and is loaded again"
            .to_owned(),
        help: "commit once after the loop, or after every thousand items; keep it here only if what is done must stay \
               done when a later turn fails"
            .to_owned(),
        related: vec![(cx.header(turning), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    });
}

/// A commit after an inner loop, or behind a count: `if number % 1000 == 0`.
fn commits_batches(call: &ast::ExprCall, turning: LoopId, cx: &Cx) -> bool {
    let extent = cx.facts.loop_extent(turning);
    let mut inside = cx.facts.nodes.within(extent).skip(1);
    if inside.any(|(_, it)| matches!(it.node, AnyNodeRef::StmtFor(_) | AnyNodeRef::StmtWhile(_))) {
        return true;
    }
    let mut around = cx.ancestors(call).take_while(|(at, _)| *at != extent);
    around.any(|(_, it)| matches!(it, AnyNodeRef::StmtIf(it) if counts(&it.test, cx)))
}

fn counts(test: &Expr, cx: &Cx) -> bool {
    cx.facts.nodes.within(id_of(test)).any(|(_, it)| match it.node {
        AnyNodeRef::ExprBinOp(it) => it.op == Operator::Mod,
        AnyNodeRef::ExprCompare(it) => it.comparators.iter().any(Expr::is_number_literal_expr),
        AnyNodeRef::ExprCall(it) => cx.facts.is_builtin(&it.func, "len"),
        _ => false,
    })
}

/// Rows that are locked for one turn are let go of by its commit.
fn claims_rows(turning: LoopId, cx: &Cx) -> bool {
    let mut within = cx.facts.nodes.within(cx.facts.loop_extent(turning));
    within.any(|(_, it)| match it.node {
        AnyNodeRef::ExprAttribute(it) => matches!(it.attr.as_str(), "with_for_update" | "skip_locked"),
        _ => false,
    })
}

/// Whether all turns are one piece of work on data: each commits, none fails or waits alone, all through one session.
fn is_one_job(call: &ast::ExprCall, turning: LoopId, cx: &Cx) -> bool {
    let Expr::Attribute(method) = &*call.func else { return false };
    let extent = cx.facts.loop_extent(turning);
    let mut within = cx.facts.nodes.within(extent);
    let waits_for_others = within.any(|(_, it)| match it.node {
        AnyNodeRef::StmtTry(_) => true,
        AnyNodeRef::ExprCall(call) => waits_long(call, cx),
        _ => false,
    });
    let is_passed = cx.is_passed_by_some_turns(call, turning);
    cx.takes_in_data(turning) && !waits_for_others && !is_passed && !cx.depends_on_turn(&*method.value, turning)
}

fn waits_long(call: &ast::ExprCall, cx: &Cx) -> bool {
    let is_long =
        |effect: &Effect| matches!(effect, Effect::Http | Effect::Network | Effect::Subprocess | Effect::File);
    cx.facts.known_callee(call).is_some_and(|known| known.effects.iter().any(is_long))
}
