//! JSON of a model of pydantic, by way of dicts.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("memory/pydantic-roundtrip", Hook::Call(check));

/// Methods that take objects of Python, and those that take JSON.
const VALIDATING: &[(&str, &str)] = &[("model_validate", "model_validate_json"), ("validate_python", "validate_json")];

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    if check_written(call, cx) {
        return;
    }
    let Expr::Attribute(method) = &*call.func else { return };
    let [value] = &*call.arguments.args else { return };
    let Some((slow, fast)) = VALIDATING.iter().find(|(slow, _)| method.attr.as_str() == *slow) else { return };
    let Some(text) = parsed_text(value, cx) else { return };
    let model = cx.source(&*method.value);
    let report = said(
        call,
        format!("`json.loads` makes dicts that `{slow}` takes apart again"),
        format!("write `{model}.{fast}({text})`, which reads JSON by itself"),
        Impact::Low,
        cx,
    );
    cx.report(report);
}

/// `json.dumps(order.model_dump())` and `json.loads(order.model_dump_json())`
fn check_written<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) -> bool {
    let [Expr::Call(dump)] = &*call.arguments.args else { return false };
    let Expr::Attribute(method) = &*dump.func else { return false };
    let model = cx.source(&*method.value).to_owned();
    let only_indents = call.arguments.keywords.iter().all(|it| it.arg.as_deref() == Some("indent"));
    let (message, help) = match method.attr.as_str() {
        "model_dump" if only_indents && cx.callee_among(call, &["json.dumps"]).is_some() => (
            format!("`json.dumps` writes dicts that `model_dump` makes of `{model}` and its parts"),
            format!("write `{model}.model_dump_json()`, which takes the same choices and makes no dicts"),
        ),
        "model_dump_json" if call.arguments.keywords.is_empty() && cx.callee_among(call, &["json.loads"]).is_some() => {
            (
                format!("`json.loads` reads again what `model_dump_json` writes of `{model}`"),
                format!("write `{model}.model_dump(mode=\"json\")`, which gives the same objects"),
            )
        }
        _ => return false,
    };
    let report = said(call, message, help, Impact::Medium, cx);
    cx.report(report);
    true
}

fn said(call: &ast::ExprCall, message: String, help: String, impact: Impact, cx: &Cx) -> Report {
    let growing = cx.loop_reaching(call);
    Report {
        at: call.range(),
        label: "by way of dicts".to_owned(),
        message,
        note: "every value is made twice, once in pydantic's core and once in Python".to_owned(),
        help,
        related: growing.map(|it| (cx.header(it), format!("runs once per {}", cx.turn_of(it)))).into_iter().collect(),
        impact,
        confidence: match (impact, growing) {
            (Impact::Low, Some(growing)) => cx.confidence_in_small_saving(call, growing),
            (Impact::Low, None) => Confidence::Low,
            _ => Confidence::Medium,
        },
    }
}

/// The text of `json.loads(text)`, where that is the value or what its name has and nothing else reads.
fn parsed_text<'a>(value: &'a Expr, cx: &Cx<'a>) -> Option<&'a str> {
    let call = match value {
        Expr::Call(call) => call,
        Expr::Name(name) => {
            let own = cx.own_name(value)?;
            let ([target], [read]) = (own.targets.as_slice(), own.reads.as_slice()) else { return None };
            let is_this = *read == id_of(name);
            cx.assigned_to(*target).filter(|_| is_this)?.as_call_expr()?
        }
        _ => return None,
    };
    let [text] = &*call.arguments.args else { return None };
    let is_plain = call.arguments.keywords.is_empty() && cx.callee_among(call, &["json.loads"]).is_some();
    is_plain.then(|| cx.source(text))
}
