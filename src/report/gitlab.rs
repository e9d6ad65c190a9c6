//! The Code Quality report of GitLab.

use std::io::{self, Write};

use serde::Serialize;

use crate::check::Checked;
use crate::diagnostic::{Finding, Trouble};
use crate::model::{Position, Span};
use crate::page::Impact;
use crate::report::{json, place};

/// One entry (GitLab's documentation, "Code Quality report format").
#[derive(Serialize)]
struct Issue<'c> {
    description: String,
    check_name: &'c str,
    fingerprint: &'c str,
    severity: &'static str,
    location: Place<'c>,
}

#[derive(Serialize)]
struct Place<'c> {
    path: &'c str,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Position,
    end: Position,
}

/// Writes one array, troubles first: a report without them would look complete.
pub fn write(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let names: Vec<String> = checked.troubles.iter().map(|it| format!("{}:{}", it.path, it.kind.name())).collect();
    let troubles = checked.troubles.iter().zip(&names).map(|(trouble, name)| of_trouble(trouble, name));
    let issues: Vec<Issue> = troubles.chain(checked.findings.iter().map(of_finding)).collect();
    json::put(&issues, out)
}

fn of_finding(finding: &Finding) -> Issue<'_> {
    let severity = match finding.impact {
        Impact::High => "major",
        Impact::Medium => "minor",
        Impact::Low => "info",
    };
    let description = place::before(Some(finding.primary.span)) + &[finding.message.as_str(), &finding.note].join("; ");
    let location = Place { path: &finding.path, positions: positions(finding.primary.span) };
    Issue { description, check_name: finding.page.name, fingerprint: &finding.fingerprint, severity, location }
}

fn of_trouble<'c>(trouble: &'c Trouble, fingerprint: &'c str) -> Issue<'c> {
    let start = Position { line: 1, column: 1 };
    let positions = trouble.span.map_or(Positions { begin: start, end: start }, positions);
    let location = Place { path: &trouble.path, positions };
    let description = place::before(trouble.span) + &trouble.message;
    Issue { description, check_name: trouble.kind.name(), fingerprint, severity: "blocker", location }
}

/// GitLab shows the file: of a notebook the lines that hold the cell's, from their start.
fn positions(span: Span) -> Positions {
    let Some(cell) = span.cell else { return Positions { begin: span.start, end: span.end } };
    let line = |line: u32| Position { line, column: 1 };
    Positions { begin: line(cell.file_lines.0), end: line(cell.file_lines.1) }
}
