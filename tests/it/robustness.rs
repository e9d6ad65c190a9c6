//! Hostile files: nothing ends the process, nothing hides a neighbour, nothing passes in silence.

use crate::support::{Project, SLOW, Said};

/// A project with one ordinary file beside the hostile one.
fn beside(name: &str, bytes: &[u8]) -> Project {
    let project = Project::new(&[("neighbour.py", SLOW)]);
    project.put(name, bytes);
    project
}

fn run(project: &Project) -> Said {
    let said = project.run(&["--output-format", "concise", "--config", "max-file-size = 50_000_000"]);
    assert!(said.out.contains("neighbour.py:2:"), "the neighbour is not reported: {said:?}");
    said
}

/// Checks that a file beside others is a trouble of this kind.
fn troubles(bytes: &[u8], kind: &str) {
    let said = run(&beside("hostile.py", bytes));
    assert!(
        said.out.contains(&format!("error[{kind}]")),
        "no error[{kind}] for {:?}: {said:?}",
        &bytes[..bytes.len().min(60)]
    );
    assert_eq!(said.code, Some(2));
}

/// Checks that the slow code behind a text is still found.
fn is_read(before: &[u8]) {
    let said = run(&beside("hostile.py", &[before, SLOW.as_bytes()].concat()));
    assert!(said.out.contains("hostile.py:"), "{:?} hides what follows: {said:?}", &before[..before.len().min(60)]);
    assert_eq!(said.code, Some(1));
}

/// Checks that deep code is read, or refused, but never the end of the run.
fn survives(shape: &str, text: &str) {
    let said = run(&beside("hostile.py", format!("{text}\n{SLOW}").as_bytes()));
    let is_read = said.out.contains("hostile.py:") && said.code == Some(1);
    let is_refused = said.out.contains("hostile.py") && said.out.contains("error[") && said.code == Some(2);
    assert!(is_read || is_refused, "{shape}: {:?} {}", said.code, said.err);
}

const DEPTHS: [usize; 3] = [1_000, 10_000, 100_000];

