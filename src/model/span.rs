//! Where something stands in a text.

use serde::{Deserialize, Serialize};

/// A place in a text: line and column count from 1, columns in Unicode characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// A stretch of a text: its two ends for people, its byte offsets for edits. The end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    pub start: Position,
    pub end: Position,
    pub offsets: (u32, u32),
    /// Where the text is a notebook: the cell from whose first line the lines count.
    pub cell: Option<Cell>,
}

/// A cell of a notebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cell {
    /// Counted from 1 among all cells, those without code included.
    pub number: u32,
    /// The lines of the notebook's file that hold the first and the last line of the stretch.
    pub file_lines: (u32, u32),
}
