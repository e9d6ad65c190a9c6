//! A function that computes from its parameters alone and calls itself several times on one path, each time with
//! parameters moved by a step: the calls meet the same arguments again.

use crate::cx::{Cx, Report, Rewrite};
use crate::facts::nodes::id_of;
use crate::facts::scopes::ScopeKind;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr, Operator};
use crate::syntax::{AnyNodeRef, Ranged, TextRange, mentions};

pub static RULE: Rule = rule!("loops/recursion-without-memo", Hook::Function(check));

fn check(function: &ast::StmtFunctionDef, cx: &mut Cx) {
    // Most functions do not name themselves.
    let name = function.name.as_str();
    if !mentions(cx.source(TextRange::new(function.name.end(), function.end())), name) {
        return;
    }
    let Some(scope) = cx.facts.scopes.opened_by(id_of(function)) else { return };
    if !function.decorator_list.is_empty() || function.is_async || cx.facts.scopes.get(scope).has_yield {
        return;
    }
    let calls = cx.calls_of_itself(function, scope);
    if !calls_several_times(&calls, cx) || !calls.iter().all(|call| moves_by_steps(call, function)) {
        return;
    }
    if !cx.facts.depends_on_arguments_alone(scope) || !calls.iter().all(|call| is_result_used(call, cx)) {
        return;
    }
    let report = Report {
        at: function.name.range(),
        label: "computes the same results again and again".to_owned(),
        message: format!("`{name}` calls itself several times for arguments that come back"),
        note: format!("exponential: the number of calls of `{name}` multiplies with every step"),
        help: format!("put `@functools.lru_cache(maxsize=None)` on `{name}`, or fill a table from the smallest up"),
        related: calls.iter().take(2).map(|call| (call.range(), "calls itself".to_owned())).collect(),
        impact: Impact::High,
        confidence: Confidence::Medium,
    };
    cx.report_with_fix(report, remember(function, cx));
}

/// A decorator that remembers results. On a method it would keep every instance.
fn remember(function: &ast::StmtFunctionDef, cx: &Cx) -> Option<Rewrite> {
    if cx.facts.scopes.get(cx.facts.nodes.get(id_of(function)).scope).kind == ScopeKind::Class {
        return None;
    }
    Some(Rewrite {
        safety: Safety::Unsafe,
        message: "remember the results: arguments must be hashable, and all results are kept".to_owned(),
        edits: cx.decorated(function, ("functools", "lru_cache"), "(maxsize=None)")?,
        relies_on: Some(function.range()),
    })
}

/// Two calls of which neither excludes the other, or one in a loop.
fn calls_several_times(calls: &[&ast::ExprCall], cx: &Cx) -> bool {
    let in_loop = |call: &&ast::ExprCall| cx.growing_loop(*call).is_some();
    let pairs =
        || calls.iter().enumerate().flat_map(|(at, one)| calls[at + 1..].iter().map(move |other| (*one, *other)));
    calls.iter().any(in_loop)
        || pairs().any(|(one, other)| !cx.are_exclusive(one, other) && !is_same_text(one, other, cx))
}

fn is_same_text(one: &ast::ExprCall, other: &ast::ExprCall, cx: &Cx) -> bool {
    cx.source(one) == cx.source(other)
}

/// Whether every argument is a parameter, a parameter moved by a step, or a constant, and at least one is moved.
fn moves_by_steps(call: &ast::ExprCall, function: &ast::StmtFunctionDef) -> bool {
    let arguments = &*call.arguments.args;
    if arguments.is_empty() || !call.arguments.keywords.is_empty() {
        return false;
    }
    let is_moved = |argument: &Expr| match argument {
        Expr::BinOp(it) => {
            matches!(it.op, Operator::Add | Operator::Sub)
                && is_parameter(&it.left, function)
                && !it.right.is_call_expr()
        }
        _ => false,
    };
    let in_place = |(place, argument): (usize, &Expr)| match argument {
        Expr::Name(_) => is_parameter_at(argument, place, call, function),
        literal if literal.is_literal_expr() => true,
        moved => is_moved(moved),
    };
    arguments.iter().enumerate().all(in_place) && arguments.iter().any(is_moved)
}

fn is_parameter(expression: &Expr, function: &ast::StmtFunctionDef) -> bool {
    matches!(expression, Expr::Name(name) if function.parameters.includes(&name.id))
}

/// Whether a parameter is handed on in its own place: towers and swaps are not the same arguments again.
fn is_parameter_at(argument: &Expr, place: usize, call: &ast::ExprCall, function: &ast::StmtFunctionDef) -> bool {
    let receiver = usize::from(call.func.is_attribute_expr());
    let parameter = function.parameters.iter_non_variadic_params().nth(place + receiver);
    let Expr::Name(name) = argument else { return false };
    parameter.is_some_and(|parameter| parameter.name() == name.id.as_str())
}

fn is_result_used(call: &ast::ExprCall, cx: &Cx) -> bool {
    !matches!(cx.parent(call), AnyNodeRef::StmtExpr(_))
}
