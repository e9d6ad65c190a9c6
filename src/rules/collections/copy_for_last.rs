//! `list(items)[-1]`: all items are copied, and all but the last are thrown away.

use crate::cx::{Cx, Report, confidence_of, has_positions, is_dict_or_view};
use crate::facts::sizes::integer;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast;

pub static RULE: Rule = rule!("collections/copy-for-last", Hook::Subscript(check));

fn check<'a>(last: &'a ast::ExprSubscript, cx: &mut Cx<'a>) {
    if !last.ctx.is_load() || integer(&last.slice) != Some(-1) || !last.value.is_call_expr() {
        return;
    }
    let Some(source) = cx.copied_for_one(last) else { return };
    let inferred = cx.kind(source);
    let is_view = cx.is_view_of_unknown(source);
    let of = cx.without_keys(source).to_owned();
    let help = if inferred.kind.all(has_positions) {
        format!("write `{of}[-1]`")
    } else if is_view || inferred.kind.all(is_dict_or_view) {
        format!(
            "write `next(reversed({of}))`, which raises StopIteration where this raises IndexError, or give `next` a default"
        )
    } else {
        return;
    };
    // How long a dict from elsewhere is, the code does not say.
    let in_size = match cx.is_data(source) {
        true => Confidence::High,
        false if is_view => Confidence::Low,
        false => Confidence::Medium,
    };
    cx.report(Report {
        at: last.range(),
        label: format!("copies all of `{of}`"),
        message: "a list of all items is made to take the last".to_owned(),
        note: "O(n) time and memory for one item".to_owned(),
        help,
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: in_size.min(confidence_of(inferred.certainty)),
    });
}
