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
        let before = &self.text[start as usize..offset as usize];
        // A byte order mark is no character of the first line.
        let column = before.chars().filter(|it| *it != '\u{feff}').count();
        Position { line: line as u32, column: column as u32 + 1 }
    }

    /// The line on which a span starts, cut to a window around it.
    pub fn window(&self, span: Span) -> SourceLine {
        let line = self.line(span.start.line);
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
