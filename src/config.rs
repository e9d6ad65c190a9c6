//! Settings: what a user may choose, where it is written, and what applies to one file in the end.

mod calls;
mod options;
mod parsed;
mod pattern;
mod problem;
mod read;
mod requires;
mod resolve;
mod select;

pub use calls::Call;
pub use options::{Options, Target};
pub use pattern::{Pattern, Patterns};
pub use problem::Problem;
pub use read::{inline, schema, without_dots};
pub use resolve::Resolver;
pub use select::{Selection, Selector};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::model::PythonVersion;
use crate::page::Confidence;
use crate::rule::Rule;
use crate::rules;

/// Folders that hold other people's code, or none, and are not walked.
pub const DEFAULT_EXCLUDE: &[&str] = &[
    ".bzr",
    ".direnv",
    ".eggs",
    ".git",
    ".git-rewrite",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pants.d",
    ".pyenv",
    ".pytest_cache",
    ".pytype",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    ".vscode",
    "__pycache__",
    "__pypackages__",
    "_build",
    "buck-out",
    "build",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
];

/// Larger files are generated or data: reading them costs more than what is found in them.
pub const DEFAULT_MAX_FILE_SIZE: u64 = 5_000_000;

/// What applies to the files of one folder: plain data, everything decided.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder of the settings file, if there is one.
    pub root: Option<PathBuf>,
    pub selection: Selection,
    /// Whose fixes are offered and applied.
    pub fixable: Selection,
    pub per_file_ignores: Vec<(Patterns, Vec<Selector>)>,
    pub exclude: Patterns,
    /// Where the findings stand that are known; absolute.
    pub baseline: Option<PathBuf>,
    pub confidence: Confidence,
    pub target: PythonVersion,
    /// Whether the settings name the target, so that no `requires-python` changes it.
    pub target_is_set: bool,
    /// What users say of their own functions, by qualified name.
    pub calls: BTreeMap<String, Call>,
    pub include_tests: bool,
    pub include_migrations: bool,
    pub max_file_size: u64,
    pub respect_gitignore: bool,
    pub force_exclude: bool,
}

impl Settings {
    /// What is selected in one file.
    pub fn selection_for(&self, path: &Path) -> Selection {
        let mut selection = self.selection.clone();
        for (patterns, ignored) in &self.per_file_ignores {
            if patterns.matches(path) {
                selection.forbidden.extend(ignored.iter().cloned());
            }
        }
        selection
    }

    /// The rules to run where this is selected: those that are selected and pay on the target.
    pub fn rules(&self, selection: &Selection) -> Vec<&'static Rule> {
        rules::all().filter(|rule| selection.runs(&rule.page) && rule.page.pays_on(self.target)).collect()
    }
}
