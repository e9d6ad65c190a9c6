//! `np.sqrt(x)` of one Python number, in a loop: the way into numpy costs more than the root.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("data/numpy-scalar-math-loop", Hook::Call(check));

/// Functions of numpy, and what they are called for one number.
const FUNCTIONS: &[(&str, &str)] = &[
    ("abs", "abs"),
    ("absolute", "abs"),
    ("arctan2", "math.atan2"),
    ("ceil", "math.ceil"),
    ("cos", "math.cos"),
    ("deg2rad", "math.radians"),
    ("exp", "math.exp"),
    ("floor", "math.floor"),
    ("hypot", "math.hypot"),
    ("isnan", "math.isnan"),
    ("log", "math.log"),
    ("log10", "math.log10"),
    ("log2", "math.log2"),
    ("maximum", "max"),
    ("minimum", "min"),
    ("rad2deg", "math.degrees"),
    ("sin", "math.sin"),
    ("sqrt", "math.sqrt"),
    ("tan", "math.tan"),
];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Expr::Attribute(function) = &*call.func else { return };
    let Some((name, instead)) = FUNCTIONS.iter().find(|(name, _)| *name == function.attr.as_str()) else { return };
    let arguments = &*call.arguments.args;
    if arguments.is_empty() || !call.arguments.keywords.is_empty() {
        return;
    }
    let Some(growing) = cx.growing_loop(call) else { return };
    let is_numpy = cx.qualified(&call.func).is_some_and(|it| it.strip_prefix("numpy.") == Some(name));
    if !is_numpy || !arguments.iter().all(|it| cx.is_python_number(it)) || !cx.turns_are_light(growing) {
        return;
    }
    cx.report(Report {
        at: call.range(),
        label: format!("`{}` is one number", cx.source(&arguments[0])),
        message: format!("`numpy.{name}` is called with one Python number at a time"),
        note: "a function of numpy prepares for whole arrays at each call, and gives a number of its own kind"
            .to_owned(),
        help: format!("use `{instead}` for one number, or call `numpy.{name}` once with an array of all"),
        related: vec![(cx.header(growing), format!("runs once per {}", cx.turn_of(growing)))],
        impact: Impact::Medium,
        confidence: Confidence::High,
    });
}
