//! The project as another revision of Git has it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Result, bail};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::{Input, Past};
use crate::cli::inputs::Inputs;
use crate::config::Resolver;
use crate::files::git::{Change, Repository, Side, Tracked};
use crate::files::{self, Folders};

/// What a run compares with.
pub struct Comparison {
    repository: Repository,
    /// Without one, there was nothing yet.
    commit: Option<String>,
    side: Side,
}

impl Comparison {
    /// The state in which HEAD left a revision.
    pub fn since(revision: &str, paths: &[PathBuf], resolver: &Resolver) -> Result<Self> {
        let repository = Repository::around(folder(paths, resolver))?;
        // As in `git diff`: `main...` stands for what `main` and HEAD have in common.
        let commit = repository.merge_base(revision.strip_suffix("...").unwrap_or(revision))?;
        Ok(Self { repository, commit: Some(commit), side: Side::WorkTree })
    }

    /// The last commit, with which the index is compared.
    pub fn staged(paths: &[PathBuf], resolver: &Resolver) -> Result<Self> {
        let repository = Repository::around(folder(paths, resolver))?;
        let commit = repository.head()?;
        Ok(Self { repository, commit, side: Side::Index })
    }

    /// What the index holds of paths, and of the projects around them.
    pub fn inputs_of_index(&self, paths: &[PathBuf], resolver: &Arc<Resolver>) -> Result<Inputs> {
        let tracked = self.repository.files_of_index()?;
        for path in paths {
            let is_known = path.symlink_metadata().is_ok() || tracked.iter().any(|file| file.path.starts_with(path));
            if !is_known {
                bail!("{}: no such file or folder, neither in the index", path.display());
            }
        }
        let all: Vec<PathBuf> = tracked.iter().map(|file| file.path.clone()).collect();
        let mut inputs = Inputs::listed(paths, &all, resolver);
        self.fill(&mut inputs.list, &tracked)?;
        Ok(inputs)
    }

    /// The project of these inputs as it was.
    pub fn past(&self, inputs: &[Input], resolver: &Resolver) -> Result<Past> {
        let top = &self.repository.top;
        if let Some(outside) = inputs.iter().find(|input| input.named && !input.path.starts_with(top)) {
            bail!("{} stands outside the Git repository {}", outside.shown, top.display());
        }
        let tracked = self.repository.files_of(self.commit.as_deref())?;
        let changes = self.repository.changes(self.commit.as_deref(), self.side)?;
        let (mut then, now) = self.inputs_of(&tracked, &changes, inputs, resolver)?;
        let changed: FxHashSet<&Path> =
            changes.iter().flat_map(|change| [&change.old, &change.new]).flatten().map(PathBuf::as_path).collect();
        let is_same = |input: &Input, at: usize| {
            let today = &inputs[at];
            // What comes from standard input is not what Git compared.
            let is_given = self.side == Side::WorkTree && today.given.is_some();
            let is_changed = is_given || changed.contains(input.path.as_path());
            !is_changed && input.path == today.path && input.module == today.module
        };
        let same: Vec<Option<usize>> =
            then.iter().zip(now).map(|(input, now)| now.filter(|at| is_same(input, *at))).collect();
        let mut missing: Vec<Input> = Vec::new();
        let mut rest = Vec::new();
        for (input, same) in then.drain(..).zip(same) {
            match same {
                Some(_) => rest.push((input, same)),
                None => missing.push(input),
            }
        }
        self.fill(&mut missing, &tracked)?;
        missing.retain(|input| input.given.is_some());
        rest.extend(missing.into_iter().map(|input| (input, None)));
        rest.sort_by(|one, other| one.0.shown.cmp(&other.0.shown));
        let (then, same) = rest.into_iter().unzip();
        Ok(Past::new(then, same, renamed(&changes, resolver)))
    }

    /// The files of a revision that belong to the project of today's, each with what it is today.
    fn inputs_of(
        &self,
        tracked: &[Tracked],
        changes: &[Change],
        inputs: &[Input],
        resolver: &Resolver,
    ) -> Result<(Vec<Input>, Vec<Option<usize>>)> {
        let today: FxHashMap<&Path, usize> =
            inputs.iter().enumerate().map(|(at, input)| (input.path.as_path(), at)).collect();
        let moves: FxHashMap<&Path, Option<&Path>> = changes
            .iter()
            .filter(|change| change.old != change.new)
            .filter_map(|change| Some((change.old.as_deref()?, change.new.as_deref())))
            .collect();
        let mut roots: Vec<PathBuf> = inputs.iter().map(|input| input.root.clone()).collect();
        roots.sort();
        roots.dedup();
        let mut then = Inputs::of(Folders::of(tracked.iter().map(|file| file.path.clone())));
        let mut now = Vec::new();
        for Tracked { path, .. } in tracked {
            let new = moves.get(path.as_path()).copied().unwrap_or(Some(path));
            let at = new.and_then(|new| today.get(new).copied());
            // What is still there and is no input is ignored by Git or excluded.
            let is_linked = match new {
                Some(_) => at.is_some(),
                None => roots.iter().any(|root| files::is_walked(path, root, resolver).unwrap_or(false)),
            };
            if is_linked {
                let is_named = at.is_some_and(|at| inputs[at].named);
                then.add(path.clone(), None, is_named, &roots, resolver);
                now.resize(then.list.len(), at);
            }
        }
        // A link leads to what is compared where it stands.
        for (at, input) in inputs.iter().enumerate().filter(|(_, input)| input.path.is_symlink()) {
            then.list.push(Input { given: None, ..input.clone() });
            now.push(Some(at));
        }
        Ok((then.list, now))
    }

    /// Gives inputs their bytes. What is too large, or is no file of the revision, is taken out.
    fn fill(&self, inputs: &mut Vec<Input>, tracked: &[Tracked]) -> Result<()> {
        let by_path: FxHashMap<&Path, &Tracked> = tracked.iter().map(|file| (file.path.as_path(), file)).collect();
        inputs.retain(|input| by_path.contains_key(input.path.as_path()));
        let wanted: Vec<(&Tracked, u64)> =
            inputs.iter().map(|input| (by_path[input.path.as_path()], input.settings.max_file_size)).collect();
        let contents = self.repository.read(&wanted)?;
        for (input, content) in inputs.iter_mut().zip(contents) {
            input.given = content;
        }
        Ok(())
    }
}

/// From where Git is asked: the working folder, unless nothing in it is to be checked.
fn folder<'p>(paths: &'p [PathBuf], resolver: &'p Resolver) -> &'p Path {
    let here = resolver.working_folder.as_path();
    match paths.first() {
        Some(path) if !path.starts_with(here) => path.ancestors().find(|above| above.is_dir()).unwrap_or(here),
        _ => here,
    }
}

fn renamed(changes: &[Change], resolver: &Resolver) -> FxHashMap<String, String> {
    let shown = |path: &PathBuf| files::shown(path, &resolver.working_folder);
    let pairs = changes.iter().filter_map(|change| Some((shown(change.old.as_ref()?), shown(change.new.as_ref()?))));
    pairs.filter(|(old, new)| old != new).collect()
}
