//! `namedtuple(…)` and other calls that make a class, in a loop or in a function, though one class would do for all.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("collections/type-factory-in-loop", Hook::Call(check));

/// Functions that make a class.
const FACTORIES: &[&str] = &[
    "collections.namedtuple",
    "dataclasses.make_dataclass",
    "enum.Enum",
    "enum.IntEnum",
    "pydantic.create_model",
    "typing.NamedTuple",
    "typing.TypedDict",
];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let name = match &*call.func {
        Expr::Name(it) => it.id.as_str(),
        Expr::Attribute(it) => it.attr.as_str(),
        _ => return,
    };
    // `Color(value)` looks a member up; what makes a class is given its members.
    let is_named = call.arguments.args.first().is_some_and(Expr::is_string_literal_expr);
    if call.arguments.len() < 2 || !is_named || cx.function(call).is_none() {
        return;
    }
    if !FACTORIES.iter().any(|it| it.ends_with(name)) {
        return;
    }
    let Some(factory) = cx.qualified(&call.func).filter(|it| FACTORIES.contains(&it.as_str())) else { return };
    let Some(repeats) = cx.repeats_of(call) else { return };
    let often = repeats.how_often();
    cx.report(Report {
        at: call.range(),
        label: "makes a new class".to_owned(),
        message: format!("`{factory}` makes the same class anew {often}"),
        note: "some ten microseconds and kilobytes each time; the classes are strangers to each other".to_owned(),
        help: "make the class once, at the top of the module".to_owned(),
        related: cx.place_of_repeats(&repeats),
        impact: Impact::Medium,
        confidence: cx.confidence_in_repeats(&repeats),
    });
}
