//! `while place < len(names): … names[place] …; place += 1`: counting that a `for` does by itself.

use crate::cx::{Cx, Report, has_positions};
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::sizes::integer;
use crate::facts::sources::Origin;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, CmpOp, Expr, Operator, Stmt};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("loops/while-index", Hook::While(check));

fn check<'a>(turns: &'a ast::StmtWhile, cx: &mut Cx<'a>) {
    let Expr::Compare(test) = &*turns.test else { return };
    let (Expr::Name(place), [CmpOp::Lt], [length]) = (&*test.left, &*test.ops, &*test.comparators) else { return };
    let Some(Stmt::AugAssign(step)) = turns.body.last() else { return };
    if !counts(step, place.id.as_str()) {
        return;
    }
    let (Some(sequence), Some(id)) = (cx.length_of(length), cx.facts.nodes.get(id_of(step)).in_loop) else { return };
    if !cx.kind(sequence).kind.all(has_positions) || cx.is_small(sequence) || cx.facts.turns_at_most_once(id) {
        return;
    }
    let is_counting = |at: NodeId| cx.facts.nodes.contains(id_of(test), at) || cx.facts.nodes.contains(id_of(step), at);
    if !cx.is_the_same_on_every_turn(sequence, id)
        || !cx.only_reads_items_at(place.id.as_str(), sequence, id_of(turns), is_counting)
        || !starts_at_the_front(place, id_of(turns), cx)
        || skips_the_step(turns, id, cx)
    {
        return;
    }
    let (of, place) = (cx.source(sequence).to_owned(), place.id.to_string());
    cx.report(Report {
        at: test.range(),
        label: format!("asks for the length of `{of}` on every turn"),
        message: format!("`{place}` is counted by hand for nothing but `{of}[{place}]`"),
        note: "a length, a comparison, an addition and a look-up on every turn".to_owned(),
        help: format!("go through the items themselves: `for item in {of}`"),
        related: vec![(step.range(), "counts".to_owned())],
        impact: Impact::Medium,
        confidence: Confidence::Medium,
    });
}

/// `place += 1`
fn counts(step: &ast::StmtAugAssign, place: &str) -> bool {
    let is_place = matches!(&*step.target, Expr::Name(target) if target.id.as_str() == place);
    is_place && step.op == Operator::Add && integer(&step.value) == Some(1)
}

/// Whether a number is 0 before the loop, and nobody reads it after.
fn starts_at_the_front(place: &ast::ExprName, turns: NodeId, cx: &Cx) -> bool {
    let bindings = cx.bindings(place);
    let mut before = bindings.iter().filter(|it| !cx.facts.nodes.contains(turns, cx.facts.scopes.binding(**it).node));
    let is_zero = |origin: Origin| matches!(origin, Origin::Value(start) if integer(start) == Some(0));
    let scope = cx.facts.nodes.get(id_of(place)).scope;
    let owner = cx.facts.scopes.owner(scope, place.id.as_str());
    before.next().is_some_and(|it| is_zero(cx.facts.source_of(*it).origin))
        && before.next().is_none()
        && owner.is_some_and(|owner| !cx.facts.is_used_after(owner, place.id.as_str(), turns))
}

/// Whether a turn may go on without counting: the item is then looked at again.
fn skips_the_step(turns: &ast::StmtWhile, id: LoopId, cx: &Cx) -> bool {
    let mut within = cx.facts.nodes.within(id_of(turns));
    within.any(|(_, it)| matches!(it.node, AnyNodeRef::StmtContinue(_)) && it.in_loop == Some(id))
}
