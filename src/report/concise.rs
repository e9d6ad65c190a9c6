//! One line a finding.

use std::io::{self, Write};

use crate::check::Checked;
use crate::diagnostic::Finding;
use crate::model::Span;
use crate::report::neutral::Neutral;
use crate::report::place;

/// Messages quote names from the source, which may be of any length.
const LONGEST_MESSAGE: usize = 400;

/// Writes `path:line:column: severity[rule] message`, in a notebook with the cell after the path.
pub fn write(checked: &Checked, neutral: Neutral, out: &mut dyn Write) -> io::Result<()> {
    for finding in &checked.findings {
        writeln!(out, "{}", self::finding(finding, neutral))?;
    }
    for trouble in &checked.troubles {
        let text = format!("error[{}] {}", trouble.kind.name(), cut(&trouble.message));
        writeln!(out, "{}", line(&trouble.path, trouble.span, &text, neutral))?;
    }
    Ok(())
}

/// A finding in one line.
pub fn finding(finding: &Finding, neutral: Neutral) -> String {
    let (severity, rule) = (finding.impact.severity(), finding.page.name);
    let text = format!("{severity}[{rule}] {}", cut(&finding.message));
    line(&finding.path, Some(finding.primary.span), &text, neutral)
}

fn line(path: &str, span: Option<Span>, text: &str, neutral: Neutral) -> String {
    let place = span.map_or(path.to_owned(), |span| place::start(path, span));
    neutral.line(&format!("{place}: {text}"))
}

fn cut(message: &str) -> String {
    message.chars().take(LONGEST_MESSAGE).collect()
}
