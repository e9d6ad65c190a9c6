//! `data += chunk` in a loop, for bytes in any place: they are never extended where they lie.

use crate::cx::{Cx, OldText, Report, confidence_of};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr, Operator};
use crate::syntax::{Ranged, TextRange};

pub static RULE: Rule =
    rule!("strings/bytes-concat-in-loop", Hook::AugAssign(check_augmented), Hook::Assign(check_assigned));

fn check_augmented<'a>(assignment: &'a ast::StmtAugAssign, cx: &mut Cx<'a>) {
    if assignment.op == Operator::Add {
        check(&assignment.target, &assignment.target, assignment.range(), cx);
    }
}

fn check_assigned<'a>(assignment: &'a ast::StmtAssign, cx: &mut Cx<'a>) {
    let [target] = &*assignment.targets else { return };
    if let Some((OldText::FirstOfTwo | OldText::First, old)) = cx.old_text(&assignment.value, target) {
        check(target, old, assignment.range(), cx);
    }
}

/// `old` is the place where it gives what it held: the target of `+=`, the operand of `+`.
fn check<'a>(target: &'a Expr, old: &'a Expr, at: TextRange, cx: &mut Cx<'a>) {
    if !matches!(target, Expr::Name(_) | Expr::Attribute(_)) {
        return;
    }
    let Some(growing) = cx.lengthening_loop(target) else { return };
    let inferred = cx.kind_before_loop(old, growing);
    if !inferred.kind.all(|kind| *kind == Kind::Bytes) {
        return;
    }
    let (name, turn) = (cx.source(target).to_owned(), cx.turn_of(growing));
    let confidence = cx.confidence_in_length(target, growing).min(confidence_of(inferred.certainty));
    cx.report(Report {
        at,
        label: format!("copies all of `{name}`"),
        message: format!("adding to the bytes `{name}` copies all of them on every turn"),
        note: format!("O(n²): bytes are never extended in place, so each turn copies all that `{name}` holds"),
        help: "use a bytearray, or append the chunks to a list and join it once after the loop".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    });
}
