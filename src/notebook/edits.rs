//! Edits of the joined text, made in the notebook's file. Only the lines that change are written anew; all else, spaces
//! and the way in which characters are escaped included, stays as it is byte for byte.

use std::ops::Range;

use crate::diagnostic::Edit;
use crate::notebook::Notebook;
use crate::notebook::json::{self, Cell, Character, characters};
use crate::notebook::places::CellEdit;

/// The file of a notebook after edits of its joined text, which are in the order of the text and do not overlap.
pub fn rewritten(raw: &str, notebook: &Notebook, edits: &[&Edit]) -> Result<String, String> {
    let cells = json::cells(raw).ok().flatten().ok_or("the notebook cannot be read")?;
    let in_cell = |edit: &&Edit| notebook.in_cell(edit).ok_or("an edit is not within one cell".to_owned());
    let edits = edits.iter().map(in_cell).collect::<Result<Vec<CellEdit>, _>>()?;
    let (mut text, mut at) = (String::with_capacity(raw.len()), 0);
    for edits in edits.chunk_by(|one, other| one.cell == other.cell) {
        let (range, new) = in_file(raw, &cells[edits[0].cell], edits)?;
        text.push_str(&raw[at..range.start]);
        text.push_str(&new);
        at = range.end;
    }
    text.push_str(&raw[at..]);
    Ok(text)
}

/// What a stretch of the file becomes by the edits of a cell.
fn in_file(raw: &str, cell: &Cell, edits: &[CellEdit]) -> Result<(Range<usize>, String), String> {
    let (old, new) = (&cell.strings, edited(raw, cell, edits));
    let (Some(first), Some(last)) = (old.first(), old.last()) else {
        return Err("the cell has no lines".to_owned());
    };
    let equal = |one: &Range<usize>, other: &String| raw[one.clone()] == *other;
    let before = old.iter().zip(&new).take_while(|(one, other)| equal(one, other)).count();
    let rest = old[before..].iter().rev().zip(new[before..].iter().rev());
    let after = rest.take_while(|(one, other)| equal(one, other)).count();
    let (gone, come) = (&old[before..old.len() - after], &new[before..new.len() - after]);
    let between = format!("\"{}\"", separator(raw, old));
    let text = come.join(&between);
    let (left, right) = (before.checked_sub(1).map(|at| &old[at]), old.get(old.len() - after));
    Ok(match (gone, left, right) {
        // Lines that come or go take the comma with them, on the side where there is one.
        ([], Some(left), _) => (left.end..left.end, between + &text),
        ([], None, Some(right)) => (right.start..right.start, text + &between),
        ([.., gone], Some(left), _) if come.is_empty() => (left.end..gone.end, text),
        ([gone, ..], None, Some(right)) if come.is_empty() => (gone.start..right.start, text),
        ([first, .., last], ..) => (first.start..last.end, text),
        ([only], ..) => (only.clone(), text),
        ([], None, None) => (first.start..last.end, text),
    })
}

/// What stands between two lines of a list.
fn separator<'r>(raw: &'r str, strings: &[Range<usize>]) -> std::borrow::Cow<'r, str> {
    if let [first, second, ..] = strings {
        return raw[first.end + 1..second.start - 1].into();
    }
    let before = strings.first().map_or("", |first| &raw[..first.start - 1]);
    format!(",{}", &before[before.trim_end().len()..]).into()
}

/// The strings of a cell after edits, as they are to be written between quotes. Of a list, each is one line, but for
/// those that had several.
fn edited(raw: &str, cell: &Cell, edits: &[CellEdit]) -> Vec<String> {
    let is_ascii = raw.is_ascii();
    let mut strings = Strings { done: Vec::new(), open: String::new(), is_list: cell.is_list };
    let (mut at, mut edits) = (0, edits.iter().peekable());
    for (index, string) in cell.strings.iter().enumerate() {
        let mut has_lost_its_end = false;
        for Character { meant, written } in characters(raw, string) {
            while let Some(edit) = edits.next_if(|edit| edit.range.1 <= at) {
                strings.add(&edit.text, is_ascii);
            }
            let is_gone = edits.peek().is_some_and(|edit| edit.range.0 <= at);
            if !is_gone {
                strings.open.push_str(&raw[written]);
            }
            has_lost_its_end = is_gone && meant == '\n';
            at += meant.len_utf8() as u32;
        }
        // What is put behind the last line belongs to it.
        let is_whole = !has_lost_its_end && (!strings.open.is_empty() || string.is_empty());
        if is_whole && index + 1 < cell.strings.len() {
            strings.close();
        }
    }
    edits.for_each(|edit| strings.add(&edit.text, is_ascii));
    let ended_empty = cell.strings.last().is_some_and(Range::is_empty);
    if !strings.open.is_empty() || strings.done.is_empty() || ended_empty {
        strings.close();
    }
    strings.done
}

/// The strings of a source while it is put together.
struct Strings {
    done: Vec<String>,
    open: String,
    is_list: bool,
}

impl Strings {
    fn add(&mut self, text: &str, is_ascii: bool) {
        for line in text.split_inclusive('\n') {
            self.open.push_str(&escaped(line, is_ascii));
            if self.is_list && line.ends_with('\n') {
                self.close();
            }
        }
    }

    fn close(&mut self) {
        self.done.push(std::mem::take(&mut self.open));
    }
}

/// A text as it is written between the quotes of a JSON string; in ASCII where the rest of the file is.
fn escaped(text: &str, is_ascii: bool) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    let inner = quoted.strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap_or_default();
    if !is_ascii {
        return inner.to_owned();
    }
    let mut written = String::with_capacity(inner.len());
    for it in inner.chars() {
        match it {
            '\0'..='\u{7f}' => written.push(it),
            _ => it.encode_utf16(&mut [0; 2]).iter().for_each(|unit| written.push_str(&format!("\\u{unit:04x}"))),
        }
    }
    written
}
