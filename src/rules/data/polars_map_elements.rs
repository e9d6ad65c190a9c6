//! `expression.map_elements(lambda x: …)` whose function is an operator, a condition or mathematics.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("data/polars-map-elements", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Expr::Attribute(method) = &*call.func else { return };
    // The name is polars' own; pandas and dask have nothing of the kind.
    if method.attr.as_str() != "map_elements" {
        return;
    }
    let Some(function) = call.arguments.args.first() else { return };
    if !cx.maps_items(function) {
        return;
    }
    cx.report(Report {
        at: call.range(),
        label: "calls a Python function for each item".to_owned(),
        message: "`map_elements` calls a Python function for each item that an expression can compute at once"
            .to_owned(),
        note: "each item becomes a Python object and back, on one thread".to_owned(),
        help: "write the same with the expression itself: `pl.col(\"a\") * 2`, `pl.when(…).then(…).otherwise(…)`"
            .to_owned(),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: Confidence::High,
    });
}
