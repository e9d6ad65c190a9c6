//! `for place in range(len(names))`, where `place` is for nothing but `names[place]`.

use crate::cx::{Cx, Report, has_positions};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("loops/range-len", Hook::Call(check));

fn check<'a>(counting: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let (Expr::Name(function), [length]) = (&*counting.func, &*counting.arguments.args) else { return };
    if function.id.as_str() != "range" || !cx.facts.is_builtin(&counting.func, "range") {
        return;
    }
    let Some(sequence) = cx.length_of(length) else { return };
    let around = cx.parent(counting);
    let target = match around {
        AnyNodeRef::StmtFor(it) if cx.is_done_with_target(it) => &*it.target,
        AnyNodeRef::Comprehension(it) => &it.target,
        _ => return,
    };
    let (Expr::Name(place), Some(id)) = (target, cx.loop_over(counting)) else { return };
    if !cx.kind(sequence).kind.all(has_positions) || cx.is_small(sequence) || cx.is_written_out(sequence) {
        return;
    }
    let is_target = |at| at == id_of(place);
    let extent = cx.facts.loop_extent(id);
    if !cx.is_the_same_on_every_turn(sequence, id)
        || !cx.only_reads_items_at(place.id.as_str(), sequence, extent, is_target)
    {
        return;
    }
    let (of, place) = (cx.source(sequence).to_owned(), place.id.to_string());
    cx.report(Report {
        at: counting.range(),
        label: format!("makes a number for each item of `{of}`"),
        message: format!("`{place}` is counted for nothing but `{of}[{place}]`"),
        note: "a number and a look-up on every turn".to_owned(),
        help: format!("go through the items themselves: `for item in {of}`"),
        related: Vec::new(),
        impact: Impact::Low,
        confidence: if cx.is_data(sequence) { Confidence::Medium } else { Confidence::Low },
    });
}
