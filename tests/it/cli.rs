//! The command line: every option at least once, exit codes, streams.

use std::fs::File;
use std::io::Write;
use std::process::Stdio;

use crate::support::{Project, SLOW, command, said, skipped};

fn slow() -> Project {
    Project::new(&[("a.py", SLOW), ("pkg/b.py", "half = 1 / 2\n")])
}

/// Checks the first lines of what concise output says, and the exit code.
fn finds(arguments: &[&str], expected: &[&str], code: i32) {
    let said = slow().run(&[arguments, &["--output-format", "concise", "-q"]].concat());
    let found: Vec<&str> = said.out.lines().map(|line| line.split("] ").next().unwrap_or(line)).collect();
    assert_eq!((found, said.code), (expected.iter().map(|line| line.trim_end_matches(']')).collect(), Some(code)));
}

const FOUND: &str = "a.py:2:39: error[list-membership-in-loop]";

#[test]
fn exit_codes() {
    finds(&[], &[FOUND], 1);
    finds(&["pkg"], &[], 0);
    finds(&["--exit-zero"], &[FOUND], 0);
    finds(&["no-such-folder"], &["no-such-folder: error[read]"], 2);
    finds(&["no-such-folder", "--exit-zero"], &["no-such-folder: error[read]"], 2);
    assert_eq!(slow().run(&["--no-such-option"]).code, Some(2));
}

