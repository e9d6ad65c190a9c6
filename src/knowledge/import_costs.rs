//! What importing a module costs, as it was measured: rules/knowledge/costs/imports.toml, parsed on the first question.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

const TEXT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/knowledge/costs/imports.toml"));

/// What was measured of one module.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Milliseconds of processor time over an interpreter that imports nothing.
    pub ms: u32,
    /// The modules of other packages that it loads, as far as they were measured too.
    #[serde(default)]
    pub loads: Vec<String>,
    /// The version that was measured; none in the standard library.
    pub version: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// The interpreter that imports nothing.
    bare_ms: u32,
    python: String,
    /// The names of the standard library.
    library: Vec<String>,
    packages: FxHashMap<String, Cost>,
    standard: FxHashMap<String, Cost>,
}

/// What was measured of the module with the longest name that a dotted name starts with.
pub fn of(dotted: &str) -> Option<(&'static str, &'static Cost)> {
    let table = table();
    let mut name = dotted;
    loop {
        let rows = table.packages.get_key_value(name).or_else(|| table.standard.get_key_value(name));
        if let Some((module, cost)) = rows {
            return Some((module.as_str(), cost));
        }
        name = name.rsplit_once('.')?.0;
    }
}

/// Whether it is known what else a package loads.
pub fn is_measured(package: &str) -> bool {
    let table = table();
    let is_inside = |name: &String| name.split('.').next() == Some(package);
    table.library.iter().any(|name| name == package) || table.packages.keys().any(is_inside)
}

/// What the start of an interpreter that imports nothing cost, in milliseconds, and the version of Python.
pub fn bare() -> (u32, &'static str) {
    (table().bare_ms, &table().python)
}

/// The tests parse the table, so it cannot be wrong.
fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| toml::from_str(TEXT).unwrap_or_default())
}
