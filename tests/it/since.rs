//! `--since` and `--staged`: findings that an earlier state of a Git repository did not have.

use std::process::{Command, Stdio};

use crate::notebooks::{code, notebook};
use crate::support::{Project, SLOW, Said};

/// A call that is slow in a loop alone.
const ONCE: &str = "import re\n\n\ndef find(lines):\n    words = open('w').readlines()\n    line = lines[0]\n    if line in words:\n        print(line)\n";

/// Runs Git in a project, with no settings but its own.
fn git(project: &Project, arguments: &[&str]) -> bool {
    let mut command = Command::new("git");
    command.current_dir(project.folder.path()).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    command.args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn commit(project: &Project) {
    assert!(git(project, &["add", "-A"]) && git(project, &["commit", "-q", "--allow-empty", "-m", "a step"]));
}

/// A repository with these files in its first commit; nothing where there is no Git.
fn repository(files: &[(&str, &str)]) -> Option<Project> {
    let project = Project::new(files);
    if !git(&project, &["init", "-q"]) {
        eprintln!("skipped: there is no `git` here");
        return None;
    }
    commit(&project);
    Some(project)
}

fn run(project: &Project, arguments: &[&str]) -> Said {
    project.run(&[&["--output-format", "concise"], arguments].concat())
}

/// Checks which lines a run reports, and the exit code that follows from it.
fn reports(project: &Project, arguments: &[&str], expected: &[&str]) {
    let said = run(project, &[arguments, &["-q"]].concat());
    let places: Vec<String> =
        said.out.lines().map(|line| line.split(':').take(2).collect::<Vec<_>>().join(":")).collect();
    assert_eq!(
        (places, said.code),
        (expected.iter().map(|it| (*it).to_owned()).collect(), Some(i32::from(!expected.is_empty()))),
        "{said:?}"
    );
}

/// Checks what is new after an edit of one file.
fn after(old: &str, new: &str, expected: &[&str]) {
    let Some(project) = repository(&[("a.py", old)]) else { return };
    project.put("a.py", new.as_bytes());
    reports(&project, &["--since", "HEAD"], expected);
    // What is only in the work tree is not staged.
    reports(&project, &["--staged"], &[]);
    assert!(git(&project, &["add", "-A"]));
    reports(&project, &["--staged"], expected);
    project.put("a.py", b"x = 1\n");
    reports(&project, &["--staged"], expected);
    reports(&project, &["--since", "HEAD"], &[]);
}

#[test]
fn what_was_there_is_not_new() {
    after(SLOW, SLOW, &[]);
    after(SLOW, &format!("import os\n\n\n{SLOW}"), &[]);
    after(SLOW, &SLOW.replace("def unknown", "def missing"), &[]);
    after(SLOW, &SLOW.replace("word[1:]", "word[2:]"), &["a.py:2"]);
    after(SLOW, &SLOW.replace("[word for", "[\n        word\n        for"), &[]);
    after(SLOW, &format!("class Shop:\n    {}", SLOW.replace('\n', "\n    ").trim_end()), &[]);
}

#[test]
fn a_loop_around_an_old_call_is_new() {
    let looped = ONCE.replace(
        "    line = lines[0]\n    if line in words:\n        print(line)\n",
        "    for line in open('l'):\n        if line in words:\n            print(line)\n",
    );
    after(ONCE, &looped, &["a.py:7"]);
}

#[test]
fn one_more_of_the_same_is_new_where_it_stands() {
    let more = SLOW.replace(
        "def unknown",
        "def more() -> list[str]:\n    return [word for word in words if word[1:] in words]\n\n\ndef unknown",
    );
    after(SLOW, &more, &["a.py:2"]);
    let twice =
        SLOW.replace("words = open", "found = [word for word in open('more') if word[1:] in words]\nwords = open");
    after(&twice, &format!("{twice}again = [word for word in open('more') if word[1:] in words]\n"), &["a.py:5"]);
}

#[test]
fn renamed_files_are_followed() {
    let Some(project) = repository(&[("a.py", SLOW), ("b.py", "x = 1\n")]) else { return };
    assert!(git(&project, &["mv", "a.py", "c.py"]));
    for arguments in [["--since", "HEAD"].as_slice(), &["--staged"]] {
        reports(&project, arguments, &[]);
    }
    project.put("b.py", SLOW.as_bytes());
    reports(&project, &["--since", "HEAD"], &["b.py:2"]);
    reports(&project, &["--since", "HEAD", "c.py"], &[]);
    reports(&project, &["--since", "HEAD", "b.py"], &["b.py:2"]);
}

#[test]
fn what_git_does_not_know_is_new() {
    let Some(project) = repository(&[("a.py", SLOW)]) else { return };
    project.put("new/b.py", SLOW.as_bytes());
    reports(&project, &["--since", "HEAD"], &["new/b.py:2"]);
    reports(&project, &["--staged"], &[]);
}

#[test]
fn a_branch_is_compared_with_where_it_began() {
    let Some(project) = repository(&[("a.py", "x = 1\n")]) else { return };
    assert!(git(&project, &["checkout", "-q", "-b", "topic"]));
    project.put("b.py", SLOW.as_bytes());
    commit(&project);
    assert!(git(&project, &["checkout", "-q", "main"]));
    project.put("c.py", SLOW.as_bytes());
    commit(&project);
    assert!(git(&project, &["checkout", "-q", "topic"]));
    for revision in ["main", "main...", "HEAD~1"] {
        reports(&project, &["--since", revision], &["b.py:2"]);
    }
    reports(&project, &["--since", "topic"], &[]);
}

#[test]
fn another_file_can_make_an_old_line_slow() {
    let models = |author: &str| {
        format!(
            "from django.db import models\n\n\nclass Author(models.Model):\n    name = models.TextField()\n\n\n\
                 class Book(models.Model):\n    author = models.{author}\n"
        )
    };
    let views = "from shop.models import Book\n\n\ndef names():\n    \
                 return [book.author.name for book in Book.objects.all()]\n";
    let before = models("JSONField()");
    let files = [("shop/__init__.py", ""), ("shop/models.py", before.as_str()), ("shop/views.py", views)];
    let Some(project) = repository(&files) else { return };
    project.put("shop/models.py", models("ForeignKey(Author, on_delete=models.CASCADE)").as_bytes());
    reports(&project, &[], &["shop/views.py:5"]);
    reports(&project, &["--since", "HEAD"], &["shop/views.py:5"]);
    reports(&project, &["--since", "HEAD", "shop/views.py"], &["shop/views.py:5"]);
    assert!(git(&project, &["add", "-A"]));
    reports(&project, &["--staged"], &["shop/views.py:5"]);
    commit(&project);
    reports(&project, &["--since", "HEAD"], &[]);
}

#[test]
fn only_what_is_new_is_fixed_or_silenced() {
    let unused = "half = 1 / 2  # fastpy: ignore[list-membership-in-loop]\n";
    let Some(project) = repository(&[("a.py", unused), ("b.py", SLOW)]) else { return };
    let more = "third = 1 / 3  # fastpy: ignore[list-membership-in-loop]\n";
    project.put("a.py", format!("{unused}{more}").as_bytes());
    project.put("c.py", SLOW.as_bytes());
    assert_eq!(run(&project, &["--since", "HEAD", "--fix"]).code, Some(1));
    let read = |path: &str| std::fs::read_to_string(project.path(path)).expect("the file is there");
    assert_eq!(read("a.py"), format!("{unused}third = 1 / 3\n"));
    assert_eq!(run(&project, &["--since", "HEAD", "--add-ignore"]).code, Some(0));
    assert_eq!((read("b.py").as_str(), read("c.py").contains("# fastpy: ignore[")), (SLOW, true));
    reports(&project, &["--since", "HEAD"], &[]);
}

#[test]
fn in_notebooks_cells_may_move() {
    let Some(project) = repository(&[("a.ipynb", &notebook(&[code(SLOW)]))]) else { return };
    project.put("a.ipynb", notebook(&[code("x = 1\n"), code(SLOW)]).as_bytes());
    reports(&project, &["--since", "HEAD"], &[]);
    let renamed = SLOW.replace("unknown", "others");
    project.put("a.ipynb", notebook(&[code("x = 1\n"), code(&renamed)]).as_bytes());
    reports(&project, &["--since", "HEAD"], &[]);
    project.put("a.ipynb", notebook(&[code(SLOW), code(&renamed)]).as_bytes());
    reports(&project, &["--since", "HEAD"], &["a.ipynb:cell 2"]);
}

#[test]
fn a_baseline_and_a_revision_hold_back_both() {
    let Some(project) = repository(&[("a.py", SLOW)]) else { return };
    project.put("b.py", SLOW.as_bytes());
    assert_eq!(run(&project, &["--baseline", "known.json", "--update-baseline", "b.py"]).code, Some(0));
    project.put("c.py", SLOW.as_bytes());
    let said = run(&project, &["--baseline", "known.json", "--since", "HEAD"]);
    assert!(said.out.ends_with("1 finding in 3 files; 1 not new; 1 held back by the baseline\n"), "{said:?}");
}

#[test]
fn before_the_first_commit_all_that_is_staged_is_new() {
    let project = Project::new(&[("a.py", SLOW), ("b.py", SLOW)]);
    if !git(&project, &["init", "-q"]) {
        return eprintln!("skipped: there is no `git` here");
    }
    assert!(git(&project, &["add", "a.py"]));
    reports(&project, &["--staged"], &["a.py:2"]);
    assert_eq!(
        run(&project, &["--since", "HEAD"]).err,
        "error: --since: `HEAD` is no revision that Git knows here; `git fetch` may know more\n"
    );
}

#[test]
fn what_cannot_be_compared_is_said() {
    let Some(project) = repository(&[("a.py", SLOW)]) else { return };
    commit(&project);
    for revision in ["nowhere", "--all", "", "main..HEAD", "\u{1b}[31m"] {
        let said = run(&project, &[&format!("--since={revision}")]);
        assert!(said.err.contains("is no revision that Git knows here") && said.code == Some(2), "{said:?}");
        assert!(said.out.is_empty() && !said.err.contains('\u{1b}'), "{said:?}");
    }
    let shallow = Project::new(&[]);
    let source = format!("file://{}", project.folder.path().display());
    assert!(git(&shallow, &["clone", "-q", "--depth", "1", &source, "."]));
    let said = run(&shallow, &["--since", "HEAD~1"]);
    assert!(said.err.contains("its clone is shallow") && said.code == Some(2), "{said:?}");
    let outside = Project::new(&[("a.py", SLOW)]);
    let said = run(&outside, &["--since", "HEAD"]);
    assert!(said.err.contains("not a git repository") && said.code == Some(2), "{said:?}");
    let no_git = project.run_with(&["--since", "HEAD"], &[("PATH", "")], Stdio::null());
    assert!(no_git.err.contains("the program `git` is not found") && no_git.code == Some(2), "{no_git:?}");
    for arguments in [["--staged", "--fix"], ["--staged", "-"], ["--staged", "--add-ignore"]] {
        assert_eq!(run(&project, &arguments).code, Some(2), "{arguments:?}");
    }
}

#[test]
fn nothing_is_written_and_no_program_of_the_repository_is_started() {
    let Some(project) = repository(&[("a.py", SLOW), (".gitattributes", "*.py diff=evil\n")]) else { return };
    let touch = format!("touch {}; cat", project.path("started").display());
    for key in ["diff.evil.textconv", "diff.external", "diff.evil.command", "core.fsmonitor"] {
        assert!(git(&project, &["config", key, &touch]));
    }
    project.put("a.py", format!("{SLOW}x = 1\n").as_bytes());
    let index = || std::fs::read(project.path(".git/index")).expect("there is an index");
    let before = index();
    reports(&project, &["--since", "HEAD"], &[]);
    reports(&project, &["--staged"], &[]);
    assert_eq!(index(), before);
    assert!(!project.path("started").exists());
}
