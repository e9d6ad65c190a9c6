//! `cmp_to_key` of a comparison that compares the same of both items: that is the key.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, CmpOp, Expr, Operator, Stmt};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("collections/cmp-to-key", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let [comparison @ (Expr::Lambda(_) | Expr::Name(_))] = &*call.arguments.args else { return };
    if !cx.source(&*call.func).ends_with("cmp_to_key") {
        return;
    }
    if cx.qualified(&call.func).as_deref() != Some("functools.cmp_to_key") {
        return;
    }
    let Some((one, other, result)) = comparison_of(comparison, cx) else { return };
    let Some((left, right)) = compared(result, cx) else { return };
    let (key, of_other) = (of_item(left, one, cx), of_item(right, other, cx));
    let is_turned = of_item(left, other, cx) == of_item(right, one, cx) && key != of_other;
    if key != of_other && !is_turned || !cx.facts.is_pure(left) {
        return;
    }
    let turned = if is_turned { " and `reverse=True`" } else { "" };
    cx.report(Report {
        at: call.range(),
        label: "calls Python code for each of n·log n comparisons".to_owned(),
        message: "items are sorted by a function that compares two of them, though both sides are made alike"
            .to_owned(),
        note: "a call per comparison instead of one per item".to_owned(),
        help: format!("give `key` what is compared, `{}` of one item{turned}", cx.source(left)),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: Confidence::High,
    });
}

/// The parameters of a comparison, and what it gives.
fn comparison_of<'a>(comparison: &'a Expr, cx: &Cx<'a>) -> Option<(&'a str, &'a str, &'a Expr)> {
    let (parameters, result) = match comparison {
        Expr::Lambda(it) => (it.parameters.as_deref()?, &*it.body),
        other => {
            let binding = cx.facts.own_function(other)?;
            let AnyNodeRef::StmtFunctionDef(it) = cx.facts.nodes.get(cx.facts.scopes.binding(binding).node).node else {
                return None;
            };
            let [Stmt::Return(only)] = &*it.body else { return None };
            (&*it.parameters, only.value.as_deref()?)
        }
    };
    let [one, other] = &*parameters.args else { return None };
    Some((one.name().as_str(), other.name().as_str(), result))
}

/// What `one.size - other.size` and `(one.size > other.size) - (one.size < other.size)` compare.
fn compared<'a>(result: &'a Expr, cx: &Cx<'a>) -> Option<(&'a Expr, &'a Expr)> {
    let Expr::BinOp(difference) = result else { return None };
    if difference.op != Operator::Sub {
        return None;
    }
    let (Expr::Compare(more), Expr::Compare(less)) = (&*difference.left, &*difference.right) else {
        return Some((&difference.left, &difference.right));
    };
    let ([CmpOp::Gt], [CmpOp::Lt], [right]) = (&*more.ops, &*less.ops, &*more.comparators) else { return None };
    let is_same =
        cx.source(&*more.left) == cx.source(&*less.left) && cx.source(right) == cx.source(&less.comparators[0]);
    is_same.then_some((&*more.left, right))
}

/// How a side is made of an item, with the item's name taken out.
fn of_item(side: &Expr, item: &str, cx: &Cx) -> String {
    let start = side.start().to_usize();
    let mut text = cx.source(side).to_owned();
    let names: Vec<_> = cx
        .facts
        .nodes
        .within(id_of(side))
        .filter_map(|(_, it)| it.node.as_expr_name().map(|name| (name.id.as_str(), name.range())))
        .collect();
    for (name, at) in names.into_iter().rev() {
        if name == item {
            text.replace_range(at.start().to_usize() - start..at.end().to_usize() - start, "…");
        }
    }
    text
}
