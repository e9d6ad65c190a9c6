//! Files × lint, in parallel; then the link. One file's trouble, even a panic, never hides its neighbours.

mod applied;
mod baselines;
mod cache;
mod coverage;
mod fixing;
mod guard;
mod kept;
mod silencing;
mod since;
mod text;

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
use crate::files;
use crate::hooks::Hook;
use crate::lint::{self, Outcome, Rules, Source};
use crate::notebook::{self, Notebook};
use crate::page::Confidence;
use crate::project::Project;
use crate::rule::Rule;
use crate::suppress;

use applied::{Applied, apply};
pub use baselines::{Judged, Known, judge};
pub use cache::Cache;
pub use coverage::Coverage;
pub use fixing::{Check, Fixed, FixedFile, GivenUp, fix, fix_checked, hold, write};
pub use guard::guarded;
pub use kept::Kept;
pub use silencing::silence;
pub use since::Past;
use text::Text;

/// A file to check, or only to link.
#[derive(Clone)]
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
    /// What was found and is not reported.
    pub held_back: HeldBack,
    /// What the run looked at; only if it was asked to say.
    pub coverage: Option<Coverage>,
    /// How many findings of each rule were fixed, by path.
    pub fixed: Vec<(String, &'static str, usize)>,
    pub rule_times: Vec<(&'static str, Duration)>,
    /// The slowest files first.
    pub file_times: Vec<(String, Duration)>,
}

/// How many findings are not reported because they were known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldBack {
    /// By a baseline.
    pub by_baseline: usize,
    /// Entries of baselines whose findings are gone.
    pub gone: usize,
    /// Since the revision that the run compares with.
    pub old: usize,
}

/// What a run does besides finding.
#[derive(Default)]
pub struct Watch {
    pub timed: bool,
    /// Whether it says what it looked at.
    pub covers: bool,
    /// Files done so far.
    pub done: Arc<AtomicUsize>,
    /// What files came to in earlier runs, if that is kept.
    pub cache: Option<Arc<Cache>>,
    /// Files of which that was taken.
    pub taken: Arc<AtomicUsize>,
}

/// One file after its own stage.
#[derive(Clone, Default)]
struct Done {
    outcome: Outcome,
    /// Whether rules ran.
    was_linted: bool,
    /// Whether it is a notebook in another language: nothing that is checked at all.
    is_foreign: bool,
    notebook: Option<Notebook>,
    took: Duration,
}

/// Whether a rule needs the linked project.
pub fn needs_link(rule: &Rule) -> bool {
    // Whatever asks for kinds may ask for those of another file's values.
    !rule.hooks.is_empty()
}

/// Whether a rule finds nothing without the linked project.
fn is_of_link(rule: &Rule) -> bool {
    let is_linked =
        |hook: &Hook| matches!(hook, Hook::Link(_) | Hook::Settle(_) | Hook::SettleModule(_) | Hook::SettleWaits(_));
    rule.hooks.iter().any(is_linked)
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
    let done = guarded(|| read_and_lint(input, applied, watch));
    let done = done.unwrap_or_else(|message| {
        let trouble = Trouble { path: input.shown.clone(), kind: TroubleKind::Panic, message, span: None };
        failed(trouble)
    });
    watch.done.fetch_add(1, Ordering::Relaxed);
    Done { took: started.elapsed(), ..done }
}

fn read_and_lint(input: &Input, applied: &Applied, watch: &Watch) -> Done {
    let text = match text::of(input) {
        Ok(Some(text)) => text,
        Ok(None) => return Done { is_foreign: true, ..Done::default() },
        Err(trouble) => return failed(trouble),
    };
    let context = Context::of(&input.within_project, text.as_str());
    let was_linted = input.named && !is_stub(input) && is_linted(context, &input.settings);
    let cache = watch.cache.as_ref().filter(|_| !watch.timed && matches!(text, Text::Module(_)));
    let rules = rules_of(text.as_str(), applied, watch, was_linted);
    let cached = cache.map(|cache| (cache, Cache::key(input, applied, &rules, text.as_str())));
    if let Some(outcome) = cached.as_ref().and_then(|(cache, key)| cache.outcome(key)) {
        watch.taken.fetch_add(1, Ordering::Relaxed);
        return Done { outcome, was_linted, ..Done::default() };
    }
    let done = Done { was_linted, ..analysed(input, &rules, text, was_linted, context) };
    if let Some((cache, key)) = cached {
        cache.add(key, &done.outcome);
    }
    done
}

