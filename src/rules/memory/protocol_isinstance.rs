//! `isinstance` of a protocol in a loop.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::model::PythonVersion;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("memory/protocol-isinstance", Hook::Call(check));

/// Protocols of `typing` that may be asked for.
const OF_TYPING: &[&str] = &[
    "typing.SupportsAbs",
    "typing.SupportsBytes",
    "typing.SupportsComplex",
    "typing.SupportsFloat",
    "typing.SupportsIndex",
    "typing.SupportsInt",
    "typing.SupportsRound",
];

/// Since then a protocol remembers its members, and attributes are looked up without running code.
const FASTER: PythonVersion = PythonVersion { major: 3, minor: 12 };

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let [object, classes] = &*call.arguments.args else { return };
    if !cx.facts.is_builtin(&call.func, "isinstance") {
        return;
    }
    let Some(growing) = cx.loop_reaching(call) else { return };
    let classes = match classes {
        Expr::Tuple(several) => several.elts.as_slice(),
        one => std::slice::from_ref(one),
    };
    let Some(protocol) = classes.iter().find(|it| is_protocol(it, cx)) else { return };
    let (object, name) = (cx.source(object).to_owned(), cx.source(protocol).to_owned());
    let cost = if cx.target() < FASTER { "four to nine microseconds" } else { "up to three microseconds" };
    cx.report(Report {
        at: call.range(),
        label: format!("looks for every member of `{name}`"),
        message: format!("`isinstance` compares `{object}` with the protocol `{name}` member by member"),
        note: format!("{cost} where a class takes a few hundredths of one; longest where the answer is no"),
        help: format!("ask for a class, or for the one member that decides: `hasattr({object}, …)`"),
        related: vec![(cx.header(growing), format!("runs once per {}", cx.turn_of(growing)))],
        impact: Impact::Medium,
        confidence: cx.confidence_in_saving(call, growing),
    });
}

/// Whether a class is a protocol that `isinstance` may be asked for.
fn is_protocol(class: &Expr, cx: &Cx) -> bool {
    if cx.qualified(class).is_some_and(|name| OF_TYPING.contains(&name.as_str())) {
        return true;
    }
    let Some((_, definition)) = cx.own_class(class) else { return false };
    let bases = definition.arguments.as_deref().map_or(&[][..], |it| &it.args);
    let decorators = definition.decorator_list.iter().map(|it| &it.expression);
    cx.is_marked(bases.iter(), &["typing.Protocol", "typing_extensions.Protocol"])
        && cx.is_marked(decorators, &["typing.runtime_checkable", "typing_extensions.runtime_checkable"])
}
