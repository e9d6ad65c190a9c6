//! Commands that GitHub Actions turns into annotations. A step shows ten of each level, so the costly come first.

use std::cmp::Reverse;
use std::io::{self, Write};

use crate::check::Checked;
use crate::diagnostic::{Finding, Trouble};
use crate::page::Impact;
use crate::report::neutral::Neutral;

/// The runner cuts longer messages itself, at 4,096.
const LONGEST_MESSAGE: usize = 1_000;

/// Writes one command a trouble, then one a finding, by impact.
pub fn write(checked: &Checked, neutral: Neutral, out: &mut dyn Write) -> io::Result<()> {
    for trouble in &checked.troubles {
        writeln!(out, "{}", trouble_command(trouble, neutral))?;
    }
    let mut findings: Vec<&Finding> = checked.findings.iter().collect();
    findings.sort_by_key(|finding| Reverse(finding.impact));
    for finding in findings {
        writeln!(out, "{}", finding_command(finding, neutral))?;
    }
    Ok(())
}

fn trouble_command(trouble: &Trouble, neutral: Neutral) -> String {
    let start = trouble.span.map(|span| format!(",line={},col={}", span.start.line, span.start.column));
    let (file, place) = (property(&trouble.path, neutral), start.unwrap_or_default());
    let message = data(&trouble.message, neutral);
    format!("::error file={file}{place},title=fastpy-lint ({})::{message}", trouble.kind.name())
}

fn finding_command(finding: &Finding, neutral: Neutral) -> String {
    let level = match finding.impact {
        Impact::High => "error",
        Impact::Medium => "warning",
        Impact::Low => "notice",
    };
    let span = finding.primary.span;
    // Columns of an annotation over several lines are taken for those of one line.
    let columns = if span.start.line == span.end.line {
        format!(",col={},endColumn={}", span.start.column, span.end.column)
    } else {
        String::new()
    };
    let (file, rule) = (property(&finding.path, neutral), finding.page.name);
    let message = [finding.message.as_str(), &finding.note, &finding.help]
        .iter()
        .filter(|part| !part.is_empty())
        .map(|part| data(part, neutral))
        .collect::<Vec<_>>()
        .join("%0A");
    let (first, last) = (span.start.line, span.end.line);
    format!("::{level} file={file},line={first},endLine={last}{columns},title=fastpy-lint ({rule})::{message}")
}

fn data(text: &str, neutral: Neutral) -> String {
    let text: String = text.chars().take(LONGEST_MESSAGE).collect();
    neutral.line(&text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str, neutral: Neutral) -> String {
    data(text, neutral).replace(':', "%3A").replace(',', "%2C")
}
