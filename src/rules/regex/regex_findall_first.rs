//! `re.findall(…)` of which the first match is taken, or only asked whether there is one.

use crate::cx::{Cx, PatternCall, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr, Number};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("regex/regex-findall-first", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(matching) = cx.pattern_call(call, &["findall"]) else { return };
    let takes_first = is_first_taken(call, cx);
    if !takes_first && !cx.is_only_asked_for(call) || is_anchored(&matching, cx) {
        return;
    }
    let (message, help) = if takes_first {
        ("`findall` finds every match, and the first one is taken", "use `search`, whose match is the first, or None")
    } else {
        ("`findall` finds every match, and one is asked for", "use `search`: it stops at the first match")
    };
    cx.report(Report {
        at: call.range(),
        label: "reads the text to its end".to_owned(),
        message: message.to_owned(),
        note: "goes through the whole text and makes a list of all matches".to_owned(),
        help: help.to_owned(),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: Confidence::Medium,
    });
}

/// `findall(…)[0]`
fn is_first_taken(call: &ast::ExprCall, cx: &Cx) -> bool {
    let AnyNodeRef::ExprSubscript(item) = cx.parent(call) else { return false };
    let is_zero = matches!(&*item.slice, Expr::NumberLiteral(it) if matches!(&it.value, Number::Int(it) if *it == 0));
    is_zero && id_of(&*item.value) == id_of(call)
}

/// Whether a pattern holds on to the start of the text, so that it matches once at the most.
fn is_anchored(matching: &PatternCall, cx: &Cx) -> bool {
    let text = cx.constant_text(matching.pattern).unwrap_or_default();
    text.starts_with(['^', '$']) || text.starts_with("\\A") || text.ends_with("\\Z") || text.ends_with('$')
}
