//! `text += piece` in a loop, for a str whose name is shared with an inner function or belongs to the module.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr, Operator};

pub static RULE: Rule = rule!("strings/str-concat-captured-in-loop", Hook::AugAssign(check));

fn check<'a>(assignment: &'a ast::StmtAugAssign, cx: &mut Cx<'a>) {
    let Expr::Name(name) = &*assignment.target else { return };
    if assignment.op != Operator::Add {
        return;
    }
    let Some(growing) = cx.growing_loop(assignment) else { return };
    let Some(why) = cx.why_shared(name) else { return };
    let inferred = cx.facts.kind_before(id_of(name), name.id.as_str());
    let extent = cx.facts.loop_extent(growing);
    let target = &*assignment.target;
    if !inferred.kind.is_str() || cx.starts_anew_within(target, extent) || cx.is_seen_within(target, extent) {
        return;
    }
    let (text, turn) = (name.id.to_string(), cx.turn_of(growing));
    cx.report(Report {
        at: assignment.range(),
        label: format!("copies all of `{text}`: {why}"),
        message: format!("`{text} +=` copies the whole text on every turn"),
        note: "O(n²) since Python 3.11, which extends only plain local names in place".to_owned(),
        help: "append the pieces to a list and join it once, or gather them in a local name first".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence: cx.confidence_in_length(target, growing).min(confidence_of(inferred.certainty)),
    });
}
