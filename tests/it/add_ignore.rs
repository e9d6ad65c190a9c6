//! `--add-ignore`: where suppressions are written, and that nothing else is.

use fastpy_lint::suppress::addition::add;

use crate::support::{Project, SLOW};

const RULE: &str = "list-membership-in-loop";
const OTHER: &str = "sort-in-loop";

/// Checks what becomes of a text with findings of `RULE` on these lines; `{}` stands for a comment. Again changes nothing.
fn writes(text: &str, lines: &[u32], expected: &str) {
    let findings: Vec<(u32, &'static str)> = lines.iter().map(|line| (*line, RULE)).collect();
    let added = add(text, &findings, "old");
    assert_eq!(added.text, expected.replace("{}", "# fastpy: ignore[list-membership-in-loop] old"), "{text}");
    assert!(added.is_silenced.iter().all(|it| *it), "{text}");
}

/// Checks that a finding is left.
fn leaves(text: &str, line: u32) {
    let added = add(text, &[(line, RULE)], "");
    assert_eq!((added.text.as_str(), added.is_silenced), (text, vec![false]), "{text}");
}

#[test]
fn at_the_end_of_the_line() {
    writes("x = 1\n", &[1], "x = 1  {}\n");
    writes("x = 1", &[1], "x = 1  {}");
    writes("x = 1  \t\r\ny = 2\r\n", &[1], "x = 1  {}\r\ny = 2\r\n");
    writes("x = 1\ry = 2\r", &[2], "x = 1\ry = 2  {}\r");
    writes("\u{feff}x = 'é'\n", &[1], "\u{feff}x = 'é'  {}\n");
    writes("if x:\n    y()\n", &[1, 2], "if x:  {}\n    y()  {}\n");
    writes("x = f(\n    a,\n    b,\n)\n", &[2, 3], "x = f(\n    a,  {}\n    b,  {}\n)\n");
}

#[test]
fn behind_another_comment() {
    writes("x = 1  # noqa: X1\n", &[1], "x = 1  # noqa: X1  {}\n");
    writes("x = 1  # fastpy: off[sort-in-loop]\n", &[1], "x = 1  # fastpy: off[sort-in-loop]  {}\n");
}

#[test]
fn into_a_suppression_that_is_there() {
    let there = "# fastpy: ignore[sort-in-loop] ten words";
    let more = "# fastpy: ignore[sort-in-loop, list-membership-in-loop] ten words";
    writes(&format!("x = 1  {there}\n"), &[1], &format!("x = 1  {more}\n"));
    writes(&format!("{there}\nx = 1\n"), &[2], &format!("{more}\nx = 1\n"));
    writes(&format!("x = f(\n    1,\n)  {there}\n"), &[1, 2], &format!("x = f(\n    1,\n)  {more}\n"));
    writes(&format!("y = 2  {there}\nx = 1\n"), &[2], &format!("y = 2  {there}\nx = 1  {{}}\n"));
}

#[test]
fn several_rules_share_a_comment() {
    let added = add("x = 1\n", &[(1, OTHER), (1, RULE), (1, RULE)], "");
    assert_eq!(added.text, "x = 1  # fastpy: ignore[list-membership-in-loop, sort-in-loop]\n");
    assert_eq!(added.is_silenced, [true; 3]);
}

#[test]
fn above_the_statement_where_a_line_cannot_end_in_a_comment() {
    writes("if a:\n    x = '''\n'''\n", &[2], "if a:\n    {}\n    x = '''\n'''\n");
    writes("x = f'''{a}\n{b}\n'''\n", &[2], "{}\nx = f'''{a}\n{b}\n'''\n");
    writes("x = a + \\\n    b\n", &[1], "{}\nx = a + \\\n    b\n");
    writes("x = a + \\\n    b\n", &[2], "x = a + \\\n    b  {}\n");
    writes(
        "#!/bin/python\n# coding: utf-8\nx = '''\n'''\n",
        &[3],
        "#!/bin/python\n# coding: utf-8\n{}\nx = '''\n'''\n",
    );
    writes("\u{feff}x = '''\r\n'''\r\n", &[1], "\u{feff}{}\r\nx = '''\r\n'''\r\n");
    writes("y = 1\nx = '''\n'''\nz = 2\n", &[1, 2, 4], "y = 1  {}\n{}\nx = '''\n'''\nz = 2  {}\n");
    writes("x = '\\\n'\n", &[1], "{}\nx = '\\\n'\n");
}

#[test]
fn what_cannot_be_silenced_is_left() {
    // A comment may not stand behind a backslash, and none above parts what it joins.
    leaves("\\\nx = a + \\\n    b\n", 2);
    leaves("x = (\n", 1);
}

/// Runs in a project; the answer is what was said.
fn run(project: &Project, arguments: &[&str]) -> (String, String, Option<i32>) {
    let said = project.run(&[&["--output-format", "concise"], arguments].concat());
    (said.out, said.err, said.code)
}

fn text(project: &Project, path: &str) -> String {
    String::from_utf8_lossy(&std::fs::read(project.path(path)).expect("the file is there")).into_owned()
}

#[test]
fn a_run_writes_once_and_then_finds_nothing() {
    let project = Project::new(&[("a.py", SLOW), ("b.py", "x = 1\n"), ("c/d.py", SLOW)]);
    let (out, err, code) = run(&project, &["--add-ignore=known, see the plan"]);
    assert_eq!((out.as_str(), err.as_str(), code), ("", "suppressions added for 2 findings in 2 files\n", Some(0)));
    let comment = "in words]  # fastpy: ignore[list-membership-in-loop] known, see the plan\n";
    let expected = SLOW.replace("in words]\n", comment);
    assert_eq!((text(&project, "a.py"), text(&project, "c/d.py")), (expected.clone(), expected.clone()));
    assert_eq!(run(&project, &[]).2, Some(0));
    assert_eq!(run(&project, &["--add-ignore"]).1, "no suppressions added\n");
    assert_eq!(text(&project, "a.py"), expected);
}

#[test]
fn encodings_are_kept_and_reasons_they_lack_are_refused() {
    let latin = |text: &str| [b"# coding: latin-1\nx = '\xe9'\r\n".as_slice(), text.as_bytes()].concat();
    let project = Project::new(&[]);
    project.put("a.py", &latin(SLOW));
    let (_, err, code) = run(&project, &["--add-ignore=\u{20ac}"]);
    let left = "warning: a.py:4: list-membership-in-loop is left: the declared encoding has no `\u{20ac}`";
    assert!(err.starts_with(left) && code == Some(0), "{err}");
    assert_eq!(std::fs::read(project.path("a.py")).expect("the file is there"), latin(SLOW));
    assert_eq!(run(&project, &["--add-ignore"]).2, Some(0));
    let silent = SLOW.replace("in words]\n", "in words]  # fastpy: ignore[list-membership-in-loop]\n");
    assert_eq!(std::fs::read(project.path("a.py")).expect("the file is there"), latin(&silent));
}

#[test]
fn findings_about_suppressions_are_left() {
    let unused = "half = 1 / 2  # fastpy: ignore[list-membership-in-loop]\n";
    let project = Project::new(&[("a.py", unused)]);
    let (_, err, code) = run(&project, &["--add-ignore"]);
    let left = "warning: a.py:1: unused-suppression is left: it is about a suppression, which `--fix` takes out\n";
    assert_eq!((err, code), (format!("{left}no suppressions added\n"), Some(0)));
    assert_eq!(text(&project, "a.py"), unused);
}

#[test]
fn trouble_is_said_and_the_other_files_are_written() {
    let project = Project::new(&[("a.py", SLOW), ("b.py", "def\n")]);
    let (out, err, code) = run(&project, &["--add-ignore"]);
    assert!(out.starts_with("b.py:1:4: error[syntax]"), "{out}");
    assert_eq!((err.as_str(), code), ("suppressions added for 1 finding in 1 file\n", Some(2)));
}

#[test]
fn senseless_combinations_are_refused() {
    let project = Project::new(&[("a.py", SLOW)]);
    for arguments in [["--add-ignore", "--fix"], ["--add-ignore", "--diff"], ["--add-ignore", "-"]] {
        assert_eq!(run(&project, &arguments).2, Some(2), "{arguments:?}");
    }
    let (_, err, code) = run(&project, &["--add-ignore=two\nlines"]);
    assert_eq!((err.as_str(), code), ("error: the reason given to `--add-ignore` must be one line of text\n", Some(2)));
    assert_eq!(text(&project, "a.py"), SLOW);
}
