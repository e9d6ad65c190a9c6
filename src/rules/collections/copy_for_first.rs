//! `list(items)[0]` and `[… for item in items][0]`: all items are taken, and all but the first are thrown away.

use crate::cx::{Cx, Report, confidence_of};
use crate::facts::sizes::integer;
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("collections/copy-for-first", Hook::Subscript(check));

/// What is thrown away, and what to write instead.
struct Waste {
    label: String,
    /// The expression that takes the first item alone.
    instead: String,
    confidence: Confidence,
}

fn check(first: &ast::ExprSubscript, cx: &mut Cx) {
    if !first.ctx.is_load() || integer(&first.slice) != Some(0) {
        return;
    }
    let waste = match &*first.value {
        Expr::ListComp(it) => waste_of_comprehension(it, cx),
        copy @ Expr::Call(_) => waste_of_copy(copy, first, cx),
        _ => None,
    };
    let Some(Waste { label, instead, confidence }) = waste else { return };
    let mut help = format!("write `{instead}`");
    if instead.starts_with("next(") {
        help += ", which raises StopIteration where this raises IndexError, or give `next` a default";
    }
    let rewrite = cx.as_first_alone(first, instead);
    let report = Report {
        at: first.range(),
        label,
        message: "a list of all items is made to take the first".to_owned(),
        note: "O(n) time and memory for one item".to_owned(),
        help,
        related: Vec::new(),
        impact: Impact::Medium,
        confidence,
    };
    cx.report_with_fix(report, rewrite);
}

fn waste_of_copy(copy: &Expr, first: &ast::ExprSubscript, cx: &Cx) -> Option<Waste> {
    let source = cx.copied(copy, &["list", "tuple"])?;
    // `zip(*rows)` gives as many items as a row has columns.
    if source.as_call_expr().is_some_and(|call| call.arguments.args.iter().any(Expr::is_starred_expr)) {
        return None;
    }
    let inferred = cx.kind(source);
    let is_view = cx.is_view_of_unknown(source);
    if cx.is_small(source) || is_for_few(source, first, cx) || !is_view && inferred.kind.is_unknown() {
        return None;
    }
    let of = cx.source(source);
    let is_lazy = |kind: &Kind| matches!(kind, Kind::Iterator(_) | Kind::Generator(_) | Kind::File);
    let instead = if inferred.kind.all(has_first) {
        format!("{}[0]", cx.as_operand(source, of))
    } else if inferred.kind.all(is_lazy) {
        // What has a name may be read on after this: from the second item on, if only the first is taken here.
        source.as_call_expr()?;
        format!("next({of})")
    } else if is_view || inferred.kind.all(is_iterable) {
        format!("next(iter({}))", cx.without_keys(source))
    } else {
        return None;
    };
    // A dict from elsewhere of which the first key is taken mostly has no other.
    let without_data = if is_view { Confidence::Low } else { Confidence::Medium };
    let in_size = if cx.is_data(source) { Confidence::High } else { without_data };
    let confidence = in_size.min(confidence_of(inferred.certainty));
    Some(Waste { label: format!("copies all of `{of}`"), instead, confidence })
}

/// `[line for line in lines if line.strip()][0]`: nothing else may happen while the rest is made.
fn waste_of_comprehension(list: &ast::ExprListComp, cx: &Cx) -> Option<Waste> {
    let [clause] = &*list.generators else { return None };
    let computes = cx.facts.is_pure(&list.elt) && clause.ifs.iter().all(|test| cx.facts.is_pure(test));
    if clause.is_async || !computes || cx.is_small(&clause.iter) {
        return None;
    }
    let of = cx.source(&clause.iter);
    // Where a test stands, `next` goes half the way on average.
    let confidence = match cx.is_data(&clause.iter) {
        true => Confidence::High,
        false if clause.ifs.is_empty() && !cx.is_written_out(&clause.iter) => Confidence::Medium,
        false => Confidence::Low,
    };
    let inside = cx.source(list).strip_prefix('[').and_then(|text| text.strip_suffix(']'))?;
    Some(Waste { label: format!("goes through all of `{of}`"), instead: format!("next({inside})"), confidence })
}

/// Whether there is little to copy: the function asks elsewhere whether there is one item alone, or the code says
/// how many.
fn is_for_few(source: &Expr, first: &ast::ExprSubscript, cx: &Cx) -> bool {
    let is_tested = |collection: &Expr| cx.is_tested_for_few(collection, first);
    let receiver = match source {
        Expr::Call(call) => call.func.as_attribute_expr().map(|method| &*method.value),
        _ => None,
    };
    cx.is_written_out(source) || is_tested(source) || receiver.is_some_and(is_tested)
}

fn has_first(kind: &Kind) -> bool {
    matches!(kind, Kind::List(_) | Kind::TupleOf(_) | Kind::Deque(_) | Kind::Str | Kind::Bytes | Kind::Range)
}

fn is_iterable(kind: &Kind) -> bool {
    let is_view = matches!(kind, Kind::Keys(_) | Kind::Values(_) | Kind::Items(..));
    kind.is_mapping() || is_view || matches!(kind, Kind::Set(_) | Kind::Frozenset(_))
}
