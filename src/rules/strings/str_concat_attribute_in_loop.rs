//! `self.text += piece` in a loop, for an attribute or item that is known to be a str and is not started anew there.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr, Operator};

pub static RULE: Rule = rule!("strings/str-concat-attribute-in-loop", Hook::AugAssign(check));

fn check<'a>(assignment: &'a ast::StmtAugAssign, cx: &mut Cx<'a>) {
    if assignment.op != Operator::Add {
        return;
    }
    let holder = match &*assignment.target {
        Expr::Attribute(it) => &it.value,
        Expr::Subscript(it) => &it.value,
        _ => return,
    };
    let Some(growing) = cx.growing_loop(assignment) else { return };
    let target = &*assignment.target;
    let inferred = cx.kind_of_place(target);
    if !inferred.kind.is_str() || cx.is_rebound_in(holder, growing) {
        return;
    }
    let extent = cx.facts.loop_extent(growing);
    if cx.starts_anew_within(target, extent) || cx.is_seen_within(target, extent) {
        return;
    }
    let Some(by_key) = confidence_in_key(target, growing, cx) else { return };
    let (name, turn) = (cx.source(target).to_owned(), cx.turn_of(growing));
    cx.report(Report {
        at: assignment.range(),
        label: format!("copies all of `{name}`"),
        message: format!("`{name} +=` copies the whole text on every turn"),
        note: format!("O(n²): `{name}` is not a plain local name, so no version of CPython extends it in place"),
        help: "append the pieces to a list and join it once after the loop".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence: by_key.min(confidence_of(inferred.certainty)).min(cx.confidence_in_length(target, growing)),
    });
}

/// An item whose key changes from turn to turn grows only where keys come back: in a `defaultdict(str)`, perhaps.
fn confidence_in_key(target: &Expr, growing: LoopId, cx: &Cx) -> Option<Confidence> {
    let Expr::Subscript(it) = target else { return Some(Confidence::High) };
    if !cx.is_rebound_in(&it.slice, growing) {
        return Some(Confidence::High);
    }
    let is_grouping = cx.kind(&it.value).kind.all(|kind| matches!(kind, Kind::Defaultdict(..)));
    let own_keys = cx.facts.loop_iterable(growing).is_some_and(|items| {
        let name = cx.source(&*it.value);
        cx.facts.nodes.within(id_of(items)).any(|(_, node)| cx.source(node.node) == name)
    });
    (is_grouping && !own_keys).then_some(Confidence::Medium)
}
