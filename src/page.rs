//! A rule's page: the Markdown file that is its documentation, its test and its benchmark. The front matter is
//! read while compiling, so that a page with a missing or unknown key does not compile.

use serde::{Deserialize, Serialize};

use crate::model::PythonVersion;

/// How much the slow code costs. The order is from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Impact {
    /// 1.25 to 1.5 times: off by default.
    Low,
    /// At least 1.5 times, or memory O(n) instead of O(1), or start-up time.
    Medium,
    /// The cost grows with the data: by a factor n, or by a round trip an item.
    High,
}

/// How sure a finding is. The order is from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Confidence {
    Low,
    Medium,
    /// Proved from the code.
    High,
}

/// What rewriting slow code may change. The order is from least to most safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Safety {
    /// Something that the page names; a reader has to look.
    Unsafe,
    /// Results, exceptions and the order of evaluation provably stay.
    Safe,
}

/// A rule's page and what its front matter says.
#[derive(Debug)]
pub struct Page {
    pub name: &'static str,
    pub summary: &'static str,
    pub family: &'static str,
    pub impact: Impact,
    pub confidence: Confidence,
    /// The most that a fix of this rule can be; `None`: it has no fixes.
    pub fix: Option<Safety>,
    /// The first Python on which the rule pays, and the last, if there is one.
    pub python: (PythonVersion, Option<PythonVersion>),
    pub since: &'static str,
    /// The file stem of the note in docs/notes that explains the background.
    pub note: &'static str,
    /// The whole file.
    pub text: &'static str,
}

/// One row of a page's `## Measured` table.
#[derive(Debug, PartialEq, Eq)]
pub struct Measurement<'a> {
    pub python: PythonVersion,
    pub n: &'a str,
    pub ratio: &'a str,
}

impl Page {
    /// Reads a page's front matter. Panics, while compiling, on a missing or unknown key or value.
    pub const fn parse(text: &'static str) -> Self {
        let bytes = text.as_bytes();
        let end = front_matter_end(bytes);
        refuse_unknown_keys(bytes, end);
        Self {
            name: value(text, end, "name"),
            summary: value(text, end, "summary"),
            family: value(text, end, "family"),
            impact: impact(value(text, end, "impact")),
            confidence: confidence(value(text, end, "confidence")),
            fix: fix(value(text, end, "fix")),
            python: versions(value(text, end, "python")),
            since: value(text, end, "since"),
            note: value(text, end, "note"),
            text,
        }
    }

    /// Whether the rule pays on this version of Python.
    pub fn pays_on(&self, target: PythonVersion) -> bool {
        self.python.0 <= target && self.python.1.is_none_or(|last| target <= last)
    }

    /// The page without its front matter.
    pub fn body(&self) -> &'static str {
        self.text[front_matter_end(self.text.as_bytes())..].trim_start_matches(['-', '\n', '\r'])
    }

    /// The rows of the first table below `## Measured`, in the page's order; a second one shows other conditions.
    pub fn measurements(&self) -> Vec<Measurement<'static>> {
        let Some((_, section)) = self.text.split_once("\n## Measured") else { return Vec::new() };
        let section = section.split_once("\n## ").map_or(section, |(table, _)| table);
        let table = section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
        table.filter_map(measurement).collect()
    }

    /// The row to quote for a target: the largest n on that version, else on the nearest measured one below.
    pub fn measurement_for(&self, target: PythonVersion) -> Option<Measurement<'static>> {
        let rows = self.measurements().into_iter().filter(|row| row.python <= target);
        rows.max_by_key(|row| row.python)
    }
}

fn measurement(line: &'static str) -> Option<Measurement<'static>> {
    let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
    let python = PythonVersion::parse(cells.next()?)?;
    let n = cells.next()?;
    let ratio = cells.nth(2)?;
    Some(Measurement { python, n, ratio })
}

const KEYS: [&str; 9] = ["name", "summary", "family", "impact", "confidence", "fix", "python", "since", "note"];

/// The offset of the line `---` that closes the front matter.
const fn front_matter_end(bytes: &[u8]) -> usize {
    assert!(bytes.len() > 8 && same(bytes, 0, b"---\n"), "a page starts with `---`");
    let mut at = 4;
    while at + 4 < bytes.len() {
        if bytes[at - 1] == b'\n' && same(bytes, at, b"---\n") {
            return at;
        }
        at += 1;
    }
    panic!("the front matter is not closed by `---`")
}

const fn same(bytes: &[u8], at: usize, wanted: &[u8]) -> bool {
    if at + wanted.len() > bytes.len() {
        return false;
    }
    let mut index = 0;
    while index < wanted.len() {
        if bytes[at + index] != wanted[index] {
            return false;
        }
        index += 1;
    }
    true
}

const fn refuse_unknown_keys(bytes: &[u8], end: usize) {
    let mut at = 4;
    while at < end {
        let (mut index, mut known) = (0, false);
        while index < KEYS.len() {
            let key = KEYS[index].as_bytes();
            known |= same(bytes, at, key) && same(bytes, at + key.len(), b": ");
            index += 1;
        }
        assert!(known, "unknown key in the front matter");
        while bytes[at] != b'\n' {
            at += 1;
        }
        at += 1;
    }
}

const fn value(text: &'static str, end: usize, key: &str) -> &'static str {
    let bytes = text.as_bytes();
    let mut at = 4;
    while at < end {
        if same(bytes, at, key.as_bytes()) && same(bytes, at + key.len(), b": ") {
            let start = at + key.len() + 2;
            let mut stop = start;
            while bytes[stop] != b'\n' {
                stop += 1;
            }
            return text.split_at(stop).0.split_at(start).1;
        }
        while bytes[at] != b'\n' {
            at += 1;
        }
        at += 1;
    }
    panic!("a key is missing from the front matter")
}

const fn is(text: &str, wanted: &str) -> bool {
    text.len() == wanted.len() && same(text.as_bytes(), 0, wanted.as_bytes())
}

const fn impact(text: &str) -> Impact {
    if is(text, "high") {
        Impact::High
    } else if is(text, "medium") {
        Impact::Medium
    } else if is(text, "low") {
        Impact::Low
    } else {
        panic!("impact is high, medium or low")
    }
}

const fn confidence(text: &str) -> Confidence {
    if is(text, "high") {
        Confidence::High
    } else if is(text, "medium") {
        Confidence::Medium
    } else if is(text, "low") {
        Confidence::Low
    } else {
        panic!("confidence is high, medium or low")
    }
}

const fn fix(text: &str) -> Option<Safety> {
    if is(text, "none") {
        None
    } else if is(text, "safe") {
        Some(Safety::Safe)
    } else if is(text, "unsafe") {
        Some(Safety::Unsafe)
    } else {
        panic!("fix is none, safe or unsafe")
    }
}

const fn versions(text: &'static str) -> (PythonVersion, Option<PythonVersion>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if same(bytes, at, b"..") {
            return (version(text.split_at(at).0), Some(version(text.split_at(at + 2).1)));
        }
        at += 1;
    }
    (version(text), None)
}

const fn version(text: &str) -> PythonVersion {
    match PythonVersion::parse(text) {
        Some(version) => version,
        None => panic!("python is a version or a range of versions"),
    }
}
