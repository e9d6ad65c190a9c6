//! A function that computes from its parameters alone and calls itself several times on one path, each time with
//! parameters moved by a step: the calls meet the same arguments again.

use crate::cx::{Cx, Report};
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::ScopeId;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr, Operator};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("loops/recursion-without-memo", Hook::Function(check));

fn check(function: &ast::StmtFunctionDef, cx: &mut Cx) {
    let Some(scope) = cx.facts.scopes.opened_by(id_of(function)) else { return };
    if !function.decorator_list.is_empty() || function.is_async || cx.facts.scopes.get(scope).has_yield {
        return;
    }
    let calls = self_calls(function, scope, cx);
    if !calls_several_times(&calls, cx) || !calls.iter().all(|call| moves_by_steps(call, function, cx)) {
        return;
    }
    if !computes_only(function, scope, cx) || !calls.iter().all(|call| is_result_used(call, cx)) {
        return;
    }
    let name = function.name.as_str();
    cx.report(Report {
        at: function.name.range(),
        label: "computes the same results again and again".to_owned(),
        message: format!("`{name}` calls itself several times for arguments that come back"),
        note: format!("exponential: the number of calls of `{name}` multiplies with every step"),
        help: format!(
            "put `@functools.lru_cache(maxsize=None)` on `{name}`, or fill a table from the smallest arguments up"
        ),
        related: calls.iter().take(2).map(|call| (call.range(), "calls itself".to_owned())).collect(),
        impact: Impact::High,
        confidence: Confidence::High,
    });
}

/// The calls of a function by itself, from its own body.
fn self_calls<'a>(function: &ast::StmtFunctionDef, scope: ScopeId, cx: &Cx<'a>) -> Vec<&'a ast::ExprCall> {
    let name = function.name.as_str();
    let within = cx.facts.nodes.within(id_of(function));
    within
        .filter_map(|(_, node)| match node.node {
            AnyNodeRef::ExprCall(call)
                if may_be_named(&call.func, name) && cx.facts.called_function(call) == Some(scope) =>
            {
                Some(call)
            }
            _ => None,
        })
        .collect()
}

/// A cheap look before the callee is resolved.
fn may_be_named(callee: &Expr, name: &str) -> bool {
    match callee {
        Expr::Name(it) => it.id.as_str() == name,
        Expr::Attribute(it) => it.attr.as_str() == name,
        _ => false,
    }
}

/// Two calls of which neither excludes the other, or one in a loop.
fn calls_several_times(calls: &[&ast::ExprCall], cx: &Cx) -> bool {
    let in_loop = |call: &&ast::ExprCall| cx.growing_loop(*call).is_some();
    let pairs =
        || calls.iter().enumerate().flat_map(|(at, one)| calls[at + 1..].iter().map(move |other| (*one, *other)));
    calls.iter().any(in_loop)
        || pairs().any(|(one, other)| !are_exclusive(one, other, cx) && !is_same_text(one, other, cx))
}

fn is_same_text(one: &ast::ExprCall, other: &ast::ExprCall, cx: &Cx) -> bool {
    cx.source(one) == cx.source(other)
}

/// Whether two calls stand in different branches, or the first in a `return` before the second.
fn are_exclusive(one: &ast::ExprCall, other: &ast::ExprCall, cx: &Cx) -> bool {
    let nodes = &cx.facts.nodes;
    let returned =
        |call: &ast::ExprCall| nodes.ancestors(id_of(call)).find(|(_, it)| it.node.is_statement()).map(|(id, _)| id);
    let (Some(of_one), Some(of_other)) = (returned(one), returned(other)) else { return true };
    if of_one == of_other {
        return in_different_arms(one, other, cx);
    }
    matches!(nodes.get(of_one).node, AnyNodeRef::StmtReturn(_)) || in_different_branches(of_one, of_other, cx)
}

fn in_different_arms(one: &ast::ExprCall, other: &ast::ExprCall, cx: &Cx) -> bool {
    let nodes = &cx.facts.nodes;
    nodes.ancestors(id_of(one)).any(|(_, it)| match it.node {
        AnyNodeRef::ExprIf(it) => {
            let (body, orelse) = (id_of(&*it.body), id_of(&*it.orelse));
            nodes.contains(body, id_of(one)) && nodes.contains(orelse, id_of(other))
        }
        // `f(a) or f(b)` may be done after the first.
        AnyNodeRef::ExprBoolOp(it) => it
            .values
            .iter()
            .all(|value| !(nodes.contains(id_of(value), id_of(one)) && nodes.contains(id_of(value), id_of(other)))),
        _ => false,
    })
}

fn in_different_branches(one: NodeId, other: NodeId, cx: &Cx) -> bool {
    let nodes = &cx.facts.nodes;
    nodes.ancestors(one).any(|(id, it)| match it.node {
        AnyNodeRef::StmtIf(branches) if nodes.contains(id, other) => {
            let clause_of =
                |node: NodeId| branches.elif_else_clauses.iter().position(|clause| nodes.contains(id_of(clause), node));
            clause_of(one) != clause_of(other)
        }
        _ => false,
    })
}

/// Whether every argument is a parameter, a parameter moved by a step, or a constant, and at least one is moved.
fn moves_by_steps(call: &ast::ExprCall, function: &ast::StmtFunctionDef, cx: &Cx) -> bool {
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
        Expr::Name(_) => is_parameter_at(argument, place, call, function, cx),
        literal if literal.is_literal_expr() => true,
        moved => is_moved(moved),
    };
    arguments.iter().enumerate().all(in_place) && arguments.iter().any(is_moved)
}

fn is_parameter(expression: &Expr, function: &ast::StmtFunctionDef) -> bool {
    matches!(expression, Expr::Name(name) if function.parameters.includes(&name.id))
}

/// Whether a parameter is handed on in its own place: towers and swaps are not the same arguments again.
fn is_parameter_at(
    argument: &Expr,
    place: usize,
    call: &ast::ExprCall,
    function: &ast::StmtFunctionDef,
    _cx: &Cx,
) -> bool {
    let receiver = usize::from(call.func.is_attribute_expr());
    let parameter = function.parameters.iter_non_variadic_params().nth(place + receiver);
    let Expr::Name(name) = argument else { return false };
    parameter.is_some_and(|parameter| parameter.name() == name.id.as_str())
}

fn is_result_used(call: &ast::ExprCall, cx: &Cx) -> bool {
    !matches!(cx.parent(call), AnyNodeRef::StmtExpr(_))
}

/// Whether a function's result depends on its arguments alone: it sets no attribute, item or outer name, and calls only
/// itself and what is known to be pure.
fn computes_only(function: &ast::StmtFunctionDef, scope: ScopeId, cx: &Cx) -> bool {
    let facts = cx.facts;
    let body = facts.scopes.get(scope);
    body.globals.is_empty()
        && body.nonlocals.is_empty()
        && facts.nodes.within(id_of(function)).all(|(_, node)| match node.node {
            AnyNodeRef::ExprCall(call) => facts.called_function(call) == Some(scope) || facts.is_pure_callee(call),
            AnyNodeRef::ExprAttribute(it) => it.ctx.is_load(),
            AnyNodeRef::ExprSubscript(it) => it.ctx.is_load(),
            AnyNodeRef::StmtDelete(_) | AnyNodeRef::StmtGlobal(_) | AnyNodeRef::StmtNonlocal(_) => false,
            AnyNodeRef::StmtWith(_) | AnyNodeRef::ExprAwait(_) | AnyNodeRef::StmtTry(_) => false,
            _ => true,
        })
}
