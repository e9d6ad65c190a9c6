//! What a finding is known by, apart from the lines it stands on.

use crate::diagnostic::Finding;
use crate::excerpt::Lines;
use crate::identity::{hash, normalised};
use crate::lint::on_a_sufficient_stack;
use crate::model::Span;
use crate::syntax::{self, ast};

/// What stays of a finding while the code around it is edited.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Traits {
    /// `/` between its parts.
    pub path: String,
    /// Qualified name, within the module, of the function or class around it.
    pub function: Option<String>,
    pub rule: String,
    /// A hash of the slow code, but for its format.
    pub code: u64,
    /// Hashes of its statement with the one before it, and with the one after it: they tell equal code apart.
    pub before: u32,
    pub after: u32,
    pub message: String,
}

/// Of longer code the beginning has to do.
const LONGEST_CODE: usize = 4_000;

/// The traits of the findings in one file with this text, in their order.
pub fn traits(findings: &[&Finding], text: &str) -> Vec<Traits> {
    let lines = Lines::of(text);
    let statements = if findings.is_empty() { Vec::new() } else { statements(text) };
    findings.iter().map(|finding| of(finding, &lines, &statements)).collect()
}

/// The logical lines, by their offsets.
fn statements(text: &str) -> Vec<(u32, u32)> {
    on_a_sufficient_stack(text.len(), || match syntax::parse(text, ast::PySourceType::Python) {
        Ok(tree) => tree.logical_lines().iter().map(|line| (line.start().to_u32(), line.end().to_u32())).collect(),
        Err(_) => Vec::new(),
    })
}

fn of(finding: &Finding, lines: &Lines, statements: &[(u32, u32)]) -> Traits {
    let Span { offsets: (start, end), .. } = finding.primary.span;
    let text = |(start, end): (u32, u32)| {
        let text = lines.text().get(start as usize..end as usize).unwrap_or_default();
        normalised(&text[..text.floor_char_boundary(LONGEST_CODE)])
    };
    let own = statements.partition_point(|(_, end)| *end <= start);
    let statement = |at: Option<usize>| at.and_then(|at| statements.get(at)).map_or(String::new(), |it| text(*it));
    let (previous, own, next) = (own.checked_sub(1), Some(own), own.checked_add(1));
    let around = |one: &str, other: &str| (hash([one, other]) >> 32) as u32;
    let (previous, own, next) = (statement(previous), statement(own), statement(next));
    Traits {
        path: finding.path.clone(),
        function: finding.function.clone(),
        rule: finding.page.name.to_owned(),
        code: hash([text((start, end)).as_str()]),
        before: around(&previous, &own),
        after: around(&own, &next),
        message: finding.message.clone(),
    }
}
