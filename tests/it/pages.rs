//! Pages are tests: `bad` blocks report on the marked lines, `good` blocks report nothing, whatever the confidence.

use std::collections::BTreeSet;

use fastpy_lint::check::{self, Watch};
use fastpy_lint::model::PythonVersion;
use fastpy_lint::page::{Page, Safety};
use fastpy_lint::rules;

use crate::support::{check_texts, inputs};

/// Every page has at least so many bad blocks …
const FEWEST_BAD: usize = 4;
/// … but for these, which say why.
const FEWER_BAD: &[(&str, usize, &str)] = &[];
/// Pages without a measurement, and why.
const UNMEASURED: &[(&str, &str)] =
    &[("unknown-suppression", "a comment costs no time"), ("unused-suppression", "a comment costs no time")];
/// A figure from fewer interpreters could be an accident of one.
const FEWEST_PYTHONS: usize = 3;

/// A fenced block of a page.
struct Block<'p> {
    word: &'p str,
    text: &'p str,
    /// The line of the page on which the block's text starts.
    line: usize,
    /// The `## ` section around it.
    section: &'p str,
}

#[test]
fn pages_hold_what_the_contract_asks() {
    let faults: Vec<String> = rules::all().flat_map(|rule| missing(&rule.page)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn bad_blocks_report_on_the_marked_lines_and_good_blocks_nowhere() {
    let mut faults = Vec::new();
    for rule in rules::all() {
        for block in blocks(rule.page.text) {
            faults.extend(wrong(&rule.page, &block));
        }
    }
    assert!(faults.is_empty(), "{} blocks are wrong\n{}", faults.len(), faults.join("\n"));
}

fn missing(page: &Page) -> Vec<String> {
    let blocks = blocks(page.text);
    let count = |word: &str| blocks.iter().filter(|block| block.word == word).count();
    let mut faults = Vec::new();
    let fewest = FEWER_BAD.iter().find(|(name, ..)| *name == page.name).map_or(FEWEST_BAD, |(_, fewest, _)| *fewest);
    if count("bad") < fewest {
        faults.push(format!("{}: {} bad blocks, not {fewest}", page.name, count("bad")));
    }
    if !blocks.iter().any(|block| block.word == "good" && block.section == "Left alone") {
        faults.push(format!("{}: `## Left alone` has no good block", page.name));
    }
    if UNMEASURED.iter().any(|(name, _)| *name == page.name) {
        return faults;
    }
    if count("run") == 0 {
        faults.push(format!("{}: no run block", page.name));
    }
    let pythons: BTreeSet<PythonVersion> = page.measurements().iter().map(|row| row.python).collect();
    if pythons.len() < FEWEST_PYTHONS {
        faults.push(format!("{}: measured on {} versions of Python, not {FEWEST_PYTHONS}", page.name, pythons.len()));
    }
    faults
}

/// What is wrong with what a block reports.
fn wrong(page: &Page, block: &Block) -> Option<String> {
    let files = files(block.text);
    let expected: Vec<(String, u32)> = match block.word {
        "bad" => files.iter().flat_map(|(path, text)| marked(path, text)).collect(),
        "good" => Vec::new(),
        _ => return None,
    };
    let target = page.python.1.unwrap_or(PythonVersion::DEFAULT.max(page.python.0));
    let options = format!("select = ['all']\nconfidence = 'low'\ntarget-version = '{target}'");
    let checked = check_texts(&files, &options);
    let of_rule = checked.findings.iter().filter(|finding| finding.page.name == page.name);
    let mut found: Vec<(String, u32)> =
        of_rule.map(|finding| (finding.path.clone(), finding.primary.span.start.line)).collect();
    found.sort();
    let mut expected = expected;
    expected.sort();
    let place = format!("rules/{}/{}.md:{}", page.family, page.name, block.line);
    if !checked.troubles.is_empty() {
        return Some(format!("{place}: {:?}", checked.troubles));
    }
    if block.word == "bad" && expected.is_empty() {
        return Some(format!("{place}: a bad block marks no line"));
    }
    (found != expected).then(|| format!("{place} ({}): expected {expected:?}, found {found:?}", block.word))
}

#[test]
fn fixed_bad_blocks_are_the_good_blocks_that_follow() {
    let mut faults = Vec::new();
    for page in rules::all().map(|rule| &rule.page).filter(|page| page.fix.is_some()) {
        let blocks = blocks(page.text);
        let bad = blocks.iter().enumerate().filter(|(_, block)| block.word == "bad");
        let results: Vec<Fixed> = bad.map(|(at, block)| fixed(page, block, blocks.get(at + 1))).collect();
        if !results.iter().any(|result| matches!(result, Fixed::AsItShould)) {
            faults.push(format!("{}: no fixed bad block is a good block", page.name));
        }
        faults.extend(results.into_iter().filter_map(|result| match result {
            Fixed::Wrongly(fault) => Some(fault),
            Fixed::AsItShould | Fixed::NotAtAll => None,
        }));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What came of the fixes of a block.
enum Fixed {
    /// Its findings have none: not every shape can be rewritten by edits.
    NotAtAll,
    AsItShould,
    Wrongly(String),
}

fn fixed(page: &Page, bad: &Block, next: Option<&Block>) -> Fixed {
    let options = format!("select = ['all']\nconfidence = 'low'\nfixable = ['{}']", page.name);
    let mut inputs = inputs(&files(bad.text), &options);
    let fixed = check::fix(&mut inputs, &Watch::default(), Safety::Unsafe, &check::check);
    let place = format!("rules/{}/{}.md:{}", page.family, page.name, bad.line);
    if !fixed.given_up.is_empty() {
        return Fixed::Wrongly(format!("{place}: {:?}", fixed.given_up));
    }
    if fixed.files.is_empty() {
        return Fixed::NotAtAll;
    }
    let Some(good) = next.filter(|block| block.word == "good" && block.section == bad.section) else {
        return Fixed::Wrongly(format!("{place}: has a fix, and no good block follows that shows it"));
    };
    let text = |bytes: Option<Vec<u8>>| String::from_utf8(bytes.unwrap_or_default()).expect("pages are UTF-8");
    let found: Vec<String> = inputs.into_iter().map(|input| unmarked(&text(input.given))).collect();
    let expected: Vec<String> = files(good.text).into_iter().map(|(_, text)| text).collect();
    if found == expected {
        return Fixed::AsItShould;
    }
    Fixed::Wrongly(format!("{place}: fixed, it is not the good block:\n{}", found.join("\n")))
}

/// A text without the comments that mark its slow lines.
fn unmarked(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("# slow"));
    lines.map(|line| line.split("# slow").next().unwrap_or(line).trim_end().to_owned() + "\n").collect()
}

/// The lines of a file that say they are slow.
fn marked(path: &str, text: &str) -> Vec<(String, u32)> {
    let mark = if path.ends_with(".html") { "{# slow" } else { "# slow" };
    let lines = text.lines().zip(1..).filter(|(line, _)| line.contains(mark));
    lines.map(|(_, number)| (path.to_owned(), number)).collect()
}

/// The files of a block, split at lines `# --- path`.
fn files(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if let Some(path) = line.strip_prefix("# --- ") {
            files.push((path.trim().to_owned(), String::new()));
            continue;
        }
        if files.is_empty() {
            files.push(("example.py".to_owned(), String::new()));
        }
        if let Some((_, text)) = files.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    files
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let (mut section, mut open, mut offset) = ("", None, 0);
    for (line, number) in page.split_inclusive('\n').zip(1..) {
        let start = offset;
        offset += line.len();
        let line = line.trim_end();
        if let Some((word, from, first)) = open {
            if line == "```" {
                blocks.push(Block { word, text: &page[from..start], line: first, section });
                open = None;
            }
        } else if let Some(word) = line.strip_prefix("```python ") {
            open = Some((word, offset, number + 1));
        } else if let Some(title) = line.strip_prefix("## ") {
            section = title;
        }
    }
    blocks
}
