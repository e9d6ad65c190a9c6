//! What a file is called when it is imported.

use std::path::Path;

/// The dotted name of a file from its import root: the first folder upwards without an `__init__.py`.
pub fn module_name(path: &Path) -> String {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let mut parts = if stem == "__init__" { Vec::new() } else { vec![stem] };
    for folder in path.ancestors().skip(1) {
        if !folder.join("__init__.py").is_file() {
            break;
        }
        let Some(name) = folder.file_name() else { break };
        parts.push(name.to_string_lossy().into_owned());
    }
    parts.reverse();
    parts.join(".")
}
