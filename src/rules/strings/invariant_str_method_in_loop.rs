//! `word.lower() == wanted.lower()` in a loop that leaves `wanted` as it is.

use crate::cx::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::facts::variance::Variance;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("strings/invariant-str-method-in-loop", Hook::Call(check));

/// Methods that make a new text, or a list, of all of the old one.
const MAKE_ANEW: &[&str] = &[
    "capitalize",
    "casefold",
    "encode",
    "expandtabs",
    "lower",
    "lstrip",
    "replace",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "strip",
    "swapcase",
    "title",
    "translate",
    "upper",
];

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Expr::Attribute(method) = &*call.func else { return };
    if !MAKE_ANEW.contains(&method.attr.as_str()) || method.value.is_string_literal_expr() {
        return;
    }
    if cx.growing_loop(call).is_none() || !cx.kind(&method.value).kind.is_str() {
        return;
    }
    if is_changed_afterwards(call, cx) {
        return;
    }
    let Some(idle) = outermost_idle_loop(call, cx) else { return };
    let (made, turn) = (cx.source(call).to_owned(), cx.turn_of(idle));
    cx.report(Report {
        at: call.range(),
        label: "gives the same on every turn".to_owned(),
        message: format!("`{made}` is made anew on every turn, and is always the same"),
        note: "a call and a new object on every turn".to_owned(),
        help: format!("give `{made}` a name before the loop"),
        related: vec![(cx.header(idle), format!("runs once per {turn}"))],
        impact: Impact::Medium,
        confidence: if cx.takes_in_data(idle) { Confidence::High } else { Confidence::Medium },
    });
}

/// The outermost loop around a call whose turns all give it the same receiver and arguments.
fn outermost_idle_loop<'a>(call: &'a ast::ExprCall, cx: &Cx<'a>) -> Option<LoopId> {
    let Expr::Attribute(method) = &*call.func else { return None };
    let parts = || std::iter::once(&*method.value).chain(&*call.arguments.args);
    let is_idle = |id: &LoopId| parts().all(|part| cx.facts.variance(part, *id) == Variance::Invariant);
    cx.facts.growing_loops(call).into_iter().take_while(is_idle).last()
}

/// Whether the list that a split makes is given a name: it may be changed, and then each turn needs its own.
fn is_changed_afterwards(call: &ast::ExprCall, cx: &Cx) -> bool {
    let Expr::Attribute(method) = &*call.func else { return false };
    let makes_list = matches!(method.attr.as_str(), "split" | "rsplit" | "splitlines");
    makes_list && !cx.parent(call).is_expr_subscript() && !cx.parent(call).is_expr_compare()
}
