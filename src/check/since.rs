//! Two states of a project checked in one run, and which findings the earlier one did not have.

use std::sync::OnceLock;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::adoption::{LineMap, Placed, Traits, before_now, traits};
use crate::check::applied::apply;
use crate::check::{Checked, Done, Input, Watch, assemble, check, in_pool, one, text};
use crate::diagnostic::Finding;
use crate::model::Span;

/// A project as it was.
#[derive(Default)]
pub struct Past {
    pub inputs: Vec<Input>,
    /// For each of them the input of today that is the same, bytes and name and settings. It is not read again.
    pub same: Vec<Option<usize>>,
    /// What files that were renamed are called today.
    pub renamed: FxHashMap<String, String>,
    found: OnceLock<Vec<Old>>,
}

/// The findings that a file had.
struct Old {
    /// What the file is called today.
    path: String,
    text: String,
    /// With the lines they stood on.
    findings: Vec<(Traits, u32)>,
}

impl Past {
    pub fn new(inputs: Vec<Input>, same: Vec<Option<usize>>, renamed: FxHashMap<String, String>) -> Self {
        Self { inputs, same, renamed, found: OnceLock::new() }
    }

    /// Checks today's project, the first time together with the earlier one. The inputs hold their bytes.
    pub fn check(&self, inputs: &[Input], watch: &Watch) -> Checked {
        if self.found.get().is_some() {
            return check(inputs, watch);
        }
        let (now, then) = check_both(inputs, self, watch);
        let _ = self.found.set(self.old(inputs, &then.findings));
        now
    }

    /// For each finding of today whether the earlier project had it.
    pub fn had(&self, inputs: &[Input], findings: &[Finding]) -> Vec<bool> {
        let all_old = self.found.get().map(Vec::as_slice).unwrap_or_default();
        let mut had = Vec::with_capacity(findings.len());
        for of_file in findings.chunk_by(|one, other| one.path == other.path) {
            let path = &of_file[0].path;
            let old: Vec<&Old> = all_old.iter().filter(|old| old.path == *path).collect();
            let input = inputs.iter().find(|input| input.shown == *path);
            let text = input.map(self::text).unwrap_or_default();
            had.extend(had_in_file(&old, of_file, &text));
        }
        had
    }

    fn old(&self, inputs: &[Input], findings: &[Finding]) -> Vec<Old> {
        let mut places: FxHashMap<&str, usize> = FxHashMap::default();
        places.extend(self.inputs.iter().enumerate().map(|(at, input)| (input.shown.as_str(), at)));
        let old = |of_file: &[Finding]| {
            let path = &of_file[0].path;
            let at = places.get(path.as_str())?;
            let text = self::text(self.same[*at].map_or(&self.inputs[*at], |same| &inputs[same]));
            let own = traits(&of_file.iter().collect::<Vec<_>>(), &text);
            let path = self.renamed.get(path).unwrap_or(path).clone();
            let own = own.into_iter().map(|it| Traits { path: path.clone(), ..it });
            let findings = own.zip(of_file.iter().map(|it| line(it, &text))).collect();
            Some(Old { path, text, findings })
        };
        findings.chunk_by(|one, other| one.path == other.path).filter_map(old).collect()
    }
}

fn had_in_file(old: &[&Old], findings: &[Finding], text: &str) -> Vec<bool> {
    let mut placed_old = Vec::new();
    for Old { text: old_text, findings, .. } in old {
        let lines = LineMap::of(old_text, text);
        placed_old.extend(findings.iter().map(|(it, line)| Placed { traits: it.clone(), line: lines.line(*line) }));
    }
    if placed_old.is_empty() {
        return vec![false; findings.len()];
    }
    let own = traits(&findings.iter().collect::<Vec<_>>(), text);
    let lines = findings.iter().map(|finding| Some(line(finding, text)));
    let placed: Vec<Placed> = own.into_iter().zip(lines).map(|(traits, line)| Placed { traits, line }).collect();
    before_now(&placed_old, &placed).iter().map(Option::is_some).collect()
}

/// The text of an input that holds its bytes, as it was checked; of what could not be checked, none.
pub fn text(input: &Input) -> String {
    match text::of(input) {
        Ok(Some(text)) => text.as_str().to_owned(),
        _ => String::new(),
    }
}

/// The line of a finding in that text: of notebooks it is not the line in the cell.
fn line(finding: &Finding, text: &str) -> u32 {
    let Span { cell, offsets: (start, _), start: place, .. } = finding.primary.span;
    let before = text.get(..start as usize).unwrap_or_default();
    if cell.is_none() { place.line } else { before.matches('\n').count() as u32 + 1 }
}

/// Checks a project as it is and as it was; what is the same is read once, and linked twice.
fn check_both(inputs: &[Input], past: &Past, watch: &Watch) -> (Checked, Checked) {
    let (applied, applied_then) = (apply(inputs), apply(&past.inputs));
    in_pool(|| {
        let now: Vec<Done> =
            inputs.par_iter().zip(&applied).map(|(input, applied)| one(input, applied, watch)).collect();
        let work = past.inputs.par_iter().zip(&applied_then).zip(&past.same);
        let then = work.map(|((input, applied), same)| match same {
            Some(same) => now[*same].clone(),
            None => one(input, applied, &Watch::default()),
        });
        let then: Vec<Done> = then.collect();
        let then = assemble(&past.inputs, &applied_then, then, &Watch::default());
        (assemble(inputs, &applied, now, watch), then)
    })
}
