//! A loop over the numbers or labels of a frame's rows that reads each row, or cell, by one.

use crate::cx::{Cx, INDEXERS, Report};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("data/pandas-row-loop", Hook::Subscript(check));

fn check<'a>(subscript: &'a ast::ExprSubscript, cx: &mut Cx<'a>) {
    let Some(place) = indexed(subscript) else { return };
    if cx.facts.nodes.get(id_of(subscript)).in_loop.is_none() {
        return;
    }
    let Some((rows, counted)) = loop_over_rows(subscript, place, cx) else { return };
    let Some(certainty) = cx.frame_or_column(counted) else { return };
    if cx.is_small(counted) || cx.facts.turns_few_times(rows) || !is_first(subscript, counted, rows, cx) {
        return;
    }
    // Labels are gone through where a frame is a table of results, too, with a row for each of a few names.
    let by_label = cx.facts.loop_iterable(rows).is_some_and(Expr::is_attribute_expr);
    let certainty = (!by_label || cx.is_data(counted)).then_some(certainty);
    let confidence = cx.confidence_in_rows(certainty, rows);
    let name = cx.source(counted).to_owned();
    cx.report(Report {
        at: subscript.range(),
        label: "looks one row up".to_owned(),
        message: format!("the loop takes the rows of `{name}` one by one, by their number or label"),
        note: "each look-up goes through several layers of pandas, and `iloc[i]` makes a Series of the row".to_owned(),
        help: "compute with whole columns; where rows must be taken one by one, use `itertuples(index=False)`, or                `zip` of the columns that are needed"
            .to_owned(),
        related: vec![(cx.header(rows), "runs once per row".to_owned())],
        impact: Impact::High,
        confidence,
    });
}

/// What `place.iloc[…]` or `place.at[…]` reads from, if it only reads.
fn indexed(subscript: &ast::ExprSubscript) -> Option<&Expr> {
    let Expr::Attribute(indexer) = &*subscript.value else { return None };
    let reads = subscript.ctx.is_load() && INDEXERS.contains(&indexer.attr.as_str());
    reads.then_some(&indexer.value)
}

/// The loop whose target picks the row, and the place whose rows it counts.
fn loop_over_rows<'a>(it: &'a ast::ExprSubscript, place: &Expr, cx: &Cx<'a>) -> Option<(LoopId, &'a Expr)> {
    let row = match &*it.slice {
        Expr::Tuple(axes) => axes.elts.first()?,
        other => other,
    };
    let (Expr::Name(picked), text) = (row, cx.source(place)) else { return None };
    cx.facts.growing_loops(it).into_iter().find_map(|id| {
        let counted = cx.counted_rows(cx.facts.loop_iterable(id)?)?;
        // `df["a"].iloc[i]` reads a column of the frame that is counted.
        let is_same = text == cx.source(counted) || text.starts_with(&format!("{}[", cx.source(counted)));
        (is_same && cx.reads_target(row, id) && !picked.id.is_empty()).then_some((id, counted))
    })
}

/// One finding per loop; a loop that writes cells is another rule's.
fn is_first(subscript: &ast::ExprSubscript, counted: &Expr, rows: LoopId, cx: &Cx) -> bool {
    let own = id_of(subscript);
    let text = cx.source(counted);
    !cx.facts.nodes.within(cx.facts.loop_extent(rows)).any(|(at, it)| match it.node {
        AnyNodeRef::ExprSubscript(other) if at != own => match &*other.value {
            Expr::Attribute(indexer) if INDEXERS.contains(&indexer.attr.as_str()) => {
                let is_same = cx.source(&*indexer.value).starts_with(text);
                is_same && (!other.ctx.is_load() || at < own && cx.reads_target(&other.slice, rows))
            }
            _ => false,
        },
        _ => false,
    })
}
