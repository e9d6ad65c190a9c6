//! What of a piece of code stays when it is formatted anew.

use fastpy_lint::identity::normalised;

/// Checks that two pieces of code are one but for their format.
fn same(one: &str, other: &str) {
    assert_eq!(normalised(one), normalised(other), "{one:?} and {other:?}");
}

fn different(one: &str, other: &str) {
    assert_ne!(normalised(one), normalised(other), "{one:?} and {other:?}");
}

#[test]
fn blanks_lines_and_comments_are_format() {
    same("a+b", "a + b");
    same("f(a, b)", "f(\n    a,  # the first\n    b,\n)");
    same("word in known", "word \\\n    in known");
    same("x[1:2]", "x[1 : 2]");
    same("[x for x in y]", "[\n    x\n    for x in y\n]\n");
    different("notin", "not in");
    different("f(a)", "fa");
}

#[test]
fn parentheses_and_trailing_commas_are_format() {
    same("a and b", "(\n    a\n    and b\n)");
    same("[a, b]", "[a, b,]");
    same("{'a': 1}", "{\n    'a': 1,\n}");
    same("f(a, [b])", "f(a, [b,],)");
    different("[a, b]", "[a b]");
    different("x[a,]", "x[a, b]");
}

#[test]
fn quotes_and_their_escapes_are_format() {
    same("'a'", "\"a\"");
    same("\"it's\"", "'it\\'s'");
    same("'''a'''", "\"\"\"a\"\"\"");
    same("'a' 'b'", "\"ab\"");
    same("'a' f'b'", "(\n    'a'\n    f'b'\n)");
    same("U'a'", "'a'");
    same("F'{a}'", "f\"{a}\"");
    same("x in'abc'", "x in (\"abc\")");
    different("'a'", "a");
    different("b'a'", "'a'");
    different("'a\\n'", "'an'");
    same("'# no comment' + a", "\"# no comment\" + a");
    different("'# no comment' + a", "'# no comment' + b");
}

#[test]
fn any_text_has_a_form() {
    for text in ["", "'", "\"\"\"", "b", "rb", "\\", ",", "é'é", "#", "(", "'''a''", "f'{x!r:{y}}'", "\u{feff}"] {
        same(text, &format!("{text} "));
    }
}
