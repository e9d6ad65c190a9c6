//! `random.choice` of the same collection for each of many items.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged, TextRange};

pub static RULE: Rule = rule!("stdlib/random-call-per-item", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let [population] = &*call.arguments.args else { return };
    if cx.callee_among(call, &["random.choice"]).is_none() || !call.arguments.keywords.is_empty() {
        return;
    }
    let Some(growing) = cx.growing_loop(call) else { return };
    let Some(Expr::Call(range)) = cx.facts.loop_iterable(growing) else { return };
    let [count] = &*range.arguments.args else { return };
    let Some(whole) = gathered_range(call, cx) else { return };
    if !cx.facts.is_builtin(&range.func, "range") || cx.may_change_in(population, growing) {
        return;
    }
    let (population, count_text) = (cx.source(population).to_owned(), cx.source(count).to_owned());
    let report = Report {
        at: call.range(),
        label: "one call for each item".to_owned(),
        message: format!("`random.choice({population})` is called once per item"),
        note: "two calls of Python for each item, where one call can draw all of them".to_owned(),
        help: format!("write `random.choices({population}, k={count_text})`"),
        related: vec![(cx.header(growing), format!("runs once per {}", cx.turn_of(growing)))],
        impact: Impact::Medium,
        confidence: if count.is_literal_expr() { Confidence::Low } else { Confidence::Medium },
    };
    let rewrite = whole.and_then(|whole| {
        let imported = cx.import_from("random", "choices", call)?;
        let all = format!("{}({population}, k={count_text})", imported.name);
        // Unsafe: other items come from the same seed, and an empty collection raises before a count of zero is looked at.
        Some(Rewrite {
            safety: Safety::Unsafe,
            message: "draw all items in one call; the same seed then gives other items".to_owned(),
            edits: imported.import.into_iter().chain([Replacement::replace(whole, all)]).collect(),
            relies_on: None,
        })
    });
    cx.report_with_fix(report, rewrite);
}

/// Where each turn draws one item and puts it into a list, and does nothing else: the list, if it is a comprehension.
fn gathered_range(call: &ast::ExprCall, cx: &Cx) -> Option<Option<TextRange>> {
    match cx.parent(call) {
        AnyNodeRef::ExprListComp(it) => {
            let is_all = it.generators.len() == 1 && it.generators[0].ifs.is_empty();
            is_all.then(|| Some(it.range()))
        }
        AnyNodeRef::ExprGenerator(it) => (it.generators.len() == 1 && it.generators[0].ifs.is_empty()).then_some(None),
        AnyNodeRef::Arguments(arguments) => {
            let AnyNodeRef::ExprCall(append) = cx.parent(arguments) else { return None };
            let AnyNodeRef::StmtExpr(statement) = cx.parent(append) else { return None };
            let AnyNodeRef::StmtFor(each) = cx.parent(statement) else { return None };
            let is_append = matches!(&*append.func, Expr::Attribute(it) if it.attr.as_str() == "append");
            (is_append && each.body.len() == 1 && id_of(&each.body[0]) == id_of(statement)).then_some(None)
        }
        _ => None,
    }
}
