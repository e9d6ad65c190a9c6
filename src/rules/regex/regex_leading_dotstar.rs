//! A search for `.*` and something behind it, of which only is asked whether there is a match.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::regex::{Node, What};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast;

pub static RULE: Rule = rule!("regex/regex-leading-dotstar", Hook::Call(check));

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(matching) = cx.pattern_call(call, &["search"]) else { return };
    let Some(text) = cx.constant_text(matching.pattern).filter(|it| it.contains(".*")) else { return };
    if !cx.is_only_asked_for(call) || matching.arguments.first().is_some_and(|text| cx.is_of_an_error(text)) {
        return;
    }
    let Some(pattern) = cx.pattern(&matching) else { return };
    let Some(dots) = leading_dots(&pattern) else { return };
    let dots = text.get(dots.start..dots.end).unwrap_or(".*").to_owned();
    cx.report(Report {
        at: call.range(),
        label: format!("the pattern begins with `{dots}`, which a search skips by itself"),
        message: format!("a search for `{dots}` and more begins anew at each character of the text"),
        note: "O(n²) in the length of a line that does not match".to_owned(),
        help: format!("leave out `{dots}`: `search` finds the rest anywhere, and only whether it does is asked"),
        related: Vec::new(),
        impact: Impact::High,
        confidence: Confidence::High,
    });
}

/// The `.*` that a pattern begins with, where something follows that can fail, and nothing looks back over it.
fn leading_dots(pattern: &Node) -> Option<&Node> {
    let What::Sequence(parts) = &pattern.what else { return None };
    let [first, rest @ ..] = &parts[..] else { return None };
    let inner = match &first.what {
        What::Group { inner, .. } => inner,
        _ => first,
    };
    let What::Repeat { inner: repeated, least: 0, most: None, .. } = &inner.what else { return None };
    let is_any = matches!(&repeated.what, What::Set(set) if !set.merges && set.chars.is_any());
    let needs_more = rest.iter().any(|part| part.width().0 > 0) && rest.first().is_some_and(|it| it.width().0 > 0);
    (is_any && needs_more && !rest.iter().any(looks_back)).then_some(first)
}

fn looks_back(node: &Node) -> bool {
    let is_such = matches!(node.what, What::Back(_) | What::Conditional { .. } | What::Look { behind: true, .. });
    is_such || node.parts().into_iter().any(looks_back)
}
