//! `text = piece + text` in a loop: the old text moves on every turn.

use crate::cx::{Cx, OldText, Report, confidence_of};
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("strings/str-prepend-in-loop", Hook::Assign(check));

fn check<'a>(assignment: &'a ast::StmtAssign, cx: &mut Cx<'a>) {
    let [target @ (Expr::Name(_) | Expr::Attribute(_))] = &*assignment.targets else { return };
    let Some((OldText::Last, old)) = cx.old_text(&assignment.value, target) else { return };
    let Some(growing) = cx.growing_loop(target) else { return };
    let inferred = cx.kind_before_loop(old, growing);
    let is_prepended = |place: OldText| place == OldText::Last;
    if !inferred.kind.is_str()
        || !cx.gets_longer_in(target, growing)
        || !cx.is_first_to_lengthen(target, growing, is_prepended)
    {
        return;
    }
    let (name, turn) = (cx.source(target).to_owned(), cx.turn_of(growing));
    let confidence = cx.confidence_in_length(target, growing).min(confidence_of(inferred.certainty));
    let rewrite = cx.as_join(target);
    let report = Report {
        at: assignment.range(),
        label: format!("moves all of `{name}`"),
        message: format!("putting a piece before `{name}` copies the whole text on every turn"),
        note: format!("O(n²): each turn copies what all turns before have put into `{name}`"),
        help: "append the pieces to a list, reverse it after the loop and join it once".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    };
    cx.report_with_fix(report, rewrite);
}
