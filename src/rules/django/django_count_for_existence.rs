use crate::cx::{Cx, Report, Rows, compared_with_zero};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::project::value::Value;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!(
    "django/django-count-for-existence",
    Hook::Compare(check_comparison),
    Hook::Truth(check),
    Hook::Settle(settle)
);

fn check_comparison<'a>(compare: &'a ast::ExprCompare, cx: &mut Cx<'a>) {
    if let Some(number) = compared_with_zero(compare) {
        check(number, cx);
    }
}

fn check<'a>(number: &'a Expr, cx: &mut Cx<'a>) {
    let Expr::Call(call) = number else { return };
    let Expr::Attribute(count) = &*call.func else { return };
    if count.attr.as_str() != "count" || !call.arguments.is_empty() || !cx.facts.speaks_of_rows() {
        return;
    }
    // In a loop it is the query for each turn that costs.
    if cx.growing_loop(call).is_some() || cx.is_called_again(call) {
        return;
    }
    let mut of = vec![&*count.value];
    match &*count.value {
        // A manager, if what it is read of is a model or a row: no rows are held anywhere.
        Expr::Attribute(manager) => of.push(&manager.value),
        queryset if cx.rows(queryset) == Rows::Dropped => {}
        _ => return,
    }
    cx.report_if_linked(
        of,
        Report {
            at: call.range(),
            label: "only whether it is zero is asked".to_owned(),
            message: "`count` makes the database count all rows to know whether there is one".to_owned(),
            note: "O(n) rows visited in the database".to_owned(),
            help: "ask for `.exists()`: the database stops at the first row".to_owned(),
            related: Vec::new(),
            impact: Impact::High,
            confidence: Confidence::High,
        },
    );
}

fn settle(project: &Project, values: &[Value]) -> Option<Confidence> {
    match values {
        [Value::Query(query), Value::Class(_) | Value::Instance(_)] if query.trace.hops == 0 => {
            project.reads_many_rows(query)
        }
        _ => project.asks_for_many_rows(values),
    }
}
