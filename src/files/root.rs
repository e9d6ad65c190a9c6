//! The project around a path: what is linked, while arguments choose what is reported.

use std::path::{Path, PathBuf};

use crate::config::Settings;

/// The folder of the nearest settings file, else the Git root, else the argument that led to the path.
pub fn project_root(path: &Path, settings: &Settings, arguments: &[PathBuf]) -> PathBuf {
    if let Some(root) = &settings.root {
        return root.clone();
    }
    let git = path.ancestors().find(|above| above.join(".git").exists());
    let argument = || arguments.iter().find(|argument| path.starts_with(argument)).map(PathBuf::as_path);
    git.or_else(argument).unwrap_or(path).to_owned()
}
