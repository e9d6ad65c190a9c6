//! Fixes: which are taken, in how many rounds, and what comes of them.

use fastpy_lint::check::{self, GivenUp, Watch};
use fastpy_lint::diagnostic::{Edit, Fix, Trouble, TroubleKind};
use fastpy_lint::fix::apply;
use fastpy_lint::model::{Position, Span};
use fastpy_lint::page::Safety;

use crate::support::{SLOW, inputs};

/// A finding with a safe fix.
pub const UNUSED: &str = "half = 1 / 2  # fastpy: ignore[list-membership-in-loop] ten words\n";
pub const UNUSED_FIXED: &str = "half = 1 / 2\n";
/// A finding with an unsafe fix.
pub const BUILT: &str = "def total(path):\n    with open(path) as lines:\n        for line in [line.strip() for line in lines]:\n            print(line)\n";

fn fix(edits: &[(u32, u32, &str, bool)], relies_on: Option<(u32, u32)>) -> Fix {
    let position = Position { line: 1, column: 1 };
    let edit = |&(start, end, text, is_import): &(u32, u32, &str, bool)| Edit {
        span: Span { start: position, end: position, offsets: (start, end), cell: None },
        text: text.to_owned(),
        is_import,
    };
    let edits = edits.iter().map(edit).collect();
    Fix { safety: Safety::Safe, message: String::new(), edits, relies_on, changes: Vec::new() }
}

/// Checks what a round makes of `0123456789`, and which fixes it takes.
fn round(fixes: &[Fix], text: &str, taken: &[usize]) {
    let applied = apply("0123456789", &fixes.iter().collect::<Vec<_>>());
    assert_eq!((applied.text.as_str(), applied.taken.as_slice()), (text, taken));
}

#[test]
fn fixes_that_meet_wait() {
    round(&[fix(&[(1, 3, "a", false)], None), fix(&[(5, 5, "b", false)], None)], "0a34b56789", &[0, 1]);
    round(&[fix(&[(2, 4, "b", false)], None), fix(&[(1, 3, "a", false)], None)], "0a3456789", &[1]);
    round(&[fix(&[(1, 3, "a", false)], None), fix(&[(3, 5, "b", false)], None)], "0ab56789", &[0, 1]);
    // The order of what is inserted at one place would be a guess.
    round(&[fix(&[(3, 3, "(", false)], None), fix(&[(3, 3, "(", false)], None)], "012(3456789", &[0]);
    round(&[fix(&[(1, 3, "a", false)], None), fix(&[(3, 3, "b", false)], None)], "0a3456789", &[0]);
    // All edits of a fix, or none.
    let far = fix(&[(0, 1, "x", false), (8, 9, "y", false)], None);
    round(&[far, fix(&[(8, 10, "z", false)], None)], "x1234567y9", &[0]);
}

#[test]
fn a_fix_waits_where_another_edits_what_it_relies_on() {
    let relying = fix(&[(1, 2, "a", false)], Some((1, 6)));
    round(&[relying.clone(), fix(&[(4, 5, "b", false)], None)], "0a23456789", &[0]);
    round(&[fix(&[(0, 1, "b", false)], None), relying.clone()], "ba23456789", &[0, 1]);
    round(&[fix(&[(6, 7, "b", false)], None), relying], "0a2345b789", &[1, 0]);
}

#[test]
fn one_import_serves_several_fixes() {
    let import = (0, 0, "import a\n", true);
    let fixes = [fix(&[import, (3, 4, "x", false)], Some((0, 5))), fix(&[import, (7, 8, "y", false)], Some((6, 9)))];
    round(&fixes, "import a\n012x456y89", &[0, 1]);
    let other = fix(&[(0, 0, "import b\n", true), (9, 10, "z", false)], None);
    round(&[fixes[0].clone(), other], "import a\n012x456789", &[0]);
}

