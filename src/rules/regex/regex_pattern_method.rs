//! A compiled pattern that is handed to a function of `re` instead of being asked itself.

use crate::cx::{Cx, Replacement, Report, Rewrite};
use crate::hooks::Hook;
use crate::model::Kind;
use crate::page::{Confidence, Impact, Safety};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{Ranged, TextRange};

pub static RULE: Rule = rule!("regex/regex-pattern-method", Hook::Call(check));

/// The functions of `re` that a compiled pattern has as methods.
const FUNCTIONS: &[&str] = &["match", "search", "fullmatch", "findall", "finditer", "sub", "subn", "split"];

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(matching) = cx.pattern_call_of_module(call, FUNCTIONS) else { return };
    let (pattern, function) = (matching.pattern, matching.function);
    if !matches!(pattern, Expr::Name(_) | Expr::Attribute(_)) {
        return;
    }
    let inferred = cx.kind(pattern);
    if !inferred.kind.all(|it| *it == Kind::Regex) || !call.arguments.keywords.is_empty() {
        return;
    }
    let Some(first) = matching.arguments.first() else { return };
    let name = cx.source(pattern).to_owned();
    let report = Report {
        at: call.range(),
        label: format!("`{name}` is compiled already"),
        message: format!("`re.{function}` looks up a pattern that is compiled already"),
        note: "a look at the cache of `re` on each call, as long as a short match".to_owned(),
        help: format!("call the method: `{name}.{function}(…)`"),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: if cx.growing_loop(call).is_none() { Confidence::Low } else { Confidence::Medium },
    };
    let up_to_first = TextRange::new(pattern.range().start(), first.range().start());
    let rewrite = Rewrite {
        // Flags beside a compiled pattern raise an error that would be gone.
        safety: Safety::Unsafe,
        message: format!("call `{function}` of the pattern"),
        edits: vec![
            Replacement::replace(call.func.range(), format!("{name}.{function}")),
            Replacement::delete(up_to_first),
        ],
        relies_on: None,
    };
    cx.report_with_fix(report, Some(rewrite));
}
