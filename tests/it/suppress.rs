//! Which lines a suppression silences.

use fastpy_lint::page::Confidence;
use fastpy_lint::rules;

use crate::support::check_texts;

/// Checks that `text`, after its suppressions, has findings on exactly these lines, as `(line, rule)`.
fn check(text: &str, expected: &[(u32, &str)]) {
    let checked = check_texts(&[("example.py".to_owned(), text.to_owned())], "select = ['all']");
    assert_eq!(checked.troubles, [], "{text}");
    let found: Vec<(u32, &str)> =
        checked.findings.iter().map(|finding| (finding.primary.span.start.line, finding.page.name)).collect();
    assert_eq!(found, expected, "{text}");
}

const SLOW: &str = "list-membership-in-loop";

/// A module whose slow line, the third after the given lines, is `slow`.
fn module(before: &str, slow: &str) -> String {
    format!(
        "{before}def unknown():\n    for word in words:\n{slow}\n            print(word)\nwords = open('w.txt').readlines()\n"
    )
}

#[test]
fn without_a_suppression_there_is_a_finding() {
    check(&module("", "        if word[1:] in words:"), &[(3, SLOW)]);
}

#[test]
fn on_the_line() {
    check(&module("", "        if word[1:] in words:  # fastpy: ignore[list-membership-in-loop] ten words"), &[]);
}

#[test]
fn behind_another_comment() {
    let slow = "        if word[1:] in words:  # noqa: X1 # fastpy: ignore[list-membership-in-loop]";
    check(&module("", slow), &[]);
}

#[test]
fn on_the_line_above() {
    let slow = "        # fastpy: ignore[list-membership-in-loop] ten words\n        if word[1:] in words:";
    check(&module("", slow), &[]);
}

#[test]
fn above_and_other_comments_between() {
    let slow = "        # fastpy: ignore[list-membership-in-loop]\n        # ten words\n        if word[1:] in words:";
    check(&module("", slow), &[]);
}

#[test]
fn not_past_a_blank_line() {
    let slow = "        # fastpy: ignore[list-membership-in-loop]\n\n        if word[1:] in words:";
    check(&module("", slow), &[(3, "unused-suppression"), (5, SLOW)]);
}

#[test]
fn above_a_statement_of_several_lines() {
    let slow =
        "        # fastpy: ignore[list-membership-in-loop]\n        if (\n            word[1:] in words\n        ):";
    check(&module("", slow), &[]);
}

#[test]
fn on_the_last_line_of_a_statement() {
    let slow = "        if (\n            word[1:] in words\n        ):  # fastpy: ignore[list-membership-in-loop]";
    check(&module("", slow), &[]);
}

#[test]
fn between_the_lines_of_a_statement() {
    let slow = "        if (\n            # fastpy: ignore[list-membership-in-loop]\n            word[1:] in words\n        ):";
    check(&module("", slow), &[]);
}

#[test]
fn in_the_whole_file() {
    let before = "# fastpy: ignore-file[list-membership-in-loop] small data\n";
    check(&module(before, "        if word[1:] in words:"), &[]);
}

#[test]
fn in_a_stretch() {
    let before = "# fastpy: off[list-membership-in-loop]\n";
    let text = module(before, "        if word[1:] in words:")
        + "# fastpy: on[list-membership-in-loop]\n"
        + &module("", "        if word[1:] in words:");
    check(&text, &[(10, SLOW)]);
}

#[test]
fn another_rule_is_not_silenced() {
    let slow = "        if word[1:] in words:  # fastpy: ignore[unknown-suppression]";
    check(&module("", slow), &[(3, SLOW)]);
}

#[test]
fn text_in_a_string_is_no_suppression() {
    let before = "TEXT = '''\n# fastpy: ignore-file[list-membership-in-loop]\n'''\n";
    check(&module(before, "        if word[1:] in words:"), &[(6, SLOW)]);
}

#[test]
fn what_is_misspelt_silences_nothing() {
    let slow = "        if word[1:] in words:  # fastpy: ignore[list-membership]";
    check(&module("", slow), &[(3, SLOW), (3, "unknown-suppression")]);
}

#[test]
fn one_unused_name_of_two_is_reported() {
    let slow = "        if word[1:] in words:  # fastpy: ignore[list-membership-in-loop, no-such-rule]";
    check(&module("", slow), &[(3, "unknown-suppression")]);
}

#[test]
fn a_suppression_of_a_rule_that_did_not_run_is_not_unused() {
    let text = "half = 1 / 2  # fastpy: ignore[list-membership-in-loop]\n".to_owned();
    let options = "select = ['all']\nignore = ['list-membership-in-loop']";
    assert!(check_texts(&[("example.py".to_owned(), text)], options).findings.is_empty());
}

#[test]
fn a_suppression_of_a_rule_that_could_show_nothing_is_not_unused() {
    let page = &rules::named("slice-consume-in-loop").expect("it is a rule").page;
    assert_eq!(page.confidence, Confidence::Medium, "the rule is off by default");
    check("half = 1 / 2  # fastpy: ignore[slice-consume-in-loop] short\n", &[]);
}

#[test]
fn a_suppression_of_a_finding_below_the_shown_confidence_is_not_unused() {
    let text = module("", "        if word[1:] in words:  # fastpy: ignore[list-membership-in-loop]");
    for confidence in ["low", "medium", "high"] {
        let checked = check_texts(
            &[("example.py".to_owned(), text.clone())],
            &format!("select = ['all']\nconfidence = '{confidence}'"),
        );
        assert!(checked.findings.is_empty(), "{confidence}");
    }
}

#[test]
fn in_a_template() {
    let text = "{% for a in b %}\n{# fastpy: ignore[unused-suppression] #}\n{{ a }}\n{% endfor %}\n";
    let found = fastpy_lint::suppress::in_template(text);
    let lines: Vec<(&str, (u32, u32))> = found.list.iter().map(|it| (it.rule, it.lines)).collect();
    assert_eq!(lines, [("unused-suppression", (3, 3))]);
    assert!(fastpy_lint::suppress::in_template("<p># fastpy: ignore[nothing]</p>").faults.is_empty());
}
