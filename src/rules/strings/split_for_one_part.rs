//! `text.split(",")[0]` and `text.split(",")[-1]`: all parts are made, and one is used.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::facts::sizes::integer;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{Ranged, TextRange};

pub static RULE: Rule = rule!("strings/split-for-one-part", Hook::Subscript(check));

fn check(subscript: &ast::ExprSubscript, cx: &mut Cx) {
    let Expr::Call(call) = &*subscript.value else { return };
    let Expr::Attribute(method) = &*call.func else { return };
    let Some(is_first) = asks_for_the_first(&subscript.slice) else { return };
    if !is_split_without_limit(call, method, is_first) {
        return;
    }
    let separator = call.arguments.args.first();
    let growing = cx.growing_loop(subscript);
    let is_by_lines = separator.is_some_and(|it| constant_text(it) == Some("\n"));
    if growing.is_none() && !is_by_lines {
        return;
    }
    if !cx.kind(&method.value).kind.all(has_parts) || cx.is_small(&method.value) {
        return;
    }
    let takes_in_data = growing.is_some_and(|id| cx.takes_in_data(id)) || cx.is_data(&method.value);
    let may_be_many = takes_in_data && separates_fields(separator);
    let limited = limited_call(separator, is_first, cx);
    let rewrite = Rewrite {
        safety: if cx.is_exactly(&method.value, has_parts) { Safety::Safe } else { Safety::Unsafe },
        message: "split once".to_owned(),
        edits: vec![Replacement::replace(TextRange::new(method.attr.start(), call.end()), &limited[1..])],
        relies_on: None,
    };
    let report = Report {
        at: subscript.range(),
        label: "makes all parts, and uses one".to_owned(),
        message: format!("`{}` is split into all its parts for one", cx.source(&*method.value)),
        note: "O(n) in the length of the text, and an object for each part".to_owned(),
        help: format!("split once: `{limited}`"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: if may_be_many { Confidence::Medium } else { Confidence::Low },
    };
    cx.report_with_fix(report, Some(rewrite));
}

/// Whether an index is that of the first item, or of the last; `None` for others.
fn asks_for_the_first(index: &Expr) -> Option<bool> {
    match integer(index)? {
        0 => Some(true),
        -1 => Some(false),
        _ => None,
    }
}

/// `split(sep)`, `split()`, `rsplit(sep)`. The last part from the right is the last from the left only where no two
/// separators can overlap.
fn is_split_without_limit(call: &ast::ExprCall, method: &ast::ExprAttribute, is_first: bool) -> bool {
    if !matches!(method.attr.as_str(), "split" | "rsplit") || !call.arguments.keywords.is_empty() {
        return false;
    }
    let is_from_that_end = (method.attr.as_str() == "split") == is_first;
    match &*call.arguments.args {
        [] => true,
        [separator] if is_from_that_end && !separator.is_starred_expr() => true,
        [separator] => constant_text(separator).is_some_and(|text| text.chars().count() == 1),
        _ => false,
    }
}

fn has_parts(kind: &Kind) -> bool {
    matches!(kind, Kind::Str | Kind::Bytes)
}

/// Names, versions and paths have few parts; lines, words and the fields of a table can be many.
fn separates_fields(separator: Option<&Expr>) -> bool {
    separator.is_none_or(|it| constant_text(it).is_some_and(|text| ["\n", "\t", ",", ";", "|", " "].contains(&text)))
}

fn constant_text(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::StringLiteral(it) => Some(it.value.to_str()),
        _ => None,
    }
}

fn limited_call(separator: Option<&Expr>, is_first: bool, cx: &Cx) -> String {
    let method = if is_first { "split" } else { "rsplit" };
    let separator = separator.map_or("None", |it| cx.source(it));
    format!(".{method}({separator}, 1)")
}
