//! `sorted(items)[:3]`: everything is put in order to take a few.

use crate::cx::{Cx, Report};
use crate::facts::sizes::integer;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("collections/sort-for-selection", Hook::Subscript(check));

/// Of more than so many, `heapq` is no faster at sizes that are met.
const FEW: i64 = 10;

fn check(few: &ast::ExprSubscript, cx: &mut Cx) {
    let (Expr::Call(call), Expr::Slice(slice)) = (&*few.value, &*few.slice) else { return };
    let (Some(count), [items]) = (taken(slice), &*call.arguments.args) else { return };
    if !few.ctx.is_load() || items.is_starred_expr() || !cx.facts.is_builtin(&call.func, "sorted") {
        return;
    }
    if cx.is_small(items) || cx.is_written_out(items) {
        return;
    }
    let is_turned = call.arguments.find_keyword("reverse").is_some();
    let (takes, of) = (if is_turned { "nlargest" } else { "nsmallest" }, cx.source(items).to_owned());
    cx.report(Report {
        at: few.range(),
        label: format!("puts all of `{of}` in order"),
        message: format!("all items are sorted to take {count} of them"),
        note: "O(n·log n) time and O(n) memory for a few; below some thousand items sorting is the faster".to_owned(),
        help: format!(
            "`heapq.{takes}({count}, {of})`, with the same `key`, holds {count} items and goes through all once"
        ),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: if cx.is_data(items) { Confidence::Medium } else { Confidence::Low },
    });
}

/// How many items `[:3]` takes.
fn taken(slice: &ast::ExprSlice) -> Option<i64> {
    let starts = slice.lower.as_deref().is_none_or(|lower| integer(lower) == Some(0));
    let count = integer(slice.upper.as_deref()?)?;
    (starts && slice.step.is_none() && (1..=FEW).contains(&count)).then_some(count)
}
