//! What is checked of an input: its text, or the text that the cells of a notebook come to.

use std::borrow::Cow;

use crate::check::Input;
use crate::diagnostic::{Fix, Trouble, TroubleKind};
use crate::excerpt::Lines;
use crate::files::{self, Unread};
use crate::notebook::{self, Damage, Notebook, Source};
use crate::syntax::{TextRange, TextSize};
use crate::{fix, lint};

/// The text of an input.
pub enum Text {
    Module(String),
    Notebook(Notebook),
}

impl Text {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Module(text) => text,
            Self::Notebook(notebook) => &notebook.text,
        }
    }
}

/// The text of an input; `None` for a notebook in another language than Python.
pub fn of(input: &Input) -> Result<Option<Text>, Trouble> {
    let unread =
        |unread: Unread| Trouble { path: input.shown.clone(), kind: unread.kind, message: unread.message, span: None };
    let bytes = match &input.given {
        Some(bytes) => Cow::Borrowed(bytes),
        None => Cow::Owned(read(input).map_err(unread)?),
    };
    if files::is_template(&input.path) {
        // Whatever else it holds, its tags are in UTF-8.
        return Ok(Some(Text::Module(String::from_utf8_lossy(&bytes).into_owned())));
    }
    if !files::is_notebook(&input.path) {
        return files::decode(bytes.into_owned()).map(|text| Some(Text::Module(text))).map_err(unread);
    }
    let raw = raw(&bytes).map_err(unread)?;
    let sources = match notebook::sources(raw) {
        Ok(Some(sources)) => sources,
        Ok(None) => return Ok(None),
        Err(damage) => return Err(damaged(input, raw, damage)),
    };
    // Outputs may be large, and nothing needs them from here on.
    drop(bytes);
    let length = length(&sources) as u64;
    if length > input.settings.max_file_size {
        return Err(unread(files::too_large(length, input.settings.max_file_size)));
    }
    Ok(Some(Text::Notebook(joined(sources))))
}

fn joined(sources: Vec<Source>) -> Notebook {
    lint::on_a_sufficient_stack(length(&sources), || notebook::join(sources))
}

fn length(sources: &[Source]) -> usize {
    sources.iter().map(|source| source.text.len()).sum()
}

/// The bytes of an input as they stand on the disk.
pub fn read(input: &Input) -> Result<Vec<u8>, Unread> {
    files::read(&input.path, files::most_bytes(&input.path, input.settings.max_file_size))
}

fn raw(bytes: &[u8]) -> Result<&str, Unread> {
    std::str::from_utf8(bytes).map_err(|error| {
        let message = format!("invalid UTF-8 at byte offset {}; notebooks have no other encoding", error.valid_up_to());
        Unread { kind: TroubleKind::Encoding, message }
    })
}

fn damaged(input: &Input, raw: &str, damage: Damage) -> Trouble {
    let span = damage.offset.and_then(|offset| {
        let offset = TextSize::new(u32::try_from(raw.floor_char_boundary(offset)).ok()?);
        Some(Lines::of(raw).span(TextRange::empty(offset)))
    });
    Trouble { path: input.shown.clone(), kind: TroubleKind::Notebook, message: damage.message, span }
}

/// The trouble of a notebook with cells that are no Python: the first of them, and the numbers of the others.
pub fn trouble_of_cells(path: &str, notebook: &mut Notebook) -> Option<Trouble> {
    let mut broken = std::mem::take(&mut notebook.broken).into_iter();
    let (refusal, span) = broken.next()?;
    let others: Vec<String> = broken.filter_map(|(_, span)| Some(span.cell?.number.to_string())).collect();
    let mut trouble = lint::refused(path, refusal, span);
    match &*others {
        [] => {}
        [one] => trouble.message += &format!("; cell {one} has a syntax error too"),
        _ => trouble.message += &format!("; cells {} have syntax errors too", others.join(", ")),
    }
    Some(trouble)
}

/// The bytes of an input after those of its fixes that go together, and which of them these are.
pub fn fixed(input: &Input, bytes: &[u8], fixes: &[&Fix]) -> Result<(Vec<u8>, Vec<usize>), String> {
    let message = |unread: Unread| unread.message;
    if files::is_notebook(&input.path) {
        let (taken, edits) = fix::chosen(fixes);
        let raw = raw(bytes).map_err(message)?;
        let sources = notebook::sources(raw).map_err(|damage| damage.message)?.unwrap_or_default();
        let text = notebook::rewritten(raw, &joined(sources), &edits)?;
        return Ok((text.into_bytes(), taken));
    }
    let text = files::decode(bytes.to_vec()).map_err(message)?;
    let applied = fix::apply(&text, fixes);
    Ok((files::encode(&applied.text, bytes).map_err(message)?, applied.taken))
}

/// The texts of a file before and after its fixes: one pair, or of a notebook one for each cell that differs, with its
/// number.
pub fn changed(before: &[u8], after: &[u8], is_notebook: bool) -> Vec<(Option<u32>, String, String)> {
    if !is_notebook {
        let text = |bytes: &[u8]| files::decode(bytes.to_vec()).unwrap_or_default();
        return vec![(None, text(before), text(after))];
    }
    let sources = |bytes: &[u8]| -> Vec<Source> {
        let sources = raw(bytes).ok().and_then(|raw| notebook::sources(raw).ok());
        sources.flatten().unwrap_or_default()
    };
    // A cell's last line has no end in the file; the others' have.
    let pair = |(one, other): (Source, Source)| (Some(one.number), one.text + "\n", other.text + "\n");
    let pairs = sources(before).into_iter().zip(sources(after));
    pairs.filter(|(one, other)| one.text != other.text).map(pair).collect()
}
