use crate::cx::{Cx, Report, Rows};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::project::queryset::is_lazy;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::Expr;

pub static RULE: Rule =
    rule!("django/django-queryset-truth", Hook::Truth(check), Hook::Settle(Project::asks_for_many_rows));

fn check<'a>(tested: &'a Expr, cx: &mut Cx<'a>) {
    if !cx.facts.speaks_of_rows() || !may_be_query_set(tested) {
        return;
    }
    // In a loop it is the query for each turn that costs. Where the number is wanted too, the rows serve both.
    if cx.growing_loop(tested).is_some() || cx.rows(tested) != Rows::Dropped {
        return;
    }
    cx.report_if_linked(
        vec![tested],
        Report {
            at: tested.range(),
            label: "nothing else reads these rows".to_owned(),
            message: "the truth of the query set loads all of its rows".to_owned(),
            note: "O(n) rows fetched and made objects, to know whether there is one".to_owned(),
            help: "ask for `.exists()`: the database stops at the first row".to_owned(),
            related: Vec::new(),
            impact: Impact::High,
            confidence: Confidence::High,
        },
    );
}

fn may_be_query_set(tested: &Expr) -> bool {
    match tested {
        Expr::Name(_) => true,
        Expr::Call(call) => matches!(&*call.func, Expr::Attribute(method) if is_lazy(method.attr.as_str())),
        _ => false,
    }
}
