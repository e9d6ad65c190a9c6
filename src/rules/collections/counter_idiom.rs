//! `for item in items: counts[item] += 1`, where `counts` is a `Counter`: it counts a whole collection by itself.

use crate::cx::{Cx, Report, Rewrite};
use crate::facts::sizes::integer;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr, Operator, Stmt};

pub static RULE: Rule = rule!("collections/counter-idiom", Hook::For(check));

fn check(each: &ast::StmtFor, cx: &mut Cx) {
    let (Expr::Name(item), [Stmt::AugAssign(only)]) = (&*each.target, &*each.body) else { return };
    let Expr::Subscript(counted) = &*only.target else { return };
    let is_one_more = only.op == Operator::Add && integer(&only.value) == Some(1);
    if !is_one_more || cx.source(&*counted.slice) != item.id.as_str() || !each.orelse.is_empty() || each.is_async {
        return;
    }
    let (counts, items) = (&*counted.value, &*each.iter);
    let inferred = cx.kind(counts);
    if !inferred.kind.all(|kind| matches!(kind, Kind::Counter(_))) || cx.is_small(items) {
        return;
    }
    // `update` takes the counts of a mapping for its own.
    let of_items = cx.kind(items).kind;
    let may_be_mapping = |kind: &Kind| kind.is_mapping() || matches!(kind, Kind::Instance(_));
    if of_items.members().iter().any(may_be_mapping) {
        return;
    }
    let (name, of) = (cx.source(counts).to_owned(), cx.source(items).to_owned());
    let report = Report {
        at: each.range(),
        label: "two look-ups in Python for each item".to_owned(),
        message: format!("`{name}` is a Counter, and is counted up by hand"),
        note: "a Counter counts the items of a collection in C; each missing key asks `__missing__` here".to_owned(),
        help: format!("write `{name}.update({of})`, or `Counter({of})` where it is made"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: cx.confidence_in_copying(items),
    };
    // Unsafe: what is called items may turn out to be a mapping.
    let edits = cx.as_call(each, &format!("{name}.update")).filter(|_| cx.is_done_with_target(each));
    let rewrite = edits.map(|edits| Rewrite {
        safety: Safety::Unsafe,
        message: "count all items in one call".to_owned(),
        edits,
        relies_on: None,
    });
    cx.report_with_fix(report, rewrite);
}
