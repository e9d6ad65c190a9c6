//! Which rules run in which file, made once for all files that settings treat alike.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::check::Input;
use crate::config::{Selection, Settings};
use crate::diagnostic::Finding;
use crate::files;
use crate::hooks::Table;
use crate::knowledge::Declared;
use crate::lint::Rules;
use crate::rule::Rule;

/// The rules of some files.
pub struct Applied {
    pub selected: Vec<&'static Rule>,
    table: Table,
    selection: Selection,
    settings: Arc<Settings>,
    declared: Declared,
    identity: String,
}

impl Applied {
    fn new(selection: Selection, settings: Arc<Settings>) -> Self {
        let mut selected = settings.rules(&selection);
        // What no finding of a rule can reach need not be looked for.
        selected.retain(|rule| rule.page.confidence >= settings.confidence);
        let declared = settings.calls.iter().map(|(name, call)| (name.clone(), call.callable())).collect();
        let names: Vec<&str> = selected.iter().map(|rule| rule.page.name).collect();
        let identity = format!("{} {:?} {:?} {names:?}", files::own_version(), settings.target, settings.calls);
        Self { table: Table::new(&selected), selected, selection, settings, declared, identity }
    }

    /// All that what a file comes to depends on besides the file.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    pub fn rules(&self) -> Rules<'_> {
        let Self { selected, table, settings, declared, .. } = self;
        Rules { selected, table, target: settings.target, declared, least: settings.confidence, timed: false }
    }

    pub fn summary_only(&self) -> Rules<'_> {
        Rules { selected: &[], ..self.rules() }
    }

    /// The finding, without its fix where settings want none.
    pub fn with_wanted_fix(&self, finding: Finding) -> Finding {
        let is_wanted = finding.fix.is_some() && self.settings.fixable.shows(finding.page, finding.impact);
        let fix = if is_wanted { finding.fix } else { None };
        Finding { fix, ..finding }
    }

    /// Whether a finding is wanted.
    pub fn shows(&self, finding: &Finding) -> bool {
        finding.confidence >= self.settings.confidence && self.selection.shows(finding.page, finding.impact)
    }
}

/// What applies to each input.
pub fn apply(inputs: &[Input]) -> Vec<Arc<Applied>> {
    let mut known: FxHashMap<(*const Settings, Vec<usize>), Arc<Applied>> = FxHashMap::default();
    let mut applied = Vec::with_capacity(inputs.len());
    for input in inputs {
        let settings = &input.settings;
        let ignores = settings.per_file_ignores.iter().enumerate();
        let matching = ignores.filter(|(_, (patterns, _))| patterns.matches(&input.path));
        let key = (Arc::as_ptr(settings), matching.map(|(index, _)| index).collect());
        let new = || Arc::new(Applied::new(settings.selection_for(&input.path), Arc::clone(settings)));
        applied.push(Arc::clone(known.entry(key).or_insert_with(new)));
    }
    applied
}
