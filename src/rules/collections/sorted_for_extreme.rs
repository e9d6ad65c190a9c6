//! `sorted(items)[0]` and `sorted(items)[-1]`: everything is put in order to take one end.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::facts::sizes::integer;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{Ranged, TextRange};

pub static RULE: Rule = rule!("collections/sorted-for-extreme", Hook::Subscript(check));

fn check(end: &ast::ExprSubscript, cx: &mut Cx) {
    let Expr::Call(call) = &*end.value else { return };
    let Some(position @ (0 | -1)) = integer(&end.slice) else { return };
    let [items] = &*call.arguments.args else { return };
    if !end.ctx.is_load() || items.is_starred_expr() || !cx.facts.is_builtin(&call.func, "sorted") {
        return;
    }
    let Some(is_turned) = is_turned(call) else { return };
    if cx.is_small(items) || cx.is_written_out(items) {
        return;
    }
    let (extreme, of) = (if (position == 0) == is_turned { "max" } else { "min" }, cx.source(items).to_owned());
    let report = Report {
        at: end.range(),
        label: format!("puts all of `{of}` in order"),
        message: format!("all items are sorted to take the {}", if extreme == "min" { "least" } else { "largest" }),
        note: "O(n·log n) time and O(n) memory for what one pass finds".to_owned(),
        help: format!("write `{extreme}({of})`, with the same `key`; of equal items both may give another one"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: if cx.is_data(items) { Confidence::Medium } else { Confidence::Low },
    };
    // Unsafe: without items `min` raises ValueError, not IndexError. Of items equal by their key, `sorted` gives the last
    // and `max` the first.
    let is_the_same = !is_turned && (extreme == "min" || call.arguments.find_keyword("key").is_none());
    let rewrite = (is_the_same && cx.means_builtin(extreme, end)).then(|| Rewrite {
        safety: Safety::Unsafe,
        message: format!("take the {extreme}imum in one pass; without items another exception is raised"),
        edits: vec![
            Replacement::replace(call.func.range(), extreme),
            Replacement::delete(TextRange::new(call.end(), end.end())),
        ],
        relies_on: None,
    });
    cx.report_with_fix(report, rewrite);
}

/// Whether the order is turned round; `None` where that is not written out.
fn is_turned(call: &ast::ExprCall) -> Option<bool> {
    if call.arguments.keywords.iter().any(|it| it.arg.is_none()) {
        return None;
    }
    match call.arguments.find_keyword("reverse") {
        None => Some(false),
        Some(keyword) => keyword.value.as_boolean_literal_expr().map(|it| it.value),
    }
}
