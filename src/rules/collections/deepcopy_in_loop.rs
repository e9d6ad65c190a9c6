//! `copy.deepcopy(items)` in a loop, of items that cannot change: a plain copy is as good.

use crate::cx::{Cx, Report, confidence_of};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("collections/deepcopy-in-loop", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let ([items], []) = (&*call.arguments.args, &*call.arguments.keywords) else { return };
    if !may_be_deepcopy(&call.func) {
        return;
    }
    let Some(growing) = cx.growing_loop(call) else { return };
    if cx.qualified(&call.func).as_deref() != Some("copy.deepcopy") {
        return;
    }
    let inferred = cx.kind(items);
    let name = cx.source(items).to_owned();
    let Some((what, instead)) = plain_copy(&inferred.kind, &name) else { return };
    let turn = cx.turn_of(growing);
    cx.report(Report {
        at: call.range(),
        label: "asks each item how it is copied".to_owned(),
        message: format!("`{name}` holds {what}, and is copied with `deepcopy`"),
        note: "a call of Python's and a look-up for each item, on every turn; a plain copy is one block of memory"
            .to_owned(),
        help: format!("write `{instead}`: what cannot change need not be copied"),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::Medium,
        confidence: if cx.takes_in_data(growing) { confidence_of(inferred.certainty) } else { Confidence::Medium },
    });
}

fn may_be_deepcopy(function: &Expr) -> bool {
    match function {
        Expr::Name(it) => it.id.as_str() == "deepcopy",
        Expr::Attribute(it) => it.attr.as_str() == "deepcopy",
        _ => false,
    }
}

/// What is copied, and the copy that does as well.
fn plain_copy(kind: &Kind, name: &str) -> Option<(&'static str, String)> {
    let [only] = kind.members() else { return None };
    if is_flat(only) {
        return Some(("only what cannot change", format!("{name}.copy()")));
    }
    match only {
        Kind::List(rows) if is_flat(rows) => {
            Some(("rows of what cannot change", format!("[row.copy() for row in {name}]")))
        }
        Kind::Dict(key, rows) if key.is_immutable() && is_flat(rows) => {
            Some(("rows of what cannot change", format!("{{key: row.copy() for key, row in {name}.items()}}")))
        }
        _ => None,
    }
}

/// A list, set or dict of what cannot change.
fn is_flat(kind: &Kind) -> bool {
    match kind {
        Kind::List(item) | Kind::Set(item) | Kind::Deque(item) => item.is_immutable(),
        Kind::Dict(key, value) => key.is_immutable() && value.is_immutable(),
        _ => false,
    }
}
