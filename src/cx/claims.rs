//! Reports that the linked project has the last word on.

use super::{Cx, Report, Service, capped};
use crate::model::Held;
use crate::page::Confidence;
use crate::project::Project;
use crate::project::value::Value;
use crate::summary::Subject;
use crate::syntax::ast::Expr;
use crate::syntax::{Ranged, TextRange};

/// A report, and the expressions whose values decide whether it stands.
pub struct Claim<'a> {
    pub of: Vec<&'a Expr>,
    /// Names that decide, too: of attributes whose values are not followed.
    pub names: Vec<String>,
    /// A call or property that must lead to what the rule's `Hook::SettleWaits` says, through functions of the project.
    pub waits: Option<TextRange>,
    /// A value of another file, and what it must be.
    pub held: Option<(Subject, Held)>,
    pub report: Report,
}

/// What a call must lead to.
#[derive(Clone, Copy)]
pub struct Waits {
    pub service: Service,
    /// The names of the methods and functions of the service that count; none: all.
    pub names: &'static [&'static str],
    /// What the help begins with, before the call that does many at once; a wait without such a call is none then.
    pub batch: Option<&'static str>,
    /// Whether the call is made for each item, and what matters is that one wait could do for many.
    pub is_per_item: bool,
}

/// Takes what the project knows of a claim's expressions, in their order, and then its names as texts; gives the most
/// confidence that the finding can have, and `None` where it is none.
pub type Settle = fn(&Project, &[Value]) -> Option<Confidence>;

/// The same for a claim about its module, without expressions: takes the module's number, and the claim's names.
pub type SettleModule = fn(&Project, u32, &[String]) -> Option<Confidence>;

impl Waits {
    /// Whether a function of a library is one of those that must be led to.
    pub fn counts(&self, name: &str) -> bool {
        let package = name.split('.').next().unwrap_or_default();
        let last = name.rsplit('.').next().unwrap_or_default();
        let is_of_service = self.service.packages.is_empty() || self.service.packages.contains(&package);
        is_of_service && (self.names.is_empty() || self.names.contains(&last))
    }
}

impl<'a> Cx<'a> {
    /// Reports a finding that stands only if the linked project knows these expressions to be what the rule's
    /// `Hook::Settle` wants; that lowers the confidence, or takes the finding back.
    pub fn report_if_linked(&mut self, of: Vec<&'a Expr>, report: Report) {
        self.report_if_linked_by(of, Vec::new(), report);
    }

    /// As `report_if_linked`, where names of attributes matter besides the values of expressions.
    pub fn report_if_linked_by(&mut self, of: Vec<&'a Expr>, names: Vec<String>, report: Report) {
        self.claim(of, names, None, report);
    }

    /// Reports a finding that stands only if the rule's `Hook::SettleModule` agrees, which gets these names.
    pub fn report_if_module(&mut self, names: Vec<String>, report: Report) {
        self.report_if_linked_by(Vec::new(), names, report);
    }

    /// Reports a finding that stands only if a call of a function of the project, or a property, leads to a wait that
    /// the rule's `Hook::SettleWaits` counts, in this file or another. The steps to the wait are shown with it; doubt about one of them lowers the
    /// confidence. What a call of a library does itself is not asked here: see `facts.known_callee`.
    pub fn report_if_waits(&mut self, call: &'a impl Ranged, report: Report) {
        self.claim(Vec::new(), Vec::new(), Some(call.range()), report);
    }

    fn claim(&mut self, of: Vec<&'a Expr>, names: Vec<String>, waits: Option<TextRange>, report: Report) {
        let rule = self.running.expect("only a running rule reports");
        let report = capped(rule, report);
        if self.wants(report.confidence) {
            self.claims.push((rule, Claim { of, names, waits, held: None, report }));
        }
    }
}
