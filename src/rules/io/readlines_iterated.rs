//! `for line in file.readlines()`, and nothing else that reads the lines.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::uses::Use;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged, TextRange};

pub static RULE: Rule = rule!("io/readlines-iterated", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Expr::Attribute(method) = &*call.func else { return };
    if method.attr.as_str() != "readlines" || !call.arguments.is_empty() {
        return;
    }
    let file = &*method.value;
    let Some(consumer) = cx.loop_over_lines(call, file) else { return };
    let name = cx.source(file).to_owned();
    let rewrite = line_by_line(call, file, consumer, cx);
    let report = Report {
        at: call.range(),
        label: "holds every line, though one at a time is used".to_owned(),
        message: "`readlines()` reads the whole file before the loop sees its first line".to_owned(),
        note: "memory O(n) instead of O(1), and slower on large files".to_owned(),
        help: format!("loop over `{name}` itself: a file is an iterator over its lines"),
        related: vec![(cx.header_of(consumer), "the only use".to_owned())],
        impact: Impact::Medium,
        confidence: cx.confidence_in_lines(call, file),
    };
    cx.report_with_fix(report, rewrite);
}

/// The file in the place of its lines, where they have no name. A line that cannot be decoded then raises when the loop
/// comes to it, no longer before: nobody can tell where a comprehension does nothing but compute what cannot fail.
fn line_by_line(call: &ast::ExprCall, file: &Expr, consumer: NodeId, cx: &Cx) -> Option<Rewrite> {
    if !matches!(cx.facts.use_at(id_of(call)), Use::Iterates(_)) {
        return None;
    }
    let is_sure = cx.is_exactly(file, |kind| *kind == Kind::File)
        && match cx.facts.nodes.get(consumer).node {
            AnyNodeRef::Comprehension(clause) => cx.cannot_fail_for_any(clause),
            _ => false,
        };
    Some(Rewrite {
        safety: if is_sure { Safety::Safe } else { Safety::Unsafe },
        message: "read line by line; a line that cannot be decoded raises during the loop, no longer before".to_owned(),
        edits: vec![Replacement::delete(TextRange::new(file.end(), call.end()))],
        relies_on: Some(call.range().cover(cx.loop_of(consumer))),
    })
}
