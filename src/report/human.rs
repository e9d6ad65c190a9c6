//! The form for people: the source, why it is slow here, what it costs, what to write instead.

use std::io::{self, Write};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::check::{Checked, guarded};
use crate::diagnostic::{Change, Finding, Fix, Label, Trouble};
use crate::page::Impact;
use crate::report::neutral::Neutral;
use crate::report::place;
use crate::report::{Style, concise};

/// Messages quote names from the source, which may be of any length.
const LONGEST_MESSAGE: usize = 400;
/// Labels further apart than this are shown as two pieces of source.
const FURTHEST: u32 = 200;
/// A finding that is longer is not read.
const MOST_LINES: usize = 14;
/// More labels would not leave a finding on one screen.
const MOST_LABELS: usize = 3;

/// Writes each finding with its source, then what could not be checked.
pub fn write(checked: &Checked, style: Style, neutral: Neutral, out: &mut dyn Write) -> io::Result<()> {
    let renderer = renderer(style.colour);
    for finding in &checked.findings {
        // Should the renderer fail on some source, the finding is still told.
        let rendered = guarded(|| render_finding(finding, &renderer, style.colour, neutral));
        writeln!(out, "{}\n", rendered.unwrap_or_else(|_| concise::finding(finding, neutral)))?;
    }
    for trouble in &checked.troubles {
        writeln!(out, "{}\n", render_trouble(trouble, &renderer, neutral))?;
    }
    Ok(())
}

/// The renderer that all of the output shares.
pub fn renderer(colour: bool) -> Renderer {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii)
}

/// Renders a finding with the source of all its labels and its fix, or with what there is room for: first goes the
/// source of other stretches than its own, then what the fix does to lines.
fn render_finding(finding: &Finding, renderer: &Renderer, colour: bool, neutral: Neutral) -> String {
    let pieces = pieces(finding, neutral);
    let fits = |text: &String| text.lines().count() <= MOST_LINES;
    let own = pieces.len().min(1);
    if let Some(diff) = finding.fix.as_ref().and_then(|fix| diff(fix, colour, neutral)) {
        let with = |pieces| render_pieces(finding, pieces, "", renderer, neutral) + "\n" + &diff;
        let shown = Some(with(&pieces)).filter(fits).or_else(|| Some(with(&pieces[..own])).filter(fits));
        if let Some(shown) = shown {
            return shown;
        }
    }
    let whole = render_pieces(finding, &pieces, &finding.help, renderer, neutral);
    if fits(&whole) { whole } else { render_pieces(finding, &pieces[..own], &finding.help, renderer, neutral) }
}

/// What a fix does, as lines taken out and put in. `None` where there is too much of it.
fn diff(fix: &Fix, colour: bool, neutral: Neutral) -> Option<String> {
    let (bold, red, green, plain) =
        if colour { ("\x1b[1m\x1b[96m", "\x1b[31m", "\x1b[32m", "\x1b[0m") } else { ("", "", "", "") };
    let (message, safety) = (neutral.line(&fix.message), fix.safety.name());
    let mut text = format!("{bold}help{plain}: {message} ({safety} fix)");
    let number = |change: &Change, line: usize| match change.cell {
        Some(cell) => format!("cell {cell}:{line}"),
        None => line.to_string(),
    };
    let last = |change: &Change| number(change, change.line as usize + change.removed.len().max(1) - 1).len();
    let width = fix.changes.iter().map(last).max()?;
    for change in &fix.changes {
        for (sign, colour, lines) in [('-', red, &change.removed), ('+', green, &change.added)] {
            for (line, at) in lines.iter().zip(change.line as usize..) {
                let number = number(change, at);
                text += &format!("\n{number:>width$} {colour}{sign} {}{plain}", neutral.line(line));
            }
        }
    }
    (text.lines().count() <= MOST_LINES).then_some(text)
}

fn render_pieces(finding: &Finding, pieces: &[Piece<'_>], help: &str, renderer: &Renderer, neutral: Neutral) -> String {
    let level = match finding.impact {
        Impact::High => Level::ERROR,
        Impact::Medium => Level::WARNING,
        Impact::Low => Level::INFO,
    };
    let safe = |text: &str| neutral.line(&text.chars().take(LONGEST_MESSAGE).collect::<String>());
    let title = level.primary_title(safe(&finding.message)).id(finding.page.name);
    let mut group = Group::with_title(title);
    for piece in pieces {
        group = group.element(piece.snippet());
    }
    let is_shown = |label: &Label| pieces.iter().any(|piece| piece.labels.iter().any(|it| std::ptr::eq(*it, label)));
    for label in finding.related.iter().take(MOST_LABELS).filter(|label| !is_shown(label)) {
        let place = place::start(label.path.as_deref().unwrap_or(&finding.path), label.span);
        let place = format!("{place}: {}", label.message);
        group = group.element(Level::NOTE.with_name("see").message(safe(&place)));
    }
    if !finding.note.is_empty() {
        group = group.element(Level::NOTE.message(safe(&finding.note)));
    }
    if !help.is_empty() {
        group = group.element(Level::HELP.message(safe(help)));
    }
    let explain = format!("fastpy-lint explain {}", finding.page.name);
    group = group.element(Level::NOTE.with_name("docs").message(explain));
    renderer.render(&[group])
}

fn render_trouble(trouble: &Trouble, renderer: &Renderer, neutral: Neutral) -> String {
    let message: String = trouble.message.chars().take(LONGEST_MESSAGE).collect();
    let title = Level::ERROR.primary_title(neutral.line(&message)).id(trouble.kind.name());
    let source = place::source(&trouble.path, trouble.span.and_then(place::cell));
    let mut origin = Origin::path(neutral.line(&source));
    if let Some(span) = trouble.span {
        origin = origin.line(span.start.line as usize).char_column(span.start.column as usize);
    }
    renderer.render(&[Group::with_title(title).element(origin)])
}

/// A stretch of one file's source, known only where it is labelled, and its labels.
struct Piece<'f> {
    labels: Vec<&'f Label>,
    path: String,
    first_line: u32,
    source: String,
    marks: Vec<Mark>,
}

