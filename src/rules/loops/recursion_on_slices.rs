//! `total(numbers[1:])` in `total`: each call copies all that is left.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::nodes::id_of;
use crate::facts::sizes::integer;
use crate::facts::sources::Origin;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged, TextRange, mentions};

pub static RULE: Rule = rule!("loops/recursion-on-slices", Hook::Function(check));

/// Who takes this many at a time calls itself seldom.
const LARGE_STEP: i64 = 64;

/// Methods that look something up by a key.
const LOOK_UP: &[&str] = &["get", "pop", "setdefault", "getattr", "hasattr", "setattr"];

fn check<'a>(function: &'a ast::StmtFunctionDef, cx: &mut Cx<'a>) {
    // Most functions do not name themselves.
    let name = function.name.as_str();
    if !mentions(cx.source(TextRange::new(function.name.end(), function.end())), name) {
        return;
    }
    let Some(scope) = cx.facts.scopes.opened_by(id_of(function)) else { return };
    let calls = cx.calls_of_itself(function, scope);
    let rests = || calls.iter().flat_map(|call| &*call.arguments.args).filter_map(rest_of);
    let Some((slice, whole)) = rests().find(|(_, whole)| is_parameter(whole, cx)) else { return };
    let inferred = cx.kind(whole);
    if !inferred.kind.all(is_copied) || leads_into_something(whole, function, cx) {
        return;
    }
    let rest = cx.source(whole).to_owned();
    cx.report(Report {
        at: slice.range(),
        label: format!("copies all that is left of `{rest}`"),
        message: format!("`{name}` copies the rest of `{rest}` for each call of itself"),
        note: format!("O(n²): as many calls as `{rest}` has items, and each copies what is left"),
        help: format!("hand on a place in `{rest}` and the whole, or go through it in a loop"),
        related: vec![(function.name.range(), "calls itself".to_owned())],
        impact: Impact::High,
        confidence: confidence_of(inferred.certainty).min(Confidence::Medium),
    });
}

/// The slice and the name of `numbers[1:]` or `numbers[:-1]`.
fn rest_of(argument: &Expr) -> Option<(&ast::ExprSubscript, &Expr)> {
    let Expr::Subscript(rest) = argument else { return None };
    let Expr::Slice(slice) = &*rest.slice else { return None };
    let is_step = |place: &Expr, sign: i64| integer(place).is_some_and(|it| (1..LARGE_STEP).contains(&(it * sign)));
    let leaves_a_rest = match (slice.lower.as_deref(), slice.upper.as_deref()) {
        (Some(from), None) => is_step(from, 1),
        (None, Some(to)) => is_step(to, -1),
        _ => false,
    };
    (leaves_a_rest && slice.step.is_none() && rest.value.is_name_expr()).then_some((rest, &rest.value))
}

/// Whether a name is what the function is given, and nothing else; its `*arguments` were written out by who calls it.
fn is_parameter(whole: &Expr, cx: &Cx) -> bool {
    let Expr::Name(name) = whole else { return false };
    let bindings = cx.bindings(name);
    !bindings.is_empty()
        && bindings.iter().all(|binding| match cx.facts.source_of(*binding).origin {
            Origin::Parameter(it) => !cx.is_variadic(it),
            _ => false,
        })
}

fn is_copied(kind: &Kind) -> bool {
    matches!(kind, Kind::List(_) | Kind::TupleOf(_) | Kind::Str | Kind::Bytes | Kind::Bytearray)
}

/// Whether the items are keys of one level after the other, `table[keys[0]]`: there are as many as levels, which is few.
fn leads_into_something<'a>(whole: &Expr, function: &'a ast::StmtFunctionDef, cx: &Cx<'a>) -> bool {
    let text = cx.source(whole);
    let first = format!("{text}[0]");
    let is_first = |key: &Expr| cx.source(key) == first || is_named_first(key, text, cx);
    cx.facts.nodes.within(id_of(function)).any(|(_, it)| match it.node {
        AnyNodeRef::ExprSubscript(it) => is_first(&it.slice),
        AnyNodeRef::ExprCall(it) => {
            let looked_up = match &*it.func {
                Expr::Attribute(method) => method.attr.as_str(),
                Expr::Name(function) => function.id.as_str(),
                _ => return false,
            };
            LOOK_UP.contains(&looked_up) && it.arguments.args.iter().any(is_first)
        }
        _ => false,
    })
}

/// `key` after `key = keys[0]` or `key, *rest = keys`
fn is_named_first(key: &Expr, text: &str, cx: &Cx) -> bool {
    let Expr::Name(name) = key else { return false };
    cx.bindings(name).iter().any(|binding| match cx.facts.source_of(*binding).origin {
        Origin::Value(value) => cx.source(value) == text || cx.source(value).starts_with(&format!("{text}[")),
        _ => false,
    })
}
