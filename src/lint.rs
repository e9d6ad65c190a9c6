//! One text in, an `Outcome` out: no input or output, and nothing that can fail.

mod fixes;
mod stored;

pub use fixes::fix_of;
pub use stored::{from_bytes, to_bytes};

use std::time::Duration;

use crate::cx::{Claim, Cx, LinkCx, LinkReport, Report, Reported, Waits, quoted};
use crate::diagnostic::{Finding, Label, Trouble, TroubleKind};
use crate::excerpt::Lines;
use crate::facts::nodes::NodeId;
use crate::facts::{Facts, Given};
use crate::hooks::{Hook, Table};
use crate::identity::{hash, normalised};
use crate::knowledge::{self, Declared};
use crate::model::{Held, PythonVersion, Span};
use crate::page::{Confidence, Page};
use crate::project::value::Value;
use crate::project::{Project, Reach};
use crate::rule::Rule;
use crate::summary::{Asked, Subject, Summary};
use crate::suppress::{self, Suppressions};
use crate::syntax::{self, AnyNodeRef, Ranged, Refusal, TextRange, Tree, ast};

/// A text to lint, and what it is called.
#[derive(Clone, Copy, Debug)]
pub struct Source<'s> {
    /// As it is reported: relative to the working directory, `/` between its parts.
    pub path: &'s str,
    /// Dotted path of the module from its import root.
    pub module: &'s str,
    pub is_stub: bool,
    pub text: &'s str,
}

/// What applies to one text.
pub struct Rules<'r> {
    /// The selected rules that pay on the target.
    pub selected: &'r [&'static Rule],
    pub table: &'r Table,
    pub target: PythonVersion,
    /// What the settings say of functions.
    pub declared: &'r Declared,
    /// The least confidence of findings that matter to anybody; others are not looked for.
    pub least: Confidence,
    /// Whether time is taken per rule.
    pub timed: bool,
}

