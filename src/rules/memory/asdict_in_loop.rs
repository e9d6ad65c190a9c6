//! `dataclasses.asdict` of each item of a collection.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("memory/asdict-in-loop", Hook::Call(check));

/// Annotations of fields that need no copy.
const SCALARS: &[&str] = &["bool", "bytes", "date", "datetime", "Decimal", "float", "int", "None", "str", "UUID"];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let [object] = &*call.arguments.args else { return };
    if !call.arguments.keywords.is_empty() {
        return;
    }
    let Some(function) = cx.callee_among(call, &["dataclasses.asdict", "dataclasses.astuple"]) else { return };
    let Some(growing) = cx.growing_loop(call) else { return };
    let fields = fields_of(object, cx);
    let name = cx.source(object).to_owned();
    let instead = match (function, fields) {
        ("dataclasses.astuple", _) => "a tuple of its attributes".to_owned(),
        (_, Fields::Scalars) => format!("`dict(vars({name}))`, or a dict of its attributes"),
        _ => "a dict of its attributes, with what they hold copied as far as somebody changes it".to_owned(),
    };
    let confidence = cx.confidence_in_saving(call, growing);
    cx.report(Report {
        at: call.range(),
        label: "goes through every field, and all that it holds".to_owned(),
        message: format!("`{function}` copies `{name}` and everything in it"),
        note: "a call for each field and a deep copy of what is no builtin, where a dict of the same takes a tenth"
            .to_owned(),
        help: format!("write {instead}"),
        related: vec![(cx.header(growing), format!("runs once per {}", cx.turn_of(growing)))],
        impact: Impact::Medium,
        confidence: if fields == Fields::Scalars { confidence } else { Confidence::Low },
    });
}

/// What is known of the fields of a dataclass.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fields {
    Scalars,
    Others,
}

fn fields_of(object: &Expr, cx: &Cx) -> Fields {
    let class = cx.facts.class_of_instance(object).and_then(|class| cx.facts.class_definition(class));
    let Some(class) = class else { return Fields::Others };
    let is_plain = class.arguments.as_deref().is_none_or(|it| it.args.is_empty());
    let with_slots = class.decorator_list.iter().any(|it| cx.source(&it.expression).contains("slots"));
    let is_scalar = |annotation: &Expr| SCALARS.contains(&cx.source(annotation).rsplit('.').next().unwrap_or_default());
    let mut annotated = class.body.iter().filter_map(ast::Stmt::as_ann_assign_stmt);
    let all = is_plain && !with_slots && annotated.all(|it| is_scalar(&it.annotation));
    if all { Fields::Scalars } else { Fields::Others }
}
