//! `item in list(mapping)`, `item in sorted(items)`, `item in set(items)`: a copy that answers one test, though what
//! was copied could have answered it.

use crate::cx::{Cx, Replacement, Report, Rewrite, confidence_of, is_scalar, is_text};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, CmpOp, Expr};

pub static RULE: Rule = rule!("collections/copy-for-membership", Hook::Compare(check));

/// What a copy gives up, or costs.
#[derive(Clone, Copy)]
enum Waste {
    /// A set, a dict or its keys answer at once; a list of them is searched.
    Index,
    /// Sorting, or hashing every item, takes longer than the search.
    Work,
}

fn check<'a>(compare: &'a ast::ExprCompare, cx: &mut Cx<'a>) {
    let ([CmpOp::In | CmpOp::NotIn], [copy @ Expr::Call(call)]) = (&*compare.ops, &*compare.comparators) else {
        return;
    };
    let Some(source) = cx.copied(copy, &["list", "tuple", "sorted", "set", "frozenset"]) else { return };
    let inferred = cx.kind(source);
    let Some(waste) = waste(source, cx.source(&*call.func), &inferred.kind, cx) else { return };
    if cx.is_small(source) || cx.loop_that_rebuilds(call).is_some() {
        return;
    }
    if matches!(waste, Waste::Index) && !cx.may_be_hashed(&compare.left) {
        return;
    }
    let in_size = confidence(&compare.left, source, waste, cx);
    let (made, of) = (cx.source(copy).to_owned(), cx.without_keys(source).to_owned());
    let note = match waste {
        Waste::Index => format!("O(n) time and memory for one test; `{of}` answers it in constant time"),
        Waste::Work => format!("making it takes longer than searching `{of}` once, and as much memory again"),
    };
    let rewrite = uncopied(compare, copy, source, cx);
    let report = Report {
        at: copy.range(),
        label: "is made for this one test".to_owned(),
        message: format!("`{made}` copies every item to look for one"),
        note,
        help: format!("test `in {of}`"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: in_size.min(confidence_of(inferred.certainty)),
    };
    cx.report_with_fix(report, rewrite);
}

/// The collection itself in the place of its copy. What compares and hashes as builtin scalars do is found in either.
fn uncopied(compare: &ast::ExprCompare, copy: &Expr, source: &Expr, cx: &Cx) -> Option<Rewrite> {
    let of = cx.without_keys(source);
    let is_sure =
        cx.is_exactly(&compare.left, is_scalar) && cx.holds_scalars(source) && !is_sorted_mix(copy, source, cx);
    Some(Rewrite {
        safety: if is_sure { Safety::Safe } else { Safety::Unsafe },
        message: "ask the collection itself; what cannot be hashed or sorted raises where the other form does not"
            .to_owned(),
        edits: vec![Replacement::replace(copy.range(), cx.as_operand(source, of))],
        relies_on: Some(compare.range()),
    })
}

/// Whether sorting may raise, which asking does not.
fn is_sorted_mix(copy: &Expr, source: &Expr, cx: &Cx) -> bool {
    let Expr::Call(call) = copy else { return true };
    let sorts = cx.facts.is_builtin(&call.func, "sorted");
    sorts && !cx.kind(source).kind.element().all(is_text)
}

/// An index is given up for nothing at any length; how much work is wasted is a matter of how much there is. What is
/// asked for a key that is written out is a record of a few fields.
fn confidence(item: &Expr, source: &Expr, waste: Waste, cx: &Cx) -> Confidence {
    match waste {
        _ if cx.is_written_out(source) || reads_names_of_module(source, cx) => Confidence::Low,
        _ if item.is_literal_expr() => Confidence::Medium,
        Waste::Work if !cx.is_data(source) => Confidence::Medium,
        Waste::Index if cx.kind(source).kind.is_unknown() => Confidence::Medium,
        _ => Confidence::High,
    }
}

/// `globals().keys()`
fn reads_names_of_module(source: &Expr, cx: &Cx) -> bool {
    let Expr::Call(call) = source else { return false };
    match &*call.func {
        Expr::Attribute(method) => reads_names_of_module(&method.value, cx),
        function => ["globals", "locals", "vars", "dir"].iter().any(|name| cx.facts.is_builtin(function, name)),
    }
}

/// What a copy by a function of what is of a kind wastes. A plain copy of a list costs little beside the search.
fn waste(source: &Expr, function: &str, kind: &Kind, cx: &Cx) -> Option<Waste> {
    let is_index = |kind: &Kind| {
        let is_view = matches!(kind, Kind::Keys(_) | Kind::Items(..));
        kind.is_mapping() || is_view || matches!(kind, Kind::Set(_) | Kind::Frozenset(_) | Kind::Range)
    };
    let is_searched = |kind: &Kind| matches!(kind, Kind::List(_) | Kind::TupleOf(_) | Kind::Deque(_) | Kind::Values(_));
    match function {
        _ if kind.all(is_index) => Some(Waste::Index),
        _ if cx.is_view_of_unknown(source) && cx.without_keys(source) != cx.source(source) => Some(Waste::Index),
        "sorted" | "set" | "frozenset" if kind.all(is_searched) => Some(Waste::Work),
        _ => None,
    }
}
