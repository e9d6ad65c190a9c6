//! `re.compile(…)` of a pattern that is the same on every turn, and `re.match(pattern, …)` with patterns that an outer
//! loop goes through again and again.

use crate::cx::{Cx, Report, Rewrite};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::facts::variance::Variance;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("regex/regex-compile-in-loop", Hook::Call(check));

/// The functions of `re` that take a pattern and compile it.
const COMPILING: &[&str] = &["compile", "match", "search", "fullmatch", "findall", "finditer", "sub", "subn", "split"];

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(function) = function_name(&call.func) else { return };
    let Some(pattern) = call.arguments.args.first() else { return };
    if !COMPILING.contains(&function) || cx.growing_loop(call).is_none() {
        return;
    }
    if cx.qualified(&call.func).is_none_or(|name| name != format!("re.{function}")) {
        return;
    }
    if function == "compile" {
        check_same_pattern(call, cx);
    } else {
        check_pattern_of_inner_loop(call, pattern, cx);
    }
}

fn function_name(callee: &Expr) -> Option<&str> {
    match callee {
        Expr::Attribute(it) => Some(it.attr.as_str()),
        Expr::Name(it) => Some(it.id.as_str()),
        _ => None,
    }
}

fn check_same_pattern<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(growing) = cx.growing_loop(call) else { return };
    // One lookup before a whole loop is not worth a word.
    if cx.facts.loops.all().any(|(_, it)| it.parent == Some(growing)) {
        return;
    }
    let arguments = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|it| &it.value));
    let is_flag = |it: &Expr| cx.qualified(it).is_some_and(|name| name.starts_with("re."));
    if arguments.into_iter().any(|it| !is_flag(it) && cx.facts.variance(it, growing) != Variance::Invariant) {
        return;
    }
    let turn = cx.turn_of(growing);
    // Unsafe: a pattern that is none raises, even where the loop has no turns.
    let rewrite = cx.moved_before_loop(id_of(call), growing).map(|edits| Rewrite {
        safety: Safety::Unsafe,
        message: "compile it once, before the loop; where the loop has no turns, it is compiled for nothing".to_owned(),
        edits,
        relies_on: Some(cx.facts.nodes.get(cx.facts.loop_extent(growing)).node.range()),
    });
    let report = Report {
        at: call.range(),
        label: "the same pattern on every turn".to_owned(),
        message: "this loop compiles the same pattern on every turn".to_owned(),
        note: "a lookup in the cache of `re` each time, and a new analysis where more than 512 patterns are in use"
            .to_owned(),
        help: "compile the pattern once, before the loop or at the top of the module".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::Medium,
        confidence: if cx.takes_in_data(growing) { Confidence::High } else { Confidence::Medium },
    };
    cx.report_with_fix(report, rewrite);
}

/// `for line in lines: for pattern in patterns: re.search(pattern, line)`
fn check_pattern_of_inner_loop<'a>(call: &'a ast::ExprCall, pattern: &'a Expr, cx: &mut Cx<'a>) {
    let loops = cx.facts.growing_loops(call);
    let Some((inner, outer)) = loops_over_patterns(pattern, &loops, cx) else { return };
    let Some(patterns) = cx.facts.loop_iterable(inner) else { return };
    if !cx.kind(pattern).kind.is_str() || cx.is_small(patterns) || !cx.is_the_same_on_every_turn(patterns, outer) {
        return;
    }
    let (name, turn) = (cx.source(patterns).to_owned(), cx.turn_of(outer));
    let grows = cx.is_data(patterns) && cx.takes_in_data(outer);
    cx.report(Report {
        at: call.range(),
        label: format!("looks every pattern of `{name}` up again"),
        message: format!("the patterns of `{name}` are compiled again on every turn of the outer loop"),
        note: "a lookup in the cache of `re` each time; with more than 512 patterns each call analyses its own anew"
            .to_owned(),
        help: format!("compile the patterns of `{name}` once, before the loops"),
        related: vec![(cx.header(outer), format!("runs once per {turn}"))],
        impact: Impact::Medium,
        confidence: if grows { Confidence::High } else { Confidence::Medium },
    });
}

/// The loop that binds what a pattern is made of, and the loop around it.
fn loops_over_patterns(pattern: &Expr, loops: &[LoopId], cx: &Cx) -> Option<(LoopId, LoopId)> {
    let place = loops.iter().position(|id| cx.reads_target(pattern, *id))?;
    let outer = loops.get(place + 1).copied().filter(|outer| !cx.reads_target(pattern, *outer))?;
    Some((loops[place], outer))
}
