//! `array = np.append(array, x)`, `np.concatenate`, `vstack`, `hstack` in a loop: every turn copies the array.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("data/numpy-grow-in-loop", Hook::Assign(check));

/// The functions that make a new array of others.
const JOINS: &[&str] = &["concatenate", "vstack", "hstack", "dstack", "column_stack", "row_stack", "concat"];

fn check<'a>(assignment: &'a ast::StmtAssign, cx: &mut Cx<'a>) {
    let ([target @ (Expr::Name(_) | Expr::Attribute(_))], Expr::Call(call)) =
        (&*assignment.targets, &*assignment.value)
    else {
        return;
    };
    let Some(old) = extended(target, call, cx) else { return };
    let Some(growing) = cx.grown_in(old, assignment) else { return };
    let (name, turn) = (cx.source(old).to_owned(), cx.turn_of(growing));
    cx.report(Report {
        at: call.range(),
        label: format!("copies all of `{name}`"),
        message: format!("a new array is made on every turn to add to `{name}`"),
        note: "O(n²): each turn copies all items so far".to_owned(),
        help: "append to a list and make one array of it after the loop, or fill an array of the final size".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence: cx.confidence_in_pieces(assignment, growing),
    });
}

/// The old value in `np.append(array, x)` and `np.concatenate([array, more])`.
fn extended<'a>(target: &Expr, call: &'a ast::ExprCall, cx: &Cx<'a>) -> Option<&'a Expr> {
    let first = call.arguments.args.first()?;
    let is_old = |it: &&'a Expr| cx.source(*it) == cx.source(target);
    let old = match cx.pieces(call) {
        Some(pieces) => pieces.iter().find(is_old)?,
        None => Some(first).filter(is_old)?,
    };
    let name = cx.qualified(&call.func)?;
    let function = name.strip_prefix("numpy.")?;
    let adds = JOINS.contains(&function) || function == "append" && !matches!(first, Expr::List(_) | Expr::Tuple(_));
    adds.then_some(old)
}
