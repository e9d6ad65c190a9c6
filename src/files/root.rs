//! The project around a path: what is linked, while arguments choose what is reported.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::config::Settings;
use crate::files::is_notebook;

/// What was found out about folders, so that each is asked once.
#[derive(Default)]
pub struct Folders {
    // By their bytes: to hash a path part by part takes longer than to ask what is asked.
    git_roots: FxHashMap<OsString, Option<PathBuf>>,
    packages: FxHashMap<OsString, String>,
    /// The files there are, where that is not for the disk to say.
    listed: Option<FxHashSet<PathBuf>>,
}

impl Folders {
    /// Folders that hold these files and no others.
    pub fn of(files: impl Iterator<Item = PathBuf>) -> Self {
        Self { listed: Some(files.collect()), ..Self::default() }
    }

    fn has_file(&self, path: &Path) -> bool {
        self.listed.as_ref().map_or_else(|| path.is_file(), |listed| listed.contains(path))
    }

    /// The folder of the nearest settings file, else the Git root, else the argument that led to the path.
    pub fn project_root(&mut self, path: &Path, settings: &Settings, arguments: &[PathBuf]) -> PathBuf {
        if let Some(root) = &settings.root {
            return root.clone();
        }
        let argument = || arguments.iter().find(|argument| path.starts_with(argument)).cloned();
        path.parent().and_then(|folder| self.git_root(folder)).or_else(argument).unwrap_or_else(|| path.to_owned())
    }

    fn git_root(&mut self, folder: &Path) -> Option<PathBuf> {
        if let Some(known) = self.git_roots.get(folder.as_os_str()) {
            return known.clone();
        }
        let found = if folder.join(".git").exists() {
            Some(folder.to_owned())
        } else {
            folder.parent().and_then(|above| self.git_root(above))
        };
        self.git_roots.insert(folder.into(), found.clone());
        found
    }

    /// The dotted name of a file from its import root: the first folder upwards without an `__init__.py`.
    pub fn module_name(&mut self, path: &Path) -> String {
        let package = path.parent().map(|folder| self.package(folder)).unwrap_or_default();
        let mut stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        if is_notebook(path) {
            // No import leads to it, even if a module beside it has the same name.
            stem.push_str(":notebook");
        }
        match (package.is_empty(), stem == "__init__") {
            (_, true) => package,
            (true, false) => stem,
            (false, false) => format!("{package}.{stem}"),
        }
    }

    /// The dotted name of a package's folder; empty for a folder that is none.
    fn package(&mut self, folder: &Path) -> String {
        if let Some(known) = self.packages.get(folder.as_os_str()) {
            return known.clone();
        }
        let name = match (folder.file_name(), folder.parent()) {
            (Some(name), Some(above)) if self.has_file(&folder.join("__init__.py")) => {
                let (above, name) = (self.package(above), name.to_string_lossy());
                if above.is_empty() { name.into_owned() } else { format!("{above}.{name}") }
            }
            _ => String::new(),
        };
        self.packages.insert(folder.into(), name.clone());
        name
    }
}
