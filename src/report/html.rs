//! One HTML file for people: what to look at first, every finding with its source, the pages of the rules beside them.
//! It needs no network and no script; where scripts run, it can be searched and filtered.

mod escape;
mod finding;
mod markdown;
mod overview;
mod pages;
mod python;
mod source;
mod template;
mod tree;
mod trouble;

use std::cmp::Reverse;
use std::collections::HashSet;
use std::io::{self, Write};

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

use crate::check::Checked;
use crate::diagnostic::Finding;
use crate::page::Impact;
use crate::report::summary;

use escape::prose;
use template::fill;

/// More would not be read, and browsers become slow.
const MOST_FINDINGS: usize = 5_000;

const DOCUMENT: &str = include_str!("html/report.html");
const STYLE: &str = include_str!("html/report.css");
const SCRIPT: &str = include_str!("html/report.js");

/// Writes one document. The costliest findings come first, and the 5,001st is left out.
pub fn write(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let shown = shown(checked);
    let document = fill(DOCUMENT, |name| match name {
        "style-hash" => hash(STYLE),
        "script-hash" => hash(SCRIPT),
        "style" => STYLE.to_owned(),
        "script" => SCRIPT.to_owned(),
        "version" => env!("CARGO_PKG_VERSION").to_owned(),
        "title" => summary(checked).replace('`', ""),
        "summary" => prose(&summary(checked)),
        "troubles" => trouble::section(&checked.troubles),
        "overview" => overview::tiles(&shown),
        "first" => overview::first(&shown),
        "facets" => overview::facets(&shown),
        "tree" => tree::tree(&shown),
        "left-out" => left_out(checked.findings.len() - shown.len()),
        "findings" => sections(&shown),
        "pages" => pages::pages(&shown),
        _ => String::new(),
    });
    out.write_all(document.as_bytes())
}

/// A finding and the name by which links lead to it.
struct Shown<'c> {
    finding: &'c Finding,
    id: String,
}

/// The findings in the order in which they are worth reading, each with a name of its own.
fn shown(checked: &Checked) -> Vec<Shown<'_>> {
    let mut findings: Vec<&Finding> = checked.findings.iter().collect();
    findings.sort_by_key(|finding| Reverse((finding.impact, finding.confidence)));
    findings.truncate(MOST_FINDINGS);
    let mut taken = HashSet::new();
    let named = findings.into_iter().map(|finding| {
        let numbered = (2..).map(|number| format!("{}-{number}", finding.fingerprint));
        let mut names = std::iter::once(finding.fingerprint.clone()).chain(numbered);
        let id = names.find(|name| taken.insert(name.clone())).unwrap_or_default();
        Shown { finding, id }
    });
    named.collect()
}

/// The findings of each impact below a heading.
fn sections(shown: &[Shown<'_>]) -> String {
    if shown.is_empty() {
        return "<p>Nothing was found.</p>\n".to_owned();
    }
    let mut text = String::new();
    for impact in [Impact::High, Impact::Medium, Impact::Low] {
        let of_impact: Vec<&Shown> = shown.iter().filter(|it| it.finding.impact == impact).collect();
        if of_impact.is_empty() {
            continue;
        }
        let (name, meaning) = (impact.name(), overview::meaning(impact));
        text += &format!("<section class=\"{name}\" data-impact=\"{name}\" aria-labelledby=\"{name}\">\n");
        text += &format!("<h3 id=\"{name}\">{} impact <span>{meaning}</span></h3>\n", capital(name));
        of_impact.iter().for_each(|it| text += &finding::article(it));
        text += "</section>\n";
    }
    text
}

fn left_out(count: usize) -> String {
    match count {
        0 => String::new(),
        _ => format!("<p class=\"left-out\">These are the {MOST_FINDINGS} costliest; {count} more are left out.</p>\n"),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What the document's policy allows to run: this text and nothing else.
fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64.encode(&Sha256::digest(text.as_bytes())))
}
