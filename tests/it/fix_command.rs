//! The command line of fixes: what is written, what is said, how a run ends.

use std::io::{Seek, Write};
use std::process::Stdio;

use fastpy_lint::check::{self, Watch};
use fastpy_lint::page::Safety;

use crate::fix::{BUILT, UNUSED, UNUSED_FIXED};
use crate::support::{Project, Said, skipped};

fn project() -> Project {
    Project::new(&[("a.py", UNUSED), ("b.py", BUILT), ("c.py", "half = 1 / 2\n")])
}

const LOW: [&str; 5] = ["--confidence", "low", "--select", "all", "--output-format=concise"];

/// Runs with these arguments; the answer is what was said and what became of the two files.
fn run(arguments: &[&str]) -> (Said, String, String) {
    let project = project();
    let said = project.run(&[&LOW, arguments].concat());
    let read = |name| std::fs::read_to_string(project.path(name)).expect("the file is there");
    (said, read("a.py"), read("b.py"))
}

fn last_line(said: &Said) -> &str {
    said.out.lines().last().unwrap_or_default()
}

#[test]
fn without_fix_nothing_is_written() {
    let (said, a, b) = run(&[]);
    assert_eq!((a.as_str(), b.as_str(), said.code), (UNUSED, BUILT, Some(1)));
    let expected = "2 findings in 3 files; 1 can be fixed with `--fix`, 1 more with `--unsafe-fixes`";
    assert_eq!(last_line(&said), expected);
}

#[test]
fn fix_takes_safe_fixes_and_unsafe_ones_if_asked() {
    let (said, a, b) = run(&["--fix"]);
    assert_eq!((a.as_str(), b.as_str(), said.code), (UNUSED_FIXED, BUILT, Some(1)));
    assert_eq!(last_line(&said), "1 finding in 3 files; 1 fixed; 1 can be fixed with `--fix --unsafe-fixes`");
    let (said, a, b) = run(&["--fix", "--unsafe-fixes"]);
    let lazy = BUILT.replace("[line.strip() for line in lines]", "(line.strip() for line in lines)");
    assert_eq!((a.as_str(), b, said.code), (UNUSED_FIXED, lazy, Some(0)));
    assert_eq!(last_line(&said), "no findings in 3 files; 2 fixed");
}

#[test]
fn fix_only_and_exit_codes() {
    let (said, a, _) = run(&["--fix-only"]);
    assert_eq!((a.as_str(), said.code), (UNUSED_FIXED, Some(0)));
    assert_eq!(said.out, "1 finding fixed; 1 more with `--unsafe-fixes`\n");
    for (arguments, code) in [
        (["--fix-only", "--exit-non-zero-on-fix"].as_slice(), 1),
        (&["--fix", "--unsafe-fixes", "--exit-non-zero-on-fix"], 1),
        (&["--fix", "--unsafe-fixes", "--exit-non-zero-on-fix", "--exit-zero"], 0),
        (&["--fix", "--exit-zero"], 0),
        (&["c.py", "--fix", "--exit-non-zero-on-fix"], 0),
    ] {
        assert_eq!(run(arguments).0.code, Some(code), "{arguments:?}");
    }
}

#[test]
fn show_fixes() {
    let (said, ..) = run(&["--fix", "--unsafe-fixes", "--show-fixes"]);
    let list = "2 findings fixed:\n- a.py:\n    1 × unused-suppression\n- b.py:\n    1 × list-only-iterated\n";
    assert_eq!(said.out, format!("{list}no findings in 3 files; 2 fixed\n"));
}

#[test]
fn diff_writes_nothing() {
    let (said, a, b) = run(&["--diff"]);
    assert_eq!((a.as_str(), b.as_str(), said.code), (UNUSED, BUILT, Some(1)));
    assert_eq!(said.out, format!("--- a.py\n+++ a.py\n@@ -1 +1 @@\n-{UNUSED}+{UNUSED_FIXED}"));
    assert_eq!(said.err, "1 finding would be fixed; 1 more with `--unsafe-fixes`\n");
    assert_eq!(run(&["--diff", "c.py"]).0.code, Some(0));
}

#[test]
fn the_diff_is_a_patch() {
    let project = project();
    project.put("latin.py", &[b"# coding: latin-1\r\nx = '\xe9'\r\n".as_slice(), UNUSED.as_bytes()].concat());
    let output = crate::support::command(project.folder.path())
        .args([&LOW[..], &["--diff", "--unsafe-fixes"]].concat())
        .output()
        .expect("the binary starts");
    project.put("all.patch", &output.stdout);
    let patch = std::process::Command::new("patch")
        .current_dir(project.folder.path())
        .args(["--binary", "-p0", "-i", "all.patch"])
        .output();
    let Ok(patched) = patch else {
        return skipped("there is no `patch` here");
    };
    assert!(patched.status.success(), "{patched:?}");
    let said = project.run(&[&LOW[..], &["--diff", "--unsafe-fixes"]].concat());
    assert_eq!((said.out.as_str(), said.code), ("", Some(0)));
}

