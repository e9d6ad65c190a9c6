//! The Code Quality report of GitLab.

use std::io::{self, Write};

use serde::Serialize;

use crate::check::Checked;
use crate::diagnostic::{Finding, Trouble};
use crate::model::Position;
use crate::page::Impact;
use crate::report::json;

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
    let description = [finding.message.as_str(), &finding.note].join("; ");
    let positions = Positions { begin: finding.primary.span.start, end: finding.primary.span.end };
    let location = Place { path: &finding.path, positions };
    Issue { description, check_name: finding.page.name, fingerprint: &finding.fingerprint, severity, location }
}

fn of_trouble<'c>(trouble: &'c Trouble, fingerprint: &'c str) -> Issue<'c> {
    let start = Position { line: 1, column: 1 };
    let (begin, end) = trouble.span.map_or((start, start), |span| (span.start, span.end));
    let location = Place { path: &trouble.path, positions: Positions { begin, end } };
    let description = trouble.message.clone();
    Issue { description, check_name: trouble.kind.name(), fingerprint, severity: "blocker", location }
}
