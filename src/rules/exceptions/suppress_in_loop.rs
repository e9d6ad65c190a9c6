//! `with suppress(KeyError):` around one cheap statement in a loop.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr, Stmt};
use crate::syntax::{Ranged, TextRange};

pub static RULE: Rule = rule!("exceptions/suppress-in-loop", Hook::With(check));

fn check(with: &ast::StmtWith, cx: &mut Cx) {
    let ([item], [statement]) = (&*with.items, &*with.body) else { return };
    let Expr::Call(call) = &item.context_expr else { return };
    if with.is_async || item.optional_vars.is_some() || call.arguments.args.is_empty() {
        return;
    }
    let Some(growing) = cx.growing_loop(with) else { return };
    let is_suppress = cx.qualified(&call.func).is_some_and(|name| name == "contextlib.suppress");
    if !is_suppress || !call.arguments.keywords.is_empty() || !is_cheap(statement, cx) {
        return;
    }
    let turn = cx.turn_of(growing);
    let report = Report {
        at: item.context_expr.range(),
        label: "makes, enters and leaves an object on every turn".to_owned(),
        message: "`suppress` takes longer than the statement that it guards".to_owned(),
        note: "an object and two calls on every turn, where `try` costs nothing until something is raised".to_owned(),
        help: "write `try` and `except`".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::Medium,
        confidence: if cx.takes_in_data(growing) { Confidence::High } else { Confidence::Medium },
    };
    let rewrite = as_try(with, call, statement, cx);
    cx.report_with_fix(report, rewrite);
}

/// Whether a statement takes no longer than a lookup or a small call: other work hides what `suppress` costs.
fn is_cheap(statement: &Stmt, cx: &Cx) -> bool {
    match statement {
        Stmt::Delete(_) => true,
        Stmt::Assign(it) => is_cheap_value(&it.value, cx),
        Stmt::AugAssign(it) => is_cheap_value(&it.value, cx),
        Stmt::Expr(it) => is_cheap_value(&it.value, cx),
        Stmt::Return(it) => it.value.as_deref().is_some_and(|value| is_cheap_value(value, cx)),
        _ => false,
    }
}

fn is_cheap_value(value: &Expr, cx: &Cx) -> bool {
    match value {
        Expr::Call(it) => is_conversion(it, cx) || is_small_method(it, cx),
        Expr::Subscript(it) => is_cheap_value(&it.value, cx),
        Expr::Name(_) | Expr::Attribute(_) => true,
        other => other.is_literal_expr(),
    }
}

fn is_conversion(call: &ast::ExprCall, cx: &Cx) -> bool {
    let are_plain = call.arguments.args.iter().all(|it| is_cheap_value(it, cx));
    are_plain && ["int", "float", "next"].iter().any(|name| cx.facts.is_builtin(&call.func, name))
}

/// `seen.remove(key)`, `found.append(row[3])` of a collection.
fn is_small_method(call: &ast::ExprCall, cx: &Cx) -> bool {
    let Expr::Attribute(method) = &*call.func else { return false };
    let is_small = matches!(method.attr.as_str(), "append" | "add" | "pop" | "popleft" | "remove" | "appendleft");
    let is_collection = || cx.kind(&method.value).kind.all(|kind| !matches!(kind, Kind::Unknown | Kind::Module(_)));
    is_small && is_collection() && call.arguments.args.iter().all(|it| is_cheap_value(it, cx))
}

/// The same as `try` and `except`.
fn as_try(with: &ast::StmtWith, call: &ast::ExprCall, statement: &Stmt, cx: &Cx) -> Option<Rewrite> {
    let (indent, inner) = (cx.indent(with.start())?, cx.indent(statement.start())?);
    if call.arguments.args.iter().any(Expr::is_starred_expr) {
        return None;
    }
    let classes: Vec<&str> = call.arguments.args.iter().map(|it| cx.source(it)).collect();
    let classes = match &*classes {
        [only] => (*only).to_owned(),
        several => format!("({})", several.join(", ")),
    };
    let header = TextRange::new(with.start(), call.end());
    Some(Rewrite {
        // The classes are looked up only when something is raised.
        safety: Safety::Unsafe,
        message: "write `try` and `except`; the classes are looked up only where something is raised".to_owned(),
        edits: vec![
            Replacement::replace(header, "try"),
            Replacement::insert(statement.end(), format!("\n{indent}except {classes}:\n{inner}pass")),
        ],
        relies_on: Some(with.range()),
    })
}
