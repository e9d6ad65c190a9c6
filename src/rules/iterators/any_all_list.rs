//! `any([…])` and `all([…])` around a list comprehension that only computes.

use crate::cx::{Cx, Report, Rewrite};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("iterators/any-all-list", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let (Expr::Name(function), [Expr::ListComp(list)]) = (&*call.func, &*call.arguments.args) else { return };
    let name = function.id.as_str();
    if !matches!(name, "any" | "all") || !cx.facts.is_builtin(&call.func, name) {
        return;
    }
    let clauses = &list.generators;
    let is_small = clauses.iter().all(|clause| cx.is_small(&clause.iter));
    if is_small || clauses.iter().any(|clause| clause.is_async) || !only_computes(list, cx) || leaves_a_rest(list, cx) {
        return;
    }
    let takes_in_data = clauses.iter().any(|clause| cx.is_data(&clause.iter) || cx.is_streamed(&clause.iter));
    let decides = if name == "any" { "true" } else { "false" };
    let report = Report {
        at: list.range(),
        label: "makes every item first".to_owned(),
        message: format!("`{name}` gets a list of all items, though the first {decides} one decides"),
        note: "items after the one that decides are made for nothing, and all are held in memory".to_owned(),
        help: format!("leave out the brackets: `{name}(… for …)` makes one item at a time"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: if takes_in_data { Confidence::Medium } else { Confidence::Low },
    };
    // Items after the one that decides are not made, and what making them would raise is not raised.
    let rewrite = cx.as_generator(cx.facts.nodes.get(id_of(list))).map(|edits| Rewrite {
        safety: if cx.items_cannot_fail(list) { Safety::Safe } else { Safety::Unsafe },
        message: "make one item at a time; errors in items after the one that decides are not met".to_owned(),
        edits,
        relies_on: Some(call.range()),
    });
    cx.report_with_fix(report, rewrite);
}

/// Whether leaving out items can be noticed by nobody.
fn only_computes(list: &ast::ExprListComp, cx: &Cx) -> bool {
    let pure = |part: &Expr| cx.facts.is_pure(part);
    // What the first clause goes through is evaluated once, in a generator as well.
    let inner = list.generators.iter().skip(1).map(|clause| &clause.iter);
    pure(&list.elt) && inner.chain(list.generators.iter().flat_map(|clause| &clause.ifs)).all(pure)
}

/// Whether others read on in what the comprehension goes through: they would find items that it left.
fn leaves_a_rest(list: &ast::ExprListComp, cx: &Cx) -> bool {
    let items = &list.generators[0].iter;
    let Some(function) = cx.function(list) else { return cx.is_streamed(items) };
    cx.is_streamed(items) && cx.same_place_within(items, id_of(function)).len() > 2
}
