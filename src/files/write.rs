//! Writing a file anew, whole or not at all: whatever happens, a reader finds the old text or the new one.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::diagnostic::TroubleKind;
use crate::files::read::Unread;

/// Puts new bytes into a file that holds `was`, keeping its mode and owner. A link is followed, but not out of the
/// folder `within`. The error says why the file stands as it was.
pub fn replace(path: &Path, was: &[u8], becomes: &[u8], within: &Path) -> Result<(), Unread> {
    let failed = |error: io::Error| refused(format!("cannot be written: {error}"));
    let target = fs::canonicalize(path).map_err(failed)?;
    let metadata = fs::metadata(&target).map_err(failed)?;
    refuse_unfit(&target, &metadata, &fs::canonicalize(within).map_err(failed)?)?;
    // Renaming needs leave to write the folder only: what may not be written itself shows here.
    drop(OpenOptions::new().write(true).open(&target).map_err(failed)?);
    let new = Unfinished::beside(&target).map_err(failed)?;
    new.fill(becomes, &metadata).map_err(failed)?;
    // As late as can be: what is written after this would be lost.
    if fs::read(&target).map_err(failed)? != was {
        return Err(refused("was changed while it was checked; nothing is written to it"));
    }
    new.take_the_place_of(&target).map_err(failed)
}

/// Makes a file that is not there yet.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), Unread> {
    let failed = |error: io::Error| refused(format!("cannot be written: {error}"));
    let new = Unfinished::beside(path).map_err(failed)?;
    new.begin(bytes).map_err(failed)?;
    new.take_the_place_of(path).map_err(failed)
}

/// The file that a path leads to through links; the path itself where it leads nowhere.
pub fn target(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

fn refused(message: impl Into<String>) -> Unread {
    Unread::new(TroubleKind::Write, message)
}

fn refuse_unfit(target: &Path, metadata: &Metadata, within: &Path) -> Result<(), Unread> {
    if !metadata.is_file() {
        return Err(refused("is not a regular file"));
    }
    if !target.starts_with(within) {
        return Err(refused("is a link to a file outside the project, which is not written"));
    }
    if metadata.permissions().readonly() {
        return Err(refused("is read-only"));
    }
    match links(metadata) {
        0 | 1 => Ok(()),
        links => Err(refused(format!("has {links} hard links, which writing it would part"))),
    }
}

/// A file that is not there yet under its name; removed again unless it takes a place.
struct Unfinished {
    path: PathBuf,
    file: File,
}

static COUNT: AtomicUsize = AtomicUsize::new(0);

impl Unfinished {
    /// A new file in the same folder, so that renaming is one step.
    fn beside(target: &Path) -> io::Result<Self> {
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let (process, count) = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        // Names have at most 255 bytes on most systems.
        let name: String = name.chars().take(40).collect();
        let path = target.with_file_name(format!(".{name}.{process}-{count}.fastpy-lint-tmp"));
        let mut options = OpenOptions::new();
        // What others may not read in the file they may not read in its successor either.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.write(true).create_new(true).open(&path)?;
        Ok(Self { path, file })
    }

    /// Fills a file that anybody may read.
    fn begin(&self, bytes: &[u8]) -> io::Result<()> {
        (&self.file).write_all(bytes)?;
        #[cfg(unix)]
        self.file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
        self.file.sync_all()
    }

    fn fill(&self, bytes: &[u8], like: &Metadata) -> io::Result<()> {
        (&self.file).write_all(bytes)?;
        take_owner(&self.file, like)?;
        self.file.set_permissions(like.permissions())?;
        self.file.sync_all()
    }

    fn take_the_place_of(self, target: &Path) -> io::Result<()> {
        fs::rename(&self.path, target)?;
        // The text is safe; that the folder knows it before a power cut is asked for where it can be.
        if let Some(Ok(folder)) = target.parent().map(File::open) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // After the rename there is no such file.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(unix)]
fn links(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(not(unix))]
fn links(_: &Metadata) -> u64 {
    1
}

#[cfg(unix)]
fn take_owner(file: &File, like: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let own = file.metadata()?;
    if (own.uid(), own.gid()) == (like.uid(), like.gid()) {
        return Ok(());
    }
    fchown(file, Some(like.uid()), Some(like.gid()))
}

#[cfg(not(unix))]
fn take_owner(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}
