//! The documentation: console blocks are run, links lead to headings of files, notes and rules lead to each other.

use std::collections::BTreeSet;
use std::path::Path;

use fastpy_lint::notes::NOTES;
use fastpy_lint::rules;

use crate::support::{read, repository, repository_files};

/// What can be read in three to four minutes.
const LONGEST_NOTE: usize = 900;
/// The start of the names of notes that are looked into rather than read.
const LONGER_NOTES: &str = "myths";

#[test]
fn console_blocks_hold() {
    trycmd::TestCases::new().env("GITHUB_ACTIONS", "").case("README.md").case("docs/adoption.md").run();
}

#[test]
fn links_lead_to_files_and_headings() {
    let mut faults = Vec::new();
    let documents = ["docs", "rules", "fixtures"].into_iter().flat_map(|folder| repository_files(folder, "md"));
    for path in documents.chain([repository().join("README.md")]) {
        let text = read(&path);
        let folder = path.parent().unwrap_or(Path::new(""));
        for link in links(&text) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { path.clone() } else { folder.join(file) };
            if !target.exists() || !anchor.is_empty() && !anchors(&read(&target)).contains(anchor) {
                faults.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{} links lead nowhere\n{}", faults.len(), faults.join("\n"));
}

/// The relative targets of a text's links.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = prose(text).flat_map(|line| line.split("](").skip(1)).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.is_empty() && !target.contains("://"))
}

/// The lines outside of code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    text.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

/// What a text's headings are called in links: words in small letters, joined by hyphens, numbered if they repeat.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for heading in prose(text).filter_map(|line| line.strip_prefix('#')) {
        let kept =
            heading.trim_start_matches('#').trim().chars().filter(|it| it.is_alphanumeric() || " -_".contains(*it));
        let anchor = kept.collect::<String>().to_lowercase().replace(' ', "-");
        let numbered = (1..).map(|number| format!("{anchor}-{number}"));
        let free = std::iter::once(anchor.clone()).chain(numbered).find(|name| !anchors.contains(name));
        anchors.extend(free);
    }
    anchors
}

#[test]
fn every_note_leads_back_to_its_rules() {
    for note in NOTES {
        let of_note: Vec<_> = rules::all().filter(|rule| rule.page.note == note.name).collect();
        let linked: BTreeSet<&str> = links(note.text).collect();
        let is_linked = of_note
            .iter()
            .any(|rule| linked.contains(format!("../../rules/{}/{}.md", rule.page.family, rule.page.name).as_str()));
        assert!(of_note.is_empty() || is_linked, "{} links to none of the rules that name it", note.name);
    }
}

#[test]
fn notes_are_short() {
    for note in NOTES.iter().filter(|note| !note.name.starts_with(LONGER_NOTES)) {
        let words = note.text.split_whitespace().count();
        assert!(words <= LONGEST_NOTE, "{} has {words} words, not {LONGEST_NOTE}", note.name);
    }
}

#[test]
fn every_rule_has_a_fix_that_is_listed_or_a_reason_for_none() {
    let fixes = read(&repository().join("docs/configuration.md"));
    let decisions = read(&repository().join("docs/decisions.md"));
    let (_, reasons) = decisions.split_once("## Rules without a fix").expect("decisions say which rules have no fix");
    let reasons = reasons.split("\n## ").next().unwrap_or(reasons);
    for page in rules::all().map(|rule| &rule.page) {
        let row = page.fix.map(|safety| format!("| `{}` | {} |", page.name, safety.name()));
        let has_row = |row: String| fixes.lines().filter(|line| line.starts_with(&row)).count() == 1;
        assert_eq!(row.is_some_and(has_row), page.fix.is_some(), "{}: the table of fixes", page.name);
        let name = format!("`{}`", page.name);
        assert_eq!(reasons.contains(&name), page.fix.is_none(), "{}: the rules without a fix", page.name);
        assert!(page.fix.is_some() || !fixes.contains(&format!("| {name} | ")), "{} has no fix", page.name);
    }
}
