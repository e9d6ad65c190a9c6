//! `datetime.strptime(text, "%Y-%m-%d …")` in a loop, of a format that `fromisoformat` reads.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::hooks::Hook;
use crate::model::PythonVersion;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged, TextRange};

pub static RULE: Rule = rule!("stdlib/strptime-iso-format", Hook::Call(check));

const SINCE_ALL: PythonVersion = PythonVersion { major: 3, minor: 8 };
/// Since then `fromisoformat` reads more than what `isoformat` writes.
const SINCE_MOST: PythonVersion = PythonVersion { major: 3, minor: 11 };

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let [text, Expr::StringLiteral(format)] = &*call.arguments.args else { return };
    let format_text = format.value.to_str();
    if !format_text.starts_with("%Y") || !call.arguments.keywords.is_empty() {
        return;
    }
    let Some(since) = iso_since(format_text) else { return };
    if cx.target() < since || cx.callee_among(call, &["datetime.datetime.strptime"]).is_none() {
        return;
    }
    let Some(growing) = cx.loop_reaching(call) else { return };
    // A text that is only tried for its form, or tried for one form after the other, must not be read more leniently.
    if matches!(cx.parent(call), AnyNodeRef::StmtExpr(_)) {
        return;
    }
    let is_caught = cx.is_caught(call, &["ValueError"]);
    let confidence = cx.confidence_in_saving(call, growing);
    let is_utc = format_text.ends_with('Z');
    let source = cx.source(text).to_owned();
    let help = match is_utc {
        true => {
            format!("write `datetime.fromisoformat({source})`, which knows the `Z`: `.replace(tzinfo=None)` drops it")
        }
        false => format!("write `datetime.fromisoformat({source})`, or `date.fromisoformat` where the day is all"),
    };
    let report = Report {
        at: call.range(),
        label: "interprets the format each time".to_owned(),
        message: format!("`strptime` with `{format_text}` reads what `fromisoformat` reads in C"),
        note: "several microseconds a call instead of a tenth of one".to_owned(),
        help,
        related: vec![(cx.header(growing), format!("runs once per {}", cx.turn_of(growing)))],
        impact: Impact::Medium,
        confidence: if is_caught { confidence.min(Confidence::Medium) } else { confidence },
    };
    let rewrite = if is_utc || is_caught { None } else { from_iso(call, text, format) };
    cx.report_with_fix(report, rewrite);
}

/// The first version in which `fromisoformat` reads what a format describes.
fn iso_since(format: &str) -> Option<PythonVersion> {
    let time = match format.strip_prefix("%Y-%m-%d") {
        Some("") => return Some(SINCE_ALL),
        Some(rest) => rest.strip_prefix([' ', 'T'])?,
        None => return matches!(format, "%Y%m%d" | "%Y%m%dT%H%M%S" | "%Y%m%d %H%M%S").then_some(SINCE_MOST),
    };
    match time {
        "%H:%M" | "%H:%M:%S" => Some(SINCE_ALL),
        "%H:%M:%S.%f" | "%H:%M%z" | "%H:%M:%S%z" | "%H:%M:%S.%f%z" | "%H:%M:%SZ" | "%H:%M:%S.%fZ" => Some(SINCE_MOST),
        _ => None,
    }
}

/// Unsafe: `strptime` takes `2024-5-6`, which `fromisoformat` refuses, and refuses other forms that `fromisoformat` takes.
fn from_iso(call: &ast::ExprCall, text: &Expr, format: &ast::ExprStringLiteral) -> Option<Rewrite> {
    let Expr::Attribute(method) = &*call.func else { return None };
    Some(Rewrite {
        safety: Safety::Unsafe,
        message: "use `fromisoformat`, which takes two digits for months, days and hours, and other ISO forms"
            .to_owned(),
        edits: vec![
            Replacement::replace(method.attr.range(), "fromisoformat"),
            Replacement::delete(TextRange::new(text.end(), format.end())),
        ],
        relies_on: None,
    })
}
