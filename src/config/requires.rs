//! The oldest Python that `requires-python` admits.

use crate::model::PythonVersion;

/// Reads a version specifier such as `>=3.9,<4`. `None` where it names no lower bound.
pub fn oldest(specifier: &str) -> Option<PythonVersion> {
    specifier.split(',').filter_map(lower_bound).max()
}

fn lower_bound(clause: &str) -> Option<PythonVersion> {
    let clause = clause.trim();
    let operators = [">=", "~=", "===", "==", ">", "^"];
    let version = operators.iter().find_map(|operator| clause.strip_prefix(operator))?.trim();
    let mut parts = version.split('.');
    let (major, minor) = (parts.next()?, parts.next().unwrap_or("0").trim_end_matches('*'));
    PythonVersion::parse(&format!("{major}.{}", if minor.is_empty() { "0" } else { minor }))
}
