//! The documentation: console blocks are run, links lead to files, every rule's note is there.

use std::path::Path;

use fastpy_lint::rules;

use crate::support::{read, repository, repository_files};

#[test]
fn console_blocks_hold() {
    trycmd::TestCases::new().env("GITHUB_ACTIONS", "").case("README.md").run();
}

#[test]
fn links_lead_to_files() {
    let mut faults = Vec::new();
    let documents = ["docs", "rules", "fixtures"].into_iter().flat_map(|folder| repository_files(folder, "md"));
    for path in documents.chain([repository().join("README.md")]) {
        let folder = path.parent().unwrap_or(Path::new(""));
        for link in links(&read(&path)) {
            if !folder.join(&link).exists() {
                faults.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{} links lead nowhere\n{}", faults.len(), faults.join("\n"));
}

/// The relative targets of a text's links, without what follows `#`.
fn links(text: &str) -> Vec<String> {
    let mut is_code = false;
    let prose = text.lines().filter(|line| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    });
    let targets = prose.flat_map(|line| line.split("](").skip(1)).filter_map(|rest| rest.split([')', '#']).next());
    targets.filter(|target| !target.is_empty() && !target.contains("://")).map(str::to_owned).collect()
}

#[test]
fn every_rule_has_its_note() {
    for rule in rules::all() {
        let note = repository().join(format!("docs/notes/{}.md", rule.page.note));
        assert!(note.is_file(), "{} names a note that is not there: {}", rule.page.name, rule.page.note);
    }
}
