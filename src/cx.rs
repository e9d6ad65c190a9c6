//! What a rule may ask, and how it reports. A question has an answer or it has "unknown"; it never fails.

mod branches;
mod builders;
mod caches;
mod certain;
mod claims;
mod clients;
mod contexts;
mod conversions;
mod copies;
mod counted;
mod data;
mod each_call;
mod eager;
mod elementwise;
mod entities;
mod entity_reads;
mod evaluations;
mod event_loop;
mod evidence;
mod foreign;
mod frames;
mod helpers;
mod imports;
mod joined;
mod laziness;
mod lazy_relations;
mod lines;
mod own;
mod parts;
mod paths;
mod patterns;
mod polling;
mod queries;
mod questions;
mod remade;
mod repeated;
mod rewrite;
mod round_trips;
mod row_columns;
mod rows;
mod runs;
mod savings;
mod searches;
mod sessions;
mod settings;
mod startup;
mod statements;
mod texts;
mod transactions;
mod trips;
mod turns;
mod updates;
mod worklists;
mod writes;
mod written_at_once;

use std::time::{Duration, Instant};

use foreign::Assumptions;

use crate::facts::Facts;
use crate::facts::nodes::{NodeId, id_of};
use crate::model::PythonVersion;
use crate::page::{Confidence, Impact};
use crate::project::Project;
use crate::rule::Rule;
use crate::syntax::{AnyNodeRef, HasNodeIndex, TextRange, ast};

pub use certain::{is_scalar, is_text};
pub use claims::{Claim, Settle, SettleModule, Waits};
pub use clients::MadeAgain;
pub use copies::{has_length, has_positions, is_dict_or_view};
pub use each_call::Repeats;
pub use elementwise::is_name;
pub use entity_reads::EntityRead;
pub use frames::INDEXERS;
pub use imports::Imported;
pub use lazy_relations::lazy_relation;
pub use patterns::PatternCall;
pub use polling::Polling;
pub use questions::confidence_of;
pub use remade::Remade;
pub use rewrite::{Replacement, Rewrite};
pub use row_columns::RowWork;
pub use rows::{Rows, compared_with_zero};
pub use runs::Reach;
pub use savings::method_name;
pub use settings::SettingReport;
pub use startup::HeavyImport;
pub use statements::{Statement, Verb};
pub use texts::OldText;
pub use trips::{Service, Signs, TripPerItem, quoted};
pub use writes::{RowWrite, Written};

/// A rule's view of the module that is being read.
pub struct Cx<'a> {
    pub facts: &'a Facts<'a>,
    /// What was reported so far.
    pub reported: Vec<Reported>,
    /// What was reported so far, as far as the linked project agrees.
    pub claims: Vec<(&'static Rule, Claim<'a>)>,
    /// Time spent per rule, in the order of first use; filled only when asked for.
    pub timings: Option<Vec<(&'static Rule, Duration)>>,
    /// The least confidence of findings that matter to anybody.
    least: Confidence,
    running: Option<&'static Rule>,
    assumptions: Assumptions,
}

/// What a rule says of one place. Ranges are byte offsets in the module's text.
pub struct Report {
    /// The slow expression.
    pub at: TextRange,
    /// The words at the caret: why here.
    pub label: String,
    /// What is slow.
    pub message: String,
    /// What it costs as the data grow.
    pub note: String,
    /// What to write instead.
    pub help: String,
    /// The loop around, the place where the collection is made, …
    pub related: Vec<(TextRange, String)>,
    pub impact: Impact,
    pub confidence: Confidence,
}

/// A report, the rule that made it, and how it would rewrite the code.
pub struct Reported {
    pub rule: &'static Rule,
    pub report: Report,
    pub rewrite: Option<Rewrite>,
}

/// A link rule's view of the linked project.
pub struct LinkCx<'p> {
    pub project: &'p Project,
    pub reports: Vec<(&'static Rule, LinkReport)>,
    running: Option<&'static Rule>,
}

/// What a link rule says of one place in one of the project's files.
pub struct LinkReport {
    pub at: crate::diagnostic::Label,
    pub message: String,
    pub note: String,
    pub help: String,
    pub related: Vec<crate::diagnostic::Label>,
    pub function: Option<String>,
    pub impact: Impact,
    pub confidence: Confidence,
}