/// What runs on a text.
fn rules_of<'r>(text: &str, applied: &'r Applied, watch: &Watch, was_linted: bool) -> Rules<'r> {
    let rules = if was_linted { applied.rules() } else { applied.summary_only() };
    // A run may speak of what it does not show, and a suppression may be of use for what nobody is shown.
    let is_all_wanted = watch.covers || was_linted && suppress::may_suppress(text);
    let least = if is_all_wanted { Confidence::Low } else { rules.least };
    Rules { least, timed: watch.timed, ..rules }
}

/// What rules and the summary make of a text.
fn analysed(input: &Input, rules: &Rules, text: Text, was_linted: bool, context: Context) -> Done {
    if let Some(name) = files::template_name(&input.path) {
        return Done { outcome: lint::template(&input.shown, &name, text.as_str()), ..Done::default() };
    }
    let is_stub = is_stub(input);
    let source = Source { path: &input.shown, module: &input.module, is_stub, text: text.as_str() };
    // Nothing outside tests and migrations imports them, so no other file needs to know what they hold.
    let is_apart = !was_linted && matches!(context, Context::Test | Context::Migration);
    let outcome = if is_apart { lint::check_syntax(source) } else { lint::lint(source, rules) };
    let mut done = Done { outcome, ..Done::default() };
    if let Text::Notebook(mut notebook) = text {
        let trouble = &mut done.outcome.trouble;
        *trouble = text::trouble_of_cells(&input.shown, &mut notebook)
            .or(trouble.take().map(|it| Trouble { span: it.span.and_then(|span| notebook.placed(span)), ..it }));
        done.notebook = Some(notebook);
    }
    done
}

/// A stub never runs.
fn is_stub(input: &Input) -> bool {
    input.path.extension().is_some_and(|extension| extension == "pyi")
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

fn failed(trouble: Trouble) -> Done {
    Done { outcome: Outcome { trouble: Some(trouble), ..Outcome::default() }, ..Done::default() }
}

/// Links the project and joins what was found, file by file.
fn assemble(inputs: &[Input], applied: &[Arc<Applied>], mut done: Vec<Done>, watch: &Watch) -> Checked {
    let mut checked = Checked { coverage: watch.covers.then(Coverage::default), ..Checked::default() };
    let (linked, trouble) = link(inputs, applied, &mut done);
    let is_whole = trouble.is_none() && done.iter().all(|done| done.outcome.trouble.is_none());
    checked.troubles.extend(trouble);
    let mut linked_by_path: FxHashMap<String, Vec<Finding>> = FxHashMap::default();
    for finding in linked {
        linked_by_path.entry(finding.path.clone()).or_default().push(finding);
    }
    let notebooks = notebooks(inputs, &mut done);
    for ((input, applied), done) in inputs.iter().zip(applied).zip(done) {
        if !input.named || done.is_foreign {
            continue;
        }
        let is_sound = done.outcome.trouble.is_none();
        (checked.files, checked.checked) = (checked.files + 1, checked.checked + usize::from(is_sound));
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
        // What a broken cell of a notebook holds, no rule has seen.
        let ran = if is_sound { rules_that_saw_all(&applied.selected, is_whole) } else { Vec::new() };
        let findings = suppress::apply(findings, &done.outcome.suppressions, &input.shown, &ran);
        let (shown, unshown): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(|it| applied.shows(it));
        let shown = shown.into_iter().map(|finding| applied.with_wanted_fix(finding));
        checked.findings.extend(shown.filter_map(|finding| notebook::placed(finding, |path| notebooks.get(path))));
        if let Some(coverage) = checked.coverage.as_mut().filter(|_| is_sound) {
            coverage.add(&input.shown, &ran, unshown);
        }
    }
    sort(&mut checked);
    checked
}

/// The notebooks, by their paths.
fn notebooks<'i>(inputs: &'i [Input], done: &mut [Done]) -> FxHashMap<&'i str, Notebook> {
    inputs.iter().zip(done).filter_map(|(input, done)| Some((&*input.shown, done.notebook.take()?))).collect()
}

/// A finding of the link with the confidence that it has where it stands: nobody waits for a command as for a page.
fn of_context(finding: Finding, input: &Input) -> Finding {
    let is_command = Context::of(&input.within_project, "") == Context::Command;
    let most = if is_command { Confidence::Medium } else { Confidence::High };
    Finding { confidence: finding.confidence.min(most), ..finding }
}

/// The rules that would have found what there is: those of the link only if no file is missing from it.
fn rules_that_saw_all(selected: &[&'static Rule], is_whole: bool) -> Vec<&'static Rule> {
    selected.iter().copied().filter(|rule| is_whole || !is_of_link(rule)).collect()
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