/// What all fixes of a text come to.
fn fixed(text: &str) -> String {
    let mut inputs = inputs(&[("a.py".to_owned(), text.to_owned())], "select = ['all']\nconfidence = 'low'");
    let fixed = check::fix(&mut inputs, &Watch::default(), Safety::Unsafe, &check::check);
    assert_eq!((fixed.given_up, fixed.checked.troubles), (vec![], vec![]), "{text}");
    let again = check::fix(&mut inputs, &Watch::default(), Safety::Unsafe, &check::check);
    assert!(again.files.is_empty(), "fixing again changes {text:?}");
    String::from_utf8(inputs[0].given.clone().expect("texts are given")).expect("the text was UTF-8")
}

#[test]
fn fixes_that_depend_on_each_other_take_several_rounds() {
    let text = "def shout(path):\n    with open(path) as lines:\n        words = [line.strip() for line in lines]\n        \
                loud = [word.upper() for word in words]\n        for word in loud:\n            print(word)\n";
    let expected = text
        .replace("[line.strip() for line in lines]", "(line.strip() for line in lines)")
        .replace("[word.upper() for word in words]", "(word.upper() for word in words)");
    assert_eq!(fixed(text), expected);
}

#[test]
fn comments_survive() {
    let inside = BUILT.replace("[line.strip()", "[  # each line\n            line.strip()");
    assert_eq!(fixed(&inside), inside.replace("[  #", "(  #").replace("lines]", "lines)"));
    // Between `list(` and what stands in it there is no place for the comment once `list(` is gone.
    let call = "def total(path):\n    with open(path) as lines:\n        for number in list(  # all\n            map(int, lines)\n        ):\n            print(number)\n";
    assert_eq!(fixed(call), call);
}

#[test]
fn suppressions_are_taken_out_with_what_belongs_to_them() {
    let unused = "# fastpy: ignore[list-membership-in-loop]";
    for (text, expected) in [
        (format!("a = 1  {unused} ten\n"), "a = 1\n".to_owned()),
        (format!("a = 1  # noqa: E1 {unused} ten\n"), "a = 1  # noqa: E1\n".to_owned()),
        (format!("a = 1  {unused} ten, see #7 # noqa: E1\n"), "a = 1  # noqa: E1\n".to_owned()),
        (format!("if b:\n    {unused} ten\n    a = 1\n"), "if b:\n    a = 1\n".to_owned()),
        (format!("\u{feff}{unused}\r\na = 1\r\n"), "\u{feff}a = 1\r\n".to_owned()),
        ("a = 1  # fastpy: ignore[list-membership-in-loop, nested-loop-join] ten\n".to_owned(), "a = 1\n".to_owned()),
    ] {
        assert_eq!(fixed(&text), expected, "{text}");
    }
}

const RECURSIVE: &str = "def ways(n: int) -> int:\n    return 1 if n < 2 else ways(n - 1) + ways(n - 2)\n";
const DECORATED: &str =
    "@lru_cache(maxsize=None)\ndef ways(n: int) -> int:\n    return 1 if n < 2 else ways(n - 1) + ways(n - 2)\n";
const IMPORT: &str = "from functools import lru_cache\n";

#[test]
fn imports_are_added_where_the_file_keeps_them() {
    let cases = [
        ("", format!("{IMPORT}\n\n")),
        ("\"\"\"Ways.\"\"\"\n\n", format!("\"\"\"Ways.\"\"\"\n\n{IMPORT}\n\n")),
        ("#!/usr/bin/python\n# coding: utf-8\n", format!("#!/usr/bin/python\n# coding: utf-8\n{IMPORT}\n\n")),
        ("\u{feff}", format!("\u{feff}{IMPORT}\n\n")),
        ("\"\"\"Ways.\"\"\"\nimport os  # home\n\n", format!("\"\"\"Ways.\"\"\"\nimport os  # home\n{IMPORT}\n")),
        (
            "from __future__ import annotations\nfrom os import (\n    path,\n)\nx = 1\n",
            format!("from __future__ import annotations\nfrom os import (\n    path,\n)\n{IMPORT}x = 1\n"),
        ),
    ];
    for (head, expected) in cases {
        assert_eq!(fixed(&format!("{head}{RECURSIVE}")), format!("{expected}{DECORATED}"), "{head}");
    }
}