#[test]
fn select_and_ignore() {
    for all in ["all", "high", "collections", "list-membership-in-loop", "low,high"] {
        finds(&["--select", all], &[FOUND], 1);
        finds(&["--ignore", all], &[], 0);
    }
    finds(&["--select", "low"], &[], 0);
    finds(&["--select", "low", "--extend-select", "collections"], &[FOUND], 1);
    // The narrower entry decides.
    finds(&["--select", "list-membership-in-loop", "--ignore", "collections"], &[FOUND], 1);
    finds(&["--select", "collections", "--ignore", "list-membership-in-loop"], &[], 0);
    let said = slow().run(&["--select", "list-membership-in-lop"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("did you mean `list-membership-in-loop`?"), "{}", said.err);
}

#[test]
fn confidence() {
    for least in ["high", "medium", "low"] {
        finds(&["--confidence", least], &[FOUND], 1);
    }
    assert_eq!(slow().run(&["--confidence", "certain"]).code, Some(2));
}

#[test]
fn the_full_form_shows_source_cost_and_help_within_a_screen() {
    let said = slow().run(&[]);
    let parts = ["error[list-membership-in-loop]: ", "--> a.py:2:39", "2 |     return [word", "= note: ", "= help: "];
    for part in
        [parts.as_slice(), &["= docs: fastpy-lint explain list-membership-in-loop", "1 finding in 2 files"]].concat()
    {
        assert!(said.out.contains(part), "{part:?} is not in\n{}", said.out);
    }
    let lines = said.out.lines().take_while(|line| !line.is_empty()).count();
    assert!(lines <= 14, "{lines} lines:\n{}", said.out);
    assert_eq!(said.err, "");
}

#[test]
fn quiet_and_verbose() {
    assert!(!slow().run(&["-q"]).out.contains("1 finding"));
    let said = slow().run(&["-v"]);
    let said = said.err;
    assert_eq!(said, "checking a.py\nchecking pkg/b.py\nanalysed 2, took 0 from the cache, linked 2 files\n");
    assert_eq!(Project::new(&[]).run(&[]).err, "warning: no Python files found\n");
}

#[test]
fn github_commands() {
    let project = Project::new(&[("a,b%:.py", SLOW), ("broken.py", "x = (\n")]);
    let said = project.run(&["--output-format", "github"]);
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", said.out);
    assert!(lines[0].starts_with("::error file=broken.py,line=2,col=1,title=fastpy-lint (syntax)::"), "{}", lines[0]);
    let start = "::error file=a%2Cb%25%3A.py,line=2,endLine=2,col=39,endColumn=";
    assert!(lines[1].starts_with(start) && lines[1].contains("%0A"), "{}", lines[1]);
}

#[test]
fn statistics() {
    let said = slow().run(&["--statistics"]);
    assert_eq!(said.out, "      1  list-membership-in-loop  high\n1 finding in 2 files\n");
    let said = slow().run(&["--statistics", "--output-format", "json"]);
    assert_eq!(said.out, "[{\"rule\":\"list-membership-in-loop\",\"impact\":\"high\",\"findings\":1}]\n");
}

#[test]
fn timings_are_on_standard_error() {
    let said = slow().run(&["--timings", "--output-format", "json"]);
    assert!(said.err.contains("ms  list-membership-in-loop") && said.err.contains("ms  a.py"), "{}", said.err);
    assert!(said.out.starts_with('{'));
}

#[test]
fn colour() {
    let is_coloured = |arguments: &[&str], environment: &[(&str, &str)]| {
        slow().run_with(arguments, environment, Stdio::null()).out.contains('\u{1b}')
    };
    assert!(!is_coloured(&[], &[]));
    assert!(is_coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(is_coloured(&[], &[("FORCE_COLOR", "1")]));
    assert!(is_coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!is_coloured(&["--color", "never"], &[("FORCE_COLOR", "1")]));
    assert!(!is_coloured(&[], &[("NO_COLOR", "1"), ("TERM", "dumb")]));
}

#[test]
fn explain() {
    let said = slow().run(&["explain", "list-membership-in-loop"]);
    assert!(said.out.contains("## Measured") && said.code == Some(0));
    let said = slow().run(&["explain", "list-membership"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("did you mean `list-membership-in-loop`?"), "{}", said.err);
}

#[test]
fn explain_shows_notes_and_lists_them() {
    let said = slow().run(&["explain", "strings"]);
    assert!(said.out.starts_with("# Building strings\n") && said.code == Some(0), "{}", said.out);
    let said = slow().run(&["explain"]);
    assert!(said.out.contains("strings") && said.out.contains("Building strings"), "{}", said.out);
    let said = slow().run(&["explain", "string"]);
    assert!(said.code == Some(2) && said.err.contains("did you mean `strings`?"), "{}", said.err);
}

#[test]
fn explain_renders_markdown_where_colours_are_wanted() {
    let said = slow().run_with(&["explain", "list-membership-in-loop"], &[("FORCE_COLOR", "1")], Stdio::null());
    let plain = anstream::adapter::strip_str(&said.out).to_string();
    assert!(said.out.contains('\u{1b}') && !plain.contains("```") && !plain.contains("## Measured"), "{plain}");
    for part in ["  │     for word in words:\n", "Measured\n", "3.13"] {
        assert!(plain.contains(part), "{part:?} is not in\n{plain}");
    }
    // Text is wrapped, code and tables keep their lines.
    let text = plain.lines().filter(|line| !line.starts_with("  "));
    assert!(text.map(|line| line.chars().count()).max() <= Some(100), "{plain}");
    // The parts of a page are told apart by colour.
    let (slow, fast) = ("\u{1b}[31m│", "\u{1b}[32m│");
    assert!(said.out.contains(slow) && said.out.contains(fast));
}

#[test]
fn explain_names_the_pages_of_the_myths() {
    let said = slow().run_with(&["explain", "myths"], &[("FORCE_COLOR", "1")], Stdio::null());
    let plain = anstream::adapter::strip_str(&said.out).to_string();
    assert!(plain.contains("Loops (myths/loops)\n"), "{plain}");
    // The rows link to sections of the page that the heading has named.
    let row = plain.lines().find(|line| line.contains("product() for nested loops"));
    assert!(row.is_some_and(|row| row.ends_with('×')), "{row:?}");
    let said = slow().run(&["explain", "myths/loops"]);
    assert!(said.out.starts_with("# Loops\n"), "{}", said.out);
}

/// On a terminal, the text goes through the pager of the user. `script` gives the run a terminal.
#[cfg(target_os = "linux")]
#[test]
fn explain_is_paged_on_a_terminal() {
    let line = format!("{} explain strings", env!("CARGO_BIN_EXE_fastpy-lint"));
    let mut script = std::process::Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).env("PAGER", "grep -n Building").env_remove("CI").stdin(Stdio::null());
    let Ok(output) = script.output() else {
        skipped("there is no `script` to give a run a terminal");
        return;
    };
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(out.contains("1:") && out.contains("Building"), "{out}");
    assert_eq!(out.lines().count(), 1, "only what the pager lets through is shown: {out}");
}

#[test]
fn rules() {
    let said = slow().run(&["rules"]);
    assert!(said.out.contains("  list-membership-in-loop "));
    let said = slow().run(&["rules", "--output-format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&said.out).expect("the list is JSON");
    let names: Vec<&str> = list.as_array().expect("a list").iter().filter_map(|rule| rule["name"].as_str()).collect();
    assert_eq!(names, fastpy_lint::rules::all().map(|rule| rule.page.name).collect::<Vec<_>>());
}

#[test]
fn show_files_excludes_and_git() {
    let files = [
        (".gitignore", "ignored.py\n"),
        (".git/HEAD", ""),
        ("a.py", ""),
        ("b.pyi", ""),
        ("c.pyw", ""),
        ("ignored.py", ""),
        ("notes.txt", ""),
        (".venv/d.py", ""),
        ("build/e.py", ""),
        ("mine/f.py", ""),
    ];
    let project = Project::new(&files);
    let shown = |arguments: &[&str]| {
        let said = project.run(&[arguments, &["--show-files"]].concat());
        said.out.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(shown(&[]), ["a.py", "b.pyi", "c.pyw", "mine/f.py"]);
    assert_eq!(shown(&["--no-respect-gitignore"]), ["a.py", "b.pyi", "c.pyw", "ignored.py", "mine/f.py"]);
    assert_eq!(shown(&["--config", "extend-exclude = ['mine']"]), ["a.py", "b.pyi", "c.pyw"]);
    assert_eq!(shown(&["--config", "exclude = ['*.pyi', 'mine/f.py', '.*']"]), ["a.py", "build/e.py", "c.pyw"]);
    // What is named is checked, unless excludes are forced.
    assert_eq!(shown(&["build/e.py", "ignored.py"]), ["build/e.py", "ignored.py"]);
    assert_eq!(shown(&["build/e.py", "--force-exclude"]), Vec::<String>::new());
    assert_eq!(shown(&["./a.py", "pkg/../a.py"]), ["a.py"]);
}

#[test]
fn a_file_named_alone_is_reported_as_in_the_whole_run() {
    let project = slow();
    let whole = project.run(&["--output-format", "json-lines"]);
    let alone = project.run(&["--output-format", "json-lines", "a.py"]);
    assert_eq!(whole.out.lines().next(), alone.out.lines().next());
}

#[test]
fn standard_input() {
    let project = Project::new(&[("fastpy-lint.toml", "[per-file-ignores]\n\"quiet.py\" = [\"all\"]\n")]);
    let mut text = tempfile::tempfile().expect("a temporary file can be made");
    text.write_all(SLOW.as_bytes()).expect("it can be written");
    let run = |arguments: &[&str]| {
        use std::io::Seek;
        let mut file = text.try_clone().expect("the file can be shared");
        file.rewind().expect("the file can be read again");
        project.run_with(&[arguments, &["--output-format", "concise"]].concat(), &[], Stdio::from(file))
    };
    assert!(run(&["-"]).out.starts_with("-:2:39: error[list-membership-in-loop]"));
    assert!(run(&["-", "--stdin-filename", "src/loud.py"]).out.starts_with("src/loud.py:2:39: "));
    assert_eq!(run(&["-", "--stdin-filename", "quiet.py"]).code, Some(0));
}

#[test]
fn accepted_without_effect() {
    finds(&["--no-cache"], &[FOUND], 1);
}

#[test]
fn results_do_not_depend_on_threads() {
    let files: Vec<(String, &str)> = (0..40).map(|number| (format!("m{number}.py"), SLOW)).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let project = Project::new(&files);
    let run = |threads: &str| project.run_with(&[], &[("RAYON_NUM_THREADS", threads)], Stdio::null()).out;
    assert_eq!(run("1"), run("4"));
}

#[test]
#[cfg(unix)]
fn a_full_disk_is_trouble_and_a_closed_pipe_is_not() {
    let project = slow();
    let full = File::options().write(true).open("/dev/full").expect("/dev/full exists");
    let output = command(project.folder.path()).stdout(full).output().expect("the binary starts");
    let full = said(output);
    assert_eq!(full.code, Some(2));
    assert!(full.err.contains("No space left on device"), "{}", full.err);

    let (reader, writer) = std::io::pipe().expect("a pipe can be made");
    drop(reader);
    let output = command(project.folder.path()).stdout(writer).output().expect("the binary starts");
    let closed = said(output);
    assert_eq!((closed.code, closed.err.as_str()), (Some(0), ""));
}
