//! What can be written in a settings file, each value checked as it is read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::config::calls::Call;
use crate::config::parsed::parsed;
use crate::config::pattern::Pattern;
use crate::config::select::Selector;
use crate::model::PythonVersion;
use crate::page::Confidence;

/// The settings of `[tool.fastpy-lint]` in `pyproject.toml`, or of `fastpy-lint.toml`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "fastpy-lint settings")]
pub struct Options {
    /// A settings file whose values hold where this one is silent.
    pub extend: Option<PathBuf>,
    /// The rules to run: names, families, impacts (`high`, `medium`, `low`), `all` or `default`. The narrowest entry decides.
    pub select: Option<Vec<Selector>>,
    /// The rules not to run.
    pub ignore: Option<Vec<Selector>>,
    /// Rules to run besides those of `select`.
    pub extend_select: Option<Vec<Selector>>,
    /// The rules whose fixes are offered and applied; without it, all that have any.
    pub fixable: Option<Vec<Selector>>,
    /// The rules whose fixes are neither offered nor applied.
    pub unfixable: Option<Vec<Selector>>,
    /// Rules not to run in files that match a glob.
    pub per_file_ignores: Option<BTreeMap<Pattern, Vec<Selector>>>,
    /// Globs of files and folders not to walk, instead of the usual ones.
    pub exclude: Option<Vec<Pattern>>,
    /// Globs of files and folders not to walk, besides those of `exclude`.
    pub extend_exclude: Option<Vec<Pattern>>,
    /// A file with the findings that are known and not reported; its path counts from this file.
    pub baseline: Option<PathBuf>,
    /// The oldest Python the code must run on, as `3.12`. Without it, `requires-python` says.
    pub target_version: Option<Target>,
    /// The least confidence of findings to report.
    pub confidence: Option<Least>,
    /// What is known of functions of your own, by qualified name.
    pub calls: Option<BTreeMap<String, Call>>,
    /// Whether rules run in tests.
    pub include_tests: Option<bool>,
    /// Whether rules run in database migrations.
    pub include_migrations: Option<bool>,
    /// The size in bytes above which a file is not read.
    pub max_file_size: Option<u64>,
    /// Whether what Git ignores is not walked.
    pub respect_gitignore: Option<bool>,
    /// Whether files named on the command line are excluded too.
    pub force_exclude: Option<bool>,
}

/// A version of Python, as `3.12` or `py312`.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(with = "String")]
pub struct Target(pub PythonVersion);

/// The least confidence of findings to report.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Least {
    High,
    Medium,
    Low,
}

impl Target {
    fn parse(text: &str) -> Result<Self, String> {
        let version = PythonVersion::parse(text);
        version.map(Self).ok_or_else(|| format!("`{text}` is not a version of Python, such as `3.12`"))
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        parsed(deserializer, Self::parse)
    }
}

impl From<Least> for Confidence {
    fn from(least: Least) -> Self {
        match least {
            Least::High => Self::High,
            Least::Medium => Self::Medium,
            Least::Low => Self::Low,
        }
    }
}

impl From<Confidence> for Least {
    fn from(confidence: Confidence) -> Self {
        match confidence {
            Confidence::High => Self::High,
            Confidence::Medium => Self::Medium,
            Confidence::Low => Self::Low,
        }
    }
}

impl Options {
    /// These options where they say something, else those of `base`. What extends a list adds to it.
    pub fn over(self, base: Self) -> Self {
        // Rules that are named anew are not taken away by what an older list ignored, nor are more added.
        let renamed = self.select.is_some();
        Self {
            extend: None,
            ignore: if renamed { self.ignore } else { joined(base.ignore, self.ignore) },
            extend_select: if renamed { self.extend_select } else { joined(base.extend_select, self.extend_select) },
            select: self.select.or(base.select),
            unfixable: if self.fixable.is_some() { self.unfixable } else { joined(base.unfixable, self.unfixable) },
            fixable: self.fixable.or(base.fixable),
            per_file_ignores: self.per_file_ignores.or(base.per_file_ignores),
            extend_exclude: joined(base.extend_exclude, self.extend_exclude),
            exclude: self.exclude.or(base.exclude),
            baseline: self.baseline.or(base.baseline),
            target_version: self.target_version.or(base.target_version),
            confidence: self.confidence.or(base.confidence),
            calls: merged(base.calls, self.calls),
            include_tests: self.include_tests.or(base.include_tests),
            include_migrations: self.include_migrations.or(base.include_migrations),
            max_file_size: self.max_file_size.or(base.max_file_size),
            respect_gitignore: self.respect_gitignore.or(base.respect_gitignore),
            force_exclude: self.force_exclude.or(base.force_exclude),
        }
    }
}

fn joined<T>(first: Option<Vec<T>>, second: Option<Vec<T>>) -> Option<Vec<T>> {
    match (first, second) {
        (Some(mut first), Some(second)) => {
            first.extend(second);
            Some(first)
        }
        (first, second) => first.or(second),
    }
}

fn merged(
    base: Option<BTreeMap<String, Call>>,
    over: Option<BTreeMap<String, Call>>,
) -> Option<BTreeMap<String, Call>> {
    let (Some(mut all), Some(over)) = (base.clone(), over.clone()) else { return over.or(base) };
    all.extend(over);
    Some(all)
}
