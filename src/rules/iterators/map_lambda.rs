//! `list(map(lambda item: …, items))` and `list(filter(lambda item: …, items))`: a call for each item, where a
//! comprehension has what the `lambda` computes written out.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("iterators/map-lambda", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let (Expr::Name(function), [Expr::Call(inner)]) = (&*call.func, &*call.arguments.args) else { return };
    let ([Expr::Lambda(lambda), items], []) = (&*inner.arguments.args, &*inner.arguments.keywords) else { return };
    let Some(makes) = ["list", "set"].into_iter().find(|name| function.id.as_str() == *name) else { return };
    let Some(applies) = ["map", "filter"].into_iter().find(|name| cx.facts.is_builtin(&inner.func, name)) else {
        return;
    };
    if !cx.facts.is_builtin(&call.func, makes) || !call.arguments.keywords.is_empty() || cx.is_small(items) {
        return;
    }
    let (Some(item), false) = (only_parameter(lambda), items.is_starred_expr()) else { return };
    if !may_stand_alone(&lambda.body, cx) {
        return;
    }
    let body = cx.source(&*lambda.body);
    let of = if needs_no_brackets(items) { cx.source(items).to_owned() } else { format!("({})", cx.source(items)) };
    let instead = comprehension(makes, applies, item, body, &of);
    let report = Report {
        at: call.range(),
        label: "calls the `lambda` once per item".to_owned(),
        message: format!("`{applies}` calls a function for what a comprehension would compute in place"),
        note: "a call for each item".to_owned(),
        help: format!("write a {makes} comprehension"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: cx.confidence_in_copying(items),
    };
    // A StopIteration that the function raises ends `map` without a word.
    let safety = if cx.facts.may_run_unknown(id_of(&*lambda.body)) { Safety::Unsafe } else { Safety::Safe };
    let rewrite = (!body.contains('\n')).then(|| Rewrite {
        safety,
        message: format!("make it a {makes} comprehension"),
        edits: vec![Replacement::replace(call.range(), instead)],
        relies_on: None,
    });
    cx.report_with_fix(report, rewrite);
}

fn comprehension(makes: &str, applies: &str, item: &str, body: &str, items: &str) -> String {
    let made = match applies {
        "map" => format!("{body} for {item} in {items}"),
        _ => format!("{item} for {item} in {items} if {body}"),
    };
    if makes == "list" { format!("[{made}]") } else { format!("{{{made}}}") }
}

fn only_parameter(lambda: &ast::ExprLambda) -> Option<&str> {
    let parameters = lambda.parameters.as_deref()?;
    let is_plain = parameters.vararg.is_none() && parameters.kwarg.is_none() && parameters.kwonlyargs.is_empty();
    match (&*parameters.args, &*parameters.posonlyargs) {
        ([only], []) if is_plain && only.default.is_none() => Some(only.name().as_str()),
        _ => None,
    }
}

/// Whether a `lambda`'s expression means the same in a comprehension: functions in it would see the last item, and what
/// it binds would be bound around it.
fn may_stand_alone(body: &Expr, cx: &Cx) -> bool {
    let is_bound_to_call = |it: AnyNodeRef| {
        matches!(
            it,
            AnyNodeRef::ExprLambda(_)
                | AnyNodeRef::ExprGenerator(_)
                | AnyNodeRef::ExprNamed(_)
                | AnyNodeRef::ExprYield(_)
                | AnyNodeRef::ExprYieldFrom(_)
        )
    };
    !cx.facts.nodes.within(id_of(body)).any(|(_, it)| is_bound_to_call(it.node))
}

/// Whether an expression can stand behind `in` as it is.
fn needs_no_brackets(items: &Expr) -> bool {
    !matches!(items, Expr::If(_) | Expr::Lambda(_) | Expr::Named(_) | Expr::Yield(_) | Expr::YieldFrom(_))
}
