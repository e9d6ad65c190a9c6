//! Reading one file, or saying why it cannot be read.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::diagnostic::TroubleKind;
use crate::files::is_notebook;

/// Why there is no text, and the byte at fault.
#[derive(Debug, PartialEq, Eq)]
pub struct Unread {
    pub kind: TroubleKind,
    pub message: String,
}

impl Unread {
    pub(super) fn new(kind: TroubleKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    fn io(error: &io::Error) -> Self {
        Self::new(TroubleKind::Read, format!("cannot be read: {error}"))
    }
}

/// A notebook may be so many times as large as a module: what fills it is not Python but what cells put out.
const LARGER_NOTEBOOKS: u64 = 20;

/// How many bytes of a file are read where modules may have `max_size`.
pub fn most_bytes(path: &Path, max_size: u64) -> u64 {
    if is_notebook(path) { max_size.saturating_mul(LARGER_NOTEBOOKS) } else { max_size }
}

/// The bytes of a file of at most `max_size` bytes.
pub fn read(path: &Path, max_size: u64) -> Result<Vec<u8>, Unread> {
    let metadata = fs::metadata(path).map_err(|error| Unread::io(&error))?;
    // Opening a pipe waits for ever, and a device may have no end.
    if !metadata.is_file() {
        return Err(Unread::new(TroubleKind::NotAFile, "is not a regular file"));
    }
    if metadata.len() > max_size {
        return Err(too_large(metadata.len(), max_size));
    }
    let file = File::open(path).map_err(|error| Unread::io(&error))?;
    read_bounded(file, metadata.len(), max_size)
}

/// The bytes of standard input.
pub fn read_stdin(max_size: u64) -> Result<Vec<u8>, Unread> {
    read_bounded(io::stdin().lock(), 0, max_size)
}

/// Reads to the end, but no further than a file may grow since its size was asked.
fn read_bounded(reader: impl Read, expected: u64, max_size: u64) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or(0) + 1);
    let read = reader.take(max_size.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error| Unread::io(&error))?;
    let size = bytes.len() as u64;
    if size > max_size { Err(too_large(size, max_size)) } else { Ok(bytes) }
}

/// What is said of a file with more bytes than are read.
pub fn too_large(size: u64, max_size: u64) -> Unread {
    let message = format!("has at least {size} bytes; files of more than {max_size} are not read (`max-file-size`)");
    Unread::new(TroubleKind::TooLarge, message)
}
