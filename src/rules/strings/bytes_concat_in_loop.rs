//! `data += chunk` in a loop, for bytes in any place: they are never extended where they lie.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr, Operator};
use crate::syntax::{Ranged, TextRange};

pub static RULE: Rule =
    rule!("strings/bytes-concat-in-loop", Hook::AugAssign(check_augmented), Hook::Assign(check_assigned));

/// An assignment that adds to bytes.
struct Addition<'a> {
    target: &'a Expr,
    /// The place where it gives what it held: the target of `+=`, the operand of `+`.
    old: &'a Expr,
    value: &'a Expr,
    at: TextRange,
}

fn check_augmented<'a>(assignment: &'a ast::StmtAugAssign, cx: &mut Cx<'a>) {
    let (target, value) = (&*assignment.target, &*assignment.value);
    if assignment.op == Operator::Add {
        check(&Addition { target, old: target, value, at: assignment.range() }, cx);
    }
}

fn check_assigned<'a>(assignment: &'a ast::StmtAssign, cx: &mut Cx<'a>) {
    let ([target], value) = (&*assignment.targets, &*assignment.value) else { return };
    if cx.facts.nodes.get(id_of(assignment)).in_loop.is_none() {
        return;
    }
    if let Some((_, old)) = cx.old_text(value, target) {
        check(&Addition { target, old, value, at: assignment.range() }, cx);
    }
}

fn check<'a>(addition: &Addition<'a>, cx: &mut Cx<'a>) {
    let target @ (Expr::Name(_) | Expr::Attribute(_)) = addition.target else { return };
    // Most of what is added are numbers and texts: they need no facts.
    if matches!(addition.value, Expr::NumberLiteral(_) | Expr::StringLiteral(_) | Expr::FString(_) | Expr::List(_)) {
        return;
    }
    let Some(growing) = cx.growing_loop(target) else { return };
    let inferred = cx.kind_before_loop(addition.old, growing);
    if !inferred.kind.all(|kind| *kind == Kind::Bytes) || !cx.gets_longer_in(target, growing) {
        return;
    }
    if !cx.is_first_to_lengthen(target, growing, |_| true) {
        return;
    }
    let takes_in_all = cx.takes_in_chunks(growing) && cx.reads_target(addition.value, growing);
    let in_length = match takes_in_all && cx.grows_freely(target, growing) {
        true => Confidence::High,
        false => cx.confidence_in_length(target, growing),
    };
    let (name, turn) = (cx.source(target).to_owned(), cx.turn_of(growing));
    let rewrite = cx.as_bytearray(target);
    let report = Report {
        at: addition.at,
        label: format!("copies all of `{name}`"),
        message: format!("adding to the bytes `{name}` copies all of them on every turn"),
        note: format!("O(n²): bytes are never extended in place, so each turn copies all that `{name}` holds"),
        help: "use a bytearray, or append the chunks to a list and join it once after the loop".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence: in_length.min(confidence_of(inferred.certainty)),
    };
    cx.report_with_fix(report, rewrite);
}
