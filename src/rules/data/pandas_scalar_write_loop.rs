//! `frame.loc[i, "a"] = …` for each row, or `frame.loc[len(frame)] = row`, which makes the frame longer by one.

use crate::cx::{Cx, INDEXERS, Report};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule =
    rule!("data/pandas-scalar-write-loop", Hook::Assign(check_assigned), Hook::AugAssign(check_augmented));

/// What a write does to its frame.
struct Write<'a> {
    frame: &'a Expr,
    turns: LoopId,
    /// Whether it adds a row.
    grows: bool,
}

fn check_assigned<'a>(assignment: &'a ast::StmtAssign, cx: &mut Cx<'a>) {
    let [target] = &*assignment.targets else { return };
    check(target, cx);
}

fn check_augmented<'a>(assignment: &'a ast::StmtAugAssign, cx: &mut Cx<'a>) {
    check(&assignment.target, cx);
}

fn check<'a>(target: &'a Expr, cx: &mut Cx<'a>) {
    let Expr::Subscript(subscript) = target else { return };
    let Expr::Attribute(indexer) = &*subscript.value else { return };
    if !INDEXERS.contains(&indexer.attr.as_str()) || cx.facts.nodes.get(id_of(target)).in_loop.is_none() {
        return;
    }
    let Some(certainty) = cx.frame_or_column(&indexer.value) else { return };
    let Some(write) = written(subscript, &indexer.value, cx) else { return };
    if cx.is_small(write.frame) && !write.grows || !is_first(target, write.turns, cx) {
        return;
    }
    let name = cx.source(write.frame).to_owned();
    let (message, note, help) = if write.grows {
        (
            format!("each turn makes `{name}` longer by one row"),
            "O(n²): each turn copies all rows so far",
            "append the rows to a list, and make a frame of the list after the loop",
        )
    } else {
        (
            format!("the loop writes the cells of `{name}` one by one"),
            "each write goes through several layers of pandas, against one operation on the column",
            "compute the whole column and assign it once, or collect the values in a list and assign that",
        )
    };
    cx.report(Report {
        at: subscript.range(),
        label: if write.grows { "adds one row".to_owned() } else { "writes one cell".to_owned() },
        message,
        note: note.to_owned(),
        help: help.to_owned(),
        related: vec![(cx.header(write.turns), format!("runs once per {}", cx.turn_of(write.turns)))],
        impact: Impact::High,
        confidence: cx.confidence_in_rows(Some(certainty), write.turns),
    });
}

/// A write whose row is that of a loop's turn, or the one after the last.
fn written<'a>(subscript: &'a ast::ExprSubscript, frame: &'a Expr, cx: &Cx<'a>) -> Option<Write<'a>> {
    let growing = cx.growing_loop(subscript)?;
    let row = match &*subscript.slice {
        Expr::Tuple(axes) => axes.elts.first()?,
        other => other,
    };
    let is_next = cx.number_of_rows(row).is_some_and(|counted| cx.source(counted) == cx.source(frame));
    if is_next {
        return Some(Write { frame, turns: growing, grows: true });
    }
    let is_row_of = |id: &LoopId| {
        let counts = cx.facts.loop_iterable(*id).is_some_and(|items| goes_through_rows_of(items, frame, cx));
        counts && row.is_name_expr() && cx.reads_target(row, *id)
    };
    let turns = cx.facts.growing_loops(subscript).into_iter().find(is_row_of)?;
    Some(Write { frame, turns, grows: false })
}

/// `range(len(frame))`, `frame.index`, `frame.iterrows()`, of the frame that is written to or one like it.
fn goes_through_rows_of<'a>(items: &'a Expr, frame: &Expr, cx: &Cx<'a>) -> bool {
    if let Some(counted) = cx.counted_rows(items) {
        return cx.source(counted) == cx.source(frame) || cx.frame_or_column(counted).is_some();
    }
    let call = match items {
        Expr::Call(it) if cx.facts.is_builtin(&it.func, "enumerate") => {
            let counted = it.arguments.args.first();
            if counted.is_some_and(|items| cx.column_or_array(items).is_some()) {
                return true;
            }
            counted
        }
        other => Some(other),
    };
    let Some(Expr::Call(call)) = call else { return false };
    matches!(&*call.func, Expr::Attribute(it) if matches!(it.attr.as_str(), "iterrows" | "itertuples"))
}

/// One finding per loop, at its first write.
fn is_first(target: &Expr, turns: LoopId, cx: &Cx) -> bool {
    let own = id_of(target);
    let mut within = cx.facts.nodes.within(cx.facts.loop_extent(turns)).take_while(|(at, _)| *at < own);
    !within.any(|(_, it)| match it.node {
        AnyNodeRef::ExprSubscript(other) if !other.ctx.is_load() => {
            matches!(&*other.value, Expr::Attribute(it) if INDEXERS.contains(&it.attr.as_str()))
        }
        _ => false,
    })
}
