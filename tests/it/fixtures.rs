//! The planted projects: every planted line is found and nothing else, whether all is named or one file alone.

use std::collections::BTreeMap;
use std::path::Path;

use fastpy_lint::page::{Confidence, Page};

use super::support::{command, read, repository, repository_files, said};

type Places = Vec<(usize, String)>;

/// The lines that a file marks with `# slow[rule]`.
fn planted(text: &str) -> Places {
    let marked = text.lines().enumerate().filter_map(|(index, line)| {
        let (_, rule) = line.split_once("# slow[")?;
        Some((index + 1, rule.split(']').next().expect("split gives a part").to_owned()))
    });
    marked.collect()
}

/// What the binary reports, by file; of notebooks by file and cell.
fn reported(paths: &[&str], options: &[&str]) -> BTreeMap<String, Places> {
    let arguments = [paths, &["--output-format", "json"], options].concat();
    let said = said(command(&repository()).args(arguments).output().expect("the binary starts"));
    let document: serde_json::Value = serde_json::from_str(&said.out).expect("the output is JSON");
    let mut found: BTreeMap<String, Places> = BTreeMap::new();
    for finding in document["findings"].as_array().expect("a list of findings") {
        let text = |key: &str| finding[key].as_str().expect("a text").to_owned();
        let line = finding["start"]["line"].as_u64().expect("a line") as usize;
        let cell = finding["cell"].as_u64().map(|number| format!("{CELL}{number}")).unwrap_or_default();
        found.entry(text("path") + &cell).or_default().push((line, text("rule")));
    }
    found
}

/// What stands between the name of a notebook and the number of a cell.
const CELL: &str = ":cell ";

/// The modules and templates, and the cells of notebooks.
fn fixtures() -> Vec<(String, String)> {
    let root = repository();
    let shown =
        |path: &Path| path.strip_prefix(&root).expect("a file of the repository").to_string_lossy().replace('\\', "/");
    let modules = repository_files("fixtures", "py");
    let modules = [modules, repository_files("fixtures", "html")].concat();
    let mut files: Vec<(String, String)> = modules.iter().map(|path| (shown(path), read(path))).collect();
    for path in repository_files("fixtures", "ipynb") {
        let notebook: serde_json::Value = serde_json::from_str(&read(&path)).expect("a notebook is JSON");
        for (cell, number) in notebook["cells"].as_array().expect("a list of cells").iter().zip(1..) {
            let lines = cell["source"].as_array().expect("a list of lines").iter().filter_map(|line| line.as_str());
            files.push((format!("{}{CELL}{number}", shown(&path)), lines.collect()));
        }
    }
    files
}

#[test]
fn every_planted_line_is_found_and_nothing_else() {
    let found = reported(&["fixtures"], &["--confidence", "low"]);
    let (mut lines, mut queries) = (0, 0);
    for (path, text) in fixtures() {
        let expected = planted(&text);
        lines += expected.len();
        queries += expected.iter().filter(|(_, rule)| asks_per_row(rule)).count();
        assert_eq!(found.get(&path).cloned().unwrap_or_default(), expected, "{path}");
    }
    assert!(lines >= 100, "{lines} lines are planted");
    assert!(queries >= 40, "{queries} queries per row are planted");
}

/// Whether a rule finds a query for each row.
fn asks_per_row(rule: &str) -> bool {
    rule.contains("n-plus-one") || rule.ends_with("-query-in-loop")
}

/// Where shapes that need several files end: the file, the function if there is one, and the rule.
const SHAPES: &[(&str, &str, &str)] = &[
    ("library/lending/desk.py", "titles_overdue", "django-n-plus-one-property"),
    ("library/lending/api/serializers.py", "", "drf-n-plus-one"),
    ("library/lending/templates/lending/parts/loan.html", "", "django-n-plus-one-template"),
    ("library/lending/stocktaking.py", "to_send_back", "list-membership-in-loop"),
    ("service/app/routers/health.py", "mirror", "blocking-in-async-indirect"),
];

#[test]
fn what_needs_several_files_is_found_with_more_than_low_confidence() {
    let options = ["fixtures", "--output-format", "json", "--confidence", "medium"];
    let said = said(command(&repository()).args(options).output().expect("the binary starts"));
    let document: serde_json::Value = serde_json::from_str(&said.out).expect("the output is JSON");
    let findings = document["findings"].as_array().expect("a list of findings");
    for (path, function, rule) in SHAPES {
        let is_it = |finding: &serde_json::Value| {
            let is_there = finding["path"] == format!("fixtures/{path}") && finding["rule"] == *rule;
            is_there && finding["function"].as_str().unwrap_or_default() == *function
        };
        assert!(findings.iter().any(is_it), "{rule} in {path}, {function}");
    }
}

#[test]
fn each_file_named_alone_is_reported_as_in_the_whole_run() {
    let whole = reported(&["fixtures"], &[]);
    assert!(!whole.is_empty());
    for (path, _) in fixtures() {
        let file = path.split(CELL).next().unwrap_or(&path);
        let alone = reported(&[file], &[]);
        assert_eq!(alone.get(&path), whole.get(&path), "{path}");
        assert!(alone.keys().all(|reported| reported.split(CELL).next() == Some(file)), "{path}");
    }
}

#[test]
fn the_default_run_shows_every_rule_that_runs_on_code() {
    let whole = reported(&["fixtures"], &[]);
    let shown: Vec<&String> = whole.values().flatten().map(|(_, rule)| rule).collect();
    let is_shown = |page: &Page| page.family != "suppressions" && page.confidence == Confidence::High;
    for rule in fastpy_lint::rules::all().filter(|rule| is_shown(&rule.page)) {
        assert!(shown.iter().any(|it| *it == rule.page.name), "{} is not shown", rule.page.name);
    }
}
