//! `sum(lists, [])` and `sum(tuples, ())`: each addition copies all that was added so far.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::Impact;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast::{self, Expr};

pub static RULE: Rule = rule!("collections/sum-of-lists", Hook::Call(check));

fn check(call: &ast::ExprCall, cx: &mut Cx) {
    let Some(lists) = call.arguments.args.first() else { return };
    let Some(start) = call.arguments.find_argument_value("start", 1) else { return };
    let empty = match start {
        Expr::List(_) => "list",
        Expr::Tuple(_) => "tuple",
        _ => return,
    };
    if !cx.facts.is_builtin(&call.func, "sum") || lists.is_starred_expr() || cx.is_small(lists) {
        return;
    }
    let of = cx.joined_from(lists);
    if cx.is_small(of) {
        return;
    }
    let text = cx.source(of).to_owned();
    cx.report(Report {
        at: call.range(),
        label: format!("copies the {empty} once per item of `{text}`"),
        message: format!("`sum` joins {empty}s by making a new {empty} for each one"),
        note: "O(n·m): the number of parts times the length of the whole".to_owned(),
        help: format!("write `{empty}(itertools.chain.from_iterable(…))`, or a comprehension with two `for`"),
        related: Vec::new(),
        impact: Impact::High,
        confidence: cx.confidence_in_joining(lists),
    });
}
