//! `for i in range(len(a)): out[i] = a[i] * b[i]`: arithmetic on arrays, item by item.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr, Operator, Stmt};
use crate::syntax::{Ranged, TextRange};

pub static RULE: Rule = rule!("data/numpy-python-loop", Hook::For(check));

fn check<'a>(it: &'a ast::StmtFor, cx: &mut Cx<'a>) {
    let Expr::Name(target) = &*it.target else { return };
    if it.is_async || !it.orelse.is_empty() || !it.body.iter().all(may_be_arithmetic) {
        return;
    }
    let counted = cx.counted_rows(&it.iter);
    let vector = counted.unwrap_or(&it.iter);
    let Some(certainty) = cx.column_or_array(vector) else { return };
    if cx.is_small(vector) {
        return;
    }
    let name = target.id.as_str();
    let is_item = |part: &Expr| match (counted, part) {
        (None, Expr::Name(it)) => it.id.as_str() == name,
        (Some(_), Expr::Subscript(it)) => is_index(&it.slice, name) && cx.column_or_array(&it.value).is_some(),
        _ => false,
    };
    if !it.body.iter().all(|statement| computes_items(statement, name, &is_item, cx)) {
        return;
    }
    let text = cx.source(vector);
    cx.report(Report {
        at: TextRange::new(it.range().start(), it.iter.range().end()),
        label: "runs once per item".to_owned(),
        message: format!("arithmetic on `{text}` is done item by item"),
        note: "each item becomes a Python object, and each operator a call; an array does all in compiled code"
            .to_owned(),
        help: "write the same with whole arrays: `out = a * b`, `total = (a * b).sum()`".to_owned(),
        related: Vec::new(),
        impact: Impact::High,
        confidence: certainty.min(Confidence::High),
    });
}

/// A cheap look before kinds are asked for.
fn may_be_arithmetic(statement: &Stmt) -> bool {
    match statement {
        Stmt::Assign(it) => matches!(&*it.targets, [Expr::Subscript(_)]),
        Stmt::AugAssign(it) => matches!(&*it.target, Expr::Name(_) | Expr::Subscript(_)),
        _ => false,
    }
}

fn is_index(index: &Expr, name: &str) -> bool {
    matches!(index, Expr::Name(it) if it.id.as_str() == name)
}

/// `out[i] = …`, `out[i] += …`, `total += …`, where the right side only computes with items, and reads nothing that
/// an earlier turn has written.
fn computes_items(statement: &Stmt, name: &str, is_item: &dyn Fn(&Expr) -> bool, cx: &Cx) -> bool {
    let (target, value) = match statement {
        Stmt::Assign(it) => (&it.targets[0], &*it.value),
        Stmt::AugAssign(it) if matches!(it.op, Operator::Add | Operator::Sub | Operator::Mult) => {
            (&*it.target, &*it.value)
        }
        _ => return false,
    };
    let writes_item = match target {
        Expr::Subscript(it) => is_index(&it.slice, name) && cx.column_or_array(&it.value).is_some(),
        Expr::Name(_) => statement.is_aug_assign_stmt(),
        _ => false,
    };
    let adds_item = is_item(value) && statement.is_aug_assign_stmt();
    writes_item && (adds_item || cx.is_elementwise(value, is_item)) && !reads_total(target, value, cx)
}

fn reads_total(target: &Expr, value: &Expr, cx: &Cx) -> bool {
    let total = cx.source(target);
    target.is_name_expr()
        && cx.source(value).split(|it: char| !it.is_alphanumeric() && it != '_').any(|word| word == total)
}
