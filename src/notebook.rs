//! Notebooks: the code cells of an `.ipynb` file as one text, so that names flow from cell to cell as they do when the
//! cells run in order, and a map from that text back to the cells and to the file.

mod edits;
mod joined;
mod json;
mod magics;
mod places;

use std::ops::Range;

use crate::model::{Position, Span};
use crate::syntax::Refusal;

pub use edits::rewritten;
pub use joined::join;
pub use places::placed;

/// Why a file is no notebook that can be read.
#[derive(Debug, PartialEq, Eq)]
pub struct Damage {
    /// What is wrong, and the remedy.
    pub message: String,
    /// The byte of the file at which it shows, where it is one.
    pub offset: Option<usize>,
}

impl Damage {
    fn whole(message: impl Into<String>) -> Self {
        Self { message: message.into(), offset: None }
    }
}

/// The source of a code cell in Python.
pub struct Source {
    /// Counted from 1 among all cells.
    pub number: u32,
    pub text: String,
    /// For each line of the source, the line of the file that holds it.
    file_lines: Vec<u32>,
}

/// A notebook's Python.
#[derive(Clone)]
pub struct Notebook {
    /// All of its code. Where a cell speaks to IPython, Python stands here that means as much.
    pub text: String,
    /// Cells that are not Python, and where it shows. All that is known of them here is what names they hold.
    pub broken: Vec<(Refusal, Span)>,
    /// In the order of the text.
    pieces: Vec<Piece>,
    /// The cells that pieces come from.
    cells: Vec<CellInFile>,
}

#[derive(Clone)]
struct CellInFile {
    number: u32,
    file_lines: Vec<u32>,
    /// Where its source ends, in the joined text and for people. A line's end that is not in the file follows there.
    end: u32,
    end_position: Position,
}

/// A stretch of the joined text that stands in a cell just so. Between pieces stands what is in no cell.
#[derive(Clone)]
struct Piece {
    /// Where it stands in the joined text.
    range: Range<u32>,
    start: Position,
    /// Which of the cells it comes from.
    cell: usize,
    /// Where it starts in that cell's source.
    source: u32,
    source_start: Position,
}

/// The code cells in Python of a notebook's file; `None` where the notebook is in another language.
pub fn sources(raw: &str) -> Result<Option<Vec<Source>>, Damage> {
    let Some(cells) = json::cells(raw)? else { return Ok(None) };
    let mut ends = memchr::memchr_iter(b'\n', raw.as_bytes()).peekable();
    let mut file_line = 1;
    let source = |cell: &json::Cell| {
        let (mut text, mut file_lines, mut starts_line, mut follows_return) = (String::new(), Vec::new(), true, false);
        for character in cell.strings.iter().flat_map(|string| json::characters(raw, string)) {
            starts_line |= follows_return && character.meant != '\n';
            if std::mem::take(&mut starts_line) {
                while ends.next_if(|end| *end < character.written.start).is_some() {
                    file_line += 1;
                }
                file_lines.push(file_line);
            }
            text.push(character.meant);
            starts_line = character.meant == '\n';
            follows_return = character.meant == '\r';
        }
        Source { number: cell.number, text, file_lines }
    };
    Ok(Some(cells.iter().map(source).collect()))
}
