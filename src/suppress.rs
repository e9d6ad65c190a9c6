//! Suppressions: comments that silence a rule on a statement, in a stretch of a file, or in all of it.

pub mod addition;
mod parse;
mod reach;
mod removal;

use crate::diagnostic::{Finding, Fix, Label};
use crate::excerpt::Lines;
use crate::lint::number_fingerprints;
use crate::page::{Confidence, Impact, Page};
use crate::rule::Rule;
use crate::rules::suppressions::{unknown_suppression, unused_suppression};
use crate::syntax::{TextRange, TextSize, Tree, mentions};

use parse::{Comment, Directive, Name};

/// The suppressions of one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Suppressions {
    pub list: Vec<Suppression>,
    /// Comments that name no rule: where, and what is wrong.
    pub faults: Vec<(Label, String)>,
}

/// One rule, silenced on some lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Suppression {
    pub rule: &'static str,
    /// The first line and the last.
    pub lines: (u32, u32),
    /// Where the rule is named.
    pub label: Label,
    /// How it is taken out.
    pub removal: Option<Fix>,
}

impl Suppression {
    fn silences(&self, finding: &Finding) -> bool {
        let row = finding.primary.span.start.line;
        self.rule == finding.page.name && (self.lines.0..=self.lines.1).contains(&row)
    }
}

/// What every suppression holds; a text without it has none.
const MARK: &str = "fastpy:";

/// Whether a text may hold suppressions.
pub fn may_suppress(text: &str) -> bool {
    mentions(text, MARK)
}

/// The suppressions of a module. Only real comments count, never strings.
pub fn in_module(text: &str, tree: &Tree) -> Suppressions {
    if !may_suppress(text) {
        return Suppressions::default();
    }
    let lines = Lines::of(text);
    let comments = comments_of(text, tree);
    let logical: Vec<(u32, u32)> = tree.logical_lines().into_iter().map(|range| rows(&lines, range)).collect();
    collect(text, &lines, &comments, &logical)
}

fn comments_of(text: &str, tree: &Tree) -> Vec<Comment> {
    let comments = tree.comments().filter(|range| text[*range].contains(MARK));
    comments.flat_map(|range| parse::comments(&text[range], range.start())).collect()
}

/// The suppressions of a Django or Jinja template: `{# fastpy: ignore[rule] #}` on the line, or on the line above.
pub fn in_template(text: &str) -> Suppressions {
    if !may_suppress(text) {
        return Suppressions::default();
    }
    let lines = Lines::of(text);
    let mut comments = Vec::new();
    for (start, _) in text.match_indices("{#") {
        let Some(length) = text[start..].find("#}") else { break };
        let Ok(offset) = u32::try_from(start + 1) else { break };
        comments.extend(parse::comments(&text[start + 1..start + length], TextSize::new(offset)));
    }
    let every_line: Vec<(u32, u32)> = (1..=lines.count()).map(|line| (line, line)).collect();
    collect(text, &lines, &comments, &every_line)
}

fn rows(lines: &Lines, range: TextRange) -> (u32, u32) {
    let span = lines.span(range);
    (span.start.line, span.end.line)
}

fn collect(text: &str, lines: &Lines, comments: &[Comment], logical: &[(u32, u32)]) -> Suppressions {
    let label = |range: TextRange, message: &str| {
        let span = lines.span(range);
        Label { path: None, span, message: message.to_owned(), line: lines.window(span) }
    };
    let mut found = Suppressions::default();
    for comment in comments {
        for fault in &comment.faults {
            found.faults.push((label(fault.at, "names no rule"), fault.message.clone()));
        }
        for name in &comment.names {
            let Some(reached) = reach(text, lines, comment, name, comments, logical) else { continue };
            let label = label(name.at, "silences nothing");
            let removal = removal::removal(lines, comment, name);
            found.list.push(Suppression { rule: name.rule, lines: reached, label, removal });
        }
    }
    found
}

