//! The folder in which a project's outcomes are kept from one run to the next.

use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

use rustc_hash::FxHasher;

/// The folder, within the project.
const CACHE: &str = ".fastpy-lint-cache";
/// A larger cache is not one of ours.
const MOST_BYTES: u64 = 1 << 30;
/// What marks a folder as one that backups leave out (<https://bford.info/cachedir/>).
const TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55\n";

/// What was kept for a project; `None` where there is nothing, or something that is not whole.
pub fn kept_bytes(root: &Path) -> Option<Vec<u8>> {
    let path = file(root);
    let metadata = fs::symlink_metadata(&path).ok().filter(|it| it.is_file() && it.len() <= MOST_BYTES)?;
    let mut bytes = fs::read(&path).ok().filter(|bytes| bytes.len() as u64 == metadata.len())?;
    let sum = bytes.split_off(bytes.len().checked_sub(8)?);
    (sum == checksum(&bytes)).then_some(bytes)
}

/// Keeps bytes for a project. Readers find these or the former ones, never a part.
pub fn keep_bytes(root: &Path, bytes: &[u8]) -> Result<(), String> {
    let path = file(root);
    let Some(folder) = path.parent() else { return Ok(()) };
    let is_link = fs::symlink_metadata(folder).is_ok_and(|it| !it.is_dir());
    if is_link {
        return Err(format!("{} is not a folder", folder.display()));
    }
    fs::create_dir_all(folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    for (name, text) in [("CACHEDIR.TAG", TAG), (".gitignore", "*\n")] {
        if !folder.join(name).exists() {
            super::create(&folder.join(name), text.as_bytes()).map_err(|unread| unread.message)?;
        }
    }
    let whole = [bytes, &checksum(bytes)].concat();
    super::create(&path, &whole).map_err(|unread| format!("{} {}", path.display(), unread.message))
}

fn file(root: &Path) -> PathBuf {
    root.join(CACHE).join(concat!(env!("CARGO_PKG_VERSION"), ".kept"))
}

fn checksum(bytes: &[u8]) -> [u8; 8] {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.finish().to_le_bytes()
}

/// The version of the running tool; of two builds of one version, each is its own.
pub fn own_version() -> String {
    let metadata = std::env::current_exe().and_then(fs::metadata);
    let built = metadata.and_then(|it| Ok((it.len(), it.modified()?)));
    format!("{} {built:?}", env!("CARGO_PKG_VERSION"))
}
