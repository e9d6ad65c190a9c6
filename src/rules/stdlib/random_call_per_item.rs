//! `random.choice` of the same collection for each of many items.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("stdlib/random-call-per-item", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let [population] = &*call.arguments.args else { return };
    if cx.callee_among(call, &["random.choice"]).is_none() || !call.arguments.keywords.is_empty() {
        return;
    }
    let Some(growing) = cx.growing_loop(call) else { return };
    let Some(Expr::Call(range)) = cx.facts.loop_iterable(growing) else { return };
    let [count] = &*range.arguments.args else { return };
    if !only_draws(call, cx) || !cx.facts.is_builtin(&range.func, "range") || cx.may_change_in(population, growing) {
        return;
    }
    let (population, count_text) = (cx.source(population).to_owned(), cx.source(count).to_owned());
    cx.report(Report {
        at: call.range(),
        label: "one call for each item".to_owned(),
        message: format!("`random.choice({population})` is called once per item"),
        note: "two calls of Python for each item, where one call can draw all of them".to_owned(),
        help: format!("write `random.choices({population}, k={count_text})`"),
        related: vec![(cx.header(growing), format!("runs once per {}", cx.turn_of(growing)))],
        impact: Impact::Medium,
        confidence: if count.is_literal_expr() { Confidence::Low } else { Confidence::Medium },
    });
}

/// Whether each turn draws one item and puts it into a list, and does nothing else.
fn only_draws(call: &ast::ExprCall, cx: &Cx) -> bool {
    let is_all = |clauses: &[ast::Comprehension]| clauses.len() == 1 && clauses[0].ifs.is_empty();
    match cx.parent(call) {
        AnyNodeRef::ExprListComp(it) => is_all(&it.generators),
        AnyNodeRef::ExprGenerator(it) => is_all(&it.generators),
        AnyNodeRef::Arguments(arguments) => is_appended(arguments, cx),
        _ => false,
    }
}

/// `for _ in range(count): found.append(random.choice(words))`
fn is_appended(arguments: &ast::Arguments, cx: &Cx) -> bool {
    let AnyNodeRef::ExprCall(append) = cx.parent(arguments) else { return false };
    let AnyNodeRef::StmtExpr(statement) = cx.parent(append) else { return false };
    let AnyNodeRef::StmtFor(each) = cx.parent(statement) else { return false };
    let is_append = matches!(&*append.func, Expr::Attribute(it) if it.attr.as_str() == "append");
    is_append && each.body.len() == 1 && id_of(&each.body[0]) == id_of(statement)
}