#[test]
fn imports_that_are_there_are_used() {
    for (head, name) in [
        ("import functools\n", "functools.lru_cache"),
        ("import functools as tools\n", "tools.lru_cache"),
        ("from functools import lru_cache as remember\n", "remember"),
        (IMPORT, "lru_cache"),
    ] {
        let expected = format!("{head}{}", DECORATED.replace("lru_cache", name));
        assert_eq!(fixed(&format!("{head}{RECURSIVE}")), expected, "{head}");
    }
}

#[test]
fn a_name_that_means_something_else_gets_no_import() {
    for head in ["def lru_cache(size): pass\n", "from tools import *\n", "for lru_cache in range(3): pass\n"] {
        let text = format!("{head}{RECURSIVE}");
        assert_eq!(fixed(&text), text);
    }
}

#[test]
fn two_fixes_share_an_import() {
    let two = format!("{RECURSIVE}\n\n{}", RECURSIVE.replace("ways", "paths"));
    let expected = format!("{IMPORT}\n\n{DECORATED}\n\n{}", DECORATED.replace("ways", "paths"));
    assert_eq!(fixed(&two), expected);
}

#[test]
fn line_endings_of_the_place_are_kept() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    assert_eq!(fixed(&crlf(&format!("import os\n{RECURSIVE}"))), crlf(&format!("import os\n{IMPORT}{DECORATED}")));
    let mixed = format!("import os\n{}", crlf(RECURSIVE));
    assert_eq!(fixed(&mixed), format!("import os\n{}", crlf(&format!("{IMPORT}{DECORATED}"))));
}

/// Checks that of two fixes in a file only the first is taken, the other being given up for this reason. `spoil` makes
/// what a check of the second's result says.
fn gives_up(spoil: fn(&mut check::Checked), why: &str) {
    let text = format!("{UNUSED}keep = 1  # fastpy: ignore[list-membership-in-loop]\n");
    let mut inputs = inputs(&[("a.py".to_owned(), text.clone())], "select = ['all']");
    let check = |inputs: &[check::Input], watch: &Watch| {
        let mut checked = check::check(inputs, watch);
        if inputs[0].given.as_ref().is_some_and(|bytes| bytes.ends_with(b"keep = 1\n")) {
            spoil(&mut checked);
        }
        checked
    };
    let checked = check(&inputs, &Watch::default());
    let fixed = check::fix_checked(&mut inputs, checked, Safety::Safe, &check);
    let given_up = GivenUp { path: "a.py".to_owned(), rule: "unused-suppression", why: why.to_owned() };
    assert_eq!((fixed.given_up, fixed.files.len(), fixed.checked.findings.len()), (vec![given_up], 1, 1));
    assert_eq!(inputs[0].given.as_deref(), Some(text.replace(UNUSED, UNUSED_FIXED).as_bytes()));
    assert_eq!(fixed.checked.fixed, [("a.py".to_owned(), "unused-suppression", 1)]);
}

#[test]
fn a_fix_that_makes_the_file_worse_is_taken_back_and_the_others_stay() {
    let broken = |checked: &mut check::Checked| {
        let (path, message) = ("a.py".to_owned(), "unexpected end".to_owned());
        checked.findings.clear();
        checked.troubles.push(Trouble { path, kind: TroubleKind::Syntax, message, span: None });
    };
    gives_up(broken, "the result could not be checked: unexpected end");
    let more = |checked: &mut check::Checked| {
        checked.findings =
            check::check(&inputs(&[("a.py".to_owned(), SLOW.to_owned())], ""), &Watch::default()).findings;
    };
    gives_up(more, "the result would still have as many findings of `list-membership-in-loop`, or more");
}

