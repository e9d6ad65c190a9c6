use crate::cx::{Cx, Report, Rows};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule =
    rule!("django/django-queryset-len", Hook::Call(check), Hook::Settle(Project::asks_for_many_rows));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let (Expr::Name(len), [queryset]) = (&*call.func, &*call.arguments.args) else { return };
    if len.id.as_str() != "len" || !cx.facts.speaks_of_rows() || !cx.facts.is_builtin(&call.func, "len") {
        return;
    }
    // In a loop it is the query for each turn that costs.
    if cx.growing_loop(call).is_some() || cx.rows(queryset) == Rows::Used {
        return;
    }
    let help = if cx.asks_existence(call) {
        "ask for `.exists()`: the database stops at the first row"
    } else {
        "ask for `.count()`: the database counts, and sends one number"
    };
    cx.report_if_linked(
        vec![queryset],
        Report {
            at: call.range(),
            label: "nothing else reads these rows".to_owned(),
            message: "`len` loads all rows of the query set to count them".to_owned(),
            note: "O(n) rows fetched and made objects, for one number".to_owned(),
            help: help.to_owned(),
            related: Vec::new(),
            impact: Impact::High,
            confidence: Confidence::High,
        },
    );
}
