//! The form of a baseline: JSON, one finding a line, sorted, without line numbers, so that two branches that change it
//! seldom meet.

use serde::{Deserialize, Serialize};

use crate::adoption::traits::Traits;

/// Raised when a program of an older version could misread the form.
const VERSION: u32 = 1;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    findings: Vec<Line>,
}

#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    path: String,
    rule: String,
    function: Option<String>,
    fingerprint: String,
    message: String,
}

/// Reads a baseline; the error says why it is none.
pub fn parse(text: &str) -> Result<Vec<Traits>, String> {
    if text.lines().any(|line| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ")) {
        return Err(
            "holds the marks of a merge conflict: keep the lines of both sides, and take the marks out".to_owned()
        );
    }
    if let Ok(Versioned { version }) = serde_json::from_str(text)
        && version != VERSION
    {
        return Err(format!("is a baseline of version {version}; this program reads version {VERSION}"));
    }
    let document: Document = serde_json::from_str(text).map_err(|error| format!("is no baseline: {error}"))?;
    debug_assert_eq!(document.version, VERSION);
    document.findings.into_iter().map(entry).collect()
}

fn entry(line: Line) -> Result<Traits, String> {
    let Some([code, before, after]) = hashes(&line.fingerprint) else {
        return Err(format!("is no baseline: `{}` is no fingerprint", line.fingerprint.escape_debug()));
    };
    let Line { path, rule, function, message, .. } = line;
    Ok(Traits { path, function, rule, code, before: before as u32, after: after as u32, message })
}

fn hashes(fingerprint: &str) -> Option<[u64; 3]> {
    let mut parts = fingerprint.split('-').map(|part| u64::from_str_radix(part, 16).ok());
    let hashes = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(hashes)
}

/// The text of a baseline. The paths are relative to its folder.
pub fn written(entries: &[Traits]) -> String {
    let mut sorted: Vec<&Traits> = entries.iter().collect();
    sorted.sort();
    let lines: Vec<String> = sorted.into_iter().map(|entry| format!("\n    {}", line(entry))).collect();
    let end = if lines.is_empty() { "" } else { "\n  " };
    format!("{{\n  \"version\": {VERSION},\n  \"findings\": [{}{end}]\n}}\n", lines.join(","))
}

fn line(entry: &Traits) -> String {
    let Traits { path, function, rule, code, before, after, message } = entry.clone();
    let fingerprint = format!("{code:016x}-{before:08x}-{after:08x}");
    let line = Line { path, rule, function, fingerprint, message };
    serde_json::to_string(&line).expect("text can be written as JSON")
}
