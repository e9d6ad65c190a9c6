//! Fixes in rounds: apply those that do not meet, check everything again, go on until nothing is left to fix. A round
//! that makes a file worse is taken back.

use std::cell::RefCell;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::kept::check_again;
use crate::check::{Checked, Input, Watch, check, guarded};
use crate::diagnostic::{Finding, Fix, Trouble, TroubleKind};
use crate::files;
use crate::fix;
use crate::page::Safety;

/// A file in which fixes still meet after this many rounds is left for the next run.
const MOST_ROUNDS: usize = 10;

/// What fixing came to; nothing is written yet.
pub struct Fixed {
    /// What is left, and how many findings were fixed.
    pub checked: Checked,
    pub files: Vec<FixedFile>,
    pub given_up: Vec<GivenUp>,
}

/// A file that fixes change.
pub struct FixedFile {
    /// Which of the inputs it is.
    pub input: usize,
    pub before: Vec<u8>,
    pub after: Vec<u8>,
}

impl FixedFile {
    /// The text before and after.
    pub fn texts(&self) -> (String, String) {
        let text = |bytes: &[u8]| files::decode(bytes.to_vec()).unwrap_or_default();
        (text(&self.before), text(&self.after))
    }

    /// The bytes of a text about the file, in the encoding of the file.
    pub fn in_its_encoding(&self, text: String) -> Vec<u8> {
        files::encode_part(&text, &self.before).unwrap_or_else(|_| text.into_bytes())
    }
}

/// A fix that was taken back, and why.
#[derive(Debug, PartialEq, Eq)]
pub struct GivenUp {
    pub path: String,
    pub rule: &'static str,
    pub why: String,
}

/// A file on its way through the rounds.
#[derive(Default)]
struct Course {
    before: Vec<u8>,
    /// How many findings of each rule are fixed.
    fixed: Vec<(&'static str, usize)>,
    /// Fingerprints of findings whose fixes are given up.
    refused: FxHashSet<String>,
    /// Whether fixes are tried one at a time, since several together failed.
    is_careful: bool,
}

/// What one round would make of a file.
struct Proposal {
    input: usize,
    bytes: Vec<u8>,
    /// Rule and fingerprint of each finding that is fixed.
    taken: Vec<(&'static str, String)>,
}

/// How files are checked between rounds.
type Check<'c> = &'c dyn Fn(&[Input]) -> Checked;

/// Checks files and fixes what is at least so safe, in memory. What is fixed is what was checked: the inputs hold the
/// bytes of all files from here on.
pub fn fix(inputs: &mut [Input], watch: &Watch, least: Safety) -> Fixed {
    hold(inputs);
    let kept = RefCell::default();
    let checked = check_again(inputs, watch, &mut kept.borrow_mut());
    fix_checked(inputs, checked, least, &|inputs| check_again(inputs, &Watch::default(), &mut kept.borrow_mut()))
}

/// Reads what is to be checked, once.
fn hold(inputs: &mut [Input]) {
    inputs.par_iter_mut().filter(|input| input.named && input.given.is_none()).for_each(|input| {
        // What cannot be read is said by the check.
        input.given = files::read(&input.path, input.settings.max_file_size).ok();
    });
}

/// The same for files that were checked as they stand in the inputs.
pub fn fix_checked(inputs: &mut [Input], mut checked: Checked, least: Safety, check: Check) -> Fixed {
    let mut courses: FxHashMap<usize, Course> = FxHashMap::default();
    let mut given_up = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let proposals = propose(inputs, &checked, &mut courses, least, &mut given_up);
        if proposals.is_empty() {
            break;
        }
        checked = round(inputs, &checked, proposals, &mut courses, &mut given_up, check);
    }
    finished(inputs, checked, courses, given_up)
}

/// What the next round would make of each file that has something to fix.
fn propose(
    inputs: &[Input],
    checked: &Checked,
    courses: &mut FxHashMap<usize, Course>,
    least: Safety,
    given_up: &mut Vec<GivenUp>,
) -> Vec<Proposal> {
    let mut proposals = Vec::new();
    for (input, mut findings) in wanted(inputs, checked, courses, least) {
        let course = courses.entry(input).or_default();
        if course.is_careful {
            findings.truncate(1);
        }
        match guarded(|| proposal(&inputs[input], input, &findings)).unwrap_or_else(Err) {
            Ok(proposal) => proposals.push(proposal),
            Err(why) => findings.into_iter().for_each(|(finding, _)| refuse(course, finding, &why, given_up)),
        }
    }
    proposals.sort_by_key(|proposal| proposal.input);
    proposals
}

/// The findings to fix, by input.
fn wanted<'c>(
    inputs: &[Input],
    checked: &'c Checked,
    courses: &FxHashMap<usize, Course>,
    least: Safety,
) -> FxHashMap<usize, Vec<(&'c Finding, &'c Fix)>> {
    let mut places: FxHashMap<&str, Option<usize>> = FxHashMap::default();
    for (index, input) in inputs.iter().enumerate() {
        // File names that are no text may look alike; whose findings these are cannot be told then.
        places.entry(&input.shown).and_modify(|place| *place = None).or_insert(Some(index));
    }
    let mut wanted: FxHashMap<usize, Vec<(&Finding, &Fix)>> = FxHashMap::default();
    for finding in &checked.findings {
        let Some(fix) = finding.fix.as_ref().filter(|fix| fix.safety >= least) else { continue };
        let Some(input) = places.get(finding.path.as_str()).copied().flatten() else { continue };
        let is_refused = courses.get(&input).is_some_and(|course| course.refused.contains(&finding.fingerprint));
        if !is_refused {
            wanted.entry(input).or_default().push((finding, fix));
        }
    }
    wanted
}

