//! From byte offsets to lines and columns, and the window of a source line that a finding shows.

use crate::diagnostic::SourceLine;
use crate::model::{Position, Span};
use crate::syntax::{TextRange, TextSize};

/// Characters of a line that are kept before and after what is marked in it.
const MARGIN: usize = 80;
/// Characters that are kept of a line at most.
pub const WIDEST: usize = 240;

/// A text and where its lines start.
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<u32>,
}

impl<'t> Lines<'t> {
    pub fn of(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            // A line ends with `\n`, `\r\n` or a lone `\r`, as Python reads it.
            let ends = bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
            if ends {
                starts.push(at as u32 + 1);
            }
        }
        Self { text, starts }
    }

    pub fn span(&self, range: TextRange) -> Span {
        let (start, end) = (range.start().to_u32(), range.end().to_u32());
        Span { start: self.position(start), end: self.position(end), offsets: (start, end), cell: None }
    }

    fn position(&self, offset: u32) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        Position { line: line as u32, column: column_after(&self.text[start as usize..offset as usize]) }
    }

    /// The line on which a span starts, cut to a window around it.
    pub fn window(&self, span: Span) -> SourceLine {
        windowed(self.line(span.start.line), span)
    }

    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Where a line starts.
    pub fn start(&self, number: u32) -> usize {
        self.starts[number as usize - 1] as usize
    }

    /// Where a line ends, its ending included.
    pub fn end(&self, number: u32) -> usize {
        self.starts.get(number as usize).map_or(self.text.len(), |end| *end as usize)
    }

    /// How a line ends; the last one as the one before it.
    pub fn ending_near(&self, number: u32) -> &'static str {
        let number = if self.starts.len() > number as usize { number } else { number.saturating_sub(1).max(1) };
        let line = self.raw(number);
        if line.ends_with("\r\n") {
            "\r\n"
        } else if line.ends_with('\r') {
            "\r"
        } else {
            "\n"
        }
    }

    /// How many lines there are.
    pub fn count(&self) -> u32 {
        self.starts.len() as u32
    }

    /// Where the line of an offset starts.
    pub fn start_of_line(&self, offset: TextSize) -> usize {
        let line = self.starts.partition_point(|start| *start <= offset.to_u32());
        self.starts[line - 1] as usize
    }

    /// A line with its end, and with a byte order mark.
    pub fn raw(&self, number: u32) -> &'t str {
        &self.text[self.start(number)..self.end(number)]
    }

    /// A line without its end.
    pub fn line(&self, number: u32) -> &'t str {
        self.raw(number).trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}')
    }
}

/// Where ranges of a text stand, and the lines on which they start. For few ranges no line of the text is looked up but
/// theirs.
pub fn places(text: &str, ranges: &[TextRange]) -> Vec<(Span, SourceLine)> {
    if memchr::memchr(b'\r', text.as_bytes()).is_some() {
        let lines = Lines::of(text);
        let spans = ranges.iter().map(|range| lines.span(*range));
        return spans.map(|span| (span, lines.window(span))).collect();
    }
    let mut order: Vec<usize> = (0..ranges.len()).collect();
    order.sort_unstable_by_key(|index| ranges[*index].start());
    let mut cursor = Cursor { text, at: 0, line: 1, line_start: 0 };
    let mut places: Vec<_> = order.into_iter().map(|index| (index, cursor.place(ranges[index]))).collect();
    places.sort_unstable_by_key(|(index, _)| *index);
    places.into_iter().map(|(_, place)| place).collect()
}

/// A place in a text without carriage returns, and the line it is in.
#[derive(Clone)]
struct Cursor<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    line_start: usize,
}

impl Cursor<'_> {
    fn place(&mut self, range: TextRange) -> (Span, SourceLine) {
        let start = self.go_to(range.start());
        let rest = &self.text[self.line_start..];
        let line = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest, |length| &rest[..length]);
        let mut end = self.clone();
        let span = Span {
            start,
            end: end.go_to(range.end()),
            offsets: (range.start().to_u32(), range.end().to_u32()),
            cell: None,
        };
        (span, windowed(line.trim_start_matches('\u{feff}'), span))
    }

    fn go_to(&mut self, offset: TextSize) -> Position {
        let passed = &self.text.as_bytes()[self.at..offset.to_usize()];
        if let Some(last) = memchr::memrchr(b'\n', passed) {
            self.line += memchr::memchr_iter(b'\n', passed).count() as u32;
            self.line_start = self.at + last + 1;
        }
        self.at = offset.to_usize();
        Position { line: self.line, column: column_after(&self.text[self.line_start..self.at]) }
    }
}

/// The column behind the start of a line.
fn column_after(start_of_line: &str) -> u32 {
    // A byte order mark is no character of the first line.
    start_of_line.chars().filter(|it| *it != '\u{feff}').count() as u32 + 1
}

fn windowed(line: &str, span: Span) -> SourceLine {
    let first = (span.start.column as usize - 1).saturating_sub(MARGIN);
    let width = if span.end.line == span.start.line {
        (span.end.column as usize - 1 - first + MARGIN).min(WIDEST)
    } else {
        WIDEST
    };
    if line.chars().nth(WIDEST).is_none() {
        return SourceLine { text: line.to_owned(), cut: 0 };
    }
    SourceLine { text: line.chars().skip(first).take(width).collect(), cut: first as u32 }
}
