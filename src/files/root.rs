//! The project around a path: what is linked, while arguments choose what is reported.

use std::path::{Path, PathBuf};

use crate::config::Settings;

/// The folder of the nearest settings file, else the Git root, else the path itself.
pub fn project_root(path: &Path, settings: &Settings) -> PathBuf {
    if let Some(root) = &settings.root {
        return root.clone();
    }
    let git = path.ancestors().find(|above| above.join(".git").exists());
    git.unwrap_or(path).to_owned()
}
