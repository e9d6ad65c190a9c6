//! `list(items)[0]` and `[… for item in items][0]`: all items are taken, and all but the first are thrown away.

use crate::cx::{Cx, Report, confidence_of, has_positions, is_dict_or_view};
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

fn check<'a>(first: &'a ast::ExprSubscript, cx: &mut Cx<'a>) {
    if !first.ctx.is_load() || integer(&first.slice) != Some(0) {
        return;
    }
    let waste = match &*first.value {
        Expr::ListComp(it) => waste_of_comprehension(it, cx),
        Expr::Call(_) => waste_of_copy(first, cx),
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

fn waste_of_copy<'a>(first: &'a ast::ExprSubscript, cx: &Cx<'a>) -> Option<Waste> {
    let source = cx.copied_for_one(first)?;
    let inferred = cx.kind(source);
    let is_view = cx.is_view_of_unknown(source);
    let of = cx.source(source);
    let is_lazy = |kind: &Kind| matches!(kind, Kind::Iterator(_) | Kind::Generator(_) | Kind::File);
    let instead = if inferred.kind.all(has_positions) {
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

fn is_iterable(kind: &Kind) -> bool {
    is_dict_or_view(kind) || matches!(kind, Kind::Set(_) | Kind::Frozenset(_))
}
