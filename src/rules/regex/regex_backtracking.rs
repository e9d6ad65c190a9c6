//! A pattern that is written out, and a text on which a machine like CPython's was seen to take twice the steps for
//! each few characters more.

use crate::cx::{Cx, Report};
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::regex;
use crate::rule;
use crate::rule::Rule;
use crate::syntax::Ranged;
use crate::syntax::ast;

pub static RULE: Rule = rule!("regex/regex-backtracking", Hook::Call(check));

/// The functions of `re` that take a pattern.
const FUNCTIONS: &[&str] = &["compile", "match", "search", "fullmatch", "findall", "finditer", "sub", "subn", "split"];

/// A longer text of one thing repeated is no line that comes by itself.
const LONGEST_BY_ITSELF: usize = 80;

/// A longer part of a pattern is named by its start.
const LONGEST_PART: usize = 40;

fn check<'a>(call: &'a ast::ExprCall, cx: &mut Cx<'a>) {
    let Some(matching) = cx.pattern_call_of_module(call, FUNCTIONS) else { return };
    let Some(text) = cx.constant_text(matching.pattern).filter(|it| it.contains(['*', '+', '{'])) else { return };
    let Some(pattern) = cx.pattern(&matching) else { return };
    let Some(attack) = regex::attack(&pattern, matching.function == "fullmatch") else { return };
    let part = shown(text.get(attack.start..attack.end).unwrap_or(&text));
    let (prefix, pump, suffix) = (&attack.prefix, &attack.pump, &attack.suffix);
    let example = format!("{prefix}{pump}{pump}{pump}").escape_default().to_string();
    cx.report(Report {
        at: matching.pattern.range(),
        label: format!("`{part}` can go through the same text in several ways"),
        message: "this pattern takes exponential time on some texts that do not match".to_owned(),
        note: format!(
            "the time grows exponentially with the repetitions of '{}' in '{example}…{}'",
            pump.escape_default(),
            suffix.escape_default()
        ),
        help: format!("rewrite `{part}` so that each text fits it in one way only"),
        related: Vec::new(),
        impact: Impact::High,
        confidence: if attack.length > LONGEST_BY_ITSELF { Confidence::Medium } else { Confidence::High },
    });
}

fn shown(part: &str) -> String {
    let line: String = part.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_PART) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
