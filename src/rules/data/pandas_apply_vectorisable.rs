//! `column.apply(lambda x: …)` whose function is an operator, a condition or mathematics: columns do that at once.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("data/pandas-apply-vectorisable", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let (Expr::Attribute(method), [function @ (Expr::Lambda(_) | Expr::Name(_))]) =
        (&*call.func, &*call.arguments.args)
    else {
        return;
    };
    if !matches!(method.attr.as_str(), "apply" | "map") || !call.arguments.keywords.is_empty() {
        return;
    }
    if !cx.maps_items(function) || cx.is_small(&method.value) {
        return;
    }
    let Some(confidence) = cx.frame_or_column(&method.value).filter(|_| is_column(&method.value, cx)) else { return };
    cx.report(Report {
        at: call.range(),
        label: "calls a Python function for each item".to_owned(),
        message: format!("`{}` calls a function for each item that the column can compute at once", method.attr),
        note: "a call per item, against one operation in compiled code".to_owned(),
        help:
            "write the same with the column itself: `column * 2`, `numpy.sqrt(column)`, `numpy.where(column > 0, a, b)`"
                .to_owned(),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence,
    });
}

/// Of a frame, `apply` hands over whole columns.
fn is_column(place: &Expr, cx: &Cx) -> bool {
    cx.kind(place).kind.members().iter().all(|kind| matches!(kind, Kind::Series | Kind::None))
}
