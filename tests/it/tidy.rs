//! What keeps the source readable: who uses whom, how long things are, where things stand.

use std::path::Path;

use crate::support::{read, repository, repository_files};

/// Each module and the modules it may name, besides itself. `cli` may name all.
const LAYERS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("spelling", &[]),
    ("regex", &[]),
    ("syntax", &[]),
    ("template", &["model"]),
    ("notes", &[]),
    ("page", &["model"]),
    ("diagnostic", &["model", "page"]),
    ("excerpt", &["diagnostic", "model", "syntax"]),
    ("identity", &[]),
    ("knowledge", &["model"]),
    ("facts", &["knowledge", "model", "syntax"]),
    ("summary", &["diagnostic", "excerpt", "facts", "knowledge", "model", "syntax", "template"]),
    ("project", &["diagnostic", "knowledge", "model", "page", "summary", "template"]),
    ("cx", RULE_SIDE),
    ("hooks", RULE_SIDE),
    ("rule", RULE_SIDE),
    ("rules", RULE_SIDE),
    ("suppress", LINT_SIDE),
    ("fix", &["diagnostic"]),
    ("lint", LINT_SIDE),
    ("notebook", &["diagnostic", "excerpt", "model", "syntax"]),
    ("adoption", &["diagnostic", "excerpt", "identity", "lint", "model", "syntax"]),
    ("context", &["syntax"]),
    ("config", &["diagnostic", "excerpt", "knowledge", "model", "page", "rule", "rules", "spelling", "syntax"]),
    ("files", &["config", "diagnostic"]),
    (
        "check",
        &[
            "adoption",
            "config",
            "context",
            "diagnostic",
            "excerpt",
            "files",
            "fix",
            "hooks",
            "knowledge",
            "lint",
            "model",
            "notebook",
            "page",
            "project",
            "rule",
            "summary",
            "suppress",
            "syntax",
        ],
    ),
    ("report", &["check", "config", "diagnostic", "model", "notes", "page"]),
];

const RULE_SIDE: &[&str] = &[
    "cx",
    "diagnostic",
    "excerpt",
    "facts",
    "hooks",
    "knowledge",
    "model",
    "page",
    "project",
    "regex",
    "rule",
    "rules",
    "summary",
    "syntax",
];

const LINT_SIDE: &[&str] = &[
    "cx",
    "diagnostic",
    "excerpt",
    "facts",
    "hooks",
    "identity",
    "knowledge",
    "lint",
    "model",
    "page",
    "project",
    "rule",
    "rules",
    "spelling",
    "summary",
    "suppress",
    "syntax",
    "template",
];

const LONGEST_MODULE: usize = 400;
const LONGEST_RULE: usize = 120;
const LONGEST_FUNCTION: usize = 40;

