//! Markdown, for comments on pull requests and the summary of a CI job: what was found, the costly first.

use std::cmp::Reverse;
use std::io::{self, Write};

use crate::check::Checked;
use crate::diagnostic::Finding;
use crate::model::Span;
use crate::report::neutral::Neutral;
use crate::report::{place, summary};

/// A message that is longer would make a row that nobody reads.
const LONGEST_CELL: usize = 300;

/// Writes the whole report.
pub fn write(checked: &Checked, neutral: Neutral, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(text(checked, neutral, usize::MAX).as_bytes())
}

/// The report in at most so many bytes: rows that do not fit are counted in its last line.
pub fn text(checked: &Checked, neutral: Neutral, most: usize) -> String {
    let mut text = format!("## fastpy-lint\n\n{}\n", summary(checked));
    let troubles = checked.troubles.iter().map(|it| {
        let place = it.span.map_or(it.path.clone(), |span| place_of(&it.path, span));
        format!("| error | {} | {} |\n", code(&place, neutral), cell(&it.message, neutral))
    });
    let mut findings: Vec<&Finding> = checked.findings.iter().collect();
    findings.sort_by_key(|finding| Reverse((finding.impact, finding.confidence)));
    let rows: Vec<String> = troubles.chain(findings.into_iter().map(|it| row(it, neutral))).collect();
    if !rows.is_empty() {
        text.push_str("\n| | place | what is slow |\n|---|---|---|\n");
    }
    let room_for_count = 40;
    for (written, row) in rows.iter().enumerate() {
        if text.len() + row.len() + room_for_count > most {
            text.push_str(&format!("\n{} more\n", rows.len() - written));
            break;
        }
        text.push_str(row);
    }
    text
}

fn row(finding: &Finding, neutral: Neutral) -> String {
    let place = place_of(&finding.path, finding.primary.span);
    let (place, rule) = (code(&place, neutral), code(finding.page.name, neutral));
    let parts = [finding.message.as_str(), &finding.note, &finding.help];
    let parts: Vec<String> = parts.iter().filter(|it| !it.is_empty()).map(|it| cell(it, neutral)).collect();
    format!("| {} | {place} | {rule}: {} |\n", finding.impact.name(), parts.join("<br>"))
}

fn place_of(path: &str, span: Span) -> String {
    format!("{}:{}", place::source(path, place::cell(span)), span.start.line)
}

/// Text in a cell. Backticks stay: messages quote code with them.
fn cell(text: &str, neutral: Neutral) -> String {
    let text: String = text.chars().take(LONGEST_CELL).collect();
    neutral.line(&text).replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;").replace('@', "&#64;")
}

/// Text as code, whatever it contains.
fn code(text: &str, neutral: Neutral) -> String {
    let text: String = text.chars().take(LONGEST_CELL).collect();
    format!("`` {} ``", neutral.line(&text).replace("``", "` `").replace('|', "\\|"))
}
