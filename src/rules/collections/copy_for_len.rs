//! `len(list(mapping))`: all items are copied to be counted, though what is copied knows how many it has.

use crate::cx::{Cx, Replacement, Report, Rewrite, confidence_of, has_length};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{Ranged, TextRange};

pub static RULE: Rule = rule!("collections/copy-for-len", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let [copy @ Expr::Call(_)] = &*call.arguments.args else { return };
    if !cx.facts.is_builtin(&call.func, "len") {
        return;
    }
    let Some(source) = cx.copied(copy, &["list", "tuple", "sorted"]) else { return };
    let inferred = cx.kind(source);
    let is_view = cx.is_view_of_unknown(source);
    if !is_view && !inferred.kind.all(has_length) || cx.is_small(source) || cx.is_written_out(source) {
        return;
    }
    let of = cx.without_keys(source).to_owned();
    let report = Report {
        at: call.range(),
        label: format!("copies all of `{of}`"),
        message: "a list of all items is made to count them".to_owned(),
        note: "O(n) time and memory for a number that is at hand".to_owned(),
        help: format!("write `len({of})`"),
        related: Vec::new(),
        impact: Impact::Medium,
        // What has a method `keys` may be another mapping than a dict.
        confidence: if is_view { Confidence::Medium } else { confidence_of(inferred.certainty) },
    };
    let kept = kept(source);
    let rewrite = Rewrite {
        safety: if cx.is_exactly(source, has_length) { Safety::Safe } else { Safety::Unsafe },
        message: "count without a copy".to_owned(),
        edits: vec![
            Replacement::delete(TextRange::new(copy.start(), kept.start())),
            Replacement::delete(TextRange::new(kept.end(), copy.end())),
        ],
        relies_on: None,
    };
    cx.report_with_fix(report, Some(rewrite));
}

/// `prices` of `prices.keys()`
fn kept(source: &Expr) -> TextRange {
    match source.as_call_expr().and_then(|call| call.func.as_attribute_expr()) {
        Some(method) if method.attr.as_str() == "keys" => method.value.range(),
        _ => source.range(),
    }
}
