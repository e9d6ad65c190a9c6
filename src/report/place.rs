//! Places as readers and the consumers of reports want them: in cells for people, in files for what shows files.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::model::Span;

/// What may stand unescaped in the path of a URI (RFC 3986, 3.3), and the slash between its parts.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A path as a URI reference, relative where the path is.
pub fn uri(path: &str) -> String {
    let encoded = utf8_percent_encode(path, ESCAPED).to_string();
    if path.starts_with('/') { format!("file://{encoded}") } else { encoded }
}

/// A file, and of a notebook the cell, as people read it. Lines and columns count from its start.
pub fn source(path: &str, cell: Option<u32>) -> String {
    match cell {
        Some(number) => format!("{path}:cell {number}"),
        None => path.to_owned(),
    }
}

/// Where something starts, as people read it: `path:line:column`, in a notebook `path:cell number:line:column`.
pub fn start(path: &str, span: Span) -> String {
    format!("{}:{}:{}", source(path, cell(span)), span.start.line, span.start.column)
}

/// The cell that a span stands in, if it stands in one.
pub fn cell(span: Span) -> Option<u32> {
    span.cell.map(|cell| cell.number)
}

/// The first line and the last in the file itself, for what shows files: that of a notebook is not its cells' text.
pub fn file_lines(span: Span) -> (u32, u32) {
    span.cell.map_or((span.start.line, span.end.line), |cell| cell.file_lines)
}

/// The place in a notebook's cell in words, for reports that give lines of the file.
pub fn in_words(span: Span) -> Option<String> {
    span.cell.map(|cell| format!("cell {}, line {}", cell.number, span.start.line))
}

/// The same before a message.
pub fn before(span: Option<Span>) -> String {
    span.and_then(in_words).map(|place| place + ": ").unwrap_or_default()
}