fn proposal(input: &Input, index: usize, findings: &[(&Finding, &Fix)]) -> Result<Proposal, String> {
    let bytes = input.given.as_deref().ok_or("the file could not be read")?;
    let text = files::decode(bytes.to_vec()).map_err(|unread| unread.message)?;
    let fixes: Vec<&Fix> = findings.iter().map(|(_, fix)| *fix).collect();
    let applied = fix::apply(&text, &fixes);
    let taken = applied.taken.iter().map(|at| (findings[*at].0.page.name, findings[*at].0.fingerprint.clone()));
    let bytes = files::encode(&applied.text, bytes).map_err(|unread| unread.message)?;
    Ok(Proposal { input: index, bytes, taken: taken.collect() })
}

fn refuse(course: &mut Course, finding: &Finding, why: &str, given_up: &mut Vec<GivenUp>) {
    course.refused.insert(finding.fingerprint.clone());
    given_up.push(GivenUp { path: finding.path.clone(), rule: finding.page.name, why: why.to_owned() });
}

/// Tries proposals. Those that make their file worse are taken back; the answer is how things stand then.
fn round(
    inputs: &mut [Input],
    before: &Checked,
    proposals: Vec<Proposal>,
    courses: &mut FxHashMap<usize, Course>,
    given_up: &mut Vec<GivenUp>,
    check: Check,
) -> Checked {
    let tried: Vec<(Proposal, Option<Vec<u8>>)> = proposals
        .into_iter()
        .map(|mut proposal| {
            let old = inputs[proposal.input].given.replace(std::mem::take(&mut proposal.bytes));
            (proposal, old)
        })
        .collect();
    let after = check(inputs);
    let mut took_back = false;
    for (proposal, old) in tried {
        let course = courses.entry(proposal.input).or_default();
        let Some(why) = what_is_worse(&inputs[proposal.input].shown, &proposal, before, &after) else {
            if course.fixed.is_empty() {
                course.before = old.unwrap_or_default();
            }
            proposal.taken.into_iter().for_each(|(rule, _)| count(&mut course.fixed, rule));
            continue;
        };
        inputs[proposal.input].given = old;
        took_back = true;
        match &*proposal.taken {
            [(rule, fingerprint)] => {
                course.refused.insert(fingerprint.clone());
                given_up.push(GivenUp { path: inputs[proposal.input].shown.clone(), rule, why });
            }
            _ => course.is_careful = true,
        }
    }
    if took_back { check(inputs) } else { after }
}