/// The lines that one name of a comment silences. `on` silences none.
fn reach(
    text: &str,
    lines: &Lines,
    comment: &Comment,
    name: &Name,
    comments: &[Comment],
    logical: &[(u32, u32)],
) -> Option<(u32, u32)> {
    let row = rows(lines, comment.range).0;
    match comment.directive {
        Directive::On => None,
        Directive::IgnoreFile => Some((1, u32::MAX)),
        Directive::Off => {
            let switches_on = |it: &&Comment| {
                it.directive == Directive::On
                    && it.range.start() > comment.range.start()
                    && it.names.iter().any(|on| on.rule == name.rule)
            };
            let end = comments.iter().find(switches_on).map_or(u32::MAX, |on| rows(lines, on.range).0);
            Some((row, end))
        }
        Directive::Ignore => Some(reach::of_ignore(text, lines, comment, logical)),
    }
}

/// Takes away the findings that are silenced, and adds those about suppressions. `ran` are the rules that ran, with
/// everything linked: only theirs can be unused.
pub fn apply(findings: Vec<Finding>, suppressions: &Suppressions, path: &str, ran: &[&'static Rule]) -> Vec<Finding> {
    if suppressions == &Suppressions::default() {
        return findings;
    }
    let mut is_used = vec![false; suppressions.list.len()];
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings {
        for (suppression, is_used) in suppressions.list.iter().zip(&mut is_used) {
            *is_used |= suppression.silences(&finding);
        }
        if !is_silenced(&finding, suppressions) {
            kept.push(finding);
        }
    }
    let mut of_comments = unknown(suppressions, path, ran);
    of_comments.extend(unused(suppressions, &is_used, path, ran));
    number_fingerprints(&mut of_comments);
    kept.extend(of_comments.into_iter().filter(|finding| !is_silenced(finding, suppressions)));
    kept
}

fn is_silenced(finding: &Finding, suppressions: &Suppressions) -> bool {
    suppressions.list.iter().any(|it| it.silences(finding))
}

fn has_run(rule: &str, ran: &[&'static Rule]) -> bool {
    ran.iter().any(|it| it.page.name == rule)
}

fn unknown(suppressions: &Suppressions, path: &str, ran: &[&'static Rule]) -> Vec<Finding> {
    let page = &unknown_suppression::RULE.page;
    if !has_run(page.name, ran) {
        return Vec::new();
    }
    let finding = |(label, message): &(Label, String)| {
        let help = "name a rule, as `# fastpy: ignore[rule-name] reason`; `fastpy-lint rules` lists them";
        about(page, path, label, message.clone(), help)
    };
    suppressions.faults.iter().map(finding).collect()
}

fn unused(suppressions: &Suppressions, is_used: &[bool], path: &str, ran: &[&'static Rule]) -> Vec<Finding> {
    let page = &unused_suppression::RULE.page;
    if !has_run(page.name, ran) {
        return Vec::new();
    }
    let is_about_comments = |rule: &str| rule == page.name || rule == unknown_suppression::RULE.page.name;
    let mut findings = Vec::new();
    for (suppression, is_used) in suppressions.list.iter().zip(is_used) {
        if !is_used && has_run(suppression.rule, ran) && !is_about_comments(suppression.rule) {
            let message = format!("`{}` is suppressed where it finds nothing", suppression.rule);
            let finding = about(page, path, &suppression.label, message, "remove the suppression");
            findings.push(Finding { fix: suppression.removal.clone(), ..finding });
        }
    }
    findings
}

fn about(page: &'static Page, path: &str, label: &Label, message: String, help: &str) -> Finding {
    Finding {
        page,
        impact: Impact::Low,
        confidence: Confidence::High,
        path: path.to_owned(),
        fingerprint: message.clone(),
        message,
        note: page.summary.to_owned(),
        help: help.to_owned(),
        primary: label.clone(),
        related: Vec::new(),
        function: None,
        fix: None,
    }
}
