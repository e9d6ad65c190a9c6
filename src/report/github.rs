//! Commands that GitHub Actions turns into annotations, and the summary of the job.
//!
//! A step shows ten annotations of each level and drops the rest, in the order of the log. So the costly come first,
//! what repeats in one function is told once, and what has no room at its own level takes a free slot of a lower one.

use std::cmp::Reverse;
use std::io::{self, Write};

use rustc_hash::FxHashMap;

use crate::check::Checked;
use crate::diagnostic::{Finding, Trouble};
use crate::page::Impact;
use crate::report::neutral::Neutral;
use crate::report::{concise, markdown, place};

/// The runner cuts longer messages itself, at 4,096.
const LONGEST_MESSAGE: usize = 1_000;
/// How many annotations of a level a step shows (actions/runner, `ExecutionContext.cs`).
const SLOTS: usize = 10;
const LEVELS: [&str; 3] = ["error", "warning", "notice"];
/// How many further lines a merged annotation names.
const MOST_LINES: usize = 20;
/// The runner drops a summary that is longer than 1 MiB as a whole.
const LONGEST_SUMMARY: usize = 1024 * 1024;

/// Writes one command a trouble, then those of the findings, by impact; what has no slot, as plain lines.
pub fn write(checked: &Checked, neutral: Neutral, out: &mut dyn Write) -> io::Result<()> {
    let mut free = [SLOTS; 3];
    for trouble in &checked.troubles {
        free[0] = free[0].saturating_sub(1);
        writeln!(out, "{}", trouble_command(trouble, neutral))?;
    }
    for Repeated { first, further } in merged(&checked.findings) {
        let own = level(first.impact);
        let Some(slot) = (own..LEVELS.len()).find(|level| free[*level] > 0) else {
            writeln!(out, "{}", concise::finding(first, neutral))?;
            continue;
        };
        free[slot] -= 1;
        writeln!(out, "{}", finding_command(first, &further, LEVELS[slot], neutral))?;
    }
    Ok(())
}

/// The summary of the job, short enough to stand below what other steps have written: `written` bytes so far.
pub fn job_summary(checked: &Checked, neutral: Neutral, written: usize) -> String {
    markdown::text(checked, neutral, LONGEST_SUMMARY.saturating_sub(written + 1))
}

/// A finding, and the lines of those like it in the same function.
struct Repeated<'c> {
    first: &'c Finding,
    further: Vec<u32>,
}

/// Merges what a rule finds several times in one function; the costliest and surest first.
fn merged(findings: &[Finding]) -> Vec<Repeated<'_>> {
    let mut places: FxHashMap<(&str, &str, &str), usize> = FxHashMap::default();
    let mut merged: Vec<Repeated> = Vec::new();
    for finding in findings {
        let function = finding.function.as_deref();
        let known = function.and_then(|function| {
            let key = (finding.page.name, finding.path.as_str(), function);
            let place = *places.entry(key).or_insert(merged.len());
            (place < merged.len()).then_some(place)
        });
        match known {
            Some(place) => merged[place].further.push(finding.primary.span.start.line),
            None => merged.push(Repeated { first: finding, further: Vec::new() }),
        }
    }
    merged.sort_by_key(|it| Reverse((it.first.impact, it.first.confidence)));
    merged
}

fn level(impact: Impact) -> usize {
    match impact {
        Impact::High => 0,
        Impact::Medium => 1,
        Impact::Low => 2,
    }
}

fn trouble_command(trouble: &Trouble, neutral: Neutral) -> String {
    let start = trouble.span.map(|span| match span.cell {
        Some(cell) => format!(",line={}", cell.file_lines.0),
        None => format!(",line={},col={}", span.start.line, span.start.column),
    });
    let (file, place) = (property(&trouble.path, neutral), start.unwrap_or_default());
    let in_cell = place::before(trouble.span);
    let message = data(&(in_cell + &trouble.message), neutral);
    format!("::error file={file}{place},title=fastpy-lint ({})::{message}", trouble.kind.name())
}

fn finding_command(finding: &Finding, further: &[u32], level: &str, neutral: Neutral) -> String {
    let span = finding.primary.span;
    // Columns of an annotation over several lines are taken for those of one line. A line of a notebook stands in
    // quotes, other columns and all.
    let columns = if span.start.line == span.end.line && span.cell.is_none() {
        format!(",col={},endColumn={}", span.start.column, span.end.column)
    } else {
        String::new()
    };
    let (file, rule) = (property(&finding.path, neutral), finding.page.name);
    let in_cell = place::in_words(span).unwrap_or_default();
    let message = [in_cell.as_str(), &finding.message, &finding.note, &finding.help, &repeats(further)]
        .iter()
        .filter(|part| !part.is_empty())
        .map(|part| data(part, neutral))
        .collect::<Vec<_>>()
        .join("%0A");
    let (first, last) = place::file_lines(span);
    format!("::{level} file={file},line={first},endLine={last}{columns},title=fastpy-lint ({rule})::{message}")
}

fn repeats(lines: &[u32]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let named: Vec<String> = lines.iter().take(MOST_LINES).map(ToString::to_string).collect();
    let more = if lines.len() > MOST_LINES { ", …" } else { "" };
    format!("the same in this function, line {}{more}", named.join(", "))
}

fn data(text: &str, neutral: Neutral) -> String {
    let text: String = text.chars().take(LONGEST_MESSAGE).collect();
    neutral.line(&text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str, neutral: Neutral) -> String {
    data(text, neutral).replace(':', "%3A").replace(',', "%2C")
}
