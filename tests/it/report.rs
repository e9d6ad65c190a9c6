//! The form for people, on findings made for it: whatever the labels, a finding stays on one screen.

use fastpy_lint::check::Checked;
use fastpy_lint::diagnostic::{Finding, Label, SourceLine};
use fastpy_lint::model::{Position, Span};
use fastpy_lint::report::{self, Format, Style};
use fastpy_lint::rules;

fn label(path: Option<&str>, line: u32, text: &str, marked: &str, message: &str) -> Label {
    let before = text.split(marked).next().unwrap_or("").chars().count() as u32;
    let position = |column| Position { line, column };
    let span = Span {
        start: position(before + 1),
        end: position(before + 1 + marked.chars().count() as u32),
        offsets: (before, before + 1),
        cell: None,
    };
    let line = SourceLine { text: text.to_owned(), cut: 0 };
    Label { path: path.map(str::to_owned), span, message: message.to_owned(), line }
}

fn render(primary: Label, related: Vec<Label>) -> String {
    let page = &rules::named("list-membership-in-loop").expect("the rule exists").page;
    let finding = Finding {
        page,
        impact: page.impact,
        confidence: page.confidence,
        path: "shop/orders.py".to_owned(),
        message: "what is slow".to_owned(),
        note: "what it costs".to_owned(),
        help: "what to write".to_owned(),
        primary,
        related,
        function: None,
        fingerprint: String::new(),
        fix: None,
    };
    let checked = Checked { findings: vec![finding], files: 1, checked: 1, ..Checked::default() };
    let style = Style { format: Format::Full, colour: false, summary: false, in_ci: false };
    let mut out = Vec::new();
    report::write(&checked, style, &mut out).expect("memory can be written");
    String::from_utf8(out).expect("reports are UTF-8").trim_end().to_owned()
}

fn primary() -> Label {
    label(None, 12, "        if order in seen:", "order in seen", "here")
}

/// Checks the lines between the arrow and the notes.
fn check(related: Vec<Label>, expected: &str) {
    let text = render(primary(), related);
    let lines: Vec<&str> = text.lines().skip(2).take_while(|line| !line.starts_with("   =")).collect();
    assert_eq!(lines.join("\n"), expected.trim_matches('\n'), "{text}");
    assert!(text.lines().count() <= 14, "{text}");
}

#[test]
fn alone() {
    check(
        vec![],
        "
   |
12 |         if order in seen:
   |            ^^^^^^^^^^^^^ here
   |",
    );
}

#[test]
fn an_unknown_line_between_two_is_an_ellipsis() {
    check(
        vec![label(None, 10, "    for order in orders:", "for order in orders", "runs once per order")],
        "
   |
10 |     for order in orders:
   |     ------------------- runs once per order
11 | ...
12 |         if order in seen:
   |            ^^^^^^^^^^^^^ here
   |",
    );
}

#[test]
fn more_lines_between_are_folded() {
    check(
        vec![label(None, 2, "    seen = []", "[]", "a list")],
        "
   |
 2 |     seen = []
   |            -- a list
...
12 |         if order in seen:
   |            ^^^^^^^^^^^^^ here
   |",
    );
}

#[test]
fn another_file_is_shown_where_there_is_room() {
    let text = render(primary(), vec![label(Some("shop/models.py"), 3, "seen = []", "[]", "a list")]);
    assert!(text.contains("::: shop/models.py:3:8") || text.contains("= see: shop/models.py:3:8: a list"), "{text}");
    assert!(text.lines().count() <= 14, "{text}");
}

#[test]
fn many_labels_stay_on_one_screen() {
    let related = vec![
        label(None, 3, "a = 1", "a", "first"),
        label(Some("b.py"), 900, "b = 1", "b", "second"),
        label(Some("c.py"), 9_000_000, "c = 1", "c", "third"),
        label(Some("d.py"), 4, "d = 1", "d", "fourth"),
    ];
    let text = render(primary(), related);
    assert!(text.lines().count() <= 14, "{text}");
    assert!(text.contains("= see: c.py:9000000:1: third"), "{text}");
}

#[test]
fn labels_far_apart_or_in_two_windows_of_one_line() {
    let far = label(None, 4_000_000_000, "z = 1", "z", "far");
    assert!(render(primary(), vec![far]).contains("4000000000"));
    let mut other_window = label(None, 12, "elsewhere on the same line", "same", "other");
    other_window.line.cut = 5_000;
    other_window.span.start.column += 5_000;
    other_window.span.end.column += 5_000;
    let text = render(primary(), vec![other_window]);
    assert!(text.contains("if order in seen") && text.contains("elsewhere on the same line"), "{text}");
}

#[test]
fn a_label_beyond_its_line_is_still_rendered() {
    let mut beyond = primary();
    beyond.span.end.column = 9_999;
    assert!(render(beyond, vec![]).contains("^ here"));
}
