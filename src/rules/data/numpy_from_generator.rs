//! `np.array(range(n))`, `np.array([x * 2 for x in array])`: an array by way of Python objects.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("data/numpy-from-generator", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let (Expr::Attribute(_) | Expr::Name(_), Some(items)) = (&*call.func, call.arguments.args.first()) else { return };
    if !matches!(items, Expr::Call(_) | Expr::ListComp(_)) || !is_called_array(&call.func) {
        return;
    }
    if !matches!(cx.qualified(&call.func).as_deref(), Some("numpy.array" | "numpy.asarray")) || cx.is_small(items) {
        return;
    }
    let Some((message, help, confidence)) = detour(items, cx) else { return };
    cx.report(Report {
        at: call.range(),
        label: "makes a Python object of each item first".to_owned(),
        message,
        note: "each item becomes a Python object, and then a number in an array".to_owned(),
        help,
        related: Vec::new(),
        impact: Impact::Medium,
        confidence,
    });
}

/// A cheap look before names are resolved.
fn is_called_array(callee: &Expr) -> bool {
    match callee {
        Expr::Name(it) => matches!(it.id.as_str(), "array" | "asarray"),
        Expr::Attribute(it) => matches!(it.attr.as_str(), "array" | "asarray"),
        _ => false,
    }
}

/// What goes the long way round, what to write instead, and how sure that is.
fn detour(items: &Expr, cx: &Cx) -> Option<(String, String, Confidence)> {
    match items {
        Expr::ListComp(it) => {
            let [clause] = it.generators.as_slice() else { return None };
            let is_range = matches!(&clause.iter, Expr::Call(range) if cx.facts.is_builtin(&range.func, "range"));
            let Expr::Name(item) = &clause.target else { return None };
            let is_item = |it: &Expr| matches!(it, Expr::Name(name) if name.id == item.id);
            let computes = clause.ifs.is_empty() && cx.is_elementwise(&it.elt, &is_item);
            let vector = cx.column_or_array(&clause.iter).or(is_range.then_some(Confidence::High))?;
            let over = cx.source(&clause.iter);
            let whole = if is_range { over.replacen("range", "numpy.arange", 1) } else { format!("`{over}` itself") };
            computes.then(|| {
                let help = format!("compute with the whole array: start from {whole}, and use operators on it");
                (format!("an array is computed item by item from `{over}`"), help, vector)
            })
        }
        Expr::Call(it) => {
            let range = range_in(it, cx)?;
            let help = format!("write `numpy.{}`", cx.source(range).replacen("range", "arange", 1));
            Some(("an array is made of a `range` by way of a list".to_owned(), help, Confidence::High))
        }
        _ => None,
    }
}

/// `range(…)`, or `list(range(…))`.
fn range_in<'a>(call: &'a ast::ExprCall, cx: &Cx) -> Option<&'a ast::ExprCall> {
    if cx.facts.is_builtin(&call.func, "range") {
        return Some(call);
    }
    let Some(Expr::Call(inner)) = call.arguments.args.first() else { return None };
    let is_list = cx.facts.is_builtin(&call.func, "list") && cx.facts.is_builtin(&inner.func, "range");
    is_list.then_some(inner)
}
