//! `set(sorted(items))`: the order is made, and lost at once.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::hooks::Hook;
use crate::page::{Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{Ranged, TextRange};

pub static RULE: Rule = rule!("collections/sort-before-set", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let [Expr::Call(sorting)] = &*call.arguments.args else { return };
    let [items] = &*sorting.arguments.args else { return };
    let makes = ["set", "frozenset"].into_iter().find(|name| cx.facts.is_builtin(&call.func, name));
    let Some(makes) = makes.filter(|_| cx.facts.is_builtin(&sorting.func, "sorted")) else { return };
    if items.is_starred_expr() || !call.arguments.keywords.is_empty() || cx.is_small(items) {
        return;
    }
    if !sorting.arguments.keywords.iter().all(|it| only_computes(&it.value, cx)) {
        return;
    }
    let of = cx.source(items).to_owned();
    let report = Report {
        at: sorting.range(),
        label: "no order is left after it".to_owned(),
        message: format!("all items are sorted, and then put into a {makes}, which has no order"),
        note: "O(n·log n) for nothing, and a list of all items".to_owned(),
        help: format!("write `{makes}({of})`; sort the set, if order is wanted: it has fewer items"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: cx.confidence_in_copying(items),
    };
    let rewrite = Rewrite {
        safety: Safety::Unsafe,
        message: "leave out the sorting; items that cannot be put in order are no error any more".to_owned(),
        edits: vec![
            Replacement::delete(TextRange::new(sorting.start(), items.start())),
            Replacement::delete(TextRange::new(items.end(), sorting.end())),
        ],
        relies_on: None,
    };
    cx.report_with_fix(report, Some(rewrite));
}

/// Whether nobody notices that a key is not asked for: it is written out, or a function of the standard library.
fn only_computes(option: &Expr, cx: &Cx) -> bool {
    match option {
        Expr::Lambda(it) => cx.facts.is_pure(&it.body),
        Expr::BooleanLiteral(_) => true,
        function => cx.qualified(function).and_then(|name| cx.facts.known(&name)).is_some_and(|known| known.is_pure),
    }
}
