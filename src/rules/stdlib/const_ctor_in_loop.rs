//! The same immutable object is made of constants on every turn of a loop.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast;

pub static RULE: Rule = rule!("stdlib/const-ctor-in-loop", Hook::Call(check));

/// Classes whose objects never change, and what making one costs.
const CLASSES: &[(&str, &str)] = &[
    ("decimal.Decimal", "a call that reads a number"),
    ("fractions.Fraction", "a pattern or a greatest common divisor"),
    ("ipaddress.ip_network", "a text taken apart, in Python"),
    ("ipaddress.ip_address", "a text taken apart, in Python"),
    ("ipaddress.IPv4Network", "a text taken apart, in Python"),
    ("ipaddress.IPv6Network", "a text taken apart, in Python"),
    ("ipaddress.IPv4Address", "a text taken apart, in Python"),
    ("ipaddress.IPv6Address", "a text taken apart, in Python"),
    ("uuid.UUID", "a text taken apart, in Python"),
    ("pathlib.Path", "a text taken apart, in Python"),
    ("pathlib.PurePath", "a text taken apart, in Python"),
    ("datetime.timedelta", "a call that adds up units"),
    ("datetime.datetime", "a call that checks its numbers"),
    ("datetime.date", "a call that checks its numbers"),
];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    if call.arguments.is_empty() || !cx.has_constant_arguments(call) {
        return;
    }
    let Some(growing) = cx.growing_loop(call) else { return };
    let names: Vec<&'static str> = CLASSES.iter().map(|(name, _)| *name).collect();
    let Some(class) = cx.callee_among(call, &names) else { return };
    let cost = CLASSES.iter().find(|(name, _)| *name == class).map_or("", |(_, cost)| cost);
    let source = cx.source(call).to_owned();
    cx.report(Report {
        at: call.range(),
        label: "the same object on every turn".to_owned(),
        message: format!("`{source}` is made anew on every turn"),
        note: format!("{cost}, on every turn, for an object that never changes"),
        help: "make it once: before the loop, or as a constant of the module".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {}", cx.turn_of(growing)))],
        impact: Impact::Medium,
        confidence: cx.confidence_in_small_saving(call, growing),
    });
}
