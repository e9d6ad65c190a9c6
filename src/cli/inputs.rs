//! From paths to inputs: what is reported, and what is read only to be linked.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::check::{Input, needs_link};
use crate::config::{Problem, Resolver, Settings};
use crate::diagnostic::{Trouble, TroubleKind};
use crate::files::{self, Folders, Walked};

/// What a command line comes to.
#[derive(Default)]
pub struct Inputs {
    pub list: Vec<Input>,
    /// Named files and folders that could not be read.
    pub unread: Vec<Trouble>,
    pub problems: Vec<Problem>,
    folders: Folders,
}

/// Collects the inputs of absolute paths, and of the text on standard input with its path.
pub fn collect(paths: &[PathBuf], stdin: Option<(PathBuf, Vec<u8>)>, resolver: &Arc<Resolver>) -> Inputs {
    let mut inputs = Inputs::default();
    let named = files::walk(paths, resolver);
    inputs.problems = named.problems;
    inputs.unread = named.unread.into_iter().map(|(path, unread)| trouble(&path, unread, resolver)).collect();
    for path in named.files {
        inputs.add(path, None, true, paths, resolver);
    }
    if let Some((path, bytes)) = stdin {
        inputs.list.retain(|input| input.path != path);
        inputs.add(path, Some(bytes), true, paths, resolver);
    }
    if inputs.need_link() {
        inputs.add_neighbours(paths, resolver);
    }
    inputs.list.sort_by(|one, other| one.shown.cmp(&other.shown));
    inputs
}

impl Inputs {
    /// No inputs yet, in folders that were told.
    pub fn of(folders: Folders) -> Self {
        Self { folders, ..Self::default() }
    }

    /// The inputs of absolute paths where a list says which files there are. They have no bytes yet.
    pub fn listed(paths: &[PathBuf], files: &[PathBuf], resolver: &Resolver) -> Self {
        let mut inputs = Self::of(Folders::of(files.iter().cloned()));
        let is_below = |file: &Path, paths: &[PathBuf]| {
            paths.iter().any(|path| files::is_walked(file, path, resolver).unwrap_or(false))
        };
        let (named, others): (Vec<_>, Vec<_>) = files.iter().partition(|file| is_below(file, paths));
        named.into_iter().for_each(|file| inputs.add(file.clone(), None, true, paths, resolver));
        if inputs.need_link() {
            let roots = inputs.roots();
            let others = others.into_iter().filter(|file| is_below(file, &roots));
            others.for_each(|file| inputs.add(file.clone(), None, false, paths, resolver));
        }
        inputs.list.sort_by(|one, other| one.shown.cmp(&other.shown));
        inputs
    }

    fn need_link(&self) -> bool {
        self.list.iter().any(|input| input.settings.rules(&input.settings.selection).into_iter().any(needs_link))
    }

    /// The projects of the inputs.
    fn roots(&self) -> Vec<PathBuf> {
        let mut roots: Vec<PathBuf> = self.list.iter().map(|input| input.root.clone()).collect();
        roots.sort();
        roots.dedup();
        roots
    }

    pub fn add(
        &mut self,
        path: PathBuf,
        given: Option<Vec<u8>>,
        named: bool,
        arguments: &[PathBuf],
        resolver: &Resolver,
    ) {
        let settings = match resolver.folder(path.parent().unwrap_or(&path)) {
            Ok(settings) => settings,
            Err(problem) => return self.problems.push(problem),
        };
        let root = self.folders.project_root(&path, &settings, arguments);
        let within = if root == path { path.parent().unwrap_or(&path) } else { &root };
        self.list.push(Input {
            shown: files::shown(&path, &resolver.working_folder),
            within_project: files::shown(&path, within),
            root: within.to_owned(),
            module: self.folders.module_name(&path),
            path,
            given,
            named,
            settings,
        });
    }

    /// Adds the other files of the projects, to be linked but not reported.
    fn add_neighbours(&mut self, arguments: &[PathBuf], resolver: &Arc<Resolver>) {
        let root = |input: &Input| self.folders.project_root(&input.path, &input.settings, arguments);
        let mut roots: Vec<PathBuf> = self.list.iter().map(root).collect();
        roots.sort();
        roots.dedup();
        let Walked { files, .. } = files::walk(&roots, resolver);
        let named: rustc_hash::FxHashSet<PathBuf> = self.list.iter().map(|input| input.path.clone()).collect();
        // Nothing imports a notebook.
        for path in files.into_iter().filter(|path| !named.contains(path) && !files::is_notebook(path)) {
            self.add(path, None, false, arguments, resolver);
        }
    }
}

/// The settings of the folder of a path.
pub fn settings_at(path: &Path, resolver: &Resolver) -> Result<Arc<Settings>, Problem> {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
    resolver.folder(folder)
}

fn trouble(path: &Path, unread: files::Unread, resolver: &Resolver) -> Trouble {
    let path = files::shown(path, &resolver.working_folder);
    debug_assert_eq!(unread.kind, TroubleKind::Read);
    Trouble { path, kind: unread.kind, message: unread.message, span: None }
}
