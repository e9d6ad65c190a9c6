//! What comes out: the only code that prints. Each form owns the shape of what it writes.

mod concise;
pub mod fixes;
mod github;
mod gitlab;
mod html;
mod human;
mod json;
mod junit;
mod markdown;
mod neutral;
mod output;
mod place;
mod problem;
mod progress;
mod sarif;
mod statistics;
mod timings;

pub use output::Output;
pub use problem::problem;
pub use progress::Progress;
pub use statistics::statistics;
pub use timings::timings;

use std::io::{self, Write};

use clap::ValueEnum;

use crate::check::{Checked, HeldBack};
use crate::page::Safety;
use neutral::Neutral;

/// The forms of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The source, what is wrong in it, what it costs, what to write instead.
    Full,
    /// One line a finding.
    Concise,
    /// One JSON document (docs/json.md).
    Json,
    /// One JSON object a line (docs/json.md).
    JsonLines,
    /// Commands that GitHub Actions turns into annotations.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// GitLab's Code Quality report.
    Gitlab,
    /// JUnit XML.
    Junit,
    /// A table, for comments on pull requests.
    Markdown,
    /// One HTML file with everything in it, for browsers.
    Html,
}

/// How to print.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    pub format: Format,
    pub colour: bool,
    /// Whether a summary follows the findings, in the forms made for people.
    pub summary: bool,
    /// Whether a runner reads the output, for which some text is a command.
    pub in_ci: bool,
}

/// Writes all findings and troubles.
pub fn write(checked: &Checked, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let neutral = Neutral { in_ci: style.in_ci };
    match style.format {
        Format::Full => human::write(checked, style, neutral, out)?,
        Format::Concise => concise::write(checked, neutral, out)?,
        Format::Json => json::write(checked, out)?,
        Format::JsonLines => json::write_lines(checked, out)?,
        Format::Github => github::write(checked, neutral, out)?,
        Format::Sarif => sarif::write(checked, out)?,
        Format::Gitlab => gitlab::write(checked, out)?,
        Format::Junit => junit::write(checked, neutral, out)?,
        Format::Markdown => markdown::write(checked, neutral, out)?,
        Format::Html => html::write(checked, out)?,
    }
    if style.summary && matches!(style.format, Format::Full | Format::Concise) {
        writeln!(out, "{}", summary(checked))?;
    }
    Ok(())
}

/// What the summary of a job on GitHub says, below what other steps have written there: `written` bytes so far.
pub fn job_summary(checked: &Checked, style: Style, written: usize) -> String {
    github::job_summary(checked, Neutral { in_ci: style.in_ci }, written)
}

/// A name made harmless, for a line of its own.
pub fn harmless(text: &str, in_ci: bool) -> String {
    Neutral { in_ci }.line(text)
}

/// The closing line.
fn summary(checked: &Checked) -> String {
    let files = count(checked.checked, "file", "files");
    let findings = findings(checked.findings.len());
    let mut line = format!("{findings} in {files}");
    let unchecked = checked.files - checked.checked;
    match unchecked {
        0 if checked.troubles.is_empty() => {}
        0 => line.push_str(&format!("; {}", count(checked.troubles.len(), "error", "errors"))),
        _ => line.push_str(&format!("; {} could not be checked", count(unchecked, "file", "files"))),
    }
    match checked.fixed.iter().map(|(_, _, count)| count).sum::<usize>() {
        0 => {}
        fixed => line.push_str(&format!("; {fixed} fixed")),
    }
    line + &held_back(checked) + &fixable(checked)
}

/// What was found and is not reported, and what a baseline holds in vain.
fn held_back(checked: &Checked) -> String {
    let HeldBack { by_baseline, gone, old } = checked.held_back;
    let mut line = String::new();
    if old > 0 {
        line.push_str(&format!("; {old} not new"));
    }
    if by_baseline > 0 {
        line.push_str(&format!("; {by_baseline} held back by the baseline"));
    }
    if gone > 0 {
        let findings = count(gone, "finding", "findings");
        line.push_str(&format!("; {findings} of the baseline gone, which `--prune` takes out"));
    }
    line
}

/// How much of what was found can be fixed, and how.
fn fixable(checked: &Checked) -> String {
    let with = |safety: Safety| {
        let fixes = checked.findings.iter().filter_map(|finding| finding.fix.as_ref());
        fixes.filter(|fix| fix.safety == safety).count()
    };
    match (with(Safety::Safe), with(Safety::Unsafe)) {
        (0, 0) => String::new(),
        (safe, 0) => format!("; {safe} can be fixed with `--fix`"),
        (0, more) => format!("; {more} can be fixed with `--fix --unsafe-fixes`"),
        (safe, more) => format!("; {safe} can be fixed with `--fix`, {more} more with `--unsafe-fixes`"),
    }
}

/// A number of findings in words.
pub fn findings(number: usize) -> String {
    if number == 0 { "no findings".to_owned() } else { count(number, "finding", "findings") }
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
