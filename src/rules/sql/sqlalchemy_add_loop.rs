//! Objects that a loop makes only to add them to a session: an `insert` with a list of dicts makes the same rows without
//! objects that the session follows.

use crate::cx::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::facts::sources::Origin;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::project::value::Value;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("sql/sqlalchemy-add-loop", Hook::Call(check), Hook::Settle(settle));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let (Expr::Attribute(method), [added]) = (&*call.func, &*call.arguments.args) else { return };
    if method.attr.as_str() != "add" || !cx.is_statement(call) {
        return;
    }
    let Some(turning) = cx.loop_over_items(call) else { return };
    let Some(sureness) = cx.is_session(&method.value) else { return };
    if cx.depends_on_turn(&*method.value, turning) || is_asked_for_more(call, &method.value, turning, cx) {
        return;
    }
    let Some(made) = made_for_this(added, turning, cx) else { return };
    let Some(columns) = columns_of(made) else { return };
    let Some(confidence) = cx.confidence_of_write(call, turning) else { return };
    let data = if cx.takes_in_data(turning) { Confidence::Medium } else { Confidence::Low };
    let (session, model, turn) = (cx.source(&*method.value), cx.source(&*made.func), cx.turn_of(turning));
    let report = Report {
        at: call.range(),
        label: format!("an object that nothing but the session uses, for each {turn}"),
        message: format!("`{session}.add` makes the session follow a new `{model}` on every turn"),
        note: "an object, its state and its place in the unit of work, for each row".to_owned(),
        help: format!(
            "collect dicts of columns, and send them at once: `{session}.execute(insert({model}), rows)`; no object is \
             in the session then, and its events and validators do not run"
        ),
        related: vec![(cx.header(turning), format!("runs once per {turn}"))],
        impact: Impact::Medium,
        confidence: confidence.min(data).min(sureness),
    };
    cx.report_if_linked_by(vec![&*made.func], columns, report);
}

/// Whether a loop does anything else with the session, which may need what was added.
fn is_asked_for_more(call: &ast::ExprCall, session: &Expr, turning: LoopId, cx: &Cx) -> bool {
    cx.same_place_within(session, cx.facts.loop_extent(turning)).into_iter().any(|at| at != id_of(session))
        || cx.calls_named_within(&["flush", "commit", "refresh"], turning) > 0
        || cx.ancestors(call).any(|(_, it)| matches!(it, AnyNodeRef::ExprLambda(_)))
}

/// The call that makes what is added, if nothing else in the turn uses it.
fn made_for_this<'a>(added: &'a Expr, turning: LoopId, cx: &Cx<'a>) -> Option<&'a ast::ExprCall> {
    let name = match added {
        Expr::Call(made) => return Some(made),
        Expr::Name(name) => name,
        _ => return None,
    };
    let bindings = cx.bindings(name);
    let [binding] = bindings.as_slice() else { return None };
    let source = cx.facts.source_of(*binding);
    let (Origin::Value(Expr::Call(made)), true) = (source.origin, source.steps.is_empty()) else { return None };
    let target = cx.facts.scopes.binding(*binding).node;
    let extent = cx.facts.loop_extent(turning);
    let function = cx.function(name).map_or(extent, id_of);
    let mut reads = cx.same_place_within(added, function).into_iter();
    let is_own = cx.facts.nodes.contains(extent, target) && reads.all(|at| at == target || at == id_of(name));
    is_own.then_some(made)
}

/// The columns that are given by name; `None` where there may be others.
fn columns_of(made: &ast::ExprCall) -> Option<Vec<String>> {
    if !made.arguments.args.is_empty() || made.arguments.keywords.is_empty() {
        return None;
    }
    made.arguments.keywords.iter().map(|it| it.arg.as_ref().map(|name| name.to_string())).collect()
}

fn settle(project: &Project, values: &[Value]) -> Option<Confidence> {
    let [Value::Class(model), columns @ ..] = values else { return None };
    let is_column = |value: &Value| matches!(value, Value::Text(name) if project.loading(*model, name).is_none());
    let is_plain = project.is_mapped(*model) && !project.is_made_in_its_own_way(*model);
    (is_plain && columns.iter().all(is_column)).then_some(Confidence::High)
}
