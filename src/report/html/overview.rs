//! What there is, in numbers: by impact, by confidence, by family and by rule; and what to look at first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::page::{Confidence, Impact};
use crate::report::count;

use super::escape::escaped;
use super::{Shown, capital};

/// More would be a list to read, not a place to begin.
const MOST_FIRST: usize = 5;

/// How often something was found, and where it was found first.
struct Tally<'c> {
    name: &'c str,
    first: &'c Shown<'c>,
    /// Findings of high impact that are sure, findings of high impact, findings.
    weight: (usize, usize, usize),
}

/// What an impact means.
pub fn meaning(impact: Impact) -> &'static str {
    match impact {
        Impact::High => "the cost grows with the data",
        Impact::Medium => "at least 1.5 times the time, or memory that grows",
        Impact::Low => "1.25 to 1.5 times the time",
    }
}

/// A tile for each impact.
pub fn tiles(shown: &[Shown<'_>]) -> String {
    let tile = |impact: Impact| {
        let of_impact = || shown.iter().filter(|it| it.finding.impact == impact);
        let sure = of_impact().filter(|it| it.finding.confidence == Confidence::High).count();
        let (name, title, meaning) = (impact.name(), capital(impact.name()), meaning(impact));
        let total = of_impact().count();
        let inside = format!(
            "<b>{total}</b> <strong>{title} impact</strong> <span>{meaning}</span> <em>{sure} of high confidence</em>"
        );
        match total {
            0 => format!("<li class=\"{name}\"><p>{inside}</p></li>\n"),
            _ => format!("<li class=\"{name}\"><a href=\"#{name}\">{inside}</a></li>\n"),
        }
    };
    [Impact::High, Impact::Medium, Impact::Low].map(tile).concat()
}

/// The rules and the files to begin with.
pub fn first(shown: &[Shown<'_>]) -> String {
    let rules = tallies(shown, |it| it.finding.page.name);
    let files = tallies(shown, |it| &it.finding.path);
    let summary = |tally: &Tally| format!(" {}", escaped(tally.first.finding.page.summary));
    list("Rules", "rule", &rules, summary) + &list("Files", "path", &files, |_| String::new())
}

fn list(title: &str, kind: &str, tallies: &[Tally<'_>], summary: impl Fn(&Tally<'_>) -> String) -> String {
    let item = |tally: &Tally| {
        let (name, id, summary) = (escaped(tally.name), escaped(&tally.first.id), summary(tally));
        let findings = count(tally.weight.2, "finding", "findings");
        format!(
            "<li><p><a href=\"#{id}\" data-only-{kind}=\"{name}\"><code>{name}</code></a>{summary}</p> \
             <span>{findings}</span></li>\n"
        )
    };
    let items: String = tallies.iter().take(MOST_FIRST).map(item).collect();
    format!("<div><h3>{title}</h3>\n<ol>\n{items}</ol></div>\n")
}

/// The findings counted by something of theirs, the heaviest first.
fn tallies<'c>(shown: &'c [Shown<'c>], name_of: impl Fn(&'c Shown<'c>) -> &'c str) -> Vec<Tally<'c>> {
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for it in shown {
        let name = name_of(it);
        let tally = tallies.entry(name).or_insert(Tally { name, first: it, weight: (0, 0, 0) });
        let is_high = it.finding.impact == Impact::High;
        let is_sure = is_high && it.finding.confidence == Confidence::High;
        tally.weight.0 += usize::from(is_sure);
        tally.weight.1 += usize::from(is_high);
        tally.weight.2 += 1;
    }
    let mut tallies: Vec<Tally> = tallies.into_values().collect();
    tallies.sort_by_key(|tally| Reverse(tally.weight));
    tallies
}

/// The counts as boxes to tick, which only scripts show.
pub fn facets(shown: &[Shown<'_>]) -> String {
    let level = |tally: &Tally| ["high", "medium", "low"].iter().position(|level| *level == tally.name);
    let mut impacts = tallies(shown, |it| it.finding.impact.name());
    impacts.sort_by_key(level);
    let mut confidences = tallies(shown, |it| it.finding.confidence.name());
    confidences.sort_by_key(level);
    let mut families = tallies(shown, |it| it.finding.page.family);
    families.sort_by_key(|tally| Reverse(tally.weight.2));
    let mut rules = tallies(shown, |it| it.finding.page.name);
    rules.sort_by_key(|tally| Reverse(tally.weight.2));
    [
        facet("Impact", "impact", &impacts),
        facet("Confidence", "confidence", &confidences),
        facet("Family", "family", &families),
        facet("Rule", "rule", &rules),
    ]
    .concat()
}

fn facet(title: &str, kind: &str, tallies: &[Tally<'_>]) -> String {
    let item = |tally: &Tally| {
        let (name, family, count) = (tally.name, tally.first.finding.page.family, tally.weight.2);
        let input = format!("<input type=\"checkbox\" name=\"{kind}\" value=\"{name}\" data-family=\"{family}\">");
        format!("<li><label class=\"{name}\">{input} {name}</label> <span>{count}</span></li>\n")
    };
    let items: String = tallies.iter().map(item).collect();
    format!("<fieldset><legend>{title}</legend>\n<ul>\n{items}</ul></fieldset>\n")
}
