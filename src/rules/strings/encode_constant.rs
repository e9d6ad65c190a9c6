//! `"constant".encode()` in a loop: the bytes could stand there.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("strings/encode-constant", Hook::Call(check));

/// Encodings that give the bytes of ASCII for ASCII.
const LIKE_ASCII: &[&str] = &["utf-8", "utf8", "ascii", "latin-1", "latin1", "iso-8859-1", "us-ascii"];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Expr::Attribute(method) = &*call.func else { return };
    let Expr::StringLiteral(constant) = &*method.value else { return };
    if method.attr.as_str() != "encode" || !constant.value.to_str().is_ascii() || !is_like_ascii(call) {
        return;
    }
    let Some(growing) = cx.growing_loop(call) else { return };
    let written = cx.source(constant);
    let turn = cx.turn_of(growing);
    let report = Report {
        at: call.range(),
        label: "the same bytes on every turn".to_owned(),
        message: "a constant text is encoded on every turn".to_owned(),
        note: "a call and a new object on every turn".to_owned(),
        help: "write the bytes: `b\"…\"`".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::Low,
        confidence: if cx.takes_in_data(growing) { Confidence::Medium } else { Confidence::Low },
    };
    let rewrite = means_the_same_in_bytes(written).then(|| Rewrite {
        safety: Safety::Safe,
        message: "write the bytes".to_owned(),
        edits: vec![Replacement::replace(call.range(), format!("b{written}"))],
        relies_on: None,
    });
    cx.report_with_fix(report, rewrite);
}

fn is_like_ascii(call: &ast::ExprCall) -> bool {
    match (&*call.arguments.args, &*call.arguments.keywords) {
        ([], []) => true,
        ([Expr::StringLiteral(name)], []) => {
            LIKE_ASCII.contains(&name.value.to_str().to_ascii_lowercase().replace('_', "-").as_str())
        }
        _ => false,
    }
}

/// Whether a literal is one piece without a prefix, and without escapes that bytes do not know: the quote that opens it
/// stands once more, at the end.
fn means_the_same_in_bytes(written: &str) -> bool {
    let Some(quote) = written.chars().next().filter(|it| matches!(it, '"' | '\'')) else { return false };
    let is_one_piece = written[1..].find(quote).is_some_and(|at| at > 0 && at + 2 == written.len());
    is_one_piece && !["\\N", "\\u", "\\U"].iter().any(|escape| written.contains(escape))
}
