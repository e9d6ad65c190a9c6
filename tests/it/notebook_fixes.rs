//! Fixes in notebooks: the lines that change are written anew, everything else stays as it is byte for byte.

use fastpy_lint::diagnostic::Edit;
use fastpy_lint::model::{Position, Span};
use fastpy_lint::notebook as cells;
use serde_json::Value;

use crate::notebooks::{code, notebook};
use crate::support::{Project, Said};

const UNUSED: &str = "half = 1 / 2  # fastpy: ignore[list-membership-in-loop] ten words";
const FIXED: &str = "half = 1 / 2";
const FIBONACCI: &str =
    "def fibonacci(n: int) -> int:\n    if n < 2:\n        return n\n    return fibonacci(n - 1) + fibonacci(n - 2)";

fn fix(text: &str, arguments: &[&str]) -> (Said, String) {
    let project = Project::new(&[("a.ipynb", text)]);
    let said = project.run(&[&["--fix", "--confidence", "low", "--output-format", "concise"], arguments].concat());
    let after = std::fs::read_to_string(project.path("a.ipynb")).expect("the file is there");
    (said, after)
}

/// Checks that fixing turns one text into another, and does no more when it is done again.
fn becomes(before: &str, after: &str) {
    let (said, fixed) = fix(before, &[]);
    assert_eq!(fixed, after, "{said:?}");
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(fix(&fixed, &[]).1, after);
}

/// Checks the fix of a line with these around it, each a part of a cell's source as it stands in the file.
fn keeps(before: &str, after: &str) {
    let with = |line: &str| format!("{before}{line}{after}");
    becomes(&with(UNUSED), &with(FIXED));
}

#[test]
fn all_other_bytes_stay() {
    let cell = |strings: &str| {
        format!(
            "{{\"nbformat\":4, \"metadata\" : {{\"z\":1.50,\"a\":\"\\u00e9\\/é\"}},\t\"nbformat_minor\": 5,\n\n\"cells\": [\n   \
             {{\"source\": {strings}, \"outputs\": [{{\"text\":[\"\\u0041 1e5\"]}}], \"metadata\":{{}}, \
             \"cell_type\":\"code\"}}\r\n] }}"
        )
    };
    for (open, close) in [
        ("[\"", "\"]"),
        ("\"", "\""),
        ("[\n  \"x = '\\u00e9\\/é\\ud83d\\ude00'\\n\",\n\n  \"", "\\n\" ,\n    \"y = '\\t'\"\n]"),
        ("\"a = '\\u00e9'\\n", "\\nb = '\\\"\\\\n'\\n\""),
        ("[\"a = 1\\nb = 2\\n\", \"", "\\nc = 3\"]"),
        ("[\"\", \"a = 1\\n\", \"\", \"", "\", \"\\n\", \"\"]"),
        ("[\"%time \", \"", "\\n\"]"),
        ("[\"%%time\\r\\n\", \"", "\\r\\n\", \"x = 1\"]"),
        ("[\"%%timeit\\n\", \"", "\\n\", \"x = 1\"]"),
        ("[\"!ls\\n\", \"", "\\n\", \"len?\"]"),
    ] {
        let text = cell(&format!("{open}{UNUSED}{close}"));
        let at = text.find(UNUSED).expect("the line is there");
        keeps(&text[..at], &text[at + UNUSED.len()..]);
    }
}

#[test]
fn a_notebook_with_nothing_to_fix_is_not_written() {
    let text = notebook(&[code("x = 1\n")]).replace("\n", "\r\n");
    let (said, after) = fix(&text, &[]);
    assert_eq!((after, said.code), (text, Some(0)));
}

#[test]
fn lines_come_and_go() {
    let alone = UNUSED.split_once("  ").expect("a comment").1;
    let above = |rest: &str| notebook(&[code(rest), code("pass")]);
    becomes(&above(&format!("{alone}\nx = 1")), &above("x = 1"));
    becomes(&above(&format!("x = 1\n{alone}\ny = 2")), &above("x = 1\ny = 2"));
    becomes(&above(&format!("x = 1\n{alone}")), &above("x = 1"));
    becomes(&above(&format!("x = 1\n{alone}\n")), &above("x = 1\n"));
    let only = &above(alone);
    let (_, after) = fix(only, &[]);
    let source = &serde_json::from_str::<Value>(&after).expect("JSON")["cells"][0]["source"];
    assert_eq!(*source, serde_json::json!([""]));
}

