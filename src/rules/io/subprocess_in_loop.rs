//! A program started for each item of a loop, which takes many items at once. Which programs do is written here: what a
//! start costs is then most of it.

use crate::cx::{Cx, Report, Service};
use crate::hooks::Hook;
use crate::model::Effect;
use crate::page::Confidence;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("io/subprocess-in-loop", Hook::Call(check));

const PROGRAMS: Service = Service { packages: &["subprocess"], effects: &[Effect::Subprocess] };

/// Programs, and what they are asked first, that take any number of paths or names behind that.
const TAKE_MANY: &[(&str, &[&str])] = &[
    ("apt-get", &["install", "remove"]),
    ("brew", &["install"]),
    ("chattr", &[]),
    ("chgrp", &[]),
    ("chmod", &[]),
    ("chown", &[]),
    ("docker", &["inspect", "kill", "rm", "rmi", "stop", "start"]),
    ("git", &["add", "check-ignore", "checkout", "hash-object", "reset", "restore", "rev-parse", "rm", "update-index"]),
    ("grep", &[]),
    ("gzip", &[]),
    ("kill", &[]),
    ("ls", &[]),
    ("md5sum", &[]),
    ("mkdir", &[]),
    ("npm", &["install"]),
    ("pip", &["install", "show", "uninstall"]),
    ("rm", &[]),
    ("rmdir", &[]),
    ("sha256sum", &[]),
    ("stat", &[]),
    ("strip", &[]),
    ("touch", &[]),
    ("wc", &[]),
];

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(Expr::List(command)) = call.arguments.args.first() else {
        report_declared(call, cx);
        return;
    };
    let Some(program) = program_of(command) else { return };
    let Some(trip) = cx.trip_per_item(call, PROGRAMS) else { return };
    let varies = |it: &&Expr| cx.depends_on_turn(*it, trip.turning);
    let others = call.arguments.keywords.iter().any(|it| cx.depends_on_turn(&it.value, trip.turning));
    let is_last = command.elts.last().is_some_and(|it| varies(&it) && !it.is_starred_expr());
    // Its answer is of one item: with many it has to be taken apart.
    let is_answer_read = !matches!(cx.parent(call), crate::syntax::AnyNodeRef::StmtExpr(_));
    if others || !is_last || command.elts.iter().filter(varies).count() != 1 {
        return;
    }
    let message = format!("`{program}` is started for one item on every turn");
    let help = format!("start `{program}` once with all items, or with some hundred at a time");
    let confidence = if is_answer_read { Confidence::Medium.min(trip.confidence) } else { trip.confidence };
    cx.report(Report {
        label: "starts a process for one item".to_owned(),
        note: "n processes instead of one: each start costs a millisecond or more".to_owned(),
        confidence,
        ..trip.report(call, message, help, cx)
    });
}

/// A function of the user's that starts a program, and names another that does so for many.
fn report_declared<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    if !cx.facts.has_declared() {
        return;
    }
    let Some(trip) = cx.trip_per_item(call, Service { packages: &[], ..PROGRAMS }) else { return };
    let Some(batch) = trip.batch() else { return };
    let message = format!("`{}` starts a process on every turn", cx.source(&*call.func));
    let help = format!("start it once for all items, outside the loop: {batch}");
    let report = trip.report(call, message, help, cx);
    cx.report(Report { label: "starts a process for one item".to_owned(), ..report });
}

/// `git add`, `rm`: the program and what it is asked, where it takes many.
fn program_of(command: &ast::ExprList) -> Option<String> {
    let mut words = command.elts.iter().map_while(|it| it.as_string_literal_expr()).map(|it| it.value.to_str());
    let path = words.next()?;
    let program = path.rsplit('/').next().unwrap_or(path);
    let (_, asked) = TAKE_MANY.iter().find(|(name, _)| *name == program)?;
    if asked.is_empty() {
        return Some(program.to_owned());
    }
    let first = words.next()?;
    asked.contains(&first).then(|| format!("{program} {first}"))
}