/// What leaves a file.
#[derive(Clone, Default)]
pub struct Outcome {
    pub findings: Vec<Finding>,
    pub claims: Vec<Claimed>,
    pub trouble: Option<Trouble>,
    pub summary: Option<Summary>,
    pub suppressions: Suppressions,
    pub timings: Vec<(&'static str, Duration)>,
}

/// A finding that stands only if the linked project agrees.
#[derive(Clone)]
pub struct Claimed {
    rule: &'static Rule,
    finding: Finding,
    asked: Asked,
    names: Vec<String>,
    /// The place of a call or property that must lead to what the rule waits for.
    waits: Option<(u32, u32)>,
    /// A value of another file, and what it must be.
    held: Option<(Subject, Held)>,
}

/// Stack for a text whose operators, calls and attributes nest half its length deep: dropping the tree takes up
/// to this many bytes a level (measured on chains of a million operators).
const STACK_PER_BYTE: usize = if cfg!(debug_assertions) { 512 } else { 128 };
/// Every worker has this much; only larger texts need more.
pub const WORKER_STACK: usize = 64 << 20;

/// Runs `work` on a stack that carries any text of this length.
pub fn on_a_sufficient_stack<T>(text_length: usize, work: impl FnOnce() -> T) -> T {
    let needed = text_length * STACK_PER_BYTE + (1 << 20);
    stacker::maybe_grow(needed, needed + (1 << 20), work)
}

/// Parses a text, runs the rules on it, summarises it. With no rules selected, only summarises.
pub fn lint(source: Source, rules: &Rules) -> Outcome {
    on_a_sufficient_stack(source.text.len(), || lint_here(source, rules))
}

/// Summarises a template; rules see it in the linked project. `name` is what renderings call it by.
pub fn template(path: &str, name: &str, text: &str) -> Outcome {
    Outcome {
        summary: Some(Summary::of_template(path, name, text)),
        suppressions: suppress::in_template(text),
        ..Outcome::default()
    }
}

/// Only parses a text. For files in which no rule runs and which nothing imports.
pub fn check_syntax(source: Source) -> Outcome {
    on_a_sufficient_stack(source.text.len(), || {
        let trouble = parse(source).err().map(|refusal| trouble(source, refusal));
        Outcome { trouble, ..Outcome::default() }
    })
}

fn parse(source: Source) -> Result<Tree, Refusal> {
    let kind = if source.is_stub { ast::PySourceType::Stub } else { ast::PySourceType::Python };
    syntax::parse(source.text, kind)
}

fn lint_here(source: Source, rules: &Rules) -> Outcome {
    let tree = match parse(source) {
        Ok(tree) => tree,
        Err(refusal) => {
            return Outcome { trouble: Some(trouble(source, refusal)), ..Outcome::default() };
        }
    };
    let is_package = source.path.ends_with("__init__.py") || source.path.ends_with("__init__.pyi");
    let Source { text, module: module_name, .. } = source;
    let Rules { target, declared, .. } = *rules;
    let facts = Facts::new(Given { text, module_name, is_package, target, declared }, tree.module());
    let mut cx = Cx::new(&facts, rules.least, rules.timed);
    if !rules.selected.is_empty() {
        for node in facts.nodes.all() {
            rules.table.run(node.node, &mut cx);
        }
    }
    let timings = cx.timings.take().unwrap_or_default();
    let (summary, claims) = summarised(source, &facts, cx.claims);
    Outcome {
        findings: findings(source, &facts, &tree, cx.reported),
        claims,
        trouble: None,
        summary: Some(summary),
        suppressions: suppress::in_module(source.text, &tree),
        timings: timings.into_iter().map(|(rule, spent)| (rule.page.name, spent)).collect(),
    }
}

/// The summary of a module, and the claims of rules with what stands for them in it.
fn summarised<'a>(
    source: Source,
    facts: &Facts<'a>,
    claims: Vec<(&'static Rule, Claim<'a>)>,
) -> (Summary, Vec<Claimed>) {
    if claims.is_empty() {
        return (Summary::of(source.path, facts), Vec::new());
    }
    let lines = Lines::of(source.text);
    let (rest, expressions): (Vec<_>, Vec<_>) = claims
        .into_iter()
        .map(|(rule, claim)| ((rule, claim.report, claim.names, claim.waits, claim.held), claim.of))
        .unzip();
    let (summary, asked) = Summary::asked(source.path, facts, &expressions);
    let claimed = rest.into_iter().zip(asked).map(|((rule, report, names, waits, held), asked)| {
        let finding = finding(source, facts, &lines, rule, report);
        let waits = waits.map(|at| (at.start().to_u32(), at.end().to_u32()));
        Claimed { rule, finding, asked, names, waits, held }
    });
    (summary, claimed.collect())
}

/// The claims that the project agrees to. Each comes with the number of its module.
pub fn settle(project: &Project, claims: Vec<(u32, Claimed)>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (module, claimed) in claims {
        findings.extend(settled(project, module, claimed));
    }
    findings.sort_by(|one, other| {
        let key = |it: &Finding| (it.primary.span.offsets, it.page.name);
        one.path.cmp(&other.path).then_with(|| key(one).cmp(&key(other)))
    });
    findings.dedup_by(|one, other| {
        one.path == other.path && one.page.name == other.page.name && one.primary.span == other.primary.span
    });
    number_fingerprints(&mut findings);
    findings
}

/// A claim's finding, as far as the project agrees.
fn settled(project: &Project, module: u32, claimed: Claimed) -> Option<Finding> {
    let Claimed { rule, mut finding, asked, names, waits, held } = claimed;
    if let Some((subject, held)) = held {
        let found = project.holds(module, &subject, held)?;
        finding.related.extend(project.steps_to(&found, module));
        // How long another file's list gets is seldom known unless it holds data.
        if !found.is_data {
            finding.confidence = Confidence::Low;
        }
        return Some(finding);
    }
    if let Some(at) = waits {
        return waiting(project, module, at, rule, finding);
    }
    let mut values = project.values_of(module, &asked);
    let settled = rule.hooks.iter().find_map(|hook| match hook {
        Hook::Settle(settle) if !values.is_empty() => {
            values.extend(names.iter().cloned().map(Value::Text));
            settle(project, &values)
        }
        Hook::SettleModule(settle) => settle(project, module, &names),
        _ => None,
    });
    finding.confidence = finding.confidence.min(settled?);
    Some(finding)
}

