//! `root.resolve()` and its like in a loop, of a path that is the same on every turn.

use crate::cx::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("io/path-resolve-in-loop", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let name = match &*call.func {
        Expr::Name(it) => it.id.as_str(),
        Expr::Attribute(it) => it.attr.as_str(),
        _ => return,
    };
    if !matches!(name, "resolve" | "realpath" | "cwd" | "home") {
        return;
    }
    let Some(growing) = cx.growing_loop(call) else { return };
    let extent = cx.facts.loop_extent(growing);
    if !resolves(call, name, cx) || !asks_the_same(call, growing, cx) || cx.changes_folder(extent) {
        return;
    }
    let (text, turn) = (cx.source(call).to_owned(), cx.turn_of(growing));
    cx.report(Report {
        at: call.range(),
        label: "asks the system for the same path".to_owned(),
        message: format!("`{text}` gives the same path on every turn"),
        note: "each part of the path is looked up on the disk, every time".to_owned(),
        help: "resolve it once, before the loop, and give it a name".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::Medium,
        confidence: cx.confidence_in_same_path(call, growing),
    });
}

/// Whether a call is one that asks the system: `Path(…).resolve()`, `os.path.realpath(…)`, `Path.cwd()`.
fn resolves(call: &ast::ExprCall, name: &str, cx: &Cx) -> bool {
    match (name, &*call.func) {
        ("resolve", Expr::Attribute(method)) => cx.is_path(&method.value),
        ("realpath", _) => cx.qualified(&call.func).as_deref() == Some("os.path.realpath"),
        ("cwd" | "home", Expr::Attribute(method)) => cx.qualified(&method.value).as_deref() == Some("pathlib.Path"),
        _ => false,
    }
}

fn asks_the_same<'a>(call: &'a ast::ExprCall, growing: LoopId, cx: &Cx<'a>) -> bool {
    let receiver = match &*call.func {
        Expr::Attribute(method) if method.attr.as_str() == "resolve" => Some(&*method.value),
        _ => None,
    };
    receiver.into_iter().chain(&call.arguments.args).all(|path| cx.names_one_path(path, growing))
}
