//! Files: which there are, what they are called, what is in them. Only regular files of a bearable size are opened.

mod cache;
mod encoding;
pub mod git;
mod read;
mod root;
mod walk;
mod write;

pub use cache::{keep_bytes, kept_bytes, own_version};
pub use encoding::{decode, encode, encode_part};
pub use read::{Unread, most_bytes, read, read_stdin, too_large};
pub use root::Folders;
pub use walk::{Walked, is_notebook, is_python, is_template, is_walked, template_name, walk};
pub use write::{create, replace, target};

use std::path::{Path, PathBuf};

use crate::config;

/// A path as it is reported: relative to the working directory, `/` between its parts.
pub fn shown(path: &Path, working_folder: &Path) -> String {
    let relative = path.strip_prefix(working_folder).unwrap_or(path);
    let text = relative.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    if text.is_empty() { ".".to_owned() } else { text }
}

/// An absolute path without `.` and `..`, links left as they are.
pub fn absolute(path: &Path, working_folder: &Path) -> PathBuf {
    config::without_dots(&working_folder.join(path))
}
