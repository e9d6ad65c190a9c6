//! `open(path, …)` in a loop, of a file that is the same on every turn.

use crate::cx::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("io/open-in-loop", Hook::Call(check));

/// Functions and classes that open a file whose path comes first, the mode second.
const OPENERS: &[&str] = &[
    "builtins.open",
    "io.open",
    "codecs.open",
    "gzip.open",
    "bz2.open",
    "lzma.open",
    "tarfile.open",
    "zipfile.ZipFile",
];

/// What a file is opened for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Reads,
    Appends,
}

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let name = match &*call.func {
        Expr::Name(it) => it.id.as_str(),
        Expr::Attribute(it) => it.attr.as_str(),
        _ => return,
    };
    if !matches!(name, "open" | "ZipFile" | "read_text" | "read_bytes") {
        return;
    }
    let Some(growing) = cx.growing_loop(call) else { return };
    let Some((path, mode)) = opened(call, name, cx) else { return };
    if !opens_the_same(call, path, growing, cx) || is_for_a_reason(call, path, mode, growing, cx) {
        return;
    }
    // Beside another file that each turn reads or makes, a line appended to this one is little.
    let is_beside_others = mode == Mode::Appends && cx.works_on_other_files(call, growing);
    let most = if is_beside_others { Confidence::Medium } else { Confidence::High };
    let (text, turn) = (cx.source(path).to_owned(), cx.turn_of(growing));
    let (message, help) = match mode {
        Mode::Appends => ("opens the same file again to append to it", "open it once, around the loop"),
        Mode::Reads => ("reads the same file again", "read it once, before the loop"),
    };
    cx.report(Report {
        at: call.range(),
        label: format!("opens `{text}` and closes it again"),
        message: format!("every turn {message}"),
        note: "tens of microseconds a turn, where what is done with the open file takes less than one".to_owned(),
        help: help.to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::Medium,
        confidence: cx.confidence_in_same_path(call, growing).min(most),
    });
}

/// The path that a call opens, and what for; `None` for anything else.
fn opened<'a>(call: &'a ast::ExprCall, name: &str, cx: &Cx) -> Option<(&'a Expr, Mode)> {
    if let Expr::Attribute(method) = &*call.func
        && cx.is_path(&method.value)
    {
        let mode = if name == "open" { mode_of(call, 0)? } else { Mode::Reads };
        return Some((&method.value, mode));
    }
    let path = call.arguments.args.first()?;
    let opens = cx.qualified(&call.func).is_some_and(|it| OPENERS.contains(&it.as_str()));
    // A file that is open already has no path.
    let is_path = cx.is_path(path) || cx.kind(path).kind.is_unknown() || cx.kind(path).kind.is_str();
    if opens && is_path { Some((path, mode_of(call, 1)?)) } else { None }
}

/// What starts a file anew, or writes into it, is another matter.
fn mode_of(call: &ast::ExprCall, place: usize) -> Option<Mode> {
    let keyword = call.arguments.find_keyword("mode").map(|it| &it.value);
    match keyword.or(call.arguments.args.get(place)) {
        None => Some(Mode::Reads),
        Some(Expr::StringLiteral(mode)) => match mode.value.to_str() {
            mode if mode.starts_with('a') => Some(Mode::Appends),
            mode if mode.starts_with('r') && !mode.contains('+') => Some(Mode::Reads),
            _ => None,
        },
        Some(_) => None,
    }
}

fn opens_the_same<'a>(call: &'a ast::ExprCall, path: &'a Expr, growing: LoopId, cx: &Cx<'a>) -> bool {
    let keywords = call.arguments.keywords.iter().map(|it| &it.value);
    let mut all = std::iter::once(path).chain(&call.arguments.args).chain(keywords);
    all.all(|it| cx.names_one_path(it, growing)) && !cx.changes_folder(cx.facts.loop_extent(growing))
}

/// Whether the file may have changed since the last turn, or is to be seen by others before the next: the loop waits,
/// hands its path on, or is one that goes on until something happens.
fn is_for_a_reason<'a>(call: &'a ast::ExprCall, path: &'a Expr, mode: Mode, growing: LoopId, cx: &Cx<'a>) -> bool {
    let extent = cx.facts.loop_extent(growing);
    let is_while = cx.facts.loop_iterable(growing).is_none();
    let text = cx.source(path);
    let is_elsewhere = cx.facts.nodes.within(extent).any(|(at, it)| {
        let is_same = it.node.is_expression() && cx.source(it.node) == text;
        is_same && !cx.facts.nodes.contains(id_of(call), at) && !cx.is_target(at)
    });
    let writes = mode == Mode::Reads && (is_while || cx.writes_files(extent));
    cx.stands_in_handler(call, growing)
        || is_elsewhere
        || writes
        || cx.is_held_back(growing)
        || cx.leaves_after(call, growing)
}
