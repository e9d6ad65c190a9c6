//! Walking folders for Python files, in parallel, past what Git ignores and what settings exclude.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::config::{Problem, Resolver};
use crate::diagnostic::TroubleKind;
use crate::files::read::Unread;

/// What a walk found.
#[derive(Default)]
pub struct Walked {
    /// Absolute paths, sorted, each once.
    pub files: Vec<PathBuf>,
    /// Folders that could not be read, and paths that do not exist.
    pub unread: Vec<(PathBuf, Unread)>,
    /// Faults in settings files on the way.
    pub problems: Vec<Problem>,
}

/// Walks absolute paths. Files among them are taken whatever they are called, unless `force-exclude` is set.
pub fn walk(paths: &[PathBuf], resolver: &Arc<Resolver>) -> Walked {
    let found = Arc::new(Mutex::new(Walked::default()));
    for path in paths {
        walk_one(path, resolver, &found);
    }
    let mut walked = std::mem::take(&mut *lock(&found));
    walked.files.sort();
    walked.files.dedup();
    walked.unread.sort_by(|one, other| one.0.cmp(&other.0));
    walked.unread.dedup_by(|one, other| one.0 == other.0);
    walked.problems.sort_by(|one, other| one.path.cmp(&other.path));
    walked
}

fn walk_one(path: &Path, resolver: &Arc<Resolver>, found: &Arc<Mutex<Walked>>) {
    let is_folder = path.is_dir();
    let folder = if is_folder { path } else { path.parent().unwrap_or(path) };
    let settings = match resolver.folder(folder) {
        Ok(settings) => settings,
        Err(problem) => return lock(found).problems.push(problem),
    };
    if path.symlink_metadata().is_err() {
        let unread = Unread::new(TroubleKind::Read, "no such file or folder");
        return lock(found).unread.push((path.to_owned(), unread));
    }
    let root = settings.root.clone().unwrap_or_else(|| resolver.working_folder.clone());
    if settings.force_exclude && settings.exclude.matches_within(path, &root) {
        return;
    }
    if !is_folder {
        return lock(found).files.push(path.to_owned());
    }
    let filter = (Arc::clone(resolver), Arc::clone(found));
    let mut builder = WalkBuilder::new(path);
    builder.standard_filters(settings.respect_gitignore).hidden(false).require_git(true).follow_links(false);
    builder.filter_entry(move |entry| entry.depth() == 0 || is_wanted(entry, &filter.0, &filter.1));
    builder.build_parallel().run(|| {
        Box::new(|entry| {
            note(entry, found);
            WalkState::Continue
        })
    });
}

/// Whether an entry is not excluded by the settings of its folder.
fn is_wanted(entry: &DirEntry, resolver: &Resolver, found: &Mutex<Walked>) -> bool {
    let path = entry.path();
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    if !is_folder && !is_python(path) && !is_template(path) {
        return false;
    }
    match resolver.folder(path.parent().unwrap_or(path)) {
        Ok(settings) => !settings.exclude.matches(path),
        Err(problem) => {
            lock(found).problems.push(problem);
            false
        }
    }
}

/// Whether a walk from an absolute path would come to a file, if it were there and Git did not ignore it.
pub fn is_walked(file: &Path, from: &Path, resolver: &Resolver) -> Result<bool, Problem> {
    let settings = resolver.folder(file.parent().unwrap_or(file))?;
    let root = settings.root.clone().unwrap_or_else(|| resolver.working_folder.clone());
    if settings.force_exclude && settings.exclude.matches_within(file, &root) {
        return Ok(false);
    }
    if file == from {
        return Ok(true);
    }
    if !file.starts_with(from) || !is_python(file) && !is_template(file) {
        return Ok(false);
    }
    for entry in file.ancestors().take_while(|entry| *entry != from) {
        if resolver.folder(entry.parent().unwrap_or(entry))?.exclude.matches(entry) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn note(entry: Result<DirEntry, ignore::Error>, found: &Mutex<Walked>) {
    match entry {
        Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => {}
        Ok(entry) => lock(found).files.push(entry.into_path()),
        Err(error) => {
            let message = format!("cannot be read: {}", cause(&error));
            let path = place(&error).unwrap_or_else(|| PathBuf::from("."));
            lock(found).unread.push((path, Unread::new(TroubleKind::Read, message)));
        }
    }
}

/// Whether a file's name says that it holds Python.
pub fn is_python(path: &Path) -> bool {
    const EXTENSIONS: [&str; 4] = ["py", "pyi", "pyw", "ipynb"];
    path.extension().is_some_and(|extension| EXTENSIONS.iter().any(|it| extension == *it))
}

/// Whether a file's name and folders say that it is a template of Django or Jinja.
pub fn is_template(path: &Path) -> bool {
    template_name(path).is_some()
}

/// The name under which a template is rendered: its path within the folder that holds templates.
pub fn template_name(path: &Path) -> Option<String> {
    const EXTENSIONS: [&str; 5] = ["html", "htm", "jinja", "jinja2", "j2"];
    let extension = path.extension()?;
    if !EXTENSIONS.iter().any(|it| extension == *it) {
        return None;
    }
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    let folder = parts.iter().rposition(|part| part == "templates" || part == "jinja2")?;
    Some(parts[folder + 1..].join("/"))
}

/// Whether a file's name says that it is a notebook.
pub fn is_notebook(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "ipynb")
}

fn place(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => place(err),
        ignore::Error::Loop { child, .. } => Some(child.clone()),
        _ => None,
    }
}

fn cause(error: &ignore::Error) -> String {
    match error.io_error() {
        Some(error) => error.to_string(),
        None => error.to_string(),
    }
}

fn lock(found: &Mutex<Walked>) -> std::sync::MutexGuard<'_, Walked> {
    found.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}
