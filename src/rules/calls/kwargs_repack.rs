//! `f(**{"name": value})` in a loop: a dict that is made to be taken apart.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("calls/kwargs-repack", Hook::Call(check));

/// Words that cannot name an argument where they are written out.
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Some((unpacked, names)) = call.arguments.keywords.iter().find_map(|it| Some((it, written_out(it, cx)?))) else {
        return;
    };
    let named =
        |name: &str| call.arguments.keywords.iter().filter_map(|it| it.arg.as_ref()).any(|it| it.as_str() == name);
    let Some(growing) = cx.growing_loop(call) else { return };
    if names.iter().any(|(name, _)| named(name)) {
        return;
    }
    let plain: Vec<String> = names.iter().map(|(name, value)| format!("{name}={}", cx.source(*value))).collect();
    let plain = plain.join(", ");
    let turn = cx.turn_of(growing);
    let report = Report {
        at: unpacked.range(),
        label: "makes a dict, and takes it apart".to_owned(),
        message: "a dict is made for arguments whose names are all written here, on every turn".to_owned(),
        note: "a dict, and a slower way to call, on every turn".to_owned(),
        help: format!("write `{plain}`"),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::Low,
        confidence: if cx.takes_in_data(growing) { Confidence::Medium } else { Confidence::Low },
    };
    let rewrite = Rewrite {
        safety: Safety::Safe,
        message: "write the arguments by their names".to_owned(),
        edits: vec![Replacement::replace(unpacked.range(), plain)],
        relies_on: None,
    };
    cx.report_with_fix(report, Some(rewrite));
}

/// The names and values of `**{"name": value}`, if all of them can be arguments by name, once each.
fn written_out<'k>(unpacked: &'k ast::Keyword, cx: &Cx) -> Option<Vec<(&'k str, &'k Expr)>> {
    if unpacked.arg.is_some() {
        return None;
    }
    let named: Vec<(&str, &Expr)> = match &unpacked.value {
        Expr::Dict(it) => it.items.iter().map(|item| Some((name_of(item.key.as_ref()?)?, &item.value))).collect(),
        Expr::Call(it) if it.arguments.args.is_empty() && cx.facts.is_builtin(&it.func, "dict") => {
            it.arguments.keywords.iter().map(|item| Some((item.arg.as_ref()?.as_str(), &item.value))).collect()
        }
        _ => None,
    }?;
    let is_once = |name: &str| named.iter().filter(|(other, _)| *other == name).count() == 1;
    let can_stand = |value: &Expr| !matches!(value, Expr::Yield(_) | Expr::YieldFrom(_) | Expr::Named(_));
    let is_plain = !named.is_empty() && named.iter().all(|(name, value)| is_once(name) && can_stand(value));
    is_plain.then_some(named)
}

/// A key that can be written as a name. Classes rename what begins with two underscores.
fn name_of(key: &Expr) -> Option<&str> {
    let Expr::StringLiteral(text) = key else { return None };
    let name = text.value.to_str();
    let mut letters = name.chars();
    let begins = letters.next().is_some_and(|it| it.is_ascii_alphabetic() || it == '_');
    let is_name = begins && letters.all(|it| it.is_ascii_alphanumeric() || it == '_');
    (is_name && !name.starts_with("__") && !KEYWORDS.contains(&name)).then_some(name)
}
