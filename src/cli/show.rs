//! `--show-settings` and `--show-files`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use crate::check::Input;
use crate::config::{Call, Settings};
use crate::report;

/// The settings as they are shown: names as in a settings file.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Shown<'s> {
    root: Option<&'s Path>,
    select: Vec<String>,
    ignore: Vec<String>,
    fixable: Vec<String>,
    unfixable: Vec<String>,
    per_file_ignores: Vec<(&'s [String], Vec<String>)>,
    exclude: &'s [String],
    baseline: Option<&'s Path>,
    target_version: String,
    confidence: &'static str,
    include_tests: bool,
    include_migrations: bool,
    max_file_size: u64,
    respect_gitignore: bool,
    force_exclude: bool,
    calls: &'s BTreeMap<String, Call>,
    /// What is selected comes to these rules.
    rules: Vec<&'static str>,
}

/// Writes settings as JSON.
pub fn settings(settings: &Settings, out: &mut dyn Write) -> anyhow::Result<()> {
    let texts = |list: &[crate::config::Selector]| list.iter().map(ToString::to_string).collect();
    let ignores = settings.per_file_ignores.iter();
    let shown = Shown {
        root: settings.root.as_deref(),
        select: texts(&settings.selection.selected),
        ignore: texts(&settings.selection.ignored),
        fixable: texts(&settings.fixable.selected),
        unfixable: texts(&settings.fixable.ignored),
        per_file_ignores: ignores.map(|(patterns, list)| (patterns.source.as_slice(), texts(list))).collect(),
        exclude: &settings.exclude.source,
        baseline: settings.baseline.as_deref(),
        target_version: settings.target.to_string(),
        confidence: settings.confidence.name(),
        include_tests: settings.include_tests,
        include_migrations: settings.include_migrations,
        max_file_size: settings.max_file_size,
        respect_gitignore: settings.respect_gitignore,
        force_exclude: settings.force_exclude,
        calls: &settings.calls,
        rules: settings.rules(&settings.selection).iter().map(|rule| rule.page.name).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &shown)?;
    Ok(writeln!(out)?)
}

/// Writes the names of the files that are reported.
pub fn files(inputs: &[Input], in_ci: bool, out: &mut dyn Write) -> io::Result<()> {
    for input in inputs.iter().filter(|input| input.named) {
        writeln!(out, "{}", report::harmless(&input.shown, in_ci))?;
    }
    Ok(())
}
