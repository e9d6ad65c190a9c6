//! `json.load(open(SETTINGS))` in a function that requests or loops call, of a file that is the same for all calls.

use crate::cx::{Cx, Repeats, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("io/config-per-call", Hook::Call(check));

/// Functions that parse a file or the text of one.
const PARSERS: &[&str] = &[
    "json.load",
    "json.loads",
    "plistlib.load",
    "toml.load",
    "toml.loads",
    "tomli.load",
    "tomli.loads",
    "tomllib.load",
    "tomllib.loads",
    "yaml.load",
    "yaml.safe_load",
];

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let name = match &*call.func {
        Expr::Name(it) => it.id.as_str(),
        Expr::Attribute(it) => it.attr.as_str(),
        _ => return,
    };
    let Some(source) = call.arguments.args.first() else { return };
    if !matches!(name, "load" | "loads" | "safe_load") || cx.function(call).is_none() {
        return;
    }
    let Some(parser) = cx.qualified(&call.func).filter(|it| PARSERS.contains(&it.as_str())) else { return };
    let Some(opened) = cx.file_behind(source) else { return };
    let (related, confidence) = match cx.repeats_of(opened) {
        Some(repeats @ Repeats::CallInLoop(_)) => (cx.place_of_repeats(&repeats), Confidence::Medium),
        Some(Repeats::Calls) if cx.runs_per_request(call) => (Vec::new(), Confidence::High),
        _ => return,
    };
    // What migrates or upgrades is run once, and however long it takes.
    if cx.runs_once(call) || is_kept(call, cx) || changes(opened, cx) {
        return;
    }
    let often = if related.is_empty() { "request" } else { "call" };
    cx.report(Report {
        at: call.range(),
        label: format!("read and parsed on every {often}"),
        message: format!("`{parser}` parses the same file on every {often}"),
        note: "opening and parsing again what has not changed".to_owned(),
        help: "parse it once, when the module is imported, or in a function with `functools.cache`".to_owned(),
        related,
        impact: Impact::Medium,
        confidence,
    });
}

/// Whether the function remembers what it has read: it caches, or gives it to what outlives the call.
fn is_kept(call: &ast::ExprCall, cx: &Cx) -> bool {
    let Some(function) = cx.function(call) else { return true };
    let is_cached = function.decorator_list.iter().any(|it| cx.source(&it.expression).contains("cache"));
    let outlives = |target: &Expr| match target {
        Expr::Attribute(_) | Expr::Subscript(_) => true,
        Expr::Name(name) => {
            let scope = cx.facts.nodes.get(id_of(call)).scope;
            let owner = cx.facts.scopes.owner(scope, name.id.as_str());
            owner.is_none_or(|owner| cx.facts.scopes.function(owner).is_none())
        }
        _ => false,
    };
    is_cached
        || match cx.parent(call) {
            AnyNodeRef::StmtAssign(it) => it.targets.iter().any(outlives),
            _ => false,
        }
}

/// Whether the module writes to the file as well, or asks when it was changed: it is no setting, but what changes.
fn changes(opened: &ast::ExprCall, cx: &Cx) -> bool {
    let path = match &*opened.func {
        Expr::Attribute(method) if cx.is_path(&method.value) => Some(&*method.value),
        _ => opened.arguments.args.first(),
    };
    let Some(path) = path else { return true };
    let text = cx.source(path);
    cx.facts.nodes.all().iter().any(|it| match it.node {
        AnyNodeRef::ExprCall(other) if id_of(other) != id_of(opened) => {
            let receiver = match &*other.func {
                Expr::Attribute(method) => Some(&*method.value),
                _ => None,
            };
            receiver.into_iter().chain(&other.arguments.args).any(|it| cx.source(it) == text)
        }
        _ => false,
    })
}