/// Puts a text before and behind another, so many times.
fn nested(open: &str, inner: &str, close: &str, depth: usize) -> String {
    format!("x = {}{inner}{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn deep_brackets() {
    for depth in DEPTHS {
        for (open, close) in [("(", ")"), ("[", "]"), ("{1: ", "}"), ("f(", ")"), ("a[", "]"), ("(a, ", ")")] {
            survives(open, &nested(open, "1", close, depth));
            survives("unclosed brackets", &nested(open, "1", "", depth));
        }
    }
}

#[test]
fn deep_operators() {
    for depth in DEPTHS {
        for (first, more) in [("a", " + a"), ("a", " ** a"), ("a", " and a"), ("a", " < a"), ("a", ".b"), ("a", "()")] {
            survives(more, &format!("x = {first}{}", more.repeat(depth)));
        }
        for prefix in ["not ", "-", "lambda: ", "1 if a else "] {
            survives(prefix, &nested(prefix, "1", "", depth));
        }
    }
}

#[test]
fn deep_strings_and_comprehensions() {
    for depth in DEPTHS {
        survives("f-string", &nested("f'{", "1", "}'", depth));
        survives("unclosed f-string", &nested("f'{", "1", "", depth));
        survives("comprehension", &nested("[y for x in ", "z", "]", depth));
        survives("with", &format!("with {}a{}: pass", "(a, ".repeat(depth), ")".repeat(depth)));
    }
}

#[test]
fn deep_statements() {
    for depth in DEPTHS {
        survives("elif", &format!("if a:\n    pass\n{}", "elif a:\n    pass\n".repeat(depth)));
    }
    for depth in [100, 1_000, 2_000] {
        let blocks: String = (0..depth).map(|level| format!("{}if a:\n", " ".repeat(level))).collect();
        survives("blocks", &format!("{blocks}{}pass\n", " ".repeat(depth)));
    }
}

#[test]
fn time_grows_with_the_size_and_no_faster() {
    let seconds = |count: usize| {
        let project = Project::new(&[]);
        let (function, words) = SLOW.split_at(SLOW.rfind("words =").expect("the words come last"));
        project.put("a.py", (function.repeat(count) + words).as_bytes());
        let started = std::time::Instant::now();
        assert_eq!(project.run(&["--statistics"]).code, Some(1));
        started.elapsed().as_secs_f64()
    };
    let (once, fourfold) = (seconds(2_000), seconds(8_000));
    // Quadratic time would be sixteenfold; what a busy machine adds is allowed for.
    assert!(fourfold < 9.0 * once.max(0.1), "{once} s for 2,000 functions, {fourfold} s for 8,000");
}

#[test]
fn encodings() {
    is_read(b"\xef\xbb\xbf");
    is_read(b"# coding: latin-1\nx = '\xe9'\n");
    is_read(b"#!/usr/bin/python\n# vim: set fileencoding=iso-8859-15 :\nx = '\xa4'\n");
    is_read(b"# coding: cp1252\nx = '\x80'\n");
    is_read(b"# -*- coding: shift_jis -*-\nx = '\x95\x5c'\n");
    is_read(b"# coding: gbk\nx = '\xd6\xd0'\n");
    is_read(b"# coding: utf-8\nx = '\xc3\xa9'\n");
    troubles(b"x = '\xe9'\n", "encoding");
    troubles(b"# coding: utf-8\nx = '\xe9'\n", "encoding");
    troubles(b"# coding: ascii\nx = '\xe9'\n", "encoding");
    troubles(b"# coding: no-such-codec\n", "encoding");
    troubles(b"# coding: utf-7\n", "encoding");
    troubles(b"# coding: shift_jis\nx = '\x95", "encoding");
    troubles(b"\xef\xbb\xbf# coding: latin-1\n", "encoding");
    troubles(b"\xff\xfex\x00=\x001\x00", "encoding");
    troubles(b"x = 1\x00\n", "encoding");
    troubles(b"# a \x00 b\n", "encoding");
}

#[test]
fn an_encoding_error_names_the_byte() {
    let said = run(&beside("hostile.py", b"x = 'ab\xe9'\n"));
    assert!(said.out.contains("at byte offset 7"), "{}", said.out);
}

#[test]
fn line_ends_and_marks_do_not_move_findings() {
    for (text, place) in [
        (SLOW.replace('\n', "\r\n"), "hostile.py:2:39:"),
        (SLOW.replace('\n', "\r"), "hostile.py:2:39:"),
        (format!("\u{feff}{SLOW}"), "hostile.py:2:39:"),
        (format!("# a\u{2028}b\n{SLOW}"), "hostile.py:3:39:"),
    ] {
        let said = run(&beside("hostile.py", text.as_bytes()));
        assert!(said.out.contains(place), "{place} is not in {}", said.out);
    }
}

#[test]
fn syntax_errors() {
    troubles(b"def f(:\n    pass\n", "syntax");
    troubles(b"print 'a'\n", "syntax");
    troubles(b"<<<<<<< HEAD\n", "syntax");
}

#[test]
fn large_files_are_not_read() {
    let project = beside("hostile.py", &vec![b'#'; 5_000_001]);
    let said = project.run(&["--output-format", "concise"]);
    assert!(said.out.contains("hostile.py: error[too-large]") && said.out.contains("neighbour.py:2:"), "{said:?}");
    assert_eq!(said.code, Some(2));
}

#[test]
fn long_lines_do_not_make_long_output() {
    let long = format!(
        "def f():\n    x = [{}]; return [w for w in words if w in words]\nwords = open('w').readlines()\n",
        "1,".repeat(100_000)
    );
    let said = Project::new(&[("a.py", &long)]).run(&[]);
    assert_eq!(said.code, Some(1), "{}", said.err);
    assert!(said.out.len() < 4_000, "{} bytes", said.out.len());
}

#[cfg(unix)]
mod on_unix {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    use super::{Project, SLOW, beside, run};

    #[test]
    fn only_regular_files_are_opened() {
        let project = beside("ordinary.py", b"");
        let made = Command::new("mkfifo").arg(project.path("pipe.py")).status().expect("mkfifo exists");
        assert!(made.success());
        let _listener = UnixListener::bind(project.path("socket.py")).expect("a socket can be made");
        symlink("/dev/zero", project.path("zero.py")).expect("links can be made");
        symlink("pipe.py", project.path("link.py")).expect("links can be made");
        std::fs::create_dir(project.path("folder.py")).expect("folders can be made");
        project.put("folder.py/inner.py", SLOW.as_bytes());
        let said = run(&project);
        for name in ["pipe.py", "socket.py", "zero.py", "link.py"] {
            assert!(said.out.contains(&format!("{name}: error[not-a-file]")), "{name}: {}", said.out);
        }
        assert!(said.out.contains("folder.py/inner.py:2:"), "{}", said.out);
        assert_eq!(said.code, Some(2));
        assert!(project.run(&["pipe.py"]).out.contains("not-a-file"));
    }

    #[test]
    fn links_that_lead_nowhere_or_back() {
        let project = beside("pkg/a.py", SLOW.as_bytes());
        symlink("nowhere.py", project.path("broken.py")).expect("links can be made");
        symlink("self.py", project.path("self.py")).expect("links can be made");
        symlink("..", project.path("pkg/up")).expect("links can be made");
        let said = run(&project);
        assert_eq!(said.out.matches("pkg/a.py:").count(), 1, "{}", said.out);
        assert!(
            said.out.contains("broken.py: error[read]") && said.out.contains("self.py: error[read]"),
            "{}",
            said.out
        );
        assert_eq!(said.code, Some(2));
    }

    #[test]
    fn what_may_not_be_read_is_said() {
        let project = beside("closed.py", SLOW.as_bytes());
        project.put("shut/a.py", SLOW.as_bytes());
        let close = |path: &str| {
            std::fs::set_permissions(project.path(path), std::fs::Permissions::from_mode(0o000))
                .expect("modes can be set");
        };
        close("closed.py");
        close("shut");
        let is_root = std::fs::read_dir(project.path("shut")).is_ok();
        let said = run(&project);
        std::fs::set_permissions(project.path("shut"), std::fs::Permissions::from_mode(0o700))
            .expect("modes can be set");
        if is_root {
            assert!(said.out.contains("shut/a.py:2:"), "root reads all: {}", said.out);
        } else {
            assert!(
                said.out.contains("closed.py: error[read]") && said.out.contains("shut: error[read]"),
                "{}",
                said.out
            );
            assert_eq!(said.code, Some(2));
        }
    }

    #[test]
    fn a_settings_file_that_is_a_pipe() {
        let project = beside("a.py", b"");
        let made = Command::new("mkfifo").arg(project.path("pyproject.toml")).status().expect("mkfifo exists");
        assert!(made.success());
        let said = project.run(&[]);
        assert_eq!(said.code, Some(2));
        assert!(said.err.contains("is not a regular file"), "{}", said.err);
    }

    #[test]
    fn names_cannot_command_the_runner() {
        let project = Project::new(&[]);
        for name in
            ["a\n::error::owned.py", "b\u{1b}[31m.py", "c##[stop-commands]t.py", "d\u{202e}.py", "::error::e.py"]
        {
            project.put(name, b"x = (\n");
        }
        for format in ["full", "concise", "github", "json", "json-lines"] {
            let said = project.run_with(&["--output-format", format], &[("CI", "true")], std::process::Stdio::null());
            assert_eq!(said.code, Some(2));
            assert!(!said.out.contains("\n::error::"), "{format}: {}", said.out);
            assert!(!said.out.starts_with("::error::"), "{format}: {}", said.out);
            for raw in ["\u{1b}", "##[", "\u{202e}"] {
                assert!(!said.out.contains(raw), "{format} prints {raw:?}: {}", said.out);
            }
        }
    }
}

#[test]
fn source_cannot_command_the_runner() {
    let hostile = "  # \u{1b}[2J \u{9b}31m \u{202e} \u{8} ##[error]x ##vso[task.x]y";
    let text = SLOW.replace("in words]", &format!("in words]{hostile}"));
    let project = Project::new(&[("a.py", &text)]);
    let said = project.run_with(&[], &[("CI", "true")], std::process::Stdio::null());
    assert_eq!(said.code, Some(1));
    for raw in ["\u{1b}", "\u{9b}", "\u{202e}", "\u{8}", "##[", "##vso["] {
        assert!(!said.out.contains(raw), "{raw:?} is in {}", said.out);
    }
    assert!(said.out.contains("␛[2J"), "{}", said.out);
}
