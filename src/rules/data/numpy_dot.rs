//! `sum(x * y for x, y in zip(a, b))` of two arrays: a dot product written as a loop.

use crate::cx::{Cx, Report, is_name};
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr, Operator};

pub static RULE: Rule = rule!("data/numpy-dot", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let (Expr::Name(function), [items]) = (&*call.func, &*call.arguments.args) else { return };
    if function.id.as_str() != "sum" {
        return;
    }
    let (element, clauses) = match items {
        Expr::Generator(it) => (&*it.elt, &it.generators),
        Expr::ListComp(it) => (&*it.elt, &it.generators),
        _ => return,
    };
    let [clause] = clauses.as_slice() else { return };
    let Some((left, right)) = multiplied(element, clause, cx) else { return };
    let (Some(one), Some(other)) = (cx.column_or_array(left), cx.column_or_array(right)) else { return };
    if !clause.ifs.is_empty() || cx.is_small(left) || cx.is_small(right) || !cx.facts.is_builtin(&call.func, "sum") {
        return;
    }
    let (left, right) = (cx.source(left), cx.source(right));
    cx.report(Report {
        at: call.range(),
        label: "makes Python numbers of all items".to_owned(),
        message: format!("the products of `{left}` and `{right}` are added up one by one"),
        note: "a loop in Python over two arrays, against one in compiled code".to_owned(),
        help: format!("write `{left} @ {right}` for arrays of one dimension"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: one.min(other),
    });
}

/// The two arrays of `x * y for x, y in zip(a, b)`, or of `a[i] * b[i] for i in range(len(a))`.
fn multiplied<'a>(element: &'a Expr, clause: &'a ast::Comprehension, cx: &Cx<'a>) -> Option<(&'a Expr, &'a Expr)> {
    let Expr::BinOp(product) = element else { return None };
    if product.op != Operator::Mult {
        return None;
    }
    if let (Expr::Tuple(targets), Expr::Call(zip)) = (&clause.target, &clause.iter) {
        let ([Expr::Name(x), Expr::Name(y)], [left, right]) = (&*targets.elts, &*zip.arguments.args) else {
            return None;
        };
        let is_product = |x: &str, y: &str| is_name(&product.left, x) && is_name(&product.right, y);
        let (x, y) = (x.id.as_str(), y.id.as_str());
        let is_dot = (is_product(x, y) || is_product(y, x)) && cx.facts.is_builtin(&zip.func, "zip");
        return is_dot.then_some((left, right));
    }
    let Expr::Name(index) = &clause.target else { return None };
    let item_of = |it: &'a Expr| match it {
        Expr::Subscript(item) if is_name(&item.slice, index.id.as_str()) => Some(&*item.value),
        _ => None,
    };
    cx.counted_rows(&clause.iter)?;
    Some((item_of(&product.left)?, item_of(&product.right)?))
}
