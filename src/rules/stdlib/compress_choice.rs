//! Writing gzip at level 9, which nobody has chosen: it was the default up to Python 3.14.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("stdlib/compress-choice", Hook::Call(check));

const COMPRESSORS: &[&str] = &["gzip.compress", "gzip.open", "gzip.GzipFile", "tarfile.open"];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Some(compressor) = cx.callee_among(call, COMPRESSORS) else { return };
    let arguments = &call.arguments;
    let takes_more =
        arguments.keywords.iter().any(|it| it.arg.is_none()) || arguments.args.iter().any(Expr::is_starred_expr);
    if takes_more || arguments.find_keyword("compresslevel").is_some() || has_level_in_place(call, compressor) {
        return;
    }
    let is_file = compressor != "gzip.compress";
    if is_file && !writes_gzip(call, compressor) {
        return;
    }
    cx.report(Report {
        at: call.range(),
        label: "no level is given, and 9 is the default".to_owned(),
        message: format!("`{compressor}` compresses at level 9, which takes three times as long as level 6"),
        note: "level 9 makes files some percent smaller; since Python 3.15 the default is 6".to_owned(),
        help: "give a level: `compresslevel=6`, or 1 where time matters more than size".to_owned(),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: if is_file { Confidence::Medium } else { Confidence::Low },
    });
}

/// `gzip.compress(data, 6)`, `gzip.open(path, "wb", 6)`
fn has_level_in_place(call: &ast::ExprCall, compressor: &str) -> bool {
    let place = match compressor {
        "gzip.compress" => 1,
        "gzip.open" | "gzip.GzipFile" => 2,
        _ => return false,
    };
    call.arguments.args.len() > place
}

fn writes_gzip(call: &ast::ExprCall, compressor: &str) -> bool {
    let Some(Expr::StringLiteral(mode)) = call.arguments.find_argument_value("mode", 1) else { return false };
    let mode = mode.value.to_str();
    match compressor {
        "tarfile.open" => matches!(mode, "w:gz" | "x:gz" | "w|gz"),
        _ => mode.starts_with(['w', 'a', 'x']),
    }
}
