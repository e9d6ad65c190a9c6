//! What other files may need of one: small and symbolic. No tree outlives its file.

use crate::facts::Facts;

/// The summary of one module.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Relative to the working directory, `/` between its parts.
    pub path: String,
    /// Dotted path of the module from its import root.
    pub module: String,
}

impl Summary {
    pub fn of(path: &str, facts: &Facts) -> Self {
        Self { path: path.to_owned(), module: facts.module_name.to_owned() }
    }
}
