//! Globs over paths. One without a slash matches a name at any depth; one with a slash counts from its settings file.

use std::path::Path;

use globset::{Glob, GlobSet, GlobSetBuilder};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::config::parsed::parsed;

/// One glob, known to be well-formed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(with = "String")]
pub struct Pattern(pub String);

impl Pattern {
    fn parse(text: &str) -> Result<Self, String> {
        match Glob::new(text) {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(error) => Err(format!("invalid glob `{text}`: {}", error.kind())),
        }
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer, Self::parse)
    }
}

/// Globs, compiled.
#[derive(Clone, Debug)]
pub struct Patterns {
    pub source: Vec<String>,
    names: GlobSet,
    paths: GlobSet,
}

impl Patterns {
    /// Compiles globs that count from a folder.
    pub fn new<'p>(patterns: impl Iterator<Item = &'p str>, folder: &Path) -> Result<Self, globset::Error> {
        let source: Vec<String> = patterns.map(str::to_owned).collect();
        let (mut names, mut paths) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        let folder = globset::escape(&folder.to_string_lossy());
        for pattern in &source {
            let pattern = pattern.trim_end_matches('/');
            if pattern.contains('/') {
                let relative = pattern.trim_start_matches("./");
                let absolute = Path::new(pattern).is_absolute();
                paths.add(Glob::new(&if absolute { pattern.to_owned() } else { format!("{folder}/{relative}") })?);
            } else {
                names.add(Glob::new(pattern)?);
            }
        }
        Ok(Self { source, names: names.build()?, paths: paths.build()? })
    }

    /// Whether an absolute path matches, by its last part or as a whole.
    pub fn matches(&self, path: &Path) -> bool {
        path.file_name().is_some_and(|name| self.names.is_match(name)) || self.paths.is_match(path)
    }

    /// Whether a path or a folder above it, up to `root`, matches.
    pub fn matches_within(&self, path: &Path, root: &Path) -> bool {
        path.ancestors().take_while(|above| *above != root).any(|above| self.matches(above))
    }
}
