//! `for row in rows: found.append(row)` and `for key, value in old.items(): new[key] = value`: a copy, made one by one.

use crate::cx::{Cx, Report, Rewrite, is_name};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr, Stmt};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("loops/copy-loop", Hook::For(check));

/// What a loop copies, and into what.
struct Copy<'e> {
    into: &'e Expr,
    from: &'e Expr,
    method: &'static str,
}

fn check(each: &ast::StmtFor, cx: &mut Cx) {
    let [only] = &*each.body else { return };
    let Some(copy) = list_copy(each, only).or_else(|| dict_copy(each, only)) else { return };
    if each.is_async || !each.orelse.is_empty() || !matches!(copy.into, Expr::Name(_) | Expr::Attribute(_)) {
        return;
    }
    let (into, from) = (cx.source(copy.into).to_owned(), cx.source(copy.from).to_owned());
    if comes_bit_by_bit(copy.from, cx)
        || is_joined(&copy, each, cx)
        || !is_builtin_copy(&copy, cx)
        || cx.is_small(copy.from)
        || from.contains(&into)
    {
        return;
    }
    let method = copy.method;
    let report = Report {
        at: each.range(),
        label: "one turn per item".to_owned(),
        message: format!("`{from}` is copied into `{into}` one by one"),
        note: format!("a turn of the loop for each item; `{method}` goes through them by itself"),
        help: format!("write `{into}.{method}({from})`"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: cx.confidence_in_copying(copy.from),
    };
    let rewrite = if method == "extend" { all_at_once(each, &copy, cx) } else { None };
    cx.report_with_fix(report, rewrite);
}

/// `iter(pipe.readline, "")`: each item is waited for.
fn comes_bit_by_bit(from: &Expr, cx: &Cx) -> bool {
    matches!(from, Expr::Call(call) if call.arguments.args.len() == 2 && cx.facts.is_builtin(&call.func, "iter"))
}

/// `for row in rows: found.append(row)`
fn list_copy<'e>(each: &'e ast::StmtFor, only: &'e Stmt) -> Option<Copy<'e>> {
    let (Expr::Name(item), Stmt::Expr(statement)) = (&*each.target, only) else { return None };
    let Expr::Call(call) = &*statement.value else { return None };
    let (Expr::Attribute(method), [added]) = (&*call.func, &*call.arguments.args) else { return None };
    let adds = method.attr.as_str() == "append" && is_name(added, item.id.as_str());
    adds.then_some(Copy { into: &method.value, from: &each.iter, method: "extend" })
}

/// `for key, value in old.items(): new[key] = value`
fn dict_copy<'e>(each: &'e ast::StmtFor, only: &'e Stmt) -> Option<Copy<'e>> {
    let (Expr::Tuple(pair), Stmt::Assign(assignment)) = (&*each.target, only) else { return None };
    let ([Expr::Name(key), Expr::Name(value)], [Expr::Subscript(place)]) = (&*pair.elts, &*assignment.targets) else {
        return None;
    };
    let Expr::Call(items) = &*each.iter else { return None };
    let Expr::Attribute(view) = &*items.func else { return None };
    let is_copy = is_name(&place.slice, key.id.as_str()) && is_name(&assignment.value, value.id.as_str());
    let is_view = view.attr.as_str() == "items" && items.arguments.is_empty();
    (is_copy && is_view).then_some(Copy { into: &place.value, from: &view.value, method: "update" })
}

/// Whether the copy is made of pieces of a text, to be joined: `join` could take the pieces themselves, at times.
fn is_joined(copy: &Copy, each: &ast::StmtFor, cx: &Cx) -> bool {
    let Some(function) = cx.function(each) else { return false };
    let is_join = |node: AnyNodeRef| match node {
        AnyNodeRef::ExprCall(call) => matches!(&*call.func, Expr::Attribute(it) if it.attr.as_str() == "join"),
        _ => false,
    };
    cx.same_place_within(copy.into, id_of(function)).into_iter().any(|at| {
        let mut around = cx.facts.nodes.ancestors(at).take_while(|(_, it)| !it.node.is_statement());
        around.any(|(_, it)| is_join(it.node))
    })
}

fn is_builtin_copy(copy: &Copy, cx: &Cx) -> bool {
    let is_dict = |part: &Expr| cx.kind(part).kind.all(|kind| matches!(kind, Kind::Dict(..)));
    match copy.method {
        "update" => is_dict(copy.into) && is_dict(copy.from),
        _ => cx.kind(copy.into).kind.is_list(),
    }
}

/// `found.extend(rows)`, where nobody reads the loop's target after it.
fn all_at_once(each: &ast::StmtFor, copy: &Copy, cx: &Cx) -> Option<Rewrite> {
    if !cx.is_done_with_target(each) {
        return None;
    }
    // Unsafe where the kinds are not proved: a class of its own may add in another way, or be gone through in another.
    let is_proved = |part: &Expr| cx.is_exactly(part, |kind| !kind.is_unknown());
    Some(Rewrite {
        safety: if is_proved(copy.into) && is_proved(copy.from) { Safety::Safe } else { Safety::Unsafe },
        message: "add all items in one call".to_owned(),
        edits: cx.as_call(each, &format!("{}.extend", cx.source(copy.into)))?,
        relies_on: None,
    })
}