struct Mark {
    range: std::ops::Range<usize>,
    label: String,
    is_primary: bool,
}

impl Piece<'_> {
    fn snippet(&self) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
        let snippet = Snippet::source(self.source.as_str()).path(self.path.as_str());
        let annotations = self.marks.iter().map(|mark| {
            let kind = if mark.is_primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let annotation = kind.span(mark.range.clone());
            if mark.label.is_empty() { annotation } else { annotation.label(mark.label.as_str()) }
        });
        snippet.line_start(self.first_line as usize).fold(true).annotations(annotations)
    }
}

/// Groups a finding's labels into stretches of source: the one around the primary label first.
fn pieces(finding: &Finding, neutral: Neutral) -> Vec<Piece<'_>> {
    let source = |label: &Label| {
        let path = label.path.as_deref().unwrap_or(&finding.path);
        place::source(path, place::cell(label.span))
    };
    let mut groups = vec![(source(&finding.primary), vec![(&finding.primary, true)])];
    for label in finding.related.iter().take(MOST_LABELS) {
        let source = source(label);
        match groups.iter_mut().find(|group| group.0 == source && group.1.iter().all(|(it, _)| fit(it, label))) {
            Some((_, labels)) => labels.push((label, false)),
            None => groups.push((source, vec![(label, false)])),
        }
    }
    groups.into_iter().map(|(source, labels)| piece(neutral.line(&source), labels, neutral)).collect()
}

/// Whether two labels of a file go into one stretch: near each other, and not two windows of one long line.
fn fit(one: &Label, other: &Label) -> bool {
    let apart = one.span.start.line.abs_diff(other.span.start.line);
    apart < FURTHEST && (apart > 0 || one.line == other.line)
}

/// Puts labelled lines where they stand, and an ellipsis for a single line between two of them.
pub fn piece_of(path: String, label: &Label, neutral: Neutral) -> impl FnOnce(&Renderer, &str) -> String {
    let piece = piece(path, vec![(label, true)], neutral);
    move |renderer, title| {
        renderer.render(&[Group::with_title(Level::ERROR.primary_title(title)).element(piece.snippet())])
    }
}

fn piece<'f>(path: String, mut labels: Vec<(&'f Label, bool)>, neutral: Neutral) -> Piece<'f> {
    labels.sort_by_key(|(label, _)| label.span.start.line);
    let first_line = labels.first().map_or(1, |(label, _)| label.span.start.line);
    let (mut source, mut marks, mut at_line, mut line_start) = (String::new(), Vec::new(), 0, 0);
    for &(label, is_primary) in &labels {
        let line = label.span.start.line;
        let (text, columns) = neutral.columns(&label.line.text);
        if at_line != line {
            if at_line != 0 {
                source.push('\n');
                let between = line - at_line - 1;
                source.push_str(if between == 1 { "..." } else { "" });
                source.push_str(&"\n".repeat(between as usize));
            }
            line_start = source.len();
            source.push_str(&text);
            at_line = line;
        }
        let range = within(label, &columns);
        let range = line_start + range.start..line_start + range.end;
        let message: String = label.message.chars().take(LONGEST_MESSAGE).collect();
        marks.push(Mark { range, label: neutral.line(&message), is_primary });
    }
    let labels = labels.into_iter().map(|(label, _)| label).collect();
    Piece { labels, path, first_line, source, marks }
}

/// What a label marks, as byte offsets in its neutralised window.
fn within(label: &Label, columns: &[usize]) -> std::ops::Range<usize> {
    let last = columns.len() - 1;
    let column = |column: u32| (column as usize - 1).saturating_sub(label.line.cut as usize).min(last);
    let start = column(label.span.start.column);
    let ends_here = label.span.end.line == label.span.start.line;
    let end = if ends_here { column(label.span.end.column) } else { last };
    columns[start]..columns[end.max(start)]
}
