//! The form for programs. `docs/json.md` describes it, `docs/json.schema.json` defines it, a test holds them together.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

use crate::check::Checked;
use crate::diagnostic::{Edit, Finding, Fix, Label, Trouble};
use crate::model::Position;
use crate::report::neutral::is_unseen;
use crate::report::place;

/// Raised when a reader of the form before could misread this one.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'c> {
    version: u32,
    findings: Vec<JsonFinding<'c>>,
    errors: Vec<JsonError<'c>>,
    summary: JsonSummary,
}

#[derive(Serialize)]
struct JsonFinding<'c> {
    rule: &'static str,
    family: &'static str,
    impact: &'static str,
    confidence: &'static str,
    severity: &'static str,
    message: &'c str,
    note: &'c str,
    help: &'c str,
    docs: Option<&'static str>,
    path: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<u32>,
    start: Position,
    end: Position,
    function: Option<&'c str>,
    related: Vec<JsonRelated<'c>>,
    fix: Option<JsonFix<'c>>,
    fingerprint: &'c str,
}

#[derive(Serialize)]
struct JsonFix<'c> {
    safety: &'static str,
    message: &'c str,
    edits: Vec<JsonEdit<'c>>,
}

#[derive(Serialize)]
struct JsonEdit<'c> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<u32>,
    start: Position,
    end: Position,
    text: &'c str,
}

#[derive(Serialize)]
struct JsonRelated<'c> {
    path: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<u32>,
    start: Position,
    end: Position,
    message: &'c str,
}

#[derive(Serialize)]
struct JsonError<'c> {
    path: &'c str,
    kind: &'static str,
    message: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<u32>,
    start: Option<Position>,
}

#[derive(Serialize)]
struct JsonSummary {
    files: usize,
    checked: usize,
    findings: usize,
    fixable: usize,
    fixed: usize,
    held_back: usize,
    gone: usize,
    old: usize,
}

/// One line of `json-lines`.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'c> {
    Finding(Box<JsonFinding<'c>>),
    Error(JsonError<'c>),
    Summary(Versioned),
}

#[derive(Serialize)]
struct Versioned {
    version: u32,
    #[serde(flatten)]
    summary: JsonSummary,
}

/// Writes one document.
pub fn write(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        version: VERSION,
        findings: checked.findings.iter().map(finding).collect(),
        errors: checked.troubles.iter().map(error).collect(),
        summary: summary(checked),
    };
    put(&document, out)
}

/// Writes one object a line; the last is the summary.
pub fn write_lines(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    for it in &checked.findings {
        put(&Line::Finding(Box::new(finding(it))), out)?;
    }
    for it in &checked.troubles {
        put(&Line::Error(error(it)), out)?;
    }
    put(&Line::Summary(Versioned { version: VERSION, summary: summary(checked) }), out)
}

/// Writes any value as one line.
pub fn put(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(&mut *out, Escaping);
    value.serialize(&mut serializer)?;
    writeln!(out)
}

fn finding(finding: &Finding) -> JsonFinding<'_> {
    JsonFinding {
        rule: finding.page.name,
        family: finding.page.family,
        impact: finding.impact.name(),
        confidence: finding.confidence.name(),
        severity: finding.impact.severity(),
        message: &finding.message,
        note: &finding.note,
        help: &finding.help,
        docs: docs(),
        path: &finding.path,
        cell: place::cell(finding.primary.span),
        start: finding.primary.span.start,
        end: finding.primary.span.end,
        function: finding.function.as_deref(),
        related: finding.related.iter().map(|label| related(label, &finding.path)).collect(),
        fix: finding.fix.as_ref().map(fix),
        fingerprint: &finding.fingerprint,
    }
}

fn fix(fix: &Fix) -> JsonFix<'_> {
    JsonFix { safety: fix.safety.name(), message: &fix.message, edits: fix.edits.iter().map(edit).collect() }
}

fn edit(edit: &Edit) -> JsonEdit<'_> {
    let Edit { span, text, .. } = edit;
    JsonEdit { cell: place::cell(*span), start: span.start, end: span.end, text }
}

/// The address of the documentation, where the project has one.
fn docs() -> Option<&'static str> {
    option_env!("CARGO_PKG_HOMEPAGE").filter(|address| !address.is_empty())
}

fn related<'c>(label: &'c Label, path: &'c str) -> JsonRelated<'c> {
    let path = label.path.as_deref().unwrap_or(path);
    let Label { span, message, .. } = label;
    JsonRelated { path, cell: place::cell(*span), start: span.start, end: span.end, message }
}

fn error(trouble: &Trouble) -> JsonError<'_> {
    JsonError {
        path: &trouble.path,
        kind: trouble.kind.name(),
        message: &trouble.message,
        cell: trouble.span.and_then(place::cell),
        start: trouble.span.map(|span| span.start),
    }
}

fn summary(checked: &Checked) -> JsonSummary {
    JsonSummary {
        files: checked.files,
        checked: checked.checked,
        findings: checked.findings.len(),
        fixable: checked.findings.iter().filter(|finding| finding.fix.is_some()).count(),
        fixed: checked.fixed.iter().map(|(_, _, count)| count).sum(),
        held_back: checked.held_back.by_baseline,
        gone: checked.held_back.gone,
        old: checked.held_back.old,
    }
}

/// Escapes what a terminal or a runner would obey, so that the same text comes back but nothing happens on the way.
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut written = 0;
        let mut previous = '\0';
        for (at, it) in fragment.char_indices() {
            let begins_command = it == '#' && previous == '#';
            if it == '\u{7f}' || is_unseen(it) || begins_command {
                writer.write_all(&fragment.as_bytes()[written..at])?;
                write!(writer, "\\u{:04x}", u32::from(it))?;
                written = at + it.len_utf8();
            }
            previous = it;
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }
}
