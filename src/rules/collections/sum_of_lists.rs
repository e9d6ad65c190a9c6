//! `sum(lists, [])` and `sum(tuples, ())`: each addition copies all that was added so far.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{Ranged, TextRange, TextSize};

pub static RULE: Rule = rule!("collections/sum-of-lists", Hook::Call(check));

/// A bracket.
const ONE: TextSize = TextSize::new(1);

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
    let rewrite = chained(call, lists, start, empty, cx);
    let report = Report {
        at: call.range(),
        label: format!("copies the {empty} once per item of `{text}`"),
        message: format!("`sum` joins {empty}s by making a new {empty} for each one"),
        note: "O(n·m): the number of parts times the length of the whole".to_owned(),
        help: format!("write `{empty}(itertools.chain.from_iterable(…))`, or a comprehension with two `for`"),
        related: Vec::new(),
        impact: Impact::High,
        confidence: cx.confidence_in_joining(lists),
    };
    cx.report_with_fix(report, rewrite);
}

/// `list(chain.from_iterable(lists))`, where the start is empty.
fn chained(call: &ast::ExprCall, lists: &Expr, start: &Expr, empty: &str, cx: &Cx) -> Option<Rewrite> {
    let is_empty = match start {
        Expr::List(it) => it.elts.is_empty(),
        Expr::Tuple(it) => it.elts.is_empty(),
        _ => false,
    };
    if !is_empty || call.arguments.args.len() + call.arguments.keywords.len() != 2 || !cx.means_builtin(empty, call) {
        return None;
    }
    // `sum` refuses what is no list; a chain takes the letters of a text as well.
    let adds_such = |kind: &Kind| match kind.element() {
        Kind::List(_) => empty == "list",
        Kind::Tuple(_) | Kind::TupleOf(_) => empty == "tuple",
        _ => false,
    };
    let chain = cx.import_from("itertools", "chain", call)?;
    let inside = match lists {
        Expr::Generator(it) if it.parenthesized => cx.source(TextRange::new(it.start() + ONE, it.end() - ONE)),
        other => cx.source(other),
    };
    let mut chained = format!("{}.from_iterable({inside})", chain.name);
    if !cx.is_taken_apart(call) {
        chained = format!("{empty}({chained})");
    }
    Some(Rewrite {
        safety: if cx.is_exactly(lists, adds_such) { Safety::Safe } else { Safety::Unsafe },
        message: format!("chain the parts; what is no {empty} is taken apart too, where `sum` raises TypeError"),
        edits: chain.import.into_iter().chain([Replacement::replace(call.range(), chained)]).collect(),
        relies_on: Some(call.range()),
    })
}
