//! One row written on each turn of a loop over data, where `bulk_create`, `bulk_update` or one `update` would do the
//! same: the model has no `save` of its own, and no signal tells anybody of each row.

use crate::cx::{Cx, Report, RowWrite, Written};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::project::value::Value;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast;

pub static RULE: Rule = rule!("django/django-save-in-loop", Hook::Call(check), Hook::Settle(settle));

/// What a claim says of the rows besides who they are.
const NEW: &str = "new";
const SAVED: &str = "saved";
const SAVED_WITH_TIMES: &str = "saved, with columns that are set by themselves";
const UPDATED: &str = "updated";
/// That the loop goes through what comes from outside.
const DATA: &str = "data";
/// That all rows get the same: one `update` is less code as well.
const UNIFORM: &str = "uniform";

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(write) = cx.row_write(call).filter(|it| !it.is_used_on) else { return };
    match write.how {
        Written::Created | Written::Made => claim(call, &write, NEW, help_for_new(&write, cx), cx),
        Written::Updated => claim(call, &write, UPDATED, help_for_updated(&write), cx),
        Written::Saved => {
            let help = help_for_saved(&write);
            let times = "; a column with `auto_now` is not set by itself there: set and name it, too";
            claim(call, &write, SAVED_WITH_TIMES, format!("{help}{times}"), cx);
            claim(call, &write, SAVED, help, cx);
        }
    }
}

fn claim<'a>(call: &'a ast::ExprCall, write: &RowWrite<'a>, says: &str, help: String, cx: &mut Cx<'a>) {
    let Some(items) = cx.facts.loop_iterable(write.turning) else { return };
    let turn = cx.turn_of(write.turning);
    let data = match write.how {
        Written::Saved if write.is_uniform => UNIFORM,
        _ if cx.takes_in_data(write.turning) => DATA,
        _ => "",
    };
    let report = Report {
        at: call.range(),
        label: "one statement for one row".to_owned(),
        message: format!("`{}` writes one row on every turn of the loop", cx.callee_in_words(call)),
        note: "n statements instead of one per batch".to_owned(),
        help,
        related: vec![(cx.header(write.turning), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence: write.confidence,
    };
    cx.report_if_linked_by(vec![write.of, items], vec![says.to_owned(), data.to_owned()], report);
}

fn help_for_new(write: &RowWrite, cx: &Cx) -> String {
    let manager = match write.how {
        Written::Made => format!("{}.objects", cx.source(write.of)),
        _ => cx.source(write.of).to_owned(),
    };
    format!(
        "collect the objects without saving them, and after the loop `{manager}.bulk_create(objects, batch_size=1000)`"
    )
}

fn help_for_saved(write: &RowWrite) -> String {
    let columns: Vec<String> = write.columns.iter().map(|it| format!("\"{it}\"")).collect();
    let columns = if columns.is_empty() { "the columns that change".to_owned() } else { columns.join(", ") };
    let bulk = format!("`bulk_update(rows, [{columns}], batch_size=1000)` after the loop");
    if write.is_uniform {
        let values: Vec<String> = write.columns.iter().map(|it| format!("{it}=…")).collect();
        return format!(
            "all rows get the same: `update({})` on the query set, without a loop; or {bulk}",
            values.join(", ")
        );
    }
    format!("collect the rows, and {bulk}")
}

fn help_for_updated(write: &RowWrite) -> String {
    let key = write.columns.first().copied().unwrap_or("pk");
    if write.is_uniform {
        return format!("all rows get the same: one `filter({key}__in=…).update(…)`, without a loop");
    }
    format!(
        "load the rows by one `filter({key}__in=…)`, and `bulk_update` them; or one `update` with `Case` and `When`"
    )
}

fn settle(project: &Project, values: &[Value]) -> Option<Confidence> {
    let [of, items, Value::Text(says), Value::Text(data)] = values else { return None };
    let sure = match (says.as_str(), of) {
        (NEW, Value::Class(model)) if project.is_model(*model) => project.saves_plainly(*model)?,
        (NEW, Value::Query(query)) if !query.is_list => project.creates_plainly(query)?,
        (UPDATED, Value::Query(query)) if !project.has_own(query, "update") => project.is_query_set(query),
        (SAVED | SAVED_WITH_TIMES, Value::Instance(row)) => {
            if project.has_automatic_column(row.model) != (says == SAVED_WITH_TIMES) {
                return None;
            }
            return Some(project.saves_plainly(row.model)?.min(project.is_one_of_many(row, data == UNIFORM)?));
        }
        _ => return None,
    };
    Some(sure.min(project.many_turns_over(items, data == DATA)?))
}
