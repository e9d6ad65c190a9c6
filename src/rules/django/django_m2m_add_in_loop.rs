//! One row added to, or removed from, a relation to many on each turn of a loop. Both methods take all rows at once.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::project::value::Value;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("django/django-m2m-add-in-loop", Hook::Call(check), Hook::Settle(settle));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let (Expr::Attribute(method), [item]) = (&*call.func, &*call.arguments.args) else { return };
    let Expr::Attribute(relation) = &*method.value else { return };
    let name = method.attr.as_str();
    if !matches!(name, "add" | "aadd" | "remove" | "aremove") || item.is_starred_expr() || !cx.facts.speaks_of_rows() {
        return;
    }
    let Some(turning) = cx.loop_over_items(call) else { return };
    // Each row's own relation is another statement.
    if cx.depends_on_turn(relation, turning) || !cx.depends_on_turn(item, turning) {
        return;
    }
    let (Some(confidence), Some(items)) = (cx.confidence_of_write(call, turning), cx.facts.loop_iterable(turning))
    else {
        return;
    };
    let (relation, turn) = (cx.source(relation), cx.turn_of(turning));
    let report = Report {
        at: call.range(),
        label: "a transaction for one row".to_owned(),
        message: format!("`{relation}.{name}` is called with one row on every turn of the loop"),
        note: "a transaction per row, where all rows take one together".to_owned(),
        help: format!("collect them, and call `{relation}.{name}(*rows)` once after the loop"),
        related: vec![(cx.header(turning), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    };
    let data = if cx.takes_in_data(turning) { "data" } else { "" };
    cx.report_if_linked_by(vec![&method.value, items], vec![data.to_owned()], report);
}

fn settle(project: &Project, values: &[Value]) -> Option<Confidence> {
    let [of, items, Value::Text(data)] = values else { return None };
    let turns = project.many_turns_over(items, data == "data")?;
    match of {
        Value::Query(query) if query.related.is_some() && !query.is_list && !project.has_own(query, "add") => {
            Some(turns.min(project.is_query_set(query)))
        }
        // A set has such methods, too.
        Value::Guessed(_) => Some(Confidence::Low),
        _ => None,
    }
}
