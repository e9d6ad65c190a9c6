//! A cache without limit around a function that a request handler calls with what the request brings.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::facts::sizes::integer;
use crate::facts::sources::Origin;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("calls/unbounded-cache", Hook::Call(check));

/// Names of names are followed this far.
const LONGEST_CHAIN: usize = 4;

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    if call.arguments.is_empty() || !call.func.is_name_expr() {
        return;
    }
    let Some(binding) = cx.facts.own_function(&call.func) else { return };
    let Origin::Function(function) = cx.facts.source_of(binding).origin else { return };
    let Some(cache) = cx.cache_of(function).filter(|cache| has_no_limit(cache, cx)) else { return };
    if !cx.runs_per_request(call) {
        return;
    }
    let arguments = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|it| &it.value));
    let Some(given) = arguments.into_iter().find(|it| comes_in(it, LONGEST_CHAIN, cx) && !is_choice(it, cx)) else {
        return;
    };
    let (name, given_text) = (function.name.as_str(), cx.source(given).to_owned());
    cx.report(Report {
        at: call.range(),
        label: format!("leaves an entry for each new `{given_text}`"),
        message: format!("the cache of `{name}` grows with what requests bring, and forgets nothing"),
        note: format!("memory O(n) in the values of `{given_text}` that ever come, as long as the server runs"),
        help: format!(
            "give the cache of `{name}` a limit: `@lru_cache(maxsize=1024)` keeps what is asked for most lately"
        ),
        related: vec![(cache.range(), "has no limit".to_owned())],
        impact: Impact::Medium,
        confidence: Confidence::Medium,
    });
}

fn has_no_limit(cache: &Expr, cx: &Cx) -> bool {
    match cache {
        Expr::Call(it) => it.arguments.find_argument_value("maxsize", 0).is_some_and(Expr::is_none_literal_expr),
        other => cx.qualified(other).as_deref() == Some("functools.cache"),
    }
}

/// Yes or no: there are two.
fn is_choice(given: &Expr, cx: &Cx) -> bool {
    cx.kind(given).kind.all(|kind| matches!(kind, Kind::Bool | Kind::None))
}

/// Whether an expression gives what the function around is given for each call, or a part of it.
fn comes_in(expression: &Expr, left: usize, cx: &Cx) -> bool {
    if left == 0 || expression.is_literal_expr() || integer(expression).is_some() {
        return false;
    }
    match expression {
        Expr::Name(name) => cx.bindings(name).iter().any(|binding| match cx.facts.source_of(*binding).origin {
            Origin::Parameter(it) => !matches!(it.name.as_str(), "self" | "cls"),
            Origin::Value(value) => comes_in(value, left - 1, cx),
            _ => false,
        }),
        Expr::Attribute(it) => comes_in(&it.value, left, cx) && !is_called_method(it, cx),
        Expr::Subscript(it) => comes_in(&it.value, left, cx),
        Expr::Call(it) => match &*it.func {
            Expr::Attribute(method) => {
                matches!(method.attr.as_str(), "get" | "strip" | "lower") && comes_in(&method.value, left, cx)
            }
            _ => false,
        },
        Expr::FString(_) => cx.facts.nodes.within(id_of(expression)).any(|(_, it)| match it.node {
            AnyNodeRef::InterpolatedElement(part) => comes_in(&part.expression, left - 1, cx),
            _ => false,
        }),
        _ => false,
    }
}

fn is_called_method(attribute: &ast::ExprAttribute, cx: &Cx) -> bool {
    matches!(cx.parent(attribute), AnyNodeRef::ExprCall(call) if id_of(&*call.func) == id_of(attribute))
}
