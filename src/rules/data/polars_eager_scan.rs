//! `pl.read_csv(path).filter(…).select(…)`: all is read, and most of it thrown away.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("data/polars-eager-scan", Hook::Call(check));

/// Readers that have a lazy form.
const READERS: &[&str] = &["read_csv", "read_parquet", "read_ipc", "read_ndjson"];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Expr::Attribute(method) = &*call.func else { return };
    if !matches!(method.attr.as_str(), "filter" | "select" | "head" | "limit") {
        return;
    }
    // `select(pl.all())` keeps everything.
    let Expr::Call(read) = &*method.value else { return };
    let Expr::Attribute(reader) = &*read.func else { return };
    if !READERS.contains(&reader.attr.as_str()) || read.arguments.find_keyword("columns").is_some() {
        return;
    }
    if cx.qualified(&read.func) != Some(format!("polars.{}", reader.attr)) {
        return;
    }
    let scan = reader.attr.replacen("read", "scan", 1);
    cx.report(Report {
        at: read.range(),
        label: "reads all rows and columns".to_owned(),
        message: format!("`{}` reads all, and `{}` throws most of it away", reader.attr, method.attr),
        note: "all columns are parsed and held in memory before the first is chosen".to_owned(),
        help: format!("`pl.{scan}(…)` with the same steps and `.collect()` at the end reads only what they need"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: Confidence::High,
    });
}
