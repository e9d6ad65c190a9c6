//! `np.vectorize` of a function that works on whole arrays as it is.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("data/numpy-vectorize", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let named = match &*call.func {
        Expr::Attribute(it) => it.attr.as_str() == "vectorize",
        Expr::Name(it) => it.id.as_str().contains("vectorize"),
        _ => false,
    };
    let Some(function) = call.arguments.args.first().filter(|_| named) else { return };
    if cx.qualified(&call.func).as_deref() != Some("numpy.vectorize") || !cx.maps_items(function) {
        return;
    }
    cx.report(Report {
        at: call.range(),
        label: "calls a Python function for each item".to_owned(),
        message: "`numpy.vectorize` calls a function for each item that arrays can compute at once".to_owned(),
        note: "it is a loop in Python under another name".to_owned(),
        help: "call the expression with the array itself, with `numpy.where` for a condition".to_owned(),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: Confidence::High,
    });
}
