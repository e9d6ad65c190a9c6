//! Patterns: what the parser reads is what Python reads, and what is called explosive explodes.

use std::io::Write;
use std::process::{Command, Stdio};

use fastpy_lint::regex::{Flags, Node, attack, parse};

/// Parts of patterns; what is drawn from them is often wrong, which has to be noticed too.
const PARTS: &[&str] = &[
    "a", "b", "c", "é", " ", "#", "-", ".", "^", "$", "|", "*", "+", "?", "*?", "++", "{2}", "{,3}", "{1,}", "{", "}",
    "(", ")", "(?:", "(?P<n>", "(?P=n)", "(?=", "(?!", "(?<=", "(?<!", "(?>", "(?(1)", "(?i)", "(?x:", "(?-i:", "(?#",
    "[", "]", "[^", "[a-c]", "[]]", "[^]a]", "[a\\]b]", "\\d", "\\w", "\\S", "\\b", "\\B", "\\A", "\\Z", "\\1", "\\12",
    "\\0", "\\x41", "\\n", "\\.", "\\q", "\\",
];

/// Says of each line, a pattern in JSON, how long a text it matches, or `refused`. Nothing where Python is too old to
/// know all of it.
const ORACLE: &str = r"
import json, sys, warnings
warnings.simplefilter('ignore')
if sys.version_info >= (3, 11):
    from re import _parser
    for line in sys.stdin:
        try:
            least, most = _parser.parse(json.loads(line)).getwidth()
            print(least, 'any' if most >= 2**31 else most)
        except Exception:
            print('refused')
";

/// Numbers that look random and are the same on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits are a usize") % most
    }

    fn pattern(&mut self) -> String {
        let length = 1 + self.below(9);
        (0..length).map(|_| PARTS[self.below(PARTS.len())]).collect()
    }
}

fn read(pattern: &str) -> Option<Node> {
    parse(pattern, Flags::default())
}

#[test]
fn what_is_read_is_what_python_reads() {
    let mut numbers = Numbers(7);
    let patterns: Vec<String> = (0..20_000).map(|_| numbers.pattern()).collect();
    let read: Vec<Option<Node>> = patterns.iter().map(|it| read(it)).collect();
    let known = read.iter().flatten().count();
    assert!(known > 1_000, "only {known} patterns were read");
    let Some(answers) = ask_python(&patterns) else { return };
    let mut faults = Vec::new();
    for ((pattern, node), answer) in patterns.iter().zip(&read).zip(&answers) {
        let Some(node) = node else { continue };
        // How long a group's match is, Python counts and this parser does not.
        let (least, most) = node.width();
        let own = format!("{least} {}", most.map_or("any".to_owned(), |it| it.to_string()));
        if own != *answer && !pattern.contains("\\1") && !pattern.contains("(?P=") {
            faults.push(format!("{pattern:?}: {own}, Python says {answer}"));
        }
    }
    assert!(faults.is_empty(), "{} patterns are read in another way\n{}", faults.len(), faults.join("\n"));
}

/// Python's answers; `None` where there is no Python that knows all of today's patterns.
fn ask_python(patterns: &[String]) -> Option<Vec<String>> {
    let mut python = Command::new("python3");
    let piped = python.args(["-c", ORACLE]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut running = piped.spawn().ok()?;
    let mut questions = running.stdin.take()?;
    let lines: String = patterns.iter().map(|it| format!("{}\n", serde_json::json!(it))).collect();
    let writing = std::thread::spawn(move || questions.write_all(lines.as_bytes()));
    let output = running.wait_with_output().ok()?;
    let _ = writing.join();
    let answers: Vec<String> = String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect();
    (answers.len() == patterns.len()).then_some(answers)
}

#[test]
fn no_pattern_ends_the_process() {
    let mut numbers = Numbers(11);
    for _ in 0..20_000 {
        let pattern = numbers.pattern() + &numbers.pattern();
        if let Some(node) = read(&pattern) {
            attack(&node, false);
        }
    }
    for (open, close) in
        [("(", ")"), ("(?:", ")*"), ("(?=", ")"), ("(a|", ")+"), ("[", "]"), ("a{99999}", ""), ("(a?", "){999}")]
    {
        for depth in [10, 59, 1_000] {
            let pattern = format!("{}a{}$", open.repeat(depth), close.repeat(depth));
            if let Some(node) = read(&pattern) {
                attack(&node, true);
            }
        }
    }
}

/// Checks whether a pattern explodes, and on what.
fn explodes(pattern: &str, pump: Option<&str>) {
    let node = read(pattern).expect("the pattern is understood");
    let found = attack(&node, false);
    assert_eq!(found.as_ref().map(|it| it.pump.as_str()), pump, "{pattern}: {found:?}");
}

#[test]
fn exponential_patterns_explode() {
    explodes(r"(a+)+$", Some("aa"));
    explodes(r"(?:a|aa)+$", Some("aa"));
    explodes(r"(?:.|\s)*x", Some(" a"));
    explodes(r"x*(?:ab?a?b)*$", Some("baba"));
    explodes(r"^(\w+\s?)*$", Some("aa"));
    explodes(r"(a*)*b", Some("a"));
    explodes(r"(?i)(?:a|[A-Z])*(?:a|.)*9", Some("aa"));
}

#[test]
fn other_patterns_do_not() {
    for pattern in [
        r"(a+b)+$",
        r"(?:a|b|[a-c])*$",
        r"\s*\s*\s*$",
        r"(a+)+",
        r"(?:a+)++$",
        r"(?>(a+)+)$",
        r"(?:(?=(a+))\1)+$",
        r"(?:ab|ac)*$",
        r"^(?:[^,]*,)*[^,]*$",
        r"(?:a?){20}$",
        // Only what stands outside of look-arounds is searched.
        r"(?=(a|a?b?)*c)",
    ] {
        explodes(pattern, None);
    }
}
