//! A column that a query leaves out and a loop reads: of Django's rows, wherever the linked project sees them read; of
//! SQLAlchemy's, where the query stands in the same function.

use crate::cx::{Cx, EntityRead, LinkCx, Report, lazy_relation};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::project::missing::Lack;
use crate::project::value::Value;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::{Ranged, ast};

pub static RULE: Rule =
    rule!("sql/orm-deferred-column-read", Hook::Link(check_linked), Hook::Attribute(check), Hook::Settle(settle));

fn check_linked(project: &Project, cx: &mut LinkCx) {
    for lazy in project.lazy_everywhere() {
        if matches!(lazy.lack, Lack::Column { .. }) {
            cx.report(lazy_relation(project, lazy));
        }
    }
}

fn check<'a>(read: &'a ast::ExprAttribute, cx: &mut Cx<'a>) {
    let Some(EntityRead { row, query, turning }) = cx.first_read_of_entity(read) else { return };
    let attribute = read.attr.as_str();
    let Some(option) = cx.option_without(&query, attribute) else { return };
    let Some(entity) = query.entity.filter(|_| !cx.asks_for_one_row(&query) && !cx.runs_once(read)) else { return };
    let has_few = cx.is_limited(&query) || cx.asks_for_rows_of_one(&query);
    let is_certain = !has_few && !cx.is_passed_by_some_turns(read, turning) && !cx.ends_early(turning);
    let (row, model) = (row.id.as_str(), cx.source(entity));
    let report = Report {
        at: read.range(),
        label: "not among the columns of the query".to_owned(),
        message: format!("`{row}.{attribute}` is loaded by a query of its own for each `{model}`"),
        note: "one query per row".to_owned(),
        help: format!("load `{model}.{attribute}` with the others, or leave the option out"),
        related: vec![
            (option.range(), "this leaves it out".to_owned()),
            (cx.header(turning), format!("runs once for each `{model}`")),
        ],
        impact: Impact::High,
        confidence: if is_certain { Confidence::High } else { Confidence::Medium },
    };
    cx.report_if_linked_by(vec![entity], vec![attribute.to_owned()], report);
}

fn settle(project: &Project, values: &[Value]) -> Option<Confidence> {
    let [Value::Class(model), Value::Text(attribute)] = values else { return None };
    project.is_mapped_column(*model, attribute).then_some(Confidence::High)
}
