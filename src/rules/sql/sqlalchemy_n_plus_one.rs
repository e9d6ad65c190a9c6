//! A relation that is read of each row of a query whose options do not load it. Whether the attribute is a relation that
//! is loaded when it is read, the mapped class says, in whichever file it stands. Where the query is made in the function
//! of the loop, its file decides; where it comes from elsewhere, or is read in a method of the row, the linked project.

use crate::cx::{Cx, EntityRead, LinkCx, Report, lazy_relation};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::project::libraries::Library;
use crate::project::mapped::Loading;
use crate::project::models::Arity;
use crate::project::value::Value;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast;
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule =
    rule!("sql/sqlalchemy-n-plus-one", Hook::Attribute(check), Hook::Settle(settle), Hook::Link(link));

/// Methods of a collection that change it: the rows it holds are wanted one by one.
const WRITES: &[&str] = &["add", "append", "clear", "discard", "extend", "insert", "pop", "remove"];

fn check<'a>(read: &'a ast::ExprAttribute, cx: &mut Cx<'a>) {
    let Some(EntityRead { row, query, turning }) = cx.first_read_of_entity(read) else { return };
    let attribute = read.attr.as_str();
    if is_written(read, cx)
        || cx.loads_by_option(&query, attribute)
        || cx.asks_for_one_row(&query)
        || cx.runs_once(read)
    {
        return;
    }
    let Some(entity) = query.entity else { return };
    let has_few = cx.is_limited(&query) || cx.asks_for_rows_of_one(&query);
    let is_certain = !has_few && !cx.is_passed_by_some_turns(read, turning) && !cx.ends_early(turning);
    let (row, model) = (row.id.as_str(), cx.source(entity));
    let report = Report {
        at: read.range(),
        label: format!("not loaded with the `{model}`"),
        message: format!("`{row}.{attribute}` is loaded by a query of its own for each `{model}`"),
        note: "one query per row that the session does not know the answer for".to_owned(),
        help: format!("add `.options(selectinload({model}.{attribute}))` to the query"),
        related: vec![(cx.header(turning), format!("runs once for each `{model}`"))],
        impact: Impact::High,
        confidence: match (is_certain, has_few) {
            (true, _) => Confidence::High,
            (false, true) => Confidence::Low,
            (false, false) => Confidence::Medium,
        },
    };
    cx.report_if_linked_by(vec![entity], vec![attribute.to_owned()], report);
}

fn settle(project: &Project, values: &[Value]) -> Option<Confidence> {
    let [Value::Class(model), Value::Text(attribute)] = values else { return None };
    match project.loading(*model, attribute)? {
        Loading::EachRow => Some(Confidence::High),
        // How many different rows they lead to is not known, nor which of them the session holds.
        Loading::EachTarget => Some(Confidence::Low),
        Loading::Otherwise => None,
    }
}

/// What one function alone does not show.
fn link(project: &Project, cx: &mut LinkCx) {
    for lazy in project.lazy_of_others() {
        let is_mapped = project.library(lazy.model) == Some(Library::Alchemy) && lazy.is_of_its_own();
        let is_made_here = lazy.query.is_some_and(|(function, _)| function == lazy.function);
        if !is_mapped || is_made_here && lazy.path.len() == 1 && lazy.inside.is_none() {
            continue;
        }
        let mut report = lazy_relation(project, lazy);
        if lazy.arity == Arity::One {
            report.confidence = Confidence::Low;
        }
        cx.report(report);
    }
}

fn is_written(read: &ast::ExprAttribute, cx: &Cx) -> bool {
    matches!(cx.parent(read), AnyNodeRef::ExprAttribute(method) if WRITES.contains(&method.attr.as_str()))
}