impl<'a> Cx<'a> {
    pub fn new(facts: &'a Facts<'a>, least: Confidence, timed: bool) -> Self {
        Self {
            facts,
            least,
            reported: Vec::new(),
            claims: Vec::new(),
            timings: timed.then(Vec::new),
            running: None,
            assumptions: Assumptions::default(),
        }
    }

    /// Runs one rule on one node, noting whose reports and whose time these are.
    #[inline]
    pub fn run(&mut self, rule: &'static Rule, run: impl Fn(&mut Self)) {
        self.running = Some(rule);
        let started = self.timings.is_some().then(Instant::now);
        let said = (self.reported.len(), self.claims.len());
        run(self);
        if self.assumptions.has_asked() {
            self.run_assuming(rule, said, run);
        }
        if let Some(started) = started {
            self.note_time(rule, started.elapsed());
        }
    }

    fn note_time(&mut self, rule: &'static Rule, spent: Duration) {
        let Some(timings) = &mut self.timings else { return };
        match timings.iter_mut().find(|(timed, _)| std::ptr::eq(*timed, rule)) {
            Some((_, total)) => *total += spent,
            None => timings.push((rule, spent)),
        }
    }

    /// Reports a finding. Impact and confidence are capped by what the rule's page allows.
    pub fn report(&mut self, report: Report) {
        self.report_with_fix(report, None);
    }

    /// Reports a finding and, where there is one, how to rewrite the code. The rewriting is capped by the page too.
    pub fn report_with_fix(&mut self, report: Report, rewrite: Option<Rewrite>) {
        let rule = self.running.expect("only a running rule reports");
        let report = capped(rule, report);
        if self.wants(report.confidence) {
            self.reported.push(Reported { rule, report, rewrite });
        }
    }

    /// Whether anybody asks for findings that have this confidence at most.
    pub fn wants(&self, most: Confidence) -> bool {
        most >= self.least
    }

    /// The version of Python the code must run on.
    pub fn target(&self) -> PythonVersion {
        self.facts.target
    }

    /// The source of a node.
    pub fn source(&self, node: impl crate::syntax::Ranged) -> &'a str {
        &self.facts.text[node.range()]
    }

    /// The node around a node.
    pub fn parent(&self, node: &impl HasNodeIndex) -> AnyNodeRef<'a> {
        let parent = self.facts.nodes.get(id_of(node)).parent;
        self.facts.nodes.get(parent).node
    }

    /// The nodes around a node, innermost first.
    pub fn ancestors(&self, node: &impl HasNodeIndex) -> impl Iterator<Item = (NodeId, AnyNodeRef<'a>)> {
        self.facts.nodes.ancestors(id_of(node)).map(|(id, around)| (id, around.node))
    }

    /// The innermost function definition around a node; lambdas and comprehensions are seen through.
    pub fn function(&self, node: &impl HasNodeIndex) -> Option<&'a ast::StmtFunctionDef> {
        self.ancestors(node).find_map(|(_, around)| match around {
            AnyNodeRef::StmtFunctionDef(function) => Some(function),
            _ => None,
        })
    }
}

fn capped(rule: &Rule, report: Report) -> Report {
    let impact = report.impact.min(rule.page.impact);
    let confidence = report.confidence.min(rule.page.confidence);
    Report { impact, confidence, ..report }
}

impl<'p> LinkCx<'p> {
    pub fn new(project: &'p Project) -> Self {
        Self { project, reports: Vec::new(), running: None }
    }

    /// Runs one link rule.
    pub fn run(&mut self, rule: &'static Rule, run: impl FnOnce(&mut Self)) {
        self.running = Some(rule);
        run(self);
    }

    /// Reports a finding. Impact and confidence are capped by what the rule's page allows.
    pub fn report(&mut self, report: LinkReport) {
        let rule = self.running.expect("only a running rule reports");
        let impact = report.impact.min(rule.page.impact);
        let confidence = report.confidence.min(rule.page.confidence);
        self.reports.push((rule, LinkReport { impact, confidence, ..report }));
    }
}
