//! `for row in sorted(rows): if row.is_open: …`: rows that the loop passes over are sorted too.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, CmpOp, Expr, Stmt, UnaryOp};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("loops/sort-before-filter", Hook::Call(check));

fn check<'a>(sorting: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let (Expr::Name(function), [items]) = (&*sorting.func, &*sorting.arguments.args) else { return };
    if function.id.as_str() != "sorted" || !cx.facts.is_builtin(&sorting.func, "sorted") {
        return;
    }
    let Some((test, keeps)) = filter_behind(sorting, cx) else { return };
    if items.is_starred_expr() || cx.is_small(items) || cx.is_written_out(items) || keeps_most(test, keeps) {
        return;
    }
    let Some(id) = cx.loop_over(sorting).filter(|id| !cx.ends_early(*id)) else { return };
    if !cx.reads_target(test, id) || !cx.facts.is_pure(test) || cx.is_changed_by_turns(test, id) {
        return;
    }
    let of = cx.source(items).to_owned();
    cx.report(Report {
        at: sorting.range(),
        label: "sorts what the next line leaves out".to_owned(),
        message: format!("all of `{of}` is sorted, and only some of it is used"),
        note: format!("O(n·log n) in all items of `{of}`, not in those that are kept"),
        help: format!("filter first, then sort what is kept: `sorted(… for … in {of} if …)`"),
        related: vec![(test.range(), "chooses afterwards".to_owned())],
        impact: Impact::Medium,
        confidence: cx.confidence_in_copying(items).min(Confidence::Medium),
    });
}

/// The test that decides which of the sorted items are used, and whether those are used where it holds.
fn filter_behind<'a>(sorting: &ast::ExprCall, cx: &Cx<'a>) -> Option<(&'a Expr, bool)> {
    match cx.parent(sorting) {
        AnyNodeRef::Comprehension(it) if !it.is_async => {
            let [test] = &*it.ifs else { return None };
            Some((test, true))
        }
        AnyNodeRef::StmtFor(it) if !it.is_async && it.orelse.is_empty() => match &*it.body {
            [Stmt::If(only)] if only.elif_else_clauses.is_empty() => Some((&only.test, true)),
            [Stmt::If(first), _, ..] if first.elif_else_clauses.is_empty() => {
                matches!(&*first.body, [Stmt::Continue(_)]).then_some((&*first.test, false))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether a test lets nearly all items through: it leaves out one value, or what is empty.
fn keeps_most(test: &Expr, keeps: bool) -> bool {
    match test {
        Expr::UnaryOp(it) if it.op == UnaryOp::Not => keeps_most(&it.operand, !keeps),
        Expr::BoolOp(it) => it.values.iter().all(|value| keeps_most(value, keeps)),
        Expr::Compare(it) => match &*it.ops {
            [CmpOp::NotEq | CmpOp::IsNot | CmpOp::NotIn] => keeps,
            [CmpOp::Eq | CmpOp::Is | CmpOp::In] => !keeps,
            _ => false,
        },
        Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) => keeps,
        Expr::Call(it) => !keeps && is_test_of_text(it),
        _ => false,
    }
}

/// `if name.startswith("_"): continue` leaves out a few as well.
fn is_test_of_text(call: &ast::ExprCall) -> bool {
    matches!(&*call.func, Expr::Attribute(it) if matches!(it.attr.as_str(), "startswith" | "endswith"))
}
