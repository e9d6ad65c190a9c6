//! `logger.debug(…)` with a call among its arguments that turns a whole object into text.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::model::Effect;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged, TextRange};

pub static RULE: Rule = rule!("logging/log-costly-arg", Hook::Call(check));

/// Functions that go through all of what they are given, or through the stack.
const COSTLY: &[&str] = &[
    "json.dumps",
    "pprint.pformat",
    "traceback.format_stack",
    "traceback.format_exc",
    "inspect.stack",
    "yaml.dump",
    "yaml.safe_dump",
];

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Expr::Attribute(method) = &*call.func else { return };
    if method.attr.as_str() != "debug" || call.arguments.args.is_empty() {
        return;
    }
    let Some((costly, name)) = costly_argument(call, cx) else { return };
    let is_log = cx.facts.known_callee(call).is_some_and(|known| known.effects.contains(&Effect::Log));
    if !is_log || is_guarded(call, cx) {
        return;
    }
    let logger = cx.source(&*method.value).to_owned();
    cx.report(Report {
        at: costly,
        label: "made before the level is asked".to_owned(),
        message: format!("`{name}` makes a text for a debug message that is mostly thrown away"),
        note: format!("`{name}` goes through the whole object on each call, whether or not the message is wanted"),
        help: format!("ask first: `if {logger}.isEnabledFor(logging.DEBUG):`"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: Confidence::Medium,
    });
}

/// The first call of a costly function among the arguments, or in the braces of an f-string there.
fn costly_argument(call: &ast::ExprCall, cx: &Cx) -> Option<(TextRange, String)> {
    let within = cx.facts.nodes.within(id_of(&call.arguments));
    within.into_iter().find_map(|(_, node)| {
        let AnyNodeRef::ExprCall(inner) = node.node else { return None };
        let last = match &*inner.func {
            Expr::Attribute(it) => it.attr.as_str(),
            Expr::Name(it) => it.id.as_str(),
            _ => return None,
        };
        if !COSTLY.iter().any(|it| it.ends_with(last)) {
            return None;
        }
        let name = cx.qualified(&inner.func).filter(|it| COSTLY.contains(&it.as_str()))?;
        Some((inner.range(), name))
    })
}

/// Whether a condition around, or the way of an error, makes the message rare.
fn is_guarded(call: &ast::ExprCall, cx: &Cx) -> bool {
    cx.ancestors(call).any(|(_, around)| match around {
        AnyNodeRef::ExceptHandlerExceptHandler(_) | AnyNodeRef::ExprLambda(_) => true,
        AnyNodeRef::StmtIf(it) => asks_for_level(&it.test, cx),
        AnyNodeRef::ElifElseClause(it) => it.test.as_ref().is_some_and(|test| asks_for_level(test, cx)),
        _ => false,
    })
}

fn asks_for_level(test: &Expr, cx: &Cx) -> bool {
    let text = cx.source(test).to_ascii_lowercase();
    ["enabled", "debug", "verbose", "level", "trace"].iter().any(|word| text.contains(word))
}
