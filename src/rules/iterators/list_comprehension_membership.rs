//! `x in [… for …]` in a loop that leaves alone all that the list is made of.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, CmpOp, Expr};

pub static RULE: Rule = rule!("iterators/list-comprehension-membership", Hook::Compare(check));

fn check<'a>(compare: &'a ast::ExprCompare, cx: &mut Cx<'a>) {
    let ([CmpOp::In | CmpOp::NotIn], [Expr::ListComp(list)]) = (&*compare.ops, &*compare.comparators) else { return };
    let [clause] = &*list.generators else { return };
    let Some(growing) = cx.growing_loop(compare) else { return };
    if clause.is_async || cx.is_small(&clause.iter) || !cx.gives_the_same(&compare.comparators[0], growing) {
        return;
    }
    // A loop that asks until the answer is no has few turns.
    if cx.is_in_test_of(compare, growing) || cx.is_constant_name(&clause.iter) {
        return;
    }
    let searched = &compare.comparators[0];
    if !cx.may_change_in(&compare.left, growing)
        || !cx.may_be_hashed(&compare.left)
        || !cx.items_may_be_hashed(searched)
    {
        return;
    }
    let (items, turn) = (cx.source(&clause.iter).to_owned(), cx.turn_of(growing));
    let confidence = cx.confidence_in_search(compare, &clause.iter, growing);
    cx.report(Report {
        at: compare.range(),
        label: format!("goes through all of `{items}` each time"),
        message: "`in` makes and searches the same list on every turn".to_owned(),
        note: format!("O(n·m): the turns of the loop times the items of `{items}`"),
        help: "make a set of the items once, before the loop, and test that".to_owned(),
        related: vec![(cx.header(growing), format!("runs once per {turn}"))],
        impact: Impact::High,
        confidence,
    });
}
