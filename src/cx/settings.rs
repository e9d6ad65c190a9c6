//! How a setting of Django is reported, in whichever of the modules of settings it is written.

use crate::cx::{LinkCx, LinkReport};
use crate::diagnostic::Label;
use crate::page::{Confidence, Impact};

/// What is said of a setting.
pub struct SettingReport {
    pub at: Label,
    pub message: String,
    pub note: &'static str,
    pub help: String,
    pub confidence: Confidence,
}

impl LinkCx<'_> {
    /// Reports a setting. What several sites take from one module is reported once.
    pub fn report_setting(&mut self, report: SettingReport) {
        let is_same = |it: &LinkReport| it.at.path == report.at.path && it.at.span == report.at.span;
        let rule = self.running.expect("only a running rule reports");
        if self.reports.iter().any(|(of, it)| std::ptr::eq(*of, rule) && is_same(it)) {
            return;
        }
        self.report(LinkReport {
            at: report.at,
            message: report.message,
            note: report.note.to_owned(),
            help: report.help,
            related: Vec::new(),
            function: None,
            impact: Impact::Medium,
            confidence: report.confidence,
        });
    }
}