/// Runs a check on every source file; each answer is a fault.
fn every_source(check: impl Fn(&str, &str) -> Vec<String>) {
    let mut faults = Vec::new();
    for path in repository_files("src", "rs") {
        let name = relative(&path);
        faults.extend(check(&name, &read(&path)).into_iter().map(|fault| format!("{name}: {fault}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn relative(path: &Path) -> String {
    let path = path.strip_prefix(repository()).expect("the file stands in the repository");
    path.to_string_lossy().replace('\\', "/")
}

/// The top module of a source file: `src/facts/loops.rs` is of `facts`.
fn module(path: &str) -> &str {
    let path = path.strip_prefix("src/").unwrap_or(path);
    path.split(['/', '.']).next().unwrap_or(path)
}

#[test]
fn modules_use_only_what_is_below_them() {
    every_source(|path, text| {
        let own = module(path);
        if matches!(own, "lib" | "main" | "cli") {
            return Vec::new();
        }
        let Some((_, allowed)) = LAYERS.iter().find(|(module, _)| *module == own) else {
            return vec!["stands in no layer".to_owned()];
        };
        let used = named_modules(text).into_iter().filter(|used| *used != own && !allowed.contains(used));
        used.map(|used| format!("`{own}` must not use `{used}`")).collect()
    });
}

/// The modules of the crate that a text names.
fn named_modules(text: &str) -> Vec<&str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut modules = Vec::new();
    for line in code {
        for (at, path) in line.match_indices("crate::") {
            let rest = &line[at + path.len()..];
            let end = rest.find(|it: char| !it.is_ascii_alphanumeric() && it != '_').unwrap_or(rest.len());
            let is_macro = rest[end..].starts_with('!') || &rest[..end] == "rule" && rest[end..].starts_with(';');
            if end > 0 && !is_macro {
                modules.push(&rest[..end]);
            }
        }
    }
    modules
}

#[test]
fn only_syntax_names_the_parser() {
    every_source(|path, text| {
        let names = text.contains("ruff_") && module(path) != "syntax";
        let is_default = path == "src/config.rs";
        if names && !is_default { vec!["names a crate of the parser".to_owned()] } else { Vec::new() }
    });
}

#[test]
fn only_the_rim_touches_the_world() {
    let rim = ["files", "config", "cli", "report", "check", "main"];
    every_source(|path, text| {
        if rim.contains(&module(path)) {
            return Vec::new();
        }
        let world = ["std::fs", "std::io", "std::env", "std::net", "std::process", "println!", "print!("];
        world.iter().filter(|it| text.contains(*it)).map(|it| format!("uses {it}")).collect()
    });
}

#[test]
fn modules_and_rules_are_short() {
    every_source(|path, text| {
        let lines = text.lines().count();
        let is_rule = path.strip_prefix("src/rules/").is_some_and(|rest| rest.contains('/'));
        let most = if is_rule { LONGEST_RULE } else { LONGEST_MODULE };
        if lines > most { vec![format!("{lines} lines, at most {most} are allowed")] } else { Vec::new() }
    });
}

#[test]
fn templates_scripts_and_style_sheets_are_short() {
    for extension in ["html", "css", "js"] {
        let files = repository_files("src", extension);
        assert!(!files.is_empty(), "no {extension} stands in src any more");
        for path in files {
            let lines = read(&path).lines().count();
            assert!(lines <= LONGEST_MODULE, "{}: {lines} lines, at most {LONGEST_MODULE}", relative(&path));
        }
    }
}

#[test]
fn functions_are_short() {
    every_source(|_, text| {
        let long = functions(text).into_iter().filter(|(_, lines)| *lines > LONGEST_FUNCTION);
        long.map(|(name, lines)| format!("`{name}` has {lines} lines, at most {LONGEST_FUNCTION} are allowed"))
            .collect()
    });
}

/// The functions of a formatted text with their number of lines: each ends with a brace at its own indentation.
fn functions(text: &str) -> Vec<(&str, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut functions = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        let Some((_, after)) = trimmed.split_once("fn ") else { continue };
        if !trimmed.starts_with("fn ") && !trimmed.starts_with("pub") && !trimmed.starts_with("const fn ") {
            continue;
        }
        let name = after.split(['(', '<']).next().unwrap_or(after);
        let closing = format!("{}}}", &line[..line.len() - trimmed.len()]);
        let length = lines[number..].iter().position(|line| *line == closing).map_or(1, |end| end + 1);
        functions.push((name, if line.ends_with(['}', ';']) { 1 } else { length }));
    }
    functions
}

#[test]
fn nothing_is_unwrapped_and_no_test_stands_in_the_source() {
    every_source(|_, text| {
        let forbidden = [".unwrap()", "#[test]", "#[cfg(test)]", "todo!", "unimplemented!", "dbg!"];
        forbidden.iter().filter(|it| text.contains(*it)).map(|it| format!("holds {it}")).collect()
    });
}

#[test]
fn every_module_says_what_it_is_for() {
    every_source(|path, text| {
        let is_rule = path.strip_prefix("src/rules/").is_some_and(|rest| rest.contains('/'));
        let says = text.starts_with("//! ");
        if says || is_rule { Vec::new() } else { vec!["starts without `//!`".to_owned()] }
    });
}

#[test]
fn every_listed_rule_has_its_page_and_its_file() {
    for rule in fastpy_lint::rules::all() {
        let (family, name) = (rule.page.family, rule.page.name);
        let page = repository().join(format!("rules/{family}/{name}.md"));
        assert_eq!(read(&page), rule.page.text, "rules/{family}/{name}.md is the page of {name}");
        let source = repository().join(format!("src/rules/{family}/{}.rs", name.replace('-', "_")));
        assert!(source.is_file(), "{} is where {name} is found", relative(&source));
    }
}

#[test]
fn every_rule_is_listed_once() {
    let mut names: Vec<&str> = fastpy_lint::rules::all().map(|rule| rule.page.name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "a rule that is listed twice runs twice");
}

#[test]
fn every_rule_file_is_listed() {
    let listed: Vec<String> =
        fastpy_lint::rules::all().map(|rule| format!("{}/{}", rule.page.family, rule.page.name)).collect();
    for path in repository_files("src/rules", "rs") {
        let path = relative(&path).replace('_', "-");
        let name = path.strip_prefix("src/rules/").and_then(|name| name.strip_suffix(".rs")).unwrap_or(&path);
        if name.matches('/').count() == 1 {
            assert!(listed.iter().any(|rule| rule == name), "{path} is listed in no family");
        }
    }
}

#[test]
fn every_note_can_be_explained() {
    for path in repository_files("docs/notes", "md") {
        let path = relative(&path);
        let name = path.strip_prefix("docs/notes/").and_then(|name| name.strip_suffix(".md")).unwrap_or(&path);
        assert!(fastpy_lint::notes::named(name).is_some(), "{path} is not listed in src/notes.rs");
    }
    for rule in fastpy_lint::rules::all() {
        let (name, note) = (rule.page.name, rule.page.note);
        assert!(fastpy_lint::notes::named(note).is_some(), "{name}: there is no note `{note}`");
    }
}
