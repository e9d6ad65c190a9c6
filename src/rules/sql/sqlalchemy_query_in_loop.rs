//! A statement that selects by a value of the turn: `where(Book.id == key)`, `filter_by(name=name)`, `get(Book, key)`.
//! All turns' values in one `in_` would do. What ranks, limits, locks or already asks for many is left alone.

use crate::cx::{Cx, Report};
use crate::facts::loops::LoopId;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("sql/sqlalchemy-query-in-loop", Hook::Call(check));

/// Methods that send a statement, and those that send the query they end.
const SENDS: &[&str] = &["execute", "scalars", "scalar", "stream", "stream_scalars", "exec"];
const ENDS: &[&str] = &["first", "all", "one", "one_or_none", "scalar", "get"];
fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Expr::Attribute(method) = &*call.func else { return };
    let name = method.attr.as_str();
    if !SENDS.contains(&name) && !ENDS.contains(&name) && name != "get_one" {
        return;
    }
    let Some(turning) = cx.loop_over_items(call) else { return };
    let Some((key, sureness)) = key_of_turn(call, method, turning, cx) else { return };
    if cx.ends_early(turning) || cx.goes_through_batches(turning) || cx.runs_once(call) || is_a_fallback(call, cx) {
        return;
    }
    let is_shared = !SENDS.contains(&name) || !cx.depends_on_turn(&*method.value, turning);
    let is_certain = is_shared && cx.takes_in_data(turning) && !cx.is_passed_by_some_turns(call, turning);
    let confidence = match cx.confidence_in_many_turns(call, turning) {
        Confidence::High if !is_certain => Confidence::Medium.min(sureness),
        many => many.min(sureness),
    };
    let turn = cx.turn_of(turning);
    cx.report(Report {
        at: call.range(),
        label: "one round trip for one value".to_owned(),
        message: format!("the database is asked for one `{key}` on every turn"),
        note: "one query per item".to_owned(),
        help: format!(
            "ask for all of them once, before the loop, with `{key}.in_(…)`, and look each up in a dict; in parts of \
             some thousand values if there may be more"
        ),
        related: vec![(cx.header(turning), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    });
}

/// The column that a statement compares with a value of the turn, and how sure it is that a database is asked.
fn key_of_turn<'a>(
    call: &'a ast::ExprCall,
    method: &'a ast::ExprAttribute,
    turning: LoopId,
    cx: &Cx<'a>,
) -> Option<(String, Confidence)> {
    let name = method.attr.as_str();
    if matches!(name, "get" | "get_one") && call.arguments.args.len() > 1 {
        let sureness = cx.is_session(&method.value)?;
        return key_of_get(&call.arguments.args, turning, cx).map(|key| (key, sureness));
    }
    let is_sent = SENDS.contains(&name) && !call.arguments.args.is_empty();
    let statement = cx.select_of(if is_sent { &call.arguments.args[0] } else { &method.value })?;
    let (first, rest) = statement.split_last()?;
    if first.arguments.args.is_empty() || first.arguments.args.iter().any(|entity| is_no_entity(entity, turning, cx)) {
        return None;
    }
    let sureness = match &*first.func {
        Expr::Attribute(it) if it.attr.as_str() == "query" => cx.is_session(&it.value)?,
        _ => Confidence::High,
    };
    if name == "get" && !is_sent {
        let [key] = &*call.arguments.args else { return None };
        let entity = cx.source(&first.arguments.args[0]);
        return cx.depends_on_turn(key, turning).then(|| (format!("{entity}.id"), sureness));
    }
    cx.key_of_conditions(rest, turning).map(|key| (key, sureness))
}

/// `session.get(Book, key)`
fn key_of_get(arguments: &[Expr], turning: LoopId, cx: &Cx) -> Option<String> {
    let [entity, key] = arguments else { return None };
    let is_by_turn = cx.depends_on_turn(key, turning) && !cx.depends_on_turn(entity, turning);
    is_by_turn.then(|| format!("{}.id", cx.source(entity)))
}

/// Another table on each turn, or a number that the database works out.
fn is_no_entity(entity: &Expr, turning: LoopId, cx: &Cx) -> bool {
    cx.depends_on_turn(entity, turning) || entity.is_call_expr() || entity.is_starred_expr()
}

/// A query where something else has failed is seldom sent.
fn is_a_fallback(call: &ast::ExprCall, cx: &Cx) -> bool {
    cx.ancestors(call).any(|(_, it)| matches!(it, AnyNodeRef::ExceptHandlerExceptHandler(_)))
}