#[test]
fn what_others_may_see_is_not_rewritten() {
    for text in [
        // Each group's rows are kept by somebody while the list goes on growing.
        "def f(groups, keep):\n    rows = []\n    for group in groups:\n        for row in group:\n            rows = rows + [row]\n        keep.append(rows)\n",
        "def f(groups):\n    seen = {}\n    for group in groups:\n        for key, value in group:\n            seen = {**seen, key: value}\n        yield seen\n",
        // A loop over the list would go on for ever.
        "def f(rows):\n    out = list(rows)\n    for row in out:\n        if row.child:\n            out = out + [row.child]\n    return out\n",
        // An inner function may run at any time.
        "def f(rows):\n    text = ''\n    def show():\n        return text\n    for row in rows:\n        text = text + str(row)\n    return show\n",
        // What was gathered before the error is used.
        "def f(rows):\n    try:\n        text = ''\n        for row in rows:\n            text += row.name + ';'\n    except AttributeError:\n        pass\n    return text\n",
        "def f(path):\n    with suppressed():\n        text = ''\n        for line in open(path):\n            text += line\n    return text\n",
        // The next round of the outer loop looks at what the last one left.
        "def f(groups):\n    text = ''\n    for group in groups:\n        print(text)\n        text = ''\n        for row in group:\n            text += row.name + ';'\n",
        // A deque has no slices, and is no list for others.
        "def f(start, find):\n    queue = [start]\n    while queue:\n        find(queue.pop(0))\n        print(queue[1:])\n",
        "def f(start, find):\n    queue = [start]\n    while queue:\n        queue.pop(0)\n        find(queue)\n",
        // What a set holds must have a hash.
        "def f(rows):\n    seen = []\n    for row in rows:\n        if row not in seen:\n            seen.append(row)\n            print(row)\n",
        // Who waits for IndexError gets no StopIteration.
        "def f(names: set[str]):\n    try:\n        return list(names)[0]\n    except IndexError:\n        return None\n",
        "def f(names: set[str]):\n    yield list(names)[0]\n",
    ] {
        assert_eq!(fixed(text), text);
    }
}

#[test]
fn a_value_from_elsewhere_is_left_as_it_is() {
    let text = "def f(rows: list[str]) -> str:\n    text = 'none'\n    if rows:\n        text = ''\n        for row in rows:\n            text += row\n    return text\n";
    let expected = "def f(rows: list[str]) -> str:\n    text = 'none'\n    if rows:\n        pieces = []\n        for row in rows:\n            pieces.append(row)\n        text = \"\".join(pieces)\n    return text\n";
    assert_eq!(fixed(text), expected);
}

/// How safe the fix of the one finding of a text is.
fn safety(text: &str) -> Safety {
    let inputs = inputs(&[("a.py".to_owned(), text.to_owned())], "select = ['all']\nconfidence = 'low'");
    let checked = check::check(&inputs, &Watch::default());
    let fixes: Vec<&Fix> = checked.findings.iter().filter_map(|finding| finding.fix.as_ref()).collect();
    assert_eq!(fixes.len(), 1, "{text}");
    fixes[0].safety
}

#[test]
fn safe_is_what_the_code_proves() {
    let joined = |piece: &str| {
        format!(
            "def f(rows: list[str]) -> str:\n    text = ''\n    for row in rows:\n        text += {piece}\n    return text\n"
        )
    };
    // An annotation is no proof, and `str` gives what a class makes of it.
    assert_eq!(safety(&joined("row")), Safety::Unsafe);
    assert_eq!(safety(&joined("str(row)")), Safety::Unsafe);
    assert_eq!(safety(&joined("f'{row};'")), Safety::Safe);
    let narrowed = "def f(rows):\n    text = ''\n    for row in rows:\n        if isinstance(row, str):\n            text += row\n    return text\n";
    assert_eq!(safety(narrowed), Safety::Unsafe);
    let taken = |test: &str| {
        format!(
            "def f(start, find):\n    queue = [start]\n    while {test}:\n        row = queue.pop(0)\n        queue.extend(find(row))\n"
        )
    };
    assert_eq!(safety(&taken("queue")), Safety::Safe);
    assert_eq!(safety(&taken("find(None)")), Safety::Unsafe);
    let asked = |test: &str| {
        format!("def f(path):\n    words = open(path).read().split()\n    return any([{test} for word in words])\n")
    };
    assert_eq!(safety(&asked("word.startswith('a')")), Safety::Safe);
    assert_eq!(safety(&asked("int(word) > 3")), Safety::Unsafe);
}
