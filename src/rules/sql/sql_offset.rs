//! A loop that reads a table page by page and says how many rows to skip: each page walks over all before it.

use crate::cx::{Cx, Report, method_name};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr, Operator};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("sql/sql-offset", Hook::Call(check));

/// Methods of drivers that are given the text of a statement and its values.
const SENDS: &[&str] = &["execute", "fetch", "fetch_all", "fetchall", "exec_driver_sql"];

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(name) = method_name(call) else { return };
    let is_built = name == "offset" && call.arguments.args.len() == 1;
    if !(is_built || SENDS.contains(&name)) {
        return;
    }
    let Some(turning) = cx.facts.nodes.get(id_of(call)).in_loop else { return };
    let skips = if is_built { has_limit(call, cx) } else { says_to_skip(call, cx) };
    let Some(skipped) = skipped(call, turning, cx).filter(|_| skips) else { return };
    if cx.runs_once(call) || deletes(turning, cx) {
        return;
    }
    cx.report(Report {
        at: call.range(),
        label: format!("walks over `{skipped}` rows first"),
        message: format!("the database finds the first `{skipped}` rows for every page, to leave them out"),
        note: "O(n²): each page walks over all pages before it".to_owned(),
        help:
            "order by a unique column and ask for what comes after the last row of the page before, `WHERE id > :last \
               ORDER BY id LIMIT :size`; or send one query and take its rows in parts"
                .to_owned(),
        related: vec![(cx.header(turning), "runs once per page".to_owned())],
        impact: Impact::High,
        confidence: if stops_when_enough(turning, cx) { Confidence::Low } else { Confidence::Medium },
    });
}

/// `while len(found) < wanted`: mostly the first page has enough.
fn stops_when_enough(turning: LoopId, cx: &Cx) -> bool {
    let AnyNodeRef::StmtWhile(it) = cx.facts.nodes.get(cx.facts.loop_extent(turning)).node else { return false };
    cx.facts.nodes.within(id_of(&*it.test)).any(|(_, it)| match it.node {
        AnyNodeRef::ExprCall(call) => cx.facts.is_builtin(&call.func, "len"),
        _ => false,
    })
}

/// Whether a query that skips rows takes a number of them: `query.limit(size).offset(start)`, in either order.
fn has_limit(call: &ast::ExprCall, cx: &Cx) -> bool {
    let is_limit = |call: &ast::ExprCall| method_name(call) == Some("limit");
    let mut below = Some(call);
    while let Some(inner) = below {
        if is_limit(inner) {
            return true;
        }
        below = match &*inner.func {
            Expr::Attribute(method) => method.value.as_call_expr(),
            _ => None,
        };
    }
    let chain = cx.ancestors(call).take_while(|(_, it)| it.is_expression());
    chain.into_iter().any(|(_, it)| matches!(it, AnyNodeRef::ExprCall(outer) if is_limit(outer)))
}

fn says_to_skip<'a>(call: &'a ast::ExprCall, cx: &Cx<'a>) -> bool {
    cx.written_statement(call).is_some_and(|text| {
        let text = text.to_ascii_lowercase();
        text.contains("select") && text.contains("offset") && text.contains("limit")
    })
}

/// The name among what a call is given that every turn makes larger by a page.
fn skipped<'a>(call: &'a ast::ExprCall, turning: LoopId, cx: &Cx<'a>) -> Option<&'a str> {
    let given = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|it| &it.value));
    let mut names = given.flat_map(|it| cx.facts.nodes.within(id_of(it))).filter_map(|(_, it)| match it.node {
        AnyNodeRef::ExprName(name) => Some(name.id.as_str()),
        _ => None,
    });
    names.find(|name| is_start_of_range(name, turning, cx) || is_added_to(name, turning, cx))
}

/// `for start in range(0, count, size)`
fn is_start_of_range(name: &str, turning: LoopId, cx: &Cx) -> bool {
    let is_target = matches!(cx.facts.loop_target(turning), Some(Expr::Name(it)) if it.id.as_str() == name);
    is_target
        && matches!(cx.facts.loop_iterable(turning), Some(Expr::Call(range))
            if range.arguments.args.len() == 3 && cx.facts.is_builtin(&range.func, "range"))
}

/// `start += size`, or `start = start + size`
fn is_added_to(name: &str, turning: LoopId, cx: &Cx) -> bool {
    let is_it = |it: &Expr| matches!(it, Expr::Name(it) if it.id.as_str() == name);
    let mut within = cx.facts.nodes.within(cx.facts.loop_extent(turning));
    within.any(|(_, it)| match it.node {
        AnyNodeRef::StmtAugAssign(it) => it.op == Operator::Add && is_it(&it.target),
        AnyNodeRef::StmtAssign(it) => {
            let adds = matches!(&*it.value, Expr::BinOp(sum) if sum.op == Operator::Add && is_it(&sum.left));
            adds && it.targets.iter().all(is_it)
        }
        _ => false,
    })
}

/// A loop that takes away what it has read needs to skip nothing, and what it skips are few.
fn deletes(turning: LoopId, cx: &Cx) -> bool {
    cx.calls_named_within(&["delete"], turning) > 0
}
