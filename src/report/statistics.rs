//! How many findings each rule has.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::check::Checked;
use crate::report::{Format, Neutral, json, summary};

#[derive(Serialize)]
struct Count<'c> {
    rule: &'c str,
    impact: &'static str,
    findings: usize,
}

/// Writes a count a rule, the highest first; then what could not be checked.
pub fn statistics(checked: &Checked, format: Format, in_ci: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut by_rule: BTreeMap<&str, Count> = BTreeMap::new();
    for finding in &checked.findings {
        let new = Count { rule: finding.page.name, impact: finding.page.impact.name(), findings: 0 };
        by_rule.entry(finding.page.name).or_insert(new).findings += 1;
    }
    let mut counts: Vec<Count> = by_rule.into_values().collect();
    counts.sort_by_key(|count| Reverse(count.findings));
    match format {
        Format::Json => return json::put(&counts, out),
        Format::JsonLines => return counts.iter().try_for_each(|count| json::put(count, out)),
        _ => {}
    }
    let widest = counts.iter().map(|count| count.rule.len()).max().unwrap_or(0);
    for Count { rule, impact, findings } in &counts {
        writeln!(out, "{findings:>7}  {rule:widest$}  {impact}")?;
    }
    let neutral = Neutral { in_ci };
    for trouble in &checked.troubles {
        let line = format!("{}: error[{}] {}", trouble.path, trouble.kind.name(), trouble.message);
        writeln!(out, "{}", neutral.line(&line))?;
    }
    writeln!(out, "{}", summary(checked))
}
