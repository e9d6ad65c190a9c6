//! `Color.RED.value` on every turn of a loop.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("memory/enum-hot", Hook::Attribute(check));

const ENUMS: &[&str] = &["enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag"];

fn check(value: &ast::ExprAttribute, cx: &mut Cx) {
    let Expr::Attribute(member) = &*value.value else { return };
    if !matches!(value.attr.as_str(), "value" | "name") || !value.ctx.is_load() {
        return;
    }
    let Some(growing) = cx.growing_loop(value) else { return };
    if !is_member(member, cx) {
        return;
    }
    let source = cx.source(value).to_owned();
    cx.report(Report {
        at: value.range(),
        label: "three look-ups and a property, for the same value on every turn".to_owned(),
        message: format!("`{source}` is looked up on every turn"),
        note: "a tenth of a microsecond a turn, twice that before Python 3.11".to_owned(),
        help: "give it a name before the loop; or compare members, by `is`, and not their values".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {}", cx.turn_of(growing)))],
        impact: Impact::Medium,
        confidence: cx.confidence_in_small_saving(value, growing),
    });
}

/// `Color.RED` of an enumeration of this module that does nothing of its own with values.
fn is_member(member: &ast::ExprAttribute, cx: &Cx) -> bool {
    let Some((_, definition)) = cx.own_class(&member.value) else { return false };
    let bases = definition.arguments.as_deref().map_or(&[][..], |it| &it.args);
    let is_named = |it: &Expr| it.as_name_expr().is_some_and(|name| name.id.as_str() == member.attr.as_str());
    let mut assignments = definition.body.iter().filter_map(ast::Stmt::as_assign_stmt);
    cx.is_marked(bases.iter(), ENUMS) && assignments.any(|it| it.targets.iter().any(is_named))
}
