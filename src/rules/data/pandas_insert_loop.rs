//! `frame[f"lag{i}"] = …` in a loop: each new column is a block of its own, and the frame is searched for it each time.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr, Operator};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("data/pandas-insert-loop", Hook::Assign(check));

fn check<'a>(assignment: &'a ast::StmtAssign, cx: &mut Cx<'a>) {
    let [Expr::Subscript(target)] = &*assignment.targets else { return };
    if !makes_a_name(&target.slice) || !matches!(&*target.value, Expr::Name(_) | Expr::Attribute(_)) {
        return;
    }
    let Some(growing) = cx.growing_loop(assignment) else { return };
    if !cx.depends_on_turn(&*target.slice, growing) || cx.is_rebound_in(&target.value, growing) {
        return;
    }
    let Some(confidence) = cx.frame(&target.value) else { return };
    // One finding per loop: a turn may insert several.
    let extent = cx.facts.loop_extent(growing);
    let text = cx.source(&*target.value);
    let mut earlier = cx.facts.nodes.within(extent).take_while(|(at, _)| *at < id_of(assignment));
    if earlier.any(|(_, it)| matches!(it.node, AnyNodeRef::StmtAssign(it) if inserts_into(it, text, cx))) {
        return;
    }
    let (name, turn) = (text.to_owned(), cx.turn_of(growing));
    cx.report(Report {
        at: target.range(),
        label: "inserts one column".to_owned(),
        message: format!("the loop inserts columns into `{name}` one by one"),
        note: "each column becomes a block of memory of its own; many of them make the frame slow to use, too"
            .to_owned(),
        help: "collect the columns in a dict, and join them once: `pd.concat([frame, pd.DataFrame(columns)], axis=1)`"
            .to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::Medium,
        confidence,
    });
}

/// A key that is put together, as the names of new columns are; what stands in a variable may be a column already.
fn makes_a_name(key: &Expr) -> bool {
    match key {
        Expr::FString(_) => true,
        Expr::BinOp(it) => {
            let has_text = it.left.is_string_literal_expr() || it.right.is_string_literal_expr();
            matches!(it.op, Operator::Add | Operator::Mod) && has_text
        }
        _ => false,
    }
}

fn inserts_into(assignment: &ast::StmtAssign, frame: &str, cx: &Cx) -> bool {
    let [Expr::Subscript(target)] = &*assignment.targets else { return false };
    cx.source(&*target.value) == frame && makes_a_name(&target.slice)
}
