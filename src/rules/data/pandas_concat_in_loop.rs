//! `frame = pd.concat([frame, more])` or `frame = frame.append(more)` in a loop: every turn copies all rows so far.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("data/pandas-concat-in-loop", Hook::Assign(check));

fn check<'a>(assignment: &'a ast::StmtAssign, cx: &mut Cx<'a>) {
    let ([target @ (Expr::Name(_) | Expr::Attribute(_))], Expr::Call(call)) =
        (&*assignment.targets, &*assignment.value)
    else {
        return;
    };
    let Some(old) = extended(target, call, cx) else { return };
    let Some(growing) = cx.grown_in(old, assignment) else { return };
    let (name, turn) = (cx.source(old).to_owned(), cx.turn_of(growing));
    cx.report(Report {
        at: call.range(),
        label: format!("copies all rows of `{name}`"),
        message: format!("a new frame is made on every turn to add rows to `{name}`"),
        note: "O(n²): each turn copies all rows so far, and puts the columns together again".to_owned(),
        help: "append the pieces to a list, and `pd.concat` the list once, after the loop".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence: cx.confidence_in_pieces(assignment, growing),
    });
}

/// The old value in `pd.concat([frame, more])`, `frame.append(more)`, `frame._append(more)`.
fn extended<'a>(target: &Expr, call: &'a ast::ExprCall, cx: &Cx<'a>) -> Option<&'a Expr> {
    if let Expr::Attribute(method) = &*call.func
        && matches!(method.attr.as_str(), "append" | "_append")
        && cx.source(&*method.value) == cx.source(target)
    {
        return (cx.kind(&method.value).kind == Kind::Dataframe).then_some(&*method.value);
    }
    let is_along_columns = call.arguments.find_keyword("axis").is_some_and(|it| {
        let axis = cx.source(&it.value);
        axis != "0" && !axis.contains("index")
    });
    let pieces = cx.pieces(call)?;
    let old = pieces.iter().find(|it| cx.source(*it) == cx.source(target))?;
    (!is_along_columns && cx.qualified(&call.func).as_deref() == Some("pandas.concat")).then_some(old)
}
