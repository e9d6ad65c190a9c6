//! `TypeAdapter(…)` of the same type, made in a loop or on every call.

use crate::cx::{Cx, Repeats, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("memory/type-adapter-per-call", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    if cx.callee_among(call, &["pydantic.TypeAdapter", "pydantic.type_adapter.TypeAdapter"]).is_none() {
        return;
    }
    if call.arguments.len() != 1 || cx.function(call).is_none() || is_kept(call, cx) {
        return;
    }
    let Some(repeats) = cx.repeats_of(call) else { return };
    let source = cx.source(call).to_owned();
    let often = match repeats {
        Repeats::Loop(_) => "on every turn",
        Repeats::CallInLoop(_) | Repeats::Calls => "on every call",
    };
    cx.report(Report {
        at: call.range(),
        label: "builds a validator".to_owned(),
        message: format!("`{source}` is made anew {often}"),
        note: "ten to fifty microseconds to build what validates, more for dataclasses and typed dicts".to_owned(),
        help: "make it once, at the top of the module".to_owned(),
        related: cx.place_of_repeats(&repeats),
        impact: Impact::Medium,
        confidence: match repeats {
            Repeats::Loop(growing) => cx.confidence_in_saving(call, growing),
            Repeats::CallInLoop(_) | Repeats::Calls => Confidence::Medium,
        },
    });
}

/// Whether the function is there to make it once: its results are kept, or it gives the adapter to somebody who may keep
/// it.
fn is_kept(call: &ast::ExprCall, cx: &Cx) -> bool {
    let decorators = cx.function(call).map_or(&[][..], |it| &it.decorator_list);
    let keeps = decorators.iter().any(|it| cx.source(&it.expression).contains("cache"));
    let is_used_here = match cx.parent(call) {
        AnyNodeRef::ExprAttribute(_) => true,
        AnyNodeRef::StmtAssign(it) => it.targets.iter().all(Expr::is_name_expr),
        _ => false,
    };
    let declares = cx.function(call).is_some_and(|it| it.body.iter().any(ast::Stmt::is_global_stmt));
    keeps || !is_used_here || declares
}
