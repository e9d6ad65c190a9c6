//! `functools.reduce` with `+` on lists, tuples or texts, or with `|` on sets or dicts: each step copies all before it.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr, Operator};

pub static RULE: Rule = rule!("collections/reduce-concat", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let (joins, parts, start) = match &*call.arguments.args {
        [joins, parts] => (joins, parts, None),
        [joins, parts, start] => (joins, parts, Some(start)),
        _ => return,
    };
    if !may_be_reduce(&call.func) || cx.qualified(&call.func).as_deref() != Some("functools.reduce") {
        return;
    }
    let Some(operator) = operator(joins, cx) else { return };
    let kind = start.map_or_else(|| cx.kind(parts).kind.element(), |start| cx.kind(start).kind);
    let Some((joined, instead)) = joined(operator, &kind) else { return };
    let of = cx.joined_from(parts);
    if cx.is_small(parts) || cx.is_small(of) {
        return;
    }
    let text = cx.source(of).to_owned();
    cx.report(Report {
        at: call.range(),
        label: format!("copies all that was joined so far, once per item of `{text}`"),
        message: format!("`reduce` joins {joined} by making a new one for each part"),
        note: "O(n·m): the number of parts times the length of the whole".to_owned(),
        help: format!("write `{instead}`"),
        related: Vec::new(),
        impact: Impact::High,
        confidence: cx.confidence_in_joining(parts),
    });
}

fn may_be_reduce(function: &Expr) -> bool {
    match function {
        Expr::Name(it) => it.id.as_str() == "reduce",
        Expr::Attribute(it) => it.attr.as_str() == "reduce",
        _ => false,
    }
}

/// What joins two parts: `operator.add`, `lambda whole, part: whole + part`, `set.union`.
fn operator(joins: &Expr, cx: &Cx) -> Option<Operator> {
    if let Expr::Lambda(lambda) = joins {
        let parameters = lambda.parameters.as_deref()?;
        let [whole, part] = &*parameters.args else { return None };
        let is = |side: &Expr, parameter: &ast::ParameterWithDefault| cx.source(side) == parameter.name().as_str();
        return match &*lambda.body {
            Expr::BinOp(it) => (is(&it.left, whole) && is(&it.right, part)).then_some(it.op),
            Expr::Call(it) => {
                let (Expr::Attribute(method), [added]) = (&*it.func, &*it.arguments.args) else { return None };
                let is_union = method.attr.as_str() == "union" && is(&method.value, whole) && is(added, part);
                is_union.then_some(Operator::BitOr)
            }
            _ => None,
        };
    }
    match cx.qualified(joins)?.as_str() {
        "operator.add" | "operator.concat" => Some(Operator::Add),
        "operator.or_" | "builtins.set.union" | "builtins.frozenset.union" => Some(Operator::BitOr),
        _ => None,
    }
}

/// What is joined, in words, and what joins it at once.
fn joined(operator: Operator, kind: &Kind) -> Option<(&'static str, &'static str)> {
    let [only] = kind.members() else { return None };
    match (operator, only) {
        (Operator::Add, Kind::List(_)) => Some(("lists", "list(itertools.chain.from_iterable(…))")),
        (Operator::Add, Kind::Tuple(_) | Kind::TupleOf(_)) => {
            Some(("tuples", "tuple(itertools.chain.from_iterable(…))"))
        }
        (Operator::Add, Kind::Str) => Some(("texts", "\"\".join(…)")),
        (Operator::Add, Kind::Bytes) => Some(("bytes", "b\"\".join(…)")),
        (Operator::BitOr, Kind::Set(_)) => Some(("sets", "set().union(*…)")),
        (Operator::BitOr, Kind::Frozenset(_)) => Some(("sets", "frozenset().union(*…)")),
        (Operator::BitOr, Kind::Dict(..)) => {
            Some(("dicts", "{key: value for part in … for key, value in part.items()}"))
        }
        _ => None,
    }
}
