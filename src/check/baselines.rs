//! Baselines against a run: which findings they hold back, and which of their entries are gone.

use std::path::{Component, Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::adoption::{Traits, Whereabouts, in_baseline, traits};
use crate::check::since::text;
use crate::check::{Checked, Coverage, Input};
use crate::diagnostic::Finding;
use crate::files;

/// The findings that are known to a baseline.
pub struct Known {
    /// Where the baseline stands; absolute.
    pub path: PathBuf,
    /// Their paths are relative to its folder.
    pub entries: Vec<Traits>,
}

/// What a run makes of a baseline.
pub struct Judged {
    /// The findings of its files, reported or only not asked for, as they would be written down.
    pub found: Vec<Found>,
    /// For each entry whether a run that saw its file and ran its rule did not find it.
    pub is_gone: Vec<bool>,
}

/// A finding, and the entry it is known by.
pub struct Found {
    /// Which of the reported findings it is, if it is one.
    pub reported: Option<usize>,
    pub entry: Traits,
    pub known_as: Option<usize>,
}

/// Compares a run with the baselines that the settings of its files name. `arguments` are what was to be checked.
pub fn judge(known: &[Known], inputs: &[Input], checked: &Checked, arguments: &[PathBuf]) -> Vec<Judged> {
    let coverage = checked.coverage.as_ref();
    let reported = checked.findings.iter().enumerate().map(|(at, finding)| (Some(at), finding));
    let unshown = coverage.iter().flat_map(|it| &it.unshown).map(|finding| (None, finding));
    let mut by_path: FxHashMap<&str, Vec<(Option<usize>, &Finding)>> = FxHashMap::default();
    for (at, finding) in reported.chain(unshown) {
        by_path.entry(&finding.path).or_default().push((at, finding));
    }
    let of_one = |known: &Known| {
        let mut found = Vec::new();
        for input in inputs.iter().filter(|input| input.settings.baseline.as_ref() == Some(&known.path)) {
            let Some(findings) = by_path.get_mut(input.shown.as_str()) else { continue };
            findings.sort_by_key(|(_, finding)| finding.primary.span.offsets);
            found.extend(of_file(known, input, findings));
        }
        judge_one(known, found, coverage, inputs, arguments)
    };
    known.iter().map(of_one).collect()
}

fn of_file(known: &Known, input: &Input, findings: &[(Option<usize>, &Finding)]) -> Vec<Found> {
    let all: Vec<&Finding> = findings.iter().map(|(_, finding)| *finding).collect();
    let path = relative(&input.path, known.path.parent().unwrap_or(Path::new("")));
    let entries = traits(&all, &text(input)).into_iter().map(|it| Traits { path: path.clone(), ..it });
    let places = findings.iter().map(|(at, _)| *at);
    entries.zip(places).map(|(entry, reported)| Found { reported, entry, known_as: None }).collect()
}

fn judge_one(
    known: &Known,
    mut found: Vec<Found>,
    coverage: Option<&Coverage>,
    inputs: &[Input],
    arguments: &[PathBuf],
) -> Judged {
    let shown: FxHashMap<&Path, &str> =
        inputs.iter().filter(|it| it.named).map(|it| (it.path.as_path(), it.shown.as_str())).collect();
    let folder = known.path.parent().unwrap_or(Path::new(""));
    let path = |entry: &Traits| files::absolute(Path::new(&entry.path), folder);
    let ran = |entry: &Traits| coverage?.files.get(*shown.get(path(entry).as_path())?);
    let whereabouts = |entry: &Traits| match ran(entry) {
        Some(_) => Whereabouts::Checked,
        None if path(entry).symlink_metadata().is_ok() => Whereabouts::Elsewhere,
        None => Whereabouts::Gone,
    };
    let entries = &known.entries;
    let all: Vec<Traits> = found.iter().map(|found| found.entry.clone()).collect();
    let mut is_gone: Vec<bool> = entries
        .iter()
        .map(|entry| match whereabouts(entry) {
            Whereabouts::Checked => ran(entry).is_some_and(|ran| ran.contains(&entry.rule.as_str())),
            Whereabouts::Gone => arguments.iter().any(|argument| path(entry).starts_with(argument)),
            Whereabouts::Elsewhere => false,
        })
        .collect();
    for (found, entry) in found.iter_mut().zip(in_baseline(entries, &all, whereabouts)) {
        found.known_as = entry;
        entry.into_iter().for_each(|entry| is_gone[entry] = false);
    }
    Judged { found, is_gone }
}

/// A path as it is seen from a folder, both absolute; `/` between its parts.
fn relative(path: &Path, folder: &Path) -> String {
    let common = path.components().zip(folder.components()).take_while(|(one, other)| one == other).count();
    let up = folder.components().skip(common).map(|_| Component::ParentDir);
    let parts: Vec<_> = up.chain(path.components().skip(common)).map(|it| it.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

impl Judged {
    /// How many entries are gone.
    pub fn gone(&self) -> usize {
        self.is_gone.iter().filter(|gone| **gone).count()
    }

    /// The findings that are held back, among those that are reported.
    pub fn held_back(&self) -> impl Iterator<Item = usize> {
        self.found.iter().filter(|found| found.known_as.is_some()).filter_map(|found| found.reported)
    }

    /// Takes note that the baseline was written anew: nothing of it is gone, and it has all findings if it got them.
    pub fn settle(&mut self, has_all: bool) {
        self.is_gone.clear();
        if has_all {
            self.found.iter_mut().for_each(|found| found.known_as = found.known_as.or(Some(0)));
        }
    }

    /// The entries without those that are gone.
    pub fn pruned(&self, known: &Known) -> Vec<Traits> {
        let kept = known.entries.iter().zip(&self.is_gone).filter(|(_, gone)| !**gone);
        kept.map(|(entry, _)| entry.clone()).collect()
    }

    /// The findings that are reported today, and the entries about which this run knows nothing.
    pub fn updated(&self, known: &Known) -> Vec<Traits> {
        let reported = self.found.iter().filter(|found| found.reported.is_some());
        let renewed: Vec<usize> = reported.clone().filter_map(|found| found.known_as).collect();
        let mut entries: Vec<Traits> = reported.map(|found| found.entry.clone()).collect();
        let others = known.entries.iter().enumerate().filter(|(at, _)| !self.is_gone[*at] && !renewed.contains(at));
        entries.extend(others.map(|(_, entry)| entry.clone()));
        entries
    }
}
