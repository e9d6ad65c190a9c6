//! A loop over a list's items, or the distinct ones, that counts each of them in the list; and
//! `max(set(items), key=items.count)`.

use crate::cx::{Cx, Replacement, Report, Rewrite, confidence_of};
use crate::facts::loops::LoopId;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged, TextRange};

pub static RULE: Rule = rule!("collections/list-count-per-element", Hook::Call(check_count), Hook::Call(check_key));

fn check_count<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Expr::Attribute(method) = &*call.func else { return };
    if method.attr.as_str() != "count" {
        return;
    }
    let Some(growing) = cx.loop_that_counts_each(call) else { return };
    if cx.may_have_index_beside(&method.value, growing) {
        let edit = as_dict_of_counts(call, &method.value, cx);
        report(&method.value, call.range(), Some(growing), edit, cx);
    }
}

/// `max(set(words), key=words.count)`
fn check_key(call: &ast::ExprCall, cx: &mut Cx) {
    let Some(key) = call.arguments.find_keyword("key") else { return };
    let (Expr::Attribute(method), Some(items)) = (&key.value, call.arguments.args.first()) else { return };
    let goes_through = ["max", "min", "sorted"].iter().any(|name| cx.facts.is_builtin(&call.func, name));
    if method.attr.as_str() != "count" || !goes_through {
        return;
    }
    if cx.source(cx.without_copies(items)) == cx.source(&*method.value) {
        let get = |counter: &str| format!("{counter}({}).get", cx.source(&*method.value));
        let edit = cx.import_from("collections", "Counter", method).map(|imported| {
            let edit = Replacement::replace(method.range(), get(&imported.name));
            imported.import.into_iter().chain([edit]).collect()
        });
        report(&method.value, method.range(), None, edit, cx);
    }
}

/// `dict(Counter(words))` for `{word: words.count(word) for word in words}`
fn as_dict_of_counts(call: &ast::ExprCall, list: &Expr, cx: &Cx) -> Option<Vec<Replacement>> {
    let AnyNodeRef::ExprDictComp(counts) = cx.parent(call) else { return None };
    let ([clause], [item]) = (&*counts.generators, &*call.arguments.args) else { return None };
    let names = [counts.key.as_deref()?, item, &clause.target].map(|it| it.as_name_expr().map(|name| name.id.as_str()));
    let is_plain = clause.ifs.is_empty() && !clause.is_async && cx.source(&clause.iter) == cx.source(list);
    if !is_plain
        || names[0].is_none()
        || names[0] != names[1]
        || names[0] != names[2]
        || !cx.means_builtin("dict", call)
    {
        return None;
    }
    let counter = cx.import_from("collections", "Counter", call)?;
    let text = format!("dict({}({}))", counter.name, cx.source(list));
    Some(counter.import.into_iter().chain([Replacement::replace(counts.range(), text)]).collect())
}

fn report(list: &Expr, at: TextRange, growing: Option<LoopId>, edits: Option<Vec<Replacement>>, cx: &mut Cx) {
    if !cx.is_sequence_of_any_length(list) || cx.is_written_out(list) || !cx.items_may_be_hashed(list) {
        return;
    }
    let is_data = growing.is_some_and(|growing| cx.takes_in_data(growing)) || cx.is_data(list);
    let in_size = if is_data { Confidence::High } else { Confidence::Medium };
    let name = cx.source(list).to_owned();
    let confidence = in_size.min(confidence_of(cx.kind(list).certainty));
    let related = growing.map(|growing| (cx.header(growing), "runs once per item of the same list".to_owned()));
    let rewrite = edits.map(|edits| Rewrite {
        safety: if cx.holds_scalars(list) { Safety::Safe } else { Safety::Unsafe },
        message: "count all of them in one pass; what has no hash cannot be counted so".to_owned(),
        edits,
        relies_on: Some(at),
    });
    let report = Report {
        at,
        label: format!("goes through all of `{name}` for each of its items"),
        message: format!("`{name}.count` counts one item at a time, for every item of `{name}`"),
        note: format!("O(n²): the items of `{name}` times themselves"),
        help: format!("count them all in one pass with `collections.Counter({name})`"),
        related: related.into_iter().collect(),
        impact: Impact::High,
        confidence,
    };
    cx.report_with_fix(report, rewrite);
}
