//! A comprehension that a loop makes on every turn to look something up in it, though it is the same each time.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, CmpOp, Expr};

pub static RULE: Rule = rule!(
    "iterators/invariant-in-comprehension",
    Hook::Compare(check_membership),
    Hook::Call(check_call),
    Hook::Subscript(check_item)
);

/// `key in {… for …}`; of a list, `list-comprehension-membership` says more.
fn check_membership<'a>(compare: &'a ast::ExprCompare, cx: &mut Cx<'a>) {
    let ([CmpOp::In | CmpOp::NotIn], [made]) = (&*compare.ops, &*compare.comparators) else { return };
    if matches!(made, Expr::SetComp(_) | Expr::DictComp(_)) {
        check(made, cx);
    }
}

/// `{key: value for …}[key]`
fn check_item<'a>(item: &'a ast::ExprSubscript, cx: &mut Cx<'a>) {
    if item.value.is_dict_comp_expr() && item.ctx.is_load() {
        check(&item.value, cx);
    }
}

/// `any(… for …)`, `len([… for …])`, `{key: value for …}.get(key)`
fn check_call<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    match (&*call.func, &*call.arguments.args) {
        (Expr::Attribute(method), _) if method.value.is_dict_comp_expr() && method.attr.as_str() == "get" => {
            check(&method.value, cx);
        }
        (function, [made]) if is_comprehension(made) && goes_through(function, cx) => check(made, cx),
        _ => {}
    }
}

fn goes_through(function: &Expr, cx: &Cx) -> bool {
    ["any", "all", "len"].iter().any(|name| cx.facts.is_builtin(function, name))
}

fn is_comprehension(made: &Expr) -> bool {
    matches!(made, Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_))
}

fn check<'a>(made: &'a Expr, cx: &mut Cx<'a>) {
    let Some(growing) = cx.growing_loop(&made) else { return };
    let source = cx.source_of_items(made);
    if cx.is_small(source) || !cx.gives_the_same(made, growing) || cx.facts.leaves_after(id_of(made), growing) {
        return;
    }
    let of = cx.source(source).to_owned();
    let turn = cx.turn_of(growing);
    let confidence = cx.confidence_in_repeating(made, made, growing);
    cx.report(Report {
        at: made.range(),
        label: format!("goes through all of `{of}` again"),
        message: "this comprehension is made on every turn, and is the same each time".to_owned(),
        note: format!("O(n·m): the turns of the loop times the items of `{of}`"),
        help: "make it once, before the loop, and give it a name".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    });
}
