//! `for row in rows: if row.is_open: found = True`: what is found first decides, and the loop goes on.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr, Stmt};
use crate::syntax::{AnyNodeRef, Ranged, TextRange};

pub static RULE: Rule = rule!("loops/scan-without-break", Hook::For(check));

fn check(each: &ast::StmtFor, cx: &mut Cx) {
    let [Stmt::If(only)] = &*each.body else { return };
    let is_plain = !each.is_async && each.orelse.is_empty() && only.elif_else_clauses.is_empty();
    let Some(last) = only.body.last().filter(|_| is_plain) else { return };
    let Some(names) = only.body.iter().map(name_of_constant).collect::<Option<Vec<&str>>>() else { return };
    let Some(id) = cx.growing_loop(only) else { return };
    if cx.facts.nodes.get(id_of(only)).in_loop != Some(id) || cx.is_small(&each.iter) || leaves_a_rest(each, cx) {
        return;
    }
    // Errors and side effects of the tests that are left out would be missed.
    if !cx.facts.is_pure(&only.test) || reads_any(&names, id_of(&*only.test), cx) || !cx.is_done_with_target(each) {
        return;
    }
    let (of, name) = (cx.source(&*each.iter).to_owned(), names[0].to_owned());
    let report = Report {
        at: only.test.range(),
        label: "is asked of all that is left, too".to_owned(),
        message: format!("the loop goes on after `{name}` is set, though nothing can change it any more"),
        note: format!("O(n) in `{of}`, though the first item that fits decides"),
        help: format!("`break` after `{name}` is set"),
        related: vec![(cx.header(id), "goes through all items".to_owned())],
        impact: Impact::Medium,
        confidence: confidence(each, id, cx),
    };
    cx.report_with_fix(report, leave(last, each, cx));
}

/// The name of `found = True`.
fn name_of_constant(statement: &Stmt) -> Option<&str> {
    let Stmt::Assign(assignment) = statement else { return None };
    let [Expr::Name(target)] = &*assignment.targets else { return None };
    assignment.value.is_literal_expr().then_some(target.id.as_str())
}

fn reads_any(names: &[&str], test: NodeId, cx: &Cx) -> bool {
    cx.facts.nodes.within(test).any(|(_, it)| match it.node {
        AnyNodeRef::ExprName(name) => names.contains(&name.id.as_str()),
        _ => false,
    })
}

/// Whether somebody may read on in what the loop goes through, and would find items that it left.
fn leaves_a_rest(each: &ast::StmtFor, cx: &Cx) -> bool {
    let is_kept = matches!(&*each.iter, Expr::Name(_) | Expr::Attribute(_));
    is_kept && cx.is_streamed(&each.iter) || !is_kept && cx.kind(&each.iter).kind.all(|it| *it == Kind::File)
}

fn confidence(each: &ast::StmtFor, id: LoopId, cx: &Cx) -> Confidence {
    if cx.is_written_out(&each.iter) || cx.runs_once(each) {
        Confidence::Low
    } else if cx.takes_in_data(id) {
        Confidence::High
    } else {
        Confidence::Medium
    }
}

/// A `break` on the line below the last assignment.
fn leave(last: &Stmt, each: &ast::StmtFor, cx: &Cx) -> Option<Rewrite> {
    let indent = cx.indent(last.start())?;
    let rest = &cx.facts.text[TextRange::new(last.end(), each.end())];
    rest.trim().is_empty().then(|| Rewrite {
        safety: Safety::Unsafe,
        message: "leave with the first item that fits; errors in those behind it are not met".to_owned(),
        edits: vec![Replacement::insert(last.end(), format!("\n{indent}break"))],
        relies_on: Some(each.range()),
    })
}
