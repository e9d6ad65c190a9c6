//! `for key, value in list(mapping.items())` in a loop that leaves the dict alone.

use crate::cx::{Cx, Replacement, Report, Rewrite, is_dict_or_view};
use crate::facts::mutation::Mutation;
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged, TextRange};

pub static RULE: Rule = rule!("collections/list-of-keys-loop", Hook::For(check));

fn check<'a>(each: &'a ast::StmtFor, cx: &mut Cx<'a>) {
    let copy @ Expr::Call(_) = &*each.iter else { return };
    let Some(view) = cx.copied(copy, &["list", "tuple"]) else { return };
    let inferred = cx.kind(view);
    if each.is_async || !inferred.kind.all(is_dict_or_view) || cx.is_small(view) || cx.is_written_out(view) {
        return;
    }
    if is_changed(place(view), each, cx) {
        return;
    }
    let of = cx.source(view).to_owned();
    // A list of pairs has to make each pair; of keys or values it is one block more.
    let makes_pairs = inferred.kind.all(|kind| matches!(kind, Kind::Items(..)));
    let report = Report {
        at: copy.range(),
        label: "is made for this loop, which could go through the dict itself".to_owned(),
        message: format!("all of `{of}` is copied to loop over it once"),
        note: "memory O(n) instead of O(1); of pairs, the loop takes up to three times as long".to_owned(),
        help: format!("loop over `{of}`: nothing in the loop changes the dict"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: if makes_pairs { cx.confidence_in_copying(place(view)) } else { Confidence::Low },
    };
    let rewrite = Rewrite {
        safety: if cx.is_exactly(place(view), Kind::is_mapping) { Safety::Safe } else { Safety::Unsafe },
        message: "go through the dict itself".to_owned(),
        edits: vec![
            Replacement::delete(TextRange::new(copy.start(), view.start())),
            Replacement::delete(TextRange::new(view.end(), copy.end())),
        ],
        relies_on: Some(each.range()),
    };
    cx.report_with_fix(report, Some(rewrite));
}

/// `prices` of `prices.items()`
fn place(view: &Expr) -> &Expr {
    match view.as_call_expr().and_then(|call| call.func.as_attribute_expr()) {
        Some(method) => &method.value,
        None => view,
    }
}

/// Whether anything may put keys into the dict, or take them out, before the loop ends: its body, whom it calls, and
/// whoever runs while it waits.
fn is_changed<'a>(dict: &'a Expr, each: &'a ast::StmtFor, cx: &Cx<'a>) -> bool {
    let mut within = cx.facts.nodes.within(id_of(each));
    let waits = within.any(|(_, it)| {
        matches!(it.node, AnyNodeRef::ExprAwait(_) | AnyNodeRef::ExprYield(_) | AnyNodeRef::ExprYieldFrom(_))
    });
    let is_local = dict.as_name_expr().is_some_and(|name| cx.is_plain_local(name));
    waits || !is_local || cx.facts.mutation(dict, id_of(each)) != Mutation::Never
}
