//! `rules`: the list of all rules.

use std::io::Write;

use serde::Serialize;

use crate::cli::Exit;
use crate::cli::arguments::ListFormat;
use crate::page::Safety;
use crate::rules;

#[derive(Serialize)]
struct JsonRule {
    name: &'static str,
    family: &'static str,
    summary: &'static str,
    impact: &'static str,
    confidence: &'static str,
    fix: &'static str,
    python: String,
    python_until: Option<String>,
    since: &'static str,
}

/// Lists all rules.
pub fn rules(format: ListFormat, out: &mut dyn Write) -> anyhow::Result<Exit> {
    if format == ListFormat::Json {
        let list: Vec<JsonRule> = rules::all().map(|rule| json(&rule.page)).collect();
        serde_json::to_writer_pretty(&mut *out, &list)?;
        writeln!(out)?;
        return Ok(Exit::Clean);
    }
    let widest = rules::all().map(|rule| rule.page.name.len()).max().unwrap_or(0);
    let mut family = "";
    for rule in rules::all() {
        let page = &rule.page;
        if page.family != family {
            writeln!(out, "{}{}", if family.is_empty() { "" } else { "\n" }, page.family)?;
            family = page.family;
        }
        writeln!(out, "  {:widest$}  {:6}  {}", page.name, page.impact.name(), page.summary)?;
    }
    Ok(Exit::Clean)
}

fn json(page: &'static crate::page::Page) -> JsonRule {
    JsonRule {
        name: page.name,
        family: page.family,
        summary: page.summary,
        impact: page.impact.name(),
        confidence: page.confidence.name(),
        fix: page.fix.map_or("none", Safety::name),
        python: page.python.0.to_string(),
        python_until: page.python.1.map(|last| last.to_string()),
        since: page.since,
    }
}
