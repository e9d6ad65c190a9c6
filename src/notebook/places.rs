//! From places in the joined text to places in cells.

use crate::diagnostic::{Change, Edit, Finding, Fix, Label};
use crate::model::{Cell, Position, Span};
use crate::notebook::magics::TIMED;
use crate::notebook::{Notebook, Piece};

/// A finding with its places in cells, where the files that they stand in are notebooks. `None` where it is about what
/// stands in no cell.
pub fn placed<'n>(finding: Finding, notebook_at: impl Fn(&str) -> Option<&'n Notebook>) -> Option<Finding> {
    let own = notebook_at(&finding.path);
    let label = |label: Label| {
        let notebook = match &label.path {
            Some(path) => notebook_at(path),
            None => own,
        };
        match notebook {
            Some(notebook) => Some(Label { span: notebook.placed(label.span)?, ..label }),
            None => Some(label),
        }
    };
    let related = finding.related.into_iter().filter_map(label).collect();
    let primary = label(finding.primary)?;
    let Some(own) = own else { return Some(Finding { primary, related, ..finding }) };
    let fix = finding.fix.and_then(|fix| own.placed_fix(fix));
    let function = finding.function.and_then(|name| match name.strip_prefix(TIMED) {
        Some(within) => within.strip_prefix('.').map(str::to_owned),
        None => Some(name),
    });
    Some(Finding { primary, related, fix, function, ..finding })
}

/// An edit of one cell's source.
pub struct CellEdit {
    /// Which of the cells it is.
    pub cell: usize,
    /// Byte offsets in the source.
    pub range: (u32, u32),
    pub text: String,
}

impl Notebook {
    /// A span with the places that its ends have in their cell; its offsets stay.
    pub fn placed(&self, span: Span) -> Option<Span> {
        let (from, to) = span.offsets;
        let first = self.piece_at(from).filter(|piece| from < piece.range.end || from == to)?;
        let last = self.piece_at(to).filter(|piece| piece.cell == first.cell).unwrap_or(first);
        let start = first.position(span.start);
        let end = if to <= last.range.end { last.position(span.end) } else { start };
        let cell = &self.cells[first.cell];
        let file_line = |line: u32| {
            let known = cell.file_lines.get(line as usize - 1).or(cell.file_lines.last());
            known.copied().unwrap_or(1)
        };
        let cell = Cell { number: cell.number, file_lines: (file_line(start.line), file_line(end.line)) };
        Some(Span { start, end: end.max(start), cell: Some(cell), ..span })
    }

    /// The piece that an offset stands in, or at the end of.
    fn piece_at(&self, offset: u32) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.range.start <= offset);
        let piece = &self.pieces[after.checked_sub(1)?];
        (offset <= piece.range.end).then_some(piece)
    }

    fn placed_fix(&self, fix: Fix) -> Option<Fix> {
        let edits = fix.edits.into_iter().map(|edit| self.placed_edit(edit)).collect::<Option<Vec<_>>>()?;
        let changes = fix.changes.into_iter().filter_map(|change| self.placed_change(change)).collect();
        Some(Fix { edits, changes, ..fix })
    }

    /// An edit within one cell, with its places there.
    fn placed_edit(&self, edit: Edit) -> Option<Edit> {
        let piece = self.piece_at(edit.span.offsets.0).filter(|piece| edit.span.offsets.1 <= piece.range.end)?;
        let (from, to) = edit.span.offsets;
        // What is put before the statement of `%time` would be timed.
        if from == to && from == piece.range.start && piece.start.column != piece.source_start.column {
            return None;
        }
        let cell = &self.cells[piece.cell];
        let mut edit = Edit { span: self.placed(edit.span)?, ..edit };
        let Span { start, end, offsets: (from, to), .. } = &mut edit.span;
        if *to <= cell.end {
            return Some(edit);
        }
        // The last line of a cell mostly has no end in the file: nothing may replace it.
        (*to, *end) = (cell.end, cell.end_position);
        let ending = ["\r\n", "\n", "\r"].into_iter().find(|ending| edit.text.ends_with(ending)).unwrap_or_default();
        let text = edit.text[..edit.text.len() - ending.len()].to_owned();
        if *from > cell.end {
            (*from, *start) = (cell.end, cell.end_position);
            edit.text = format!("\n{text}");
            return Some(edit);
        }
        if text.is_empty() && start.column == 1 && *from > piece.range.start {
            // A line that goes takes the end of the line before it along, lest an empty one be left.
            let (offset, column) = self.end_of_line_before(*from, piece);
            (*from, *start) = (offset, Position { line: start.line - 1, column });
        }
        Some(Edit { text, ..edit })
    }

    /// Offset and column of the end of the line before the one that starts at an offset.
    fn end_of_line_before(&self, offset: u32, piece: &Piece) -> (u32, u32) {
        let before = &self.text[piece.range.start as usize..offset as usize];
        let before = before.strip_suffix('\n').unwrap_or(before);
        let before = before.strip_suffix('\r').unwrap_or(before);
        let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
        let first_column = if line.len() == before.len() { piece.source_start.column } else { 1 };
        (piece.range.start + before.len() as u32, first_column + line.chars().count() as u32)
    }

    fn placed_change(&self, change: Change) -> Option<Change> {
        let after = self.pieces.partition_point(|piece| piece.start.line <= change.line);
        let piece = &self.pieces[after.checked_sub(1)?];
        Some(Change { line: piece.line(change.line), cell: Some(self.cells[piece.cell].number), ..change })
    }

    /// What an edit of the joined text, as it was placed, is in a cell; `None` where it is not within one.
    pub fn in_cell(&self, edit: &Edit) -> Option<CellEdit> {
        let (from, to) = edit.span.offsets;
        let piece = self.piece_at(from).filter(|piece| to <= piece.range.end.min(self.cells[piece.cell].end))?;
        let source = |offset: u32| offset - piece.range.start + piece.source;
        Some(CellEdit { cell: piece.cell, range: (source(from), source(to)), text: edit.text.clone() })
    }
}

impl Piece {
    /// A place of the joined text, as it is in the cell.
    fn position(&self, at: Position) -> Position {
        let is_first = at.line <= self.start.line;
        let column =
            if is_first { (at.column + self.source_start.column).saturating_sub(self.start.column) } else { at.column };
        Position { line: self.line(at.line), column: column.max(1) }
    }

    fn line(&self, line: u32) -> u32 {
        line.saturating_sub(self.start.line) + self.source_start.line
    }
}
