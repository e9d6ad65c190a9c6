//! From cells to one text.

use crate::excerpt::Lines;
use crate::model::{Cell, Position, Span};
use crate::notebook::magics::{Stand, translated, words_bound};
use crate::notebook::{CellInFile, Notebook, Piece, Source};
use crate::syntax::{Refusal, TextRange, TextSize};

/// Joins cells, each with a blank line below it, which keeps comments at its end from speaking of the next one. The
/// caller's stack must carry the longest cell (`lint::on_a_sufficient_stack`).
pub fn join(sources: Vec<Source>) -> Notebook {
    let mut notebook = Notebook { text: String::new(), broken: Vec::new(), pieces: Vec::new(), cells: Vec::new() };
    for Source { number, text, file_lines } in sources {
        let stands = translated(&text).unwrap_or_else(|refusal| {
            let span = place_of(&refusal, &text, number, &file_lines);
            notebook.broken.push((refusal, span));
            vec![Stand { range: 0..text.len(), text: words_bound(&text) }]
        });
        let end_position = start(&Lines::of(&text), text.len() as u32);
        notebook.add(&(text + "\n"), stands);
        let end = notebook.text.len() as u32 - 2;
        notebook.cells.push(CellInFile { number, file_lines, end, end_position });
    }
    let lines = Lines::of(&notebook.text);
    for piece in &mut notebook.pieces {
        piece.start = start(&lines, piece.range.start);
    }
    notebook
}

impl Notebook {
    /// Adds a cell, with what stands in the joined text for some of it.
    fn add(&mut self, source: &str, stands: Vec<Stand>) {
        let lines = Lines::of(source);
        let mut at = 0;
        for Stand { range, text } in stands {
            self.add_piece(source, &lines, at, range.start);
            self.text.push_str(&text);
            at = range.end;
        }
        self.add_piece(source, &lines, at, source.len());
        self.text.push('\n');
    }

    fn add_piece(&mut self, source: &str, lines: &Lines, from: usize, to: usize) {
        if from == to {
            return;
        }
        let (source_start, offset) = (start(lines, from as u32), self.text.len() as u32);
        self.text.push_str(&source[from..to]);
        self.pieces.push(Piece {
            range: offset..self.text.len() as u32,
            start: source_start,
            cell: self.cells.len(),
            source: from as u32,
            source_start,
        });
    }
}

fn start(lines: &Lines, offset: u32) -> Position {
    lines.span(TextRange::empty(TextSize::new(offset))).start
}

fn place_of(refusal: &Refusal, text: &str, number: u32, file_lines: &[u32]) -> Span {
    let span = Lines::of(text).span(refusal.range());
    let file_line = |line: u32| file_lines.get(line as usize - 1).or(file_lines.last()).copied().unwrap_or(1);
    let cell = Cell { number, file_lines: (file_line(span.start.line), file_line(span.end.line)) };
    Span { cell: Some(cell), ..span }
}
