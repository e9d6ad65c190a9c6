//! `logging.getLogger(…)` where a message below the level may be logged, on every call or turn.

use crate::cx::{Cx, Repeats, Report};
use crate::facts::nodes::id_of;
use crate::facts::uses::Use;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("logging/getlogger-per-call", Hook::Call(check));

/// Messages that may be below the level, and so cost little by themselves …
const OFTEN_OFF: &[&str] = &["debug", "info"];
/// … and what else is done with a logger that is not set up.
const OTHERS: &[&str] = &["critical", "error", "exception", "isEnabledFor", "log", "warning"];

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let [Expr::Name(_) | Expr::StringLiteral(_)] = &*call.arguments.args else { return };
    if cx.callee_among(call, &["logging.getLogger"]).is_none() || !logs_at_once(call, cx) {
        return;
    }
    if cx.ancestors(call).any(|(_, it)| matches!(it, AnyNodeRef::ExceptHandlerExceptHandler(_))) {
        return;
    }
    let Some(repeats) = cx.repeats_of(call) else { return };
    let often = repeats.how_often();
    cx.report(Report {
        at: call.range(),
        label: "takes a lock and looks the logger up".to_owned(),
        message: format!("the same logger is looked up {often}"),
        note: "four times what a message costs that is below the level".to_owned(),
        help: "get the logger once, at the top of the module".to_owned(),
        related: cx.place_of_repeats(&repeats),
        impact: Impact::Low,
        confidence: match repeats {
            Repeats::Loop(_) | Repeats::CallInLoop(_) => Confidence::Medium,
            Repeats::Calls => Confidence::Low,
        },
    });
}

/// `getLogger(…).debug(…)`, or a name of the function that is used to log so, and for nothing else.
fn logs_at_once(call: &ast::ExprCall, cx: &Cx) -> bool {
    let method_at = |at| match cx.facts.use_at(at) {
        Use::Calls { method, .. } => method.attr.as_str(),
        _ => "",
    };
    let AnyNodeRef::StmtAssign(assignment) = cx.parent(call) else {
        return OFTEN_OFF.contains(&method_at(id_of(call)));
    };
    let [target] = &*assignment.targets else { return false };
    let Some(own) = cx.own_name(target) else { return false };
    let uses: Vec<&str> = own.reads.iter().map(|read| method_at(*read)).collect();
    uses.iter().all(|it| OFTEN_OFF.contains(it) || OTHERS.contains(it)) && uses.iter().any(|it| OFTEN_OFF.contains(it))
}
