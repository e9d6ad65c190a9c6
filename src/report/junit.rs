//! JUnit XML, which most CI servers show: one suite a file, one failed case a finding.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::check::Checked;
use crate::diagnostic::{Finding, Trouble};
use crate::report::neutral::Neutral;
use crate::report::place;

/// Writes one report. A run without findings has one case, which passed: servers take an empty report for a failure.
pub fn write(checked: &Checked, neutral: Neutral, out: &mut dyn Write) -> io::Result<()> {
    let mut suites: BTreeMap<&str, Vec<TestCase>> = BTreeMap::new();
    for trouble in &checked.troubles {
        suites.entry(&trouble.path).or_default().push(of_trouble(trouble, neutral));
    }
    for finding in &checked.findings {
        suites.entry(&finding.path).or_default().push(of_finding(finding, neutral));
    }
    if suites.is_empty() {
        suites.insert(env!("CARGO_PKG_NAME"), vec![TestCase::new("no findings", TestCaseStatus::success())]);
    }
    let mut report = Report::new(env!("CARGO_PKG_NAME"));
    for (path, cases) in suites {
        let mut suite = TestSuite::new(neutral.line(path));
        suite.add_test_cases(cases);
        report.add_test_suite(suite);
    }
    let text = report.to_string().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

fn of_finding(finding: &Finding, neutral: Neutral) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    status.set_message(neutral.line(&finding.message)).set_type(finding.page.name);
    let span = finding.primary.span;
    let place = place::start(&finding.path, span);
    status.set_description(
        neutral.line(&place) + "\n" + &neutral.line(&finding.note) + "\n" + &neutral.line(&finding.help),
    );
    named(finding.page.name, &finding.path, Some(place::file_lines(span).0), status, neutral)
}

fn of_trouble(trouble: &Trouble, neutral: Neutral) -> TestCase {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    let in_cell = place::before(trouble.span);
    status.set_message(neutral.line(&(in_cell + &trouble.message))).set_type(trouble.kind.name());
    let line = trouble.span.map(|span| place::file_lines(span).0);
    named(trouble.kind.name(), &trouble.path, line, status, neutral)
}

fn named(name: &str, path: &str, line: Option<u32>, status: TestCaseStatus, neutral: Neutral) -> TestCase {
    let mut case = TestCase::new(name, status);
    case.set_classname(neutral.line(path));
    case.extra.insert("file".into(), neutral.line(path).into());
    if let Some(line) = line {
        case.extra.insert("line".into(), line.to_string().into());
    }
    case
}
