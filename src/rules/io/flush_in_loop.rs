//! `file.flush()` on every turn of a loop that writes to a file.

use crate::cx::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("io/flush-in-loop", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(file) = flushed(call) else { return };
    let Some(growing) = cx.growing_loop(call) else { return };
    if !is_own_file(file, growing, cx) || is_wanted(file, growing, cx) {
        return;
    }
    let (name, turn) = (cx.source(file).to_owned(), cx.turn_of(growing));
    cx.report(Report {
        at: call.range(),
        label: "hands over what little there is".to_owned(),
        message: format!("`{name}` is flushed on every turn, so that its buffer never fills"),
        note: "one call of the system per turn, instead of one for some hundred lines".to_owned(),
        help: "leave it to the buffer; closing the file flushes it".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::Medium,
        confidence: cx.confidence_in_same_path(call, growing),
    });
}

/// The file that `file.flush()` or `print(…, file=file, flush=True)` flushes.
fn flushed(call: &ast::ExprCall) -> Option<&Expr> {
    match &*call.func {
        Expr::Attribute(method) if method.attr.as_str() == "flush" && call.arguments.is_empty() => Some(&method.value),
        Expr::Name(name) if name.id.as_str() == "print" => {
            let flush = call.arguments.find_keyword("flush")?;
            let is_on = matches!(&flush.value, Expr::BooleanLiteral(it) if it.value);
            is_on.then_some(&call.arguments.find_keyword("file")?.value)
        }
        _ => None,
    }
}

/// Whether a file was opened before the loop, and is no terminal, pipe or socket.
fn is_own_file<'a>(file: &'a Expr, growing: LoopId, cx: &Cx<'a>) -> bool {
    let is_file = cx.kind(file).kind.all(|kind| *kind == Kind::File);
    let opened = if is_file { cx.facts.opening_of(file) } else { None };
    let extent = cx.facts.loop_extent(growing);
    let is_on_disk = |opened: &ast::ExprCall| match cx.qualified(&opened.func).as_deref() {
        Some("builtins.open" | "io.open" | "codecs.open" | "gzip.open") => true,
        Some(_) => false,
        None => matches!(&*opened.func, Expr::Attribute(method) if cx.is_path(&method.value)),
    };
    opened.is_some_and(|it| is_on_disk(it) && !cx.facts.nodes.contains(extent, id_of(it)))
}

/// Whether somebody else is to see each line at once: the file is handed on, forced to the disk, read, or the loop
/// waits between two lines.
fn is_wanted<'a>(file: &'a Expr, growing: LoopId, cx: &Cx<'a>) -> bool {
    let extent = cx.facts.loop_extent(growing);
    let is_while = cx.facts.loop_iterable(growing).is_none();
    let text = cx.source(file);
    let uses_otherwise = cx.facts.nodes.within(extent).any(|(_, it)| match it.node {
        AnyNodeRef::ExprAttribute(it) => {
            let is_writing = matches!(it.attr.as_str(), "write" | "writelines" | "flush");
            cx.source(&*it.value) == text && !is_writing
        }
        _ => false,
    });
    is_while || uses_otherwise || cx.waits_for_others(extent) || cx.is_held_back(growing)
}
