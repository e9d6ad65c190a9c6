//! `inspect.stack()`, and one frame of it taken.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("stdlib/inspect-stack", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let is_named = match &*call.func {
        Expr::Attribute(it) => it.attr.as_str() == "stack",
        Expr::Name(it) => it.id.as_str() == "stack",
        _ => false,
    };
    if !is_named || !call.arguments.is_empty() || !is_one_frame_taken(call, cx) {
        return;
    }
    if cx.qualified(&call.func).is_none_or(|name| name != "inspect.stack") || raises(call, cx) {
        return;
    }
    cx.report(Report {
        at: call.range(),
        label: "reads source lines for each frame of the stack".to_owned(),
        message: "`inspect.stack()` describes every frame where one is asked for".to_owned(),
        note: "finds the file and reads lines of source for each frame; grows with the depth of the stack".to_owned(),
        help: "take the frame alone: `inspect.currentframe().f_back`, whose `f_code.co_name` is the function's name"
            .to_owned(),
        related: Vec::new(),
        impact: Impact::High,
        confidence: Confidence::High,
    });
}

/// `inspect.stack()[1]`
fn is_one_frame_taken(call: &ast::ExprCall, cx: &Cx) -> bool {
    let AnyNodeRef::ExprSubscript(item) = cx.parent(call) else { return false };
    matches!(&*item.slice, Expr::NumberLiteral(_)) && id_of(&*item.value) == id_of(call)
}

/// Whether it is on the way to an error or a message of one: there, time does not matter.
fn raises(call: &ast::ExprCall, cx: &Cx) -> bool {
    cx.ancestors(call).any(|(_, around)| {
        matches!(
            around,
            AnyNodeRef::StmtRaise(_) | AnyNodeRef::StmtAssert(_) | AnyNodeRef::ExceptHandlerExceptHandler(_)
        )
    })
}
