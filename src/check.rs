//! Files × lint, in parallel; then the link. One file's trouble, even a panic, never hides its neighbours.

mod applied;
mod fixing;
mod guard;
mod kept;

use std::cmp::Reverse;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::config::Settings;
use crate::context::Context;
use crate::diagnostic::{Finding, Trouble, TroubleKind};
use crate::files::{self, Unread};
use crate::hooks::Hook;
use crate::lint::{self, Outcome, Rules, Source};
use crate::page::Confidence;
use crate::project::Project;
use crate::rule::Rule;
use crate::suppress;

use applied::{Applied, apply};
pub use fixing::{Fixed, FixedFile, GivenUp, fix, fix_checked, write};
pub use guard::guarded;

/// A file to check, or only to link.
pub struct Input {
    /// Absolute.
    pub path: PathBuf,
    /// As it is reported.
    pub shown: String,
    /// Relative to the project's root, `/` between its parts.
    pub within_project: String,
    /// The folder of the project, outside which nothing is written.
    pub root: PathBuf,
    /// Dotted name from its import root.
    pub module: String,
    /// The bytes, where they do not stand on the disk.
    pub given: Option<Vec<u8>>,
    /// Whether it is reported.
    pub named: bool,
    pub settings: Arc<Settings>,
}

/// What a run found.
#[derive(Default)]
pub struct Checked {
    /// By path, place and rule.
    pub findings: Vec<Finding>,
    /// By path.
    pub troubles: Vec<Trouble>,
    /// Files that are reported, and how many of them could be checked.
    pub files: usize,
    pub checked: usize,
    /// How many findings of each rule were fixed, by path.
    pub fixed: Vec<(String, &'static str, usize)>,
    pub rule_times: Vec<(&'static str, Duration)>,
    /// The slowest files first.
    pub file_times: Vec<(String, Duration)>,
}

/// What a run does besides finding.
#[derive(Default)]
pub struct Watch {
    pub timed: bool,
    /// Files done so far.
    pub done: AtomicUsize,
}

/// One file after its own stage.
#[derive(Clone)]
struct Done {
    outcome: Outcome,
    /// Whether rules ran.
    was_linted: bool,
    took: Duration,
}

/// Whether a rule needs the linked project.
pub fn needs_link(rule: &Rule) -> bool {
    rule.hooks.iter().any(|hook| matches!(hook, Hook::Link(_) | Hook::Settle(_)))
}

/// Checks files. The result does not depend on their order or on the number of threads.
pub fn check(inputs: &[Input], watch: &Watch) -> Checked {
    let applied = apply(inputs);
    in_pool(|| {
        let work = inputs.par_iter().zip(&applied);
        let done: Vec<Done> = work.map(|(input, applied)| one(input, applied, watch)).collect();
        assemble(inputs, &applied, done, watch)
    })
}

/// Runs work on threads whose stacks carry what a file may need.
fn in_pool<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().stack_size(lint::WORKER_STACK).build();
    pool.expect("the system grants a thread").install(work)
}

fn one(input: &Input, applied: &Applied, watch: &Watch) -> Done {
    let started = Instant::now();
    let result = guarded(|| read_and_lint(input, applied, watch.timed));
    let (outcome, was_linted) = result.unwrap_or_else(|message| (failed(input, TroubleKind::Panic, message), false));
    watch.done.fetch_add(1, Ordering::Relaxed);
    Done { outcome, was_linted, took: started.elapsed() }
}

fn read_and_lint(input: &Input, applied: &Applied, timed: bool) -> (Outcome, bool) {
    let text = match text(input) {
        Ok(text) => text,
        Err(unread) => return (failed(input, unread.kind, unread.message), false),
    };
    let context = Context::of(&input.within_project, &text);
    // A stub never runs.
    let is_stub = input.path.extension().is_some_and(|extension| extension == "pyi");
    let is_linted = input.named && !is_stub && is_linted(context, &input.settings);
    let rules = if is_linted { applied.rules() } else { applied.summary_only() };
    let source = Source { path: &input.shown, module: &input.module, is_stub, text: &text };
    // Nothing outside tests and migrations imports them, so no other file needs to know what they hold.
    if !is_linted && matches!(context, Context::Test | Context::Migration) {
        return (lint::check_syntax(source), false);
    }
    (lint::lint(source, &Rules { timed, ..rules }), is_linted)
}

fn text(input: &Input) -> Result<String, Unread> {
    if input.path.extension().is_some_and(|extension| extension == "ipynb") {
        return Err(Unread { kind: TroubleKind::Read, message: "notebooks are not read".to_owned() });
    }
    let bytes = match &input.given {
        Some(bytes) => bytes.clone(),
        None => files::read(&input.path, input.settings.max_file_size)?,
    };
    files::decode(bytes)
}

/// Whether rules run in a context.
fn is_linted(context: Context, settings: &Settings) -> bool {
    match context {
        Context::Code | Context::Command => true,
        Context::Test => settings.include_tests,
        Context::Migration => settings.include_migrations,
        Context::Vendored | Context::Generated => false,
    }
}

fn failed(input: &Input, kind: TroubleKind, message: String) -> Outcome {
    let trouble = Trouble { path: input.shown.clone(), kind, message, span: None };
    Outcome { trouble: Some(trouble), ..Outcome::default() }
}

/// Links the project and joins what was found, file by file.
fn assemble(inputs: &[Input], applied: &[Arc<Applied>], mut done: Vec<Done>, watch: &Watch) -> Checked {
    let mut checked = Checked::default();
    let (linked, trouble) = link(inputs, applied, &mut done);
    let is_whole = trouble.is_none() && done.iter().all(|done| done.outcome.trouble.is_none());
    checked.troubles.extend(trouble);
    let mut linked_by_path: FxHashMap<String, Vec<Finding>> = FxHashMap::default();
    for finding in linked {
        linked_by_path.entry(finding.path.clone()).or_default().push(finding);
    }
    for ((input, applied), done) in inputs.iter().zip(applied).zip(done) {
        if !input.named {
            continue;
        }
        checked.files += 1;
        checked.checked += usize::from(done.outcome.trouble.is_none());
        checked.troubles.extend(done.outcome.trouble);
        if watch.timed {
            checked.file_times.push((input.shown.clone(), done.took));
            add_times(&mut checked.rule_times, done.outcome.timings);
        }
        if !done.was_linted {
            continue;
        }
        let mut findings = done.outcome.findings;
        findings.extend(linked_by_path.remove(&input.shown).into_iter().flatten().map(|it| of_context(it, input)));
        let ran = rules_that_saw_all(&applied.selected, is_whole);
        let findings = suppress::apply(findings, &done.outcome.suppressions, &input.shown, &ran);
        let findings = findings.into_iter().filter(|finding| applied.shows(finding));
        checked.findings.extend(findings.map(|finding| applied.with_wanted_fix(finding)));
    }
    sort(&mut checked);
    checked
}

/// A finding of the link with the confidence that it has where it stands: nobody waits for a command as for a page.
fn of_context(finding: Finding, input: &Input) -> Finding {
    let is_command = Context::of(&input.within_project, "") == Context::Command;
    let most = if is_command { Confidence::Medium } else { Confidence::High };
    Finding { confidence: finding.confidence.min(most), ..finding }
}

/// The rules that would have found what there is: those of the link only if no file is missing from it.
fn rules_that_saw_all(selected: &[&'static Rule], is_whole: bool) -> Vec<&'static Rule> {
    selected.iter().copied().filter(|rule| is_whole || !needs_link(rule)).collect()
}

/// Runs the selected link rules on the summaries of all files.
fn link(inputs: &[Input], applied: &[Arc<Applied>], done: &mut [Done]) -> (Vec<Finding>, Option<Trouble>) {
    let mut rules: Vec<&'static Rule> = Vec::new();
    for applied in applied {
        let new = applied.selected.iter().filter(|rule| needs_link(rule));
        let new: Vec<_> = new.filter(|rule| !rules.iter().any(|known| std::ptr::eq(*known, **rule))).collect();
        rules.extend(new);
    }
    let Some(first) = inputs.first() else { return Default::default() };
    if rules.is_empty() {
        return Default::default();
    }
    let (mut summaries, mut claims) = (Vec::new(), Vec::new());
    for Done { outcome, .. } in done {
        let Some(summary) = outcome.summary.take() else { continue };
        let module = summaries.len() as u32;
        claims.extend(std::mem::take(&mut outcome.claims).into_iter().map(|claim| (module, claim)));
        summaries.push(summary);
    }
    let linked = guarded(|| {
        let project = Project::link(summaries);
        let mut findings = lint::link(&project, &rules, first.settings.target);
        findings.extend(lint::settle(&project, claims));
        findings
    });
    match linked {
        Ok(findings) => (findings, None),
        Err(message) => {
            (Vec::new(), Some(Trouble { path: ".".to_owned(), kind: TroubleKind::Panic, message, span: None }))
        }
    }
}

fn add_times(times: &mut Vec<(&'static str, Duration)>, more: Vec<(&'static str, Duration)>) {
    for (name, took) in more {
        match times.iter_mut().find(|(known, _)| *known == name) {
            Some((_, total)) => *total += took,
            None => times.push((name, took)),
        }
    }
}

fn sort(checked: &mut Checked) {
    checked.findings.sort_by(|one, other| {
        let key = |it: &Finding| (it.primary.span.offsets, it.page.name);
        one.path.cmp(&other.path).then_with(|| key(one).cmp(&key(other)))
    });
    checked.troubles.sort_by(|one, other| one.path.cmp(&other.path));
    checked.rule_times.sort_by_key(|(_, took)| Reverse(*took));
    checked.file_times.sort_by_key(|(_, took)| Reverse(*took));
}
