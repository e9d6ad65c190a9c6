//! An engine that writes every statement and its values to the log, switched on in the source.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("sql/sqlalchemy-engine-config", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(echo) = call.arguments.find_keyword("echo") else { return };
    let is_on = match &echo.value {
        Expr::BooleanLiteral(it) => it.value,
        Expr::StringLiteral(it) => it.value.to_str() == "debug",
        _ => false,
    };
    if !is_on || !cx.makes_engine(call) || cx.facts.runs_as_program(call) {
        return;
    }
    cx.report(Report {
        at: echo.range(),
        label: "writes each statement and its values".to_owned(),
        message: "every statement is written to the log, with its values and the time".to_owned(),
        note: "texts are put together and written for each statement, whoever reads them".to_owned(),
        help: "leave `echo` away, and set the level of the logger `sqlalchemy.engine` where statements are to be seen"
            .to_owned(),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: Confidence::Medium,
    });
}
