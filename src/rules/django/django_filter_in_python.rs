use crate::cx::{Cx, Report, RowWork, Rows};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::project::value::Value;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast;

pub static RULE: Rule = rule!(
    "django/django-filter-in-python",
    Hook::ListComp(check_list),
    Hook::SetComp(check_set),
    Hook::DictComp(check_dict),
    Hook::Generator(check_generator),
    Hook::For(check_for),
    Hook::Call(check_sorted),
    Hook::Settle(settle)
);

fn check_list<'a>(it: &'a ast::ExprListComp, cx: &mut Cx<'a>) {
    check_clauses(&it.generators, cx);
}

fn check_set<'a>(it: &'a ast::ExprSetComp, cx: &mut Cx<'a>) {
    check_clauses(&it.generators, cx);
}

fn check_dict<'a>(it: &'a ast::ExprDictComp, cx: &mut Cx<'a>) {
    check_clauses(&it.generators, cx);
}

fn check_generator<'a>(it: &'a ast::ExprGenerator, cx: &mut Cx<'a>) {
    check_clauses(&it.generators, cx);
    if let Some(work) = cx.aggregating(it) {
        report(work, cx);
    }
}

fn check_clauses<'a>(clauses: &'a [ast::Comprehension], cx: &mut Cx<'a>) {
    let [rows] = clauses else { return };
    if rows.ifs.is_empty() || rows.is_async {
        return;
    }
    if let Some(work) = cx.choosing(&rows.target, &rows.iter, rows.ifs.iter()) {
        report(work, cx);
    }
}

/// `for row in rows: if row.column: …`, with nothing beside the condition.
fn check_for<'a>(it: &'a ast::StmtFor, cx: &mut Cx<'a>) {
    let [ast::Stmt::If(only)] = &*it.body else { return };
    if it.is_async || !it.orelse.is_empty() || !only.elif_else_clauses.is_empty() {
        return;
    }
    if let Some(work) = cx.choosing(&it.target, &it.iter, std::iter::once(&*only.test)) {
        report(work, cx);
    }
}

fn check_sorted<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    if let Some(work) = cx.sorting(call) {
        report(work, cx);
    }
}

fn report<'a>(work: RowWork<'a>, cx: &mut Cx<'a>) {
    if !cx.facts.speaks_of_rows() || cx.rows(work.rows) != Rows::Dropped {
        return;
    }
    cx.report_if_linked_by(
        vec![work.rows],
        work.columns.iter().map(|it| (*it).to_owned()).collect(),
        Report {
            at: work.at,
            label: "is done in Python, row by row".to_owned(),
            message: work.message.to_owned(),
            note: work.note.to_owned(),
            help: work.help,
            related: vec![(work.rows.range(), "fetches all of them".to_owned())],
            impact: Impact::High,
            confidence: Confidence::High,
        },
    );
}

fn settle(project: &Project, values: &[Value]) -> Option<Confidence> {
    let [Value::Query(query), columns @ ..] = values else { return None };
    let is_column = |it: &Value| matches!(it, Value::Text(name) if project.is_column_of_rows(query, name));
    if columns.iter().all(is_column) { project.fetches_rows(query) } else { None }
}
