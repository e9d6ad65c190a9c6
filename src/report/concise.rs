//! One line a finding.

use std::io::{self, Write};

use crate::check::Checked;
use crate::diagnostic::Finding;
use crate::report::neutral::Neutral;

/// Messages quote names from the source, which may be of any length.
const LONGEST_MESSAGE: usize = 400;

/// Writes `path:line:column: severity[rule] message`.
pub fn write(checked: &Checked, neutral: Neutral, out: &mut dyn Write) -> io::Result<()> {
    for finding in &checked.findings {
        writeln!(out, "{}", self::finding(finding, neutral))?;
    }
    for trouble in &checked.troubles {
        let text = format!("error[{}] {}", trouble.kind.name(), cut(&trouble.message));
        let start = trouble.span.map(|span| (span.start.line, span.start.column));
        writeln!(out, "{}", line(&trouble.path, start, &text, neutral))?;
    }
    Ok(())
}

/// A finding in one line.
pub fn finding(finding: &Finding, neutral: Neutral) -> String {
    let start = finding.primary.span.start;
    let (severity, rule) = (finding.impact.severity(), finding.page.name);
    let text = format!("{severity}[{rule}] {}", cut(&finding.message));
    line(&finding.path, Some((start.line, start.column)), &text, neutral)
}

fn line(path: &str, start: Option<(u32, u32)>, text: &str, neutral: Neutral) -> String {
    let place = start.map(|(line, column)| format!("{line}:{column}:")).unwrap_or_default();
    neutral.line(&format!("{path}:{place} {text}"))
}

fn cut(message: &str) -> String {
    message.chars().take(LONGEST_MESSAGE).collect()
}