/// The finding of a call or property that leads to a wait.
fn waiting(project: &Project, module: u32, at: (u32, u32), rule: &Rule, mut finding: Finding) -> Option<Finding> {
    let waits = rule.hooks.iter().find_map(|hook| match hook {
        Hook::SettleWaits(waits) => Some(*waits),
        _ => None,
    })?;
    let reach = project.reach_at(module, at, waits.service.effects)?;
    if !waits.counts(&reach.name) {
        return None;
    }
    if let Some(words) = waits.batch {
        let batch = knowledge::callable(&reach.name)?.batch.as_deref()?;
        finding.help = format!("{words}{}", quoted(batch));
    }
    finding.confidence = match waits.is_per_item {
        true => finding.confidence.min(confidence_behind(&reach, waits)),
        false => doubted(finding.confidence, reach.confidence),
    };
    finding.related.extend(project.steps(&reach, module));
    Some(finding)
}

/// How sure it is that a wait behind a call could be had for many calls at once. Where nothing in the source does that,
/// only a function that does little besides waiting speaks for it.
fn confidence_behind(reach: &Reach, waits: Waits) -> Confidence {
    let is_short = reach.hops.len() == 1 && !reach.is_construction;
    match reach.confidence {
        Confidence::High if is_short || waits.batch.is_some() => Confidence::Medium,
        _ => Confidence::Low,
    }
}

/// Doubt about the way to a wait adds to the doubt about the rest.
fn doubted(confidence: Confidence, way: Confidence) -> Confidence {
    match (confidence, way) {
        (confidence, Confidence::High) => confidence,
        (Confidence::High, Confidence::Medium) => Confidence::Medium,
        _ => Confidence::Low,
    }
}

