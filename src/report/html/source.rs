//! Lines of source with what is marked in them, and the words that stand below the marks.

use crate::diagnostic::{Finding, Label, SourceLine};

use super::escape::{escaped, prose, push_escaped};
use super::python::{Token, tokens};

/// More places of one finding are not read.
const MOST_LABELS: usize = 20;

/// A label and how it marks.
type Marked<'f> = (&'f Label, Mark);

/// How a character is marked. The later wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    None,
    Related,
    Primary,
}

/// The labelled lines of a finding, by file, its own file first.
pub fn sources(finding: &Finding) -> String {
    let mut groups: Vec<(Option<&str>, Vec<Marked<'_>>)> = vec![(None, vec![(&finding.primary, Mark::Primary)])];
    for label in finding.related.iter().take(MOST_LABELS) {
        let path = label.path.as_deref().filter(|path| *path != finding.path);
        match groups.iter_mut().find(|group| group.0 == path) {
            Some((_, labels)) => labels.push((label, Mark::Related)),
            None => groups.push((path, vec![(label, Mark::Related)])),
        }
    }
    groups.into_iter().map(|(path, labels)| source(path, labels)).collect()
}

/// The labelled lines of one file.
fn source(path: Option<&str>, mut labels: Vec<Marked<'_>>) -> String {
    labels.sort_by_key(|(label, _)| (label.span.start.line, label.line.cut, label.span.start.column));
    let last = labels.last().map_or(0, |(label, _)| label.span.start.line);
    let width = last.to_string().len();
    let mut text = String::from("<figure>");
    if let (Some(path), Some((first, _))) = (path, labels.first()) {
        let line = first.span.start.line;
        text += &format!("<figcaption><code class=\"path\">{}:{line}</code></figcaption>", escaped(path));
    }
    text += "<pre>";
    let margin = margin(&labels);
    let mut previous = None;
    for same_line in labels.chunk_by(|(one, _), (other, _)| is_same_line(one, other)) {
        let number = same_line[0].0.span.start.line;
        if previous.is_some_and(|previous| number > previous + 1) {
            text += &format!("<i>{:>width$}</i>\n", "…");
        }
        text += &format!("<i>{number:>width$}</i> ");
        push_line(&mut text, same_line, margin);
        for (label, mark) in same_line.iter().filter(|(label, _)| !label.message.is_empty()) {
            push_label(&mut text, label, *mark, width, margin);
        }
        previous = Some(number);
    }
    text + "</pre></figure>\n"
}

/// How many characters of indentation all lines share: small screens have no room for them.
fn margin(labels: &[Marked<'_>]) -> usize {
    let indent = |line: &SourceLine| match line.cut {
        0 => line.text.chars().take_while(|it| matches!(it, ' ' | '\t')).count(),
        _ => 0,
    };
    labels.iter().map(|(label, _)| indent(&label.line)).min().unwrap_or(0)
}

/// Two windows of one long line are shown as two lines.
fn is_same_line(one: &Label, other: &Label) -> bool {
    one.span.start.line == other.span.start.line && one.line == other.line
}

/// A line, its marks and tokens as elements around stretches of equal kind.
fn push_line(text: &mut String, labels: &[Marked<'_>], margin: usize) {
    let line: &SourceLine = &labels[0].0.line;
    let letters: Vec<char> = line.text.chars().skip(margin).collect();
    let mut marks = vec![Mark::None; letters.len()];
    for (label, mark) in labels {
        let (start, end) = columns(label, margin, letters.len());
        marks[start..end].iter_mut().for_each(|it| *it = (*it).max(*mark));
    }
    // A line without its beginning may begin within a string.
    let tokens = if line.cut == 0 { tokens(&letters) } else { vec![Token::Other; letters.len()] };
    let mut at = 0;
    for same_mark in marks.chunk_by(PartialEq::eq) {
        let (open, close) = match same_mark[0] {
            Mark::None => ("", ""),
            Mark::Related => ("<mark class=\"related\">", "</mark>"),
            Mark::Primary => ("<mark>", "</mark>"),
        };
        let end = at + same_mark.len();
        text.push_str(open);
        push_tokens(text, &letters[at..end], &tokens[at..end]);
        text.push_str(close);
        at = end;
    }
    text.push('\n');
}

/// Code with its tokens as elements.
pub fn push_tokens(text: &mut String, letters: &[char], tokens: &[Token]) {
    let mut at = 0;
    for same_token in tokens.chunk_by(PartialEq::eq) {
        let end = at + same_token.len();
        let piece: String = letters[at..end].iter().collect();
        let class = same_token[0].class();
        text.push_str(&class.map(|class| format!("<span class=\"{class}\">")).unwrap_or_default());
        for (number, line) in piece.split('\n').enumerate() {
            text.push_str(if number > 0 { "\n" } else { "" });
            push_escaped(text, line);
        }
        text.push_str(class.map_or("", |_| "</span>"));
        at = end;
    }
}

/// The words of a label below the start of what it marks.
fn push_label(text: &mut String, label: &Label, mark: Mark, width: usize, margin: usize) {
    let letters: Vec<char> = label.line.text.chars().skip(margin).collect();
    let (start, _) = columns(label, margin, letters.len());
    // Tabs stay, so that the words stand below what they speak of.
    let indent: String = letters[..start].iter().map(|it| if *it == '\t' { '\t' } else { ' ' }).collect();
    let class = if mark == Mark::Primary { "" } else { " related" };
    let (empty, message) = ("", prose(&label.message));
    text.push_str(&format!("<i>{empty:>width$}</i> {indent}<span class=\"label{class}\">╰ {message}</span>\n"));
}

/// What a label marks of its window without the margin, as a range of characters.
fn columns(label: &Label, margin: usize, length: usize) -> (usize, usize) {
    let column = |column: u32| (column as usize - 1).saturating_sub(label.line.cut as usize + margin).min(length);
    let start = column(label.span.start.column);
    let ends_here = label.span.end.line == label.span.start.line;
    let end = if ends_here { column(label.span.end.column) } else { length };
    (start, end.max(start))
}
