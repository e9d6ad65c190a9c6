//! `for item in items: found.add(item)`: one call of Python's for each item, where one call could take them all.

use crate::cx::{Cx, Report, Rewrite};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr, Stmt};

pub static RULE: Rule = rule!("collections/set-add-loop", Hook::For(check));

fn check(each: &ast::StmtFor, cx: &mut Cx) {
    let (Expr::Name(item), [Stmt::Expr(only)]) = (&*each.target, &*each.body) else { return };
    let Expr::Call(call) = &*only.value else { return };
    let (Expr::Attribute(method), [added]) = (&*call.func, &*call.arguments.args) else { return };
    if method.attr.as_str() != "add" || cx.source(added) != item.id.as_str() || !each.orelse.is_empty() {
        return;
    }
    let set = &*method.value;
    if each.is_async || !matches!(set, Expr::Name(_) | Expr::Attribute(_)) || cx.is_small(&each.iter) {
        return;
    }
    let inferred = cx.kind(set);
    let reads_target = cx.source(set) == item.id.as_str() || cx.source(&*each.iter) == cx.source(set);
    if reads_target || !inferred.kind.all(|kind| matches!(kind, Kind::Set(_))) {
        return;
    }
    let (name, items) = (cx.source(set).to_owned(), cx.source(&*each.iter).to_owned());
    let report = Report {
        at: each.range(),
        label: "one call per item".to_owned(),
        message: format!("`{name}` is given the items one by one"),
        note: "a turn of the loop and a call for each item; `update` goes through them by itself".to_owned(),
        help: format!("write `{name}.update({items})`"),
        related: Vec::new(),
        impact: Impact::Low,
        confidence: cx.confidence_in_copying(&each.iter),
    };
    let rewrite = all_at_once(each, set, cx);
    cx.report_with_fix(report, rewrite);
}

/// `found.update(items)`, where nobody reads the loop's target after it.
fn all_at_once(each: &ast::StmtFor, set: &Expr, cx: &Cx) -> Option<Rewrite> {
    if !cx.is_done_with_target(each) {
        return None;
    }
    // Unsafe where the kinds are not proved: a class of its own may add in another way, or be gone through in another.
    let is_proved = |part: &Expr| cx.is_exactly(part, |kind| !kind.is_unknown());
    Some(Rewrite {
        safety: if is_proved(set) && is_proved(&each.iter) { Safety::Safe } else { Safety::Unsafe },
        message: "add all items in one call".to_owned(),
        edits: cx.as_call(each, &format!("{}.update", cx.source(set)))?,
        relies_on: None,
    })
}