/// Runs the link rules on the linked project.
pub fn link(project: &Project, rules: &[&'static Rule], target: PythonVersion) -> Vec<Finding> {
    let mut cx = LinkCx::new(project);
    for rule in rules {
        for hook in rule.hooks {
            if let Hook::Link(run) = hook {
                cx.run(rule, |cx| run(project, cx));
            }
        }
    }
    let mut findings: Vec<Finding> =
        cx.reports.into_iter().map(|(rule, report)| link_finding(&rule.page, report, target)).collect();
    number_fingerprints(&mut findings);
    findings
}

fn trouble(source: Source, refusal: Refusal) -> Trouble {
    let span = Lines::of(source.text).span(refusal.range());
    refused(source.path, refusal, span)
}

/// What is said of a text that has no tree.
pub fn refused(path: &str, refusal: Refusal, span: Span) -> Trouble {
    let (kind, message) = match refusal {
        Refusal::Syntax { message, .. } => (TroubleKind::Syntax, message),
        Refusal::TooDeep { .. } => {
            let message = "more than 1,000 brackets, blocks or f-strings inside one another: no Python accepts this";
            (TroubleKind::TooDeep, message.to_owned())
        }
    };
    Trouble { path: path.to_owned(), kind, message, span: Some(span) }
}

fn findings(source: Source, facts: &Facts, tree: &Tree, reported: Vec<Reported>) -> Vec<Finding> {
    if reported.is_empty() {
        return Vec::new();
    }
    let lines = Lines::of(source.text);
    let rewrites = reported.iter().any(|it| it.rewrite.is_some());
    let comments: Vec<TextRange> = if rewrites { tree.comments().collect() } else { Vec::new() };
    let with_fix = |Reported { rule, report, rewrite }: Reported| {
        let fix = rewrite.and_then(|rewrite| fix_of(rewrite, &rule.page, &lines, &comments));
        Finding { fix, ..finding(source, facts, &lines, rule, report) }
    };
    let mut findings: Vec<Finding> = reported.into_iter().map(with_fix).collect();
    findings.sort_by_key(|finding| (finding.primary.span.offsets, finding.page.name));
    findings.dedup_by_key(|finding| (finding.primary.span, finding.page.name));
    number_fingerprints(&mut findings);
    findings
}

fn finding(source: Source, facts: &Facts, lines: &Lines, rule: &'static Rule, report: Report) -> Finding {
    let label = |range: TextRange, message: String| {
        let span = lines.span(range);
        Label { path: None, span, message, line: lines.window(span) }
    };
    Finding {
        page: &rule.page,
        impact: report.impact,
        confidence: report.confidence,
        path: source.path.to_owned(),
        message: report.message,
        note: with_measurement(report.note, &rule.page, facts.target),
        help: report.help,
        related: report.related.into_iter().map(|(range, message)| label(range, message)).collect(),
        primary: label(report.at, report.label),
        function: enclosing_name(facts, report.at),
        fingerprint: normalised(&source.text[report.at]),
        fix: None,
    }
}

fn link_finding(page: &'static Page, report: LinkReport, target: PythonVersion) -> Finding {
    Finding {
        page,
        impact: report.impact,
        confidence: report.confidence,
        path: report.at.path.clone().unwrap_or_default(),
        message: report.message,
        note: with_measurement(report.note, page, target),
        help: report.help,
        related: report.related,
        function: report.function,
        fingerprint: normalised(marked(&report.at)),
        primary: report.at,
        fix: None,
    }
}

/// What a label marks of its line: all of it that can be seen, if it ends on a further one.
fn marked(label: &Label) -> &str {
    let (span, line) = (label.span, &label.line);
    let offset = |column: u32| {
        let before = (column - 1).saturating_sub(line.cut) as usize;
        line.text.char_indices().nth(before).map_or(line.text.len(), |(at, _)| at)
    };
    let end = if span.end.line == span.start.line { offset(span.end.column) } else { line.text.len() };
    &line.text[offset(span.start.column).min(end)..end]
}

/// The note with the page's measured factor for the target version, or the nearest measured one below it.
fn with_measurement(note: String, page: &Page, target: PythonVersion) -> String {
    match page.measurement_for(target) {
        Some(row) => format!("{note}; measured {} at n = {} on Python {}", row.ratio, row.n, row.python),
        None => note,
    }
}

/// The dotted names of the functions and classes around a place.
fn enclosing_name(facts: &Facts, range: TextRange) -> Option<String> {
    // Nodes stand in the order of the text: the last one that starts no later is in the same function.
    let nodes = facts.nodes.all();
    let after = nodes.partition_point(|node| node.node.range().start() <= range.start());
    let innermost = NodeId(u32::try_from(after.checked_sub(1)?).ok()?);
    let outward = std::iter::once(facts.nodes.get(innermost)).chain(facts.nodes.ancestors(innermost).map(|(_, it)| it));
    let mut names: Vec<&str> = Vec::new();
    for around in outward.filter(|around| around.node.range().contains_range(range)) {
        match around.node {
            AnyNodeRef::StmtFunctionDef(it) => names.push(it.name.as_str()),
            AnyNodeRef::StmtClassDef(it) => names.push(it.name.as_str()),
            _ => {}
        }
    }
    names.reverse();
    (!names.is_empty()).then(|| names.join("."))
}

/// Turns each finding's normalised text into its fingerprint: a hash of rule, path, function and text, and an
/// ordinal among equals. No line numbers, so it survives edits elsewhere.
pub fn number_fingerprints(findings: &mut [Finding]) {
    let mut seen: rustc_hash::FxHashMap<u64, u32> = rustc_hash::FxHashMap::default();
    for finding in findings {
        let function = finding.function.as_deref().unwrap_or("");
        let hash = hash([finding.page.name, finding.path.as_str(), function, finding.fingerprint.as_str()]);
        let ordinal = seen.entry(hash).or_default();
        finding.fingerprint = format!("{hash:016x}-{ordinal}");
        *ordinal += 1;
    }
}
