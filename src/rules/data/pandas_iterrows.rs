//! A loop over `frame.iterrows()`: each turn makes a column object of the row.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("data/pandas-iterrows", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Expr::Attribute(method) = &*call.func else { return };
    if method.attr.as_str() != "iterrows" || !call.arguments.is_empty() || cx.is_small(&method.value) {
        return;
    }
    let Some(rows) = cx.loop_over(call) else { return };
    if cx.facts.turns_at_most_once(rows) {
        return;
    }
    let confidence = cx.confidence_in_rows(cx.frame(&method.value), rows);
    let frame = cx.source(&*method.value);
    let frame = if frame.len() <= 40 { format!("`{frame}`") } else { "the frame".to_owned() };
    cx.report(Report {
        at: call.range(),
        label: "makes a Series of each row".to_owned(),
        message: format!("the loop makes a Series of each row of {frame}"),
        note: "each Series costs thousands of times what an operation on a column costs per row, and numbers lose                their type where columns differ"
            .to_owned(),
        help: "compute with whole columns; where rows must be taken one by one, use `itertuples(index=False)`, or                `zip` of the columns that are needed"
            .to_owned(),
        related: vec![(cx.header(rows), "runs once per row".to_owned())],
        impact: Impact::High,
        confidence,
    });
}
