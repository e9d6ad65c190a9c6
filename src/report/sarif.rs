//! SARIF 2.1.0, as code scanning reads it: paths relative to the checkout, fingerprints, each rule's page as its help.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::json;
use serde_sarif::sarif::{
    ArtifactChange, ArtifactContent, ArtifactLocation, Fix as SarifFix, Invocation, Location, LogicalLocation, Message,
    MultiformatMessageString, Notification, PhysicalLocation, Region, Replacement, ReportingConfiguration,
    ReportingDescriptor, Result as SarifResult, ResultLevel, Run, Sarif, Tool, ToolComponent,
};

use crate::check::Checked;
use crate::diagnostic::{Edit, Finding, Fix, Label, Trouble};
use crate::model::Span;
use crate::page::{Confidence, Impact, Page};
use crate::report::place::uri;
use crate::report::{json, place};

/// Code scanning keeps the first 5,000 results of a run.
const MOST_RESULTS: usize = 5_000;
/// The root that the consumer resolves relative paths against.
const ROOT: &str = "%SRCROOT%";

/// Writes one document of one run. The costliest findings come first, and the 5,001st is left out.
pub fn write(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let mut findings: Vec<&Finding> = checked.findings.iter().collect();
    findings.sort_by_key(|finding| Reverse((finding.impact, finding.confidence)));
    findings.truncate(MOST_RESULTS);
    let pages: BTreeMap<&str, &Page> = findings.iter().map(|finding| (finding.page.name, finding.page)).collect();
    let rules: Vec<ReportingDescriptor> = pages.values().map(|page| descriptor(page)).collect();
    let index = |name: &str| pages.keys().position(|known| *known == name).unwrap_or(0);
    let results: Vec<_> = findings.iter().map(|finding| result(finding, index(finding.page.name))).collect();
    let driver = ToolComponent::builder()
        .name(env!("CARGO_PKG_NAME"))
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .rules(rules)
        .build();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .column_kind(json!("unicodeCodePoints"))
        .invocations(vec![invocation(checked)])
        .results(results)
        .build();
    json::put(&document(run), out)
}

fn document(run: Run) -> Sarif {
    Sarif::builder()
        .schema("https://json.schemastore.org/sarif-2.1.0.json")
        .version(json!("2.1.0"))
        .runs(vec![run])
        .build()
}

fn descriptor(page: &Page) -> ReportingDescriptor {
    let text = |text: &str| MultiformatMessageString::builder().text(text).build();
    let help = MultiformatMessageString::builder().text(page.summary).markdown(page.body().trim_end()).build();
    let configuration = ReportingConfiguration::builder().level(json!(level(page.impact))).build();
    ReportingDescriptor::builder()
        .id(page.name)
        .name(page.name)
        .short_description(text(page.summary))
        .help(help)
        .default_configuration(configuration)
        .build()
}

fn result(finding: &Finding, rule_index: usize) -> SarifResult {
    let in_cell = place::in_words(finding.primary.span).unwrap_or_default();
    let parts = [in_cell.as_str(), &finding.message, &finding.note, &finding.help];
    let text = parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("\n");
    let mut location = location(&finding.path, Some(finding.primary.span), &finding.primary.message);
    let function = finding.function.as_ref().map(|name| LogicalLocation::builder().fully_qualified_name(name).build());
    location.logical_locations = match (location.logical_locations, function) {
        (Some(cell), function) => Some(cell.into_iter().chain(function).collect()),
        (None, function) => function.map(|function| vec![function]),
    };
    let related: Vec<_> = finding.related.iter().map(|label| related(label, &finding.path)).collect();
    let mut result = SarifResult::builder()
        .rule_id(finding.page.name)
        .rule_index(i64::try_from(rule_index).unwrap_or(0))
        .level(level(finding.impact))
        .message(Message::builder().text(text).build())
        .locations(vec![location])
        .related_locations(related)
        .partial_fingerprints(BTreeMap::from([("fastpyLint/v1".to_owned(), finding.fingerprint.clone())]))
        .rank(rank(finding))
        .build();
    // The edits of a notebook are of its cells' text, which is not the text of its file.
    let fixable = finding.fix.as_ref().filter(|_| finding.primary.span.cell.is_none());
    result.fixes = fixable.map(|it| vec![fix(it, &finding.path)]);
    result
}

fn fix(fix: &Fix, path: &str) -> SarifFix {
    let replacement = |edit: &Edit| {
        let inserted = ArtifactContent::builder().text(edit.text.as_str()).build();
        Replacement::builder().deleted_region(region(edit.span)).inserted_content(inserted).build()
    };
    let change = ArtifactChange::builder()
        .artifact_location(ArtifactLocation::builder().uri(uri(path)).uri_base_id(ROOT).build())
        .replacements(fix.edits.iter().map(replacement).collect::<Vec<_>>())
        .build();
    let description = format!("{} ({} fix)", fix.message, fix.safety.name());
    SarifFix::builder().description(Message::builder().text(description).build()).artifact_changes(vec![change]).build()
}

fn related(label: &Label, path: &str) -> Location {
    location(label.path.as_deref().unwrap_or(path), Some(label.span), &label.message)
}

fn location(path: &str, span: Option<Span>, message: &str) -> Location {
    let artifact = ArtifactLocation::builder().uri(uri(path)).uri_base_id(ROOT).build();
    let mut physical = PhysicalLocation::builder().artifact_location(artifact).build();
    physical.region = span.map(region);
    let mut location = Location::builder().physical_location(physical).build();
    location.message = (!message.is_empty()).then(|| Message::builder().text(message).build());
    let cell = span.and_then(place::cell).map(|number| format!("cell {number}"));
    location.logical_locations = cell.map(|name| vec![LogicalLocation::builder().name(name).kind("cell").build()]);
    location
}

fn region(span: Span) -> Region {
    if span.cell.is_some() {
        let (first, last) = place::file_lines(span);
        return Region::builder().start_line(i64::from(first)).end_line(i64::from(last)).build();
    }
    Region::builder()
        .start_line(i64::from(span.start.line))
        .start_column(i64::from(span.start.column))
        .end_line(i64::from(span.end.line))
        .end_column(i64::from(span.end.column))
        .build()
}

/// Files that could not be checked are no results of the analysis, but they make it incomplete.
fn invocation(checked: &Checked) -> Invocation {
    let notifications: Vec<_> = checked.troubles.iter().map(notification).collect();
    Invocation::builder()
        .execution_successful(checked.troubles.is_empty())
        .tool_execution_notifications(notifications)
        .build()
}

fn notification(trouble: &Trouble) -> Notification {
    let in_cell = place::before(trouble.span);
    Notification::builder()
        .level(json!("error"))
        .message(Message::builder().text(in_cell + &trouble.message).build())
        .locations(vec![location(&trouble.path, trouble.span, "")])
        .build()
}

fn level(impact: Impact) -> ResultLevel {
    match impact {
        Impact::High => ResultLevel::Error,
        Impact::Medium => ResultLevel::Warning,
        Impact::Low => ResultLevel::Note,
    }
}

/// From 0 to 100, the most important last: the impact decides, the confidence orders findings of the same impact.
fn rank(finding: &Finding) -> f64 {
    let impact = match finding.impact {
        Impact::High => 70.0,
        Impact::Medium => 40.0,
        Impact::Low => 10.0,
    };
    let confidence = match finding.confidence {
        Confidence::High => 30.0,
        Confidence::Medium => 15.0,
        Confidence::Low => 0.0,
    };
    impact + confidence
}