#[test]
fn an_import_is_added_below_the_first_imports_whatever_cell_they_stand_in() {
    let recursive = |decorator: &str| format!("{decorator}{FIBONACCI}");
    let cached = recursive("@lru_cache(maxsize=None)\n");
    for (first, with_import) in [
        ("%matplotlib inline\nimport math", "%matplotlib inline\nimport math\nfrom functools import lru_cache"),
        ("import math\nx = 1", "import math\nfrom functools import lru_cache\nx = 1"),
        ("x = 1", "from functools import lru_cache\n\nx = 1"),
    ] {
        let before = notebook(&[code(first), code(FIBONACCI)]);
        let (said, after) = fix(&before, &["--unsafe-fixes"]);
        assert_eq!(after, notebook(&[code(with_import), code(&cached)]), "{said:?}");
    }
}

#[test]
fn nothing_is_put_behind_a_magic() {
    let text = notebook(&[code("%time x = 1"), code(FIBONACCI)]);
    assert_eq!(fix(&text, &["--unsafe-fixes"]).1, text);
}

#[test]
fn ascii_stays_ascii() {
    // The fix repeats the name, which is not ASCII.
    let text = "def größe(path):\n    with open(path) as lines:\n        for line in [ä.strip() for ä in lines]:\n            print(line)\n";
    let fixed = text.replace('[', "(").replace(']', ")");
    let (raw, fixed) = (notebook(&[code(text)]), notebook(&[code(&fixed)]));
    let ascii = |text: &str| -> String {
        text.chars().map(|it| if it.is_ascii() { it.to_string() } else { format!("\\u{:04x}", it as u32) }).collect()
    };
    let arguments = ["--unsafe-fixes", "--select", "list-only-iterated"];
    assert_eq!(fix(&raw, &arguments).1, fixed);
    assert_eq!(fix(&ascii(&raw), &arguments).1, ascii(&fixed));
}

#[test]
fn a_diff_for_each_cell() {
    let text = notebook(&[code("x = 1"), code(UNUSED), code(&format!("y = 2\n{UNUSED}"))]);
    let (said, after) = fix(&text, &["--diff"]);
    let expected = format!(
        "--- a.ipynb:cell 2\n+++ a.ipynb:cell 2\n@@ -1 +1 @@\n-{UNUSED}\n+{FIXED}\n\
         --- a.ipynb:cell 3\n+++ a.ipynb:cell 3\n@@ -1,2 +1,2 @@\n y = 2\n-{UNUSED}\n+{FIXED}\n"
    );
    assert_eq!((said.out.as_str(), after.as_str(), said.code), (expected.as_str(), text.as_str(), Some(1)));
    let (said, _) = fix(&text, &["--show-fixes"]);
    assert!(said.out.starts_with("2 findings fixed:\n- a.ipynb:\n    2 × unused-suppression\n"), "{said:?}");
}

#[test]
fn the_form_for_people_numbers_changed_lines_by_cell() {
    let project = Project::new(&[("a.ipynb", &notebook(&[code("x = 1\n"), code(&format!("y = 2\n{UNUSED}"))]))]);
    let said = project.run(&[]);
    assert!(said.out.contains(" --> a.ipynb:cell 2:2:"), "{said:?}");
    let changed = format!("\ncell 2:2 - {UNUSED}\ncell 2:2 + {FIXED}\n");
    assert!(said.out.contains(&changed), "no {changed:?} in {said:?}");
}

#[test]
fn edits_are_made_within_one_cell_or_not_at_all() {
    let raw = notebook(&[code("x = 1"), code("%time y = 2"), code("!ls")]);
    let sources = cells::sources(&raw).expect("a notebook").expect("in Python");
    let joined = cells::join(sources);
    assert_eq!(joined.text, "x = 1\n\ny = 2\n\n\n\n");
    let edited = |start: u32, end: u32| {
        let at = Position { line: 1, column: 1 };
        let span = Span { start: at, end: at, offsets: (start, end), cell: None };
        cells::rewritten(&raw, &joined, &[&Edit { span, text: "z".to_owned(), is_import: false }])
    };
    assert_eq!(cells::rewritten(&raw, &joined, &[]).as_ref(), Ok(&raw));
    assert_eq!(edited(0, 1), Ok(raw.replace("x = 1", "z = 1")));
    assert_eq!(edited(7, 8), Ok(raw.replace("%time y", "%time z")));
    assert!(edited(4, 8).is_err(), "from one cell into another");
    assert!(edited(6, 6).is_err(), "between two cells");
}