/// Why a file is worse off than before: it is no Python any more, or has more findings of some rule, or as many of one
/// of which some were to be fixed.
fn what_is_worse(path: &str, proposal: &Proposal, before: &Checked, after: &Checked) -> Option<String> {
    if let Some(trouble) = after.troubles.iter().find(|trouble| trouble.path == path) {
        return Some(format!("the result could not be checked: {}", trouble.message));
    }
    let (old, new) = (count_findings(before, path), count_findings(after, path));
    let is_too_many = |rule: &str, count: usize| {
        let is_fixed = proposal.taken.iter().any(|(fixed, _)| *fixed == rule);
        count + usize::from(is_fixed) > old.get(rule).copied().unwrap_or(0)
    };
    let mut rules: Vec<&str> =
        new.into_iter().filter(|(rule, count)| is_too_many(rule, *count)).map(|it| it.0).collect();
    rules.sort_unstable();
    rules.first().map(|rule| format!("the result would still have as many findings of `{rule}`, or more"))
}

fn count_findings(checked: &Checked, path: &str) -> FxHashMap<&'static str, usize> {
    let first = checked.findings.partition_point(|finding| finding.path.as_str() < path);
    let mut counts = FxHashMap::default();
    for finding in checked.findings[first..].iter().take_while(|finding| finding.path == path) {
        *counts.entry(finding.page.name).or_default() += 1;
    }
    counts
}

fn count(counts: &mut Vec<(&'static str, usize)>, rule: &'static str) {
    match counts.iter_mut().find(|(known, _)| *known == rule) {
        Some((_, count)) => *count += 1,
        None => counts.push((rule, 1)),
    }
}

fn finished(
    inputs: &[Input],
    mut checked: Checked,
    courses: FxHashMap<usize, Course>,
    mut given_up: Vec<GivenUp>,
) -> Fixed {
    let mut files = Vec::new();
    for (input, course) in courses.into_iter().filter(|(_, course)| !course.fixed.is_empty()) {
        let Input { shown, given, .. } = &inputs[input];
        checked.fixed.extend(course.fixed.into_iter().map(|(rule, count)| (shown.clone(), rule, count)));
        files.push(FixedFile { input, before: course.before, after: given.clone().unwrap_or_default() });
    }
    files.sort_by_key(|file| file.input);
    checked.fixed.sort();
    given_up.sort_by(|one, other| (&one.path, one.rule).cmp(&(&other.path, other.rule)));
    Fixed { checked, files, given_up }
}

/// Writes what was fixed, but for one input that stands on no disk. Files that cannot be written stand as they were:
/// they are checked again as they are, and said among the troubles.
pub fn write(inputs: &mut [Input], fixed: &mut Fixed, but: Option<usize>) {
    // A file and a link to it are one file, which is written once.
    let mut known = FxHashSet::default();
    let mut waiting: Vec<&FixedFile> = Vec::new();
    for file in fixed.files.iter().filter(|file| Some(file.input) != but) {
        if known.insert((files::target(&inputs[file.input].path), &file.after)) {
            waiting.push(file);
        }
    }
    let write_one = |file: &&FixedFile| {
        let Input { path, root, .. } = &inputs[file.input];
        files::replace(path, &file.before, &file.after, root)
    };
    let written: Vec<Result<(), files::Unread>> = waiting.par_iter().map(write_one).collect();
    let mut troubles = Vec::new();
    for (file, result) in waiting.iter().zip(&written) {
        let Err(unwritten) = result else { continue };
        let input = &mut inputs[file.input];
        input.given = None;
        let (path, message) = (input.shown.clone(), unwritten.message.clone());
        troubles.push(Trouble { path, kind: TroubleKind::Write, message, span: None });
    }
    if troubles.is_empty() {
        return;
    }
    let stands = |path: &String| !troubles.iter().any(|trouble| trouble.path == *path);
    let fixes = std::mem::take(&mut fixed.checked.fixed).into_iter().filter(|(path, ..)| stands(path)).collect();
    fixed.checked = Checked { fixed: fixes, ..check(inputs, &Watch::default()) };
    fixed.checked.troubles.extend(troubles);
    fixed.checked.troubles.sort_by(|one, other| one.path.cmp(&other.path));
}
