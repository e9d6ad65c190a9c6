//! A finding: what is slow and where, its source, what it costs, what to write instead.

use crate::diagnostic::Fix;
use crate::report::place;

use super::Shown;
use super::escape::{escaped, prose, push_escaped};
use super::source::sources;
use super::template::fill;

const ARTICLE: &str = include_str!("finding.html");

/// A finding as an article that links can lead to.
pub fn article(shown: &Shown<'_>) -> String {
    let finding = shown.finding;
    fill(ARTICLE, |name| match name {
        "id" => escaped(&shown.id),
        "rule" => finding.page.name.to_owned(),
        "confidence" => finding.confidence.name().to_owned(),
        "path" => escaped(&finding.path),
        "place" => escaped(&place::start(&finding.path, finding.primary.span)),
        "message" => prose(&finding.message),
        "function" => finding.function.as_deref().map(function).unwrap_or_default(),
        "sources" => sources(finding),
        "note" => described("Cost", &finding.note),
        "help" => described("Instead", &finding.help),
        "fix" => finding.fix.as_ref().map(fix).unwrap_or_default(),
        _ => String::new(),
    })
}

fn function(name: &str) -> String {
    format!(" in <code>{}</code>", prose(name))
}

fn described(term: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("<dt>{term}</dt><dd>{}</dd>", prose(text)) }
}

/// What a fix does to lines.
fn fix(fix: &Fix) -> String {
    let (message, safety) = (prose(&fix.message), fix.safety.name());
    let mut text = format!("<details class=\"fix\" open><summary>{message} <span>{safety} fix</span></summary>");
    text += "<pre>";
    let last = fix.changes.iter().map(|change| change.line as usize + change.removed.len().max(1) - 1).max();
    let width = last.unwrap_or(1).to_string().len();
    for change in &fix.changes {
        for (sign, tag, lines) in [('-', "del", &change.removed), ('+', "ins", &change.added)] {
            for (line, number) in lines.iter().zip(change.line..) {
                text += &format!("<{tag}><i>{number:>width$} {sign}</i> ");
                push_escaped(&mut text, line);
                text += &format!("\n</{tag}>");
            }
        }
    }
    text + "</pre></details>\n"
}
