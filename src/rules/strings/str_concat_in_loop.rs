//! `text += piece` in a loop, for a str in a plain local: extended in place, and still slower than a join.

use crate::cx::{Cx, OldText, Report, confidence_of};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr, Operator};
use crate::syntax::{Ranged, TextRange};

pub static RULE: Rule =
    rule!("strings/str-concat-in-loop", Hook::AugAssign(check_augmented), Hook::Assign(check_assigned));

fn check_augmented<'a>(assignment: &'a ast::StmtAugAssign, cx: &mut Cx<'a>) {
    if assignment.op == Operator::Add {
        check(&assignment.target, &assignment.target, assignment.range(), cx);
    }
}

fn check_assigned<'a>(assignment: &'a ast::StmtAssign, cx: &mut Cx<'a>) {
    let [target @ Expr::Name(_)] = &*assignment.targets else { return };
    if let Some((OldText::FirstOfTwo, old)) = cx.old_text(&assignment.value, target) {
        check(target, old, assignment.range(), cx);
    }
}

/// `old` is the place where it gives what it held: the target of `+=`, the operand of `+`.
fn check<'a>(target: &'a Expr, old: &'a Expr, at: TextRange, cx: &mut Cx<'a>) {
    let Expr::Name(name) = target else { return };
    let Some(growing) = cx.growing_loop(target) else { return };
    let inferred = cx.kind_before_loop(old, growing);
    if !inferred.kind.is_str() || !cx.is_plain_local(name) {
        return;
    }
    if !cx.gets_longer_in(target, growing)
        || !cx.is_first_to_lengthen(target, growing, |place| place == OldText::FirstOfTwo)
    {
        return;
    }
    // The factor is small: it is worth a word only where there are many pieces.
    let confidence = match cx.confidence_in_length(target, growing) {
        Confidence::High => Confidence::Medium.min(confidence_of(inferred.certainty)),
        _ => Confidence::Low,
    };
    let (text, turn) = (name.id.to_string(), cx.turn_of(growing));
    let rewrite = cx.as_join(target);
    let report = Report {
        at,
        label: format!("`{text}` grows piece by piece"),
        message: format!("`{text} +=` takes longer than a join of the pieces"),
        note: "about twice as long; linear on CPython, which extends a plain local in place, quadratic on PyPy"
            .to_owned(),
        help: "append the pieces to a list and join it once after the loop".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::Medium,
        confidence,
    };
    cx.report_with_fix(report, rewrite);
}
