//! A notebook's file: which of its cells hold Python, and where in the file each character of their source stands.
//! Everything else, outputs above all, is skipped while it is read, however large or deep it is.

use std::ops::Range;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::notebook::Damage;

/// The format that everything has written since 2014.
const FORMAT: i64 = 4;
/// A message of the JSON parser may quote what it met.
const LONGEST_MESSAGE: usize = 200;

/// A code cell in Python.
pub struct Cell {
    /// Counted from 1 among all cells.
    pub number: u32,
    /// The JSON strings that make up the source, without their quotes, as offsets in the file.
    pub strings: Vec<Range<usize>>,
    /// Whether the strings are the items of a list.
    pub is_list: bool,
}

/// A character of a cell's source.
pub struct Character {
    pub meant: char,
    /// How it is written in the file.
    pub written: Range<usize>,
}

#[derive(Deserialize)]
struct RawNotebook<'r> {
    nbformat: Option<i64>,
    #[serde(borrow)]
    metadata: Option<&'r RawValue>,
    #[serde(borrow)]
    cells: Option<Vec<RawCell<'r>>>,
}

#[derive(Deserialize)]
struct RawCell<'r> {
    #[serde(borrow)]
    cell_type: Option<&'r RawValue>,
    #[serde(borrow)]
    metadata: Option<&'r RawValue>,
    #[serde(borrow)]
    source: Option<&'r RawValue>,
}

/// What a notebook says of its language. What is of another shape than expected says nothing.
#[derive(Deserialize)]
struct Metadata<'r> {
    #[serde(borrow)]
    language_info: Option<&'r RawValue>,
    #[serde(borrow)]
    kernelspec: Option<&'r RawValue>,
}

#[derive(Deserialize)]
struct LanguageInfo {
    name: String,
}

#[derive(Deserialize)]
struct KernelSpec {
    language: String,
}

/// What Visual Studio Code says of one cell.
#[derive(Deserialize)]
struct CellMetadata {
    vscode: EditorMetadata,
}

#[derive(Deserialize)]
struct EditorMetadata {
    #[serde(rename = "languageId")]
    language: String,
}

/// The cells of a notebook's file that hold Python; `None` where the notebook is in another language.
pub fn cells(raw: &str) -> Result<Option<Vec<Cell>>, Damage> {
    // Editors make new notebooks as empty files.
    if raw.trim().is_empty() {
        return Ok(Some(Vec::new()));
    }
    if raw.starts_with('\u{feff}') {
        return Err(Damage::whole("starts with a byte order mark, which Jupyter does not read; save it without"));
    }
    let notebook: RawNotebook = serde_json::from_str(raw).map_err(|error| not_json(raw, &error))?;
    match notebook.nbformat {
        Some(FORMAT) => {}
        Some(older @ ..FORMAT) => {
            let remedy = "`jupyter nbconvert --to notebook --inplace` makes it one of format 4, which is needed";
            return Err(Damage::whole(format!("is a notebook of format {older}; {remedy}")));
        }
        Some(newer) => {
            return Err(Damage::whole(format!("is a notebook of format {newer}; only format 4 is known")));
        }
        None => return Err(Damage::whole("is no notebook: it has no `nbformat`")),
    }
    let Some(cells) = notebook.cells else { return Err(Damage::whole("is no notebook: it has no `cells`")) };
    if !notebook.metadata.is_none_or(is_python) {
        return Ok(None);
    }
    let numbered = cells.into_iter().zip(1..);
    let python = numbered.filter(|(cell, _)| is_python_cell(cell));
    python.map(|(cell, number)| resolved(raw, &cell, number)).collect::<Result<_, _>>().map(Some)
}

fn not_json(raw: &str, error: &serde_json::Error) -> Damage {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let message: String = message.chars().take(LONGEST_MESSAGE).collect();
    let line_start = raw.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let offset = (line_start + error.column().saturating_sub(1)).min(raw.len());
    let message = format!("is no notebook: {message}; restore it, or save it anew in Jupyter");
    Damage { message, offset: Some(offset) }
}

/// Whether a notebook is in Python: what it says of its language decides, else the language of its kernel.
fn is_python(metadata: &RawValue) -> bool {
    let Ok(metadata) = serde_json::from_str::<Metadata>(metadata.get()) else { return true };
    let info = metadata.language_info.and_then(|it| serde_json::from_str::<LanguageInfo>(it.get()).ok());
    let kernel = metadata.kernelspec.and_then(|it| serde_json::from_str::<KernelSpec>(it.get()).ok());
    let language = info.map(|it| it.name).or(kernel.map(|it| it.language));
    language.is_none_or(|it| matches!(it.to_ascii_lowercase().as_str(), "python" | "python2" | "python3" | "ipython"))
}

fn is_python_cell(cell: &RawCell) -> bool {
    let is_code = cell.cell_type.is_some_and(|it| it.get() == "\"code\"");
    let metadata = cell.metadata.and_then(|it| serde_json::from_str::<CellMetadata>(it.get()).ok());
    is_code && metadata.is_none_or(|it| it.vscode.language == "python")
}

fn resolved(raw: &str, cell: &RawCell, number: u32) -> Result<Cell, Damage> {
    let no_text = || Damage::whole(format!("is no notebook: the source of cell {number} is no text"));
    let source = cell.source.ok_or_else(no_text)?;
    let is_list = source.get().starts_with('[');
    let strings = match is_list {
        true => serde_json::from_str::<Vec<&RawValue>>(source.get()).map_err(|_| no_text())?,
        false => vec![source],
    };
    if !strings.iter().all(|it| it.get().starts_with('"')) {
        return Err(no_text());
    }
    let within = |string: &&RawValue| {
        // Both are slices of the same text.
        let start = string.get().as_ptr() as usize - raw.as_ptr() as usize;
        start + 1..start + string.get().len() - 1
    };
    Ok(Cell { number, strings: strings.iter().map(within).collect(), is_list })
}

/// The characters of a JSON string, which stands between its quotes at a place in the file.
pub fn characters(raw: &str, string: &Range<usize>) -> impl Iterator<Item = Character> {
    let (mut at, end) = (string.start, string.end);
    std::iter::from_fn(move || {
        let (meant, length) = first_character(&raw[at..end])?;
        at += length;
        Some(Character { meant, written: at - length..at })
    })
}

/// The first character of what stands between the quotes of a JSON string, and its length as it is written.
fn first_character(written: &str) -> Option<(char, usize)> {
    let first = written.chars().next()?;
    if first != '\\' {
        return Some((first, first.len_utf8()));
    }
    let simple = |meant: char| Some((meant, 2));
    match written.as_bytes().get(1)? {
        b'n' => simple('\n'),
        b't' => simple('\t'),
        b'r' => simple('\r'),
        b'b' => simple('\u{8}'),
        b'f' => simple('\u{c}'),
        b'u' => Some(escaped(written)),
        other => simple(char::from(*other)),
    }
}

/// A character written as `\uXXXX`, or as two of them. Half of a pair means no character.
fn escaped(written: &str) -> (char, usize) {
    let unit = |at: usize| {
        let digits = written.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let units = [unit(0), unit(6)];
    let both = units.iter().flatten().copied();
    match char::decode_utf16(both).next() {
        Some(Ok(meant)) => (meant, 6 * meant.len_utf16()),
        _ => (char::REPLACEMENT_CHARACTER, 6),
    }
}