#[test]
fn fixable_and_unfixable() {
    for arguments in [
        ["--fix", "--unsafe-fixes", "--unfixable", "unused-suppression"].as_slice(),
        &["--fix", "--unsafe-fixes", "--fixable", "iterators"],
        &["--fix", "--unsafe-fixes", "--config", "unfixable = ['suppressions']"],
    ] {
        let (said, a, b) = run(arguments);
        assert_eq!((a.as_str(), b == BUILT, said.code), (UNUSED, false, Some(1)), "{arguments:?}");
        assert_eq!(last_line(&said), "1 finding in 3 files; 1 fixed");
    }
    let project = project();
    let said = project.run(&["--select", "all", "--unfixable", "all", "--output-format", "json"]);
    assert!(said.out.contains("\"fix\":null"), "{}", said.out);
}

#[test]
fn the_full_form_shows_what_a_fix_does() {
    let said = project().run(&["--select", "all", "a.py"]);
    let fix = format!("help: take the suppression out (safe fix)\n1 - {UNUSED}1 + {UNUSED_FIXED}");
    assert!(said.out.contains(&fix), "{}", said.out);
    let said = project().run(&["--select", "all", "--confidence", "low", "b.py"]);
    let line = "        for line in [line.strip() for line in lines]:\n";
    let fix = format!("(unsafe fix)\n3 - {line}3 + {}", line.replace('[', "(").replace(']', ")"));
    assert!(said.out.contains(&fix), "{}", said.out);
    assert!(said.out.lines().take_while(|line| !line.is_empty()).count() <= 14, "{}", said.out);
}

#[test]
fn standard_input_comes_out_fixed() {
    let project = Project::new(&[]);
    let run = |bytes: &[u8], arguments: &[&str]| {
        let mut file = tempfile::tempfile().expect("a temporary file can be made");
        file.write_all(bytes).and_then(|()| file.rewind()).expect("it can be written");
        let mut command = crate::support::command(project.folder.path());
        let arguments = [&["-", "--select", "all"], arguments].concat();
        let output = command.args(arguments).stdin(Stdio::from(file)).output().expect("the binary starts");
        (output.stdout, String::from_utf8(output.stderr).expect("what is said is UTF-8"), output.status.code())
    };
    let latin = |text: &str| [b"# coding: latin-1\nx = '\x1b\xe9'\n", text.as_bytes()].concat();
    let (out, err, code) = run(&latin(UNUSED), &["--fix"]);
    assert_eq!((out, code), (latin(UNUSED_FIXED), Some(0)));
    assert_eq!(err, "no findings in 1 file; 1 fixed\n");
    assert_eq!(run(b"x = 1\n", &["--fix"]).0, b"x = 1\n");
    let (out, _, code) = run(UNUSED.as_bytes(), &["--diff", "--stdin-filename", "pkg/a.py"]);
    assert!(out.starts_with(b"--- pkg/a.py\n+++ pkg/a.py\n@@ -1 +1 @@\n-half") && code == Some(1));
    assert_eq!(std::fs::read_dir(project.folder.path()).expect("the folder is there").count(), 0);
}

#[test]
fn json_has_the_edits() {
    let said = project().run(&["--select", "all", "--output-format", "json", "a.py"]);
    let document: serde_json::Value = serde_json::from_str(&said.out).expect("the output is JSON");
    let expected = serde_json::json!({
        "safety": "safe",
        "message": "take the suppression out",
        "edits": [{"start": {"line": 1, "column": 13}, "end": {"line": 1, "column": 66}, "text": ""}],
    });
    assert_eq!(document["findings"][0]["fix"], expected);
    assert_eq!(document["summary"]["fixable"], 1);
    crate::json::conforms(&document);
    let said = project().run(&["--select", "all", "--fix", "--output-format", "json", "a.py"]);
    let document: serde_json::Value = serde_json::from_str(&said.out).expect("the output is JSON");
    assert_eq!(
        document["summary"],
        serde_json::json!({"files": 1, "checked": 1, "findings": 0, "fixable": 0, "fixed": 1, "held_back": 0, "gone": 0, "old": 0})
    );
}

#[test]
fn text_that_would_come_out_changed_is_not_written() {
    // 0xFA54 and 0x81CA are one character in this encoding; only the second would be written.
    let project = Project::new(&[]);
    let text = [b"# coding: shift_jis\nx = '\xfa\x54'\n".as_slice(), UNUSED.as_bytes()].concat();
    project.put("a.py", &text);
    let said = project.run(&["--fix"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("a.py: a fix of unused-suppression is given up: the text cannot be written back"));
    assert_eq!(std::fs::read(project.path("a.py")).expect("the file is there"), text);
}

#[test]
fn a_file_that_changes_meanwhile_is_left_as_it_is() {
    let project = project();
    let input = check::Input {
        path: project.path("a.py"),
        shown: "a.py".to_owned(),
        within_project: "a.py".to_owned(),
        root: project.folder.path().to_owned(),
        module: "a".to_owned(),
        given: None,
        named: true,
        settings: crate::support::settings("select = ['all']"),
    };
    let mut inputs = [input];
    let mut fixed = check::fix(&mut inputs, &Watch::default(), Safety::Safe, &check::check);
    assert_eq!(fixed.files.len(), 1);
    let edited = format!("{UNUSED}# a word more\n");
    project.put("a.py", edited.as_bytes());
    check::write(&mut inputs, &mut fixed, None, &check::check);
    assert_eq!(std::fs::read_to_string(project.path("a.py")).expect("the file is there"), edited);
    let message = "was changed while it was checked; nothing is written to it";
    assert_eq!(fixed.checked.troubles.iter().map(|it| it.message.as_str()).collect::<Vec<_>>(), [message]);
    assert_eq!((fixed.checked.findings.len(), fixed.checked.fixed.len()), (1, 0));
}
