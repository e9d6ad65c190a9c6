//! Outcomes as bytes, to be kept from one run to the next.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Claimed, Outcome};
use crate::diagnostic::{Finding, Fix, Label};
use crate::model::Held;
use crate::page::{Confidence, Impact};
use crate::rules;
use crate::summary::{Asked, Subject, Summary};
use crate::suppress::{Suppression, Suppressions};

/// An outcome without trouble. Rules go by their names, as a kept file knows no others.
#[derive(Serialize, Deserialize)]
struct Stored<'o> {
    findings: Vec<StoredFinding>,
    claims: Vec<StoredClaim>,
    summary: Option<Cow<'o, Summary>>,
    suppressions: Vec<StoredSuppression>,
    faults: Vec<(Label, String)>,
}

#[derive(Serialize, Deserialize)]
struct StoredFinding {
    rule: String,
    impact: Impact,
    confidence: Confidence,
    path: String,
    message: String,
    note: String,
    help: String,
    primary: Label,
    related: Vec<Label>,
    function: Option<String>,
    fingerprint: String,
    fix: Option<Fix>,
}

#[derive(Serialize, Deserialize)]
struct StoredClaim {
    finding: StoredFinding,
    asked: Asked,
    names: Vec<String>,
    waits: Option<(u32, u32)>,
    held: Option<(Subject, Held)>,
}

#[derive(Serialize, Deserialize)]
struct StoredSuppression {
    rule: String,
    lines: (u32, u32),
    label: Label,
    removal: Option<Fix>,
}

/// An outcome as bytes; `None` for one with trouble, which is looked at again each time.
pub fn to_bytes(outcome: &Outcome) -> Option<Vec<u8>> {
    if outcome.trouble.is_some() {
        return None;
    }
    let suppressions = outcome.suppressions.list.iter().cloned().map(|it| StoredSuppression {
        rule: it.rule.to_owned(),
        lines: it.lines,
        label: it.label,
        removal: it.removal,
    });
    let stored = Stored {
        findings: outcome.findings.iter().cloned().map(stored).collect(),
        claims: outcome.claims.iter().cloned().map(stored_claim).collect(),
        summary: outcome.summary.as_ref().map(Cow::Borrowed),
        suppressions: suppressions.collect(),
        faults: outcome.suppressions.faults.clone(),
    };
    postcard::to_allocvec(&stored).ok()
}

/// The outcome that such bytes are; `None` where they are damaged, or name a rule that there is not.
pub fn from_bytes(bytes: &[u8]) -> Option<Outcome> {
    let stored: Stored = postcard::from_bytes(bytes).ok()?;
    let suppression = |it: StoredSuppression| {
        let rule = rules::named(&it.rule)?.page.name;
        Some(Suppression { rule, lines: it.lines, label: it.label, removal: it.removal })
    };
    let list = stored.suppressions.into_iter().map(suppression).collect::<Option<_>>()?;
    Some(Outcome {
        findings: stored.findings.into_iter().map(finding).collect::<Option<_>>()?,
        claims: stored.claims.into_iter().map(claim).collect::<Option<_>>()?,
        summary: stored.summary.map(Cow::into_owned),
        suppressions: Suppressions { list, faults: stored.faults },
        ..Outcome::default()
    })
}

fn stored(it: Finding) -> StoredFinding {
    StoredFinding {
        rule: it.page.name.to_owned(),
        impact: it.impact,
        confidence: it.confidence,
        path: it.path,
        message: it.message,
        note: it.note,
        help: it.help,
        primary: it.primary,
        related: it.related,
        function: it.function,
        fingerprint: it.fingerprint,
        fix: it.fix,
    }
}

fn finding(it: StoredFinding) -> Option<Finding> {
    Some(Finding {
        page: &rules::named(&it.rule)?.page,
        impact: it.impact,
        confidence: it.confidence,
        path: it.path,
        message: it.message,
        note: it.note,
        help: it.help,
        primary: it.primary,
        related: it.related,
        function: it.function,
        fingerprint: it.fingerprint,
        fix: it.fix,
    })
}

fn stored_claim(it: Claimed) -> StoredClaim {
    let Claimed { finding, asked, names, waits, held, .. } = it;
    StoredClaim { finding: stored(finding), asked, names, waits, held }
}

fn claim(it: StoredClaim) -> Option<Claimed> {
    let rule = rules::named(&it.finding.rule)?;
    let StoredClaim { asked, names, waits, held, .. } = it;
    Some(Claimed { rule, finding: finding(it.finding)?, asked, names, waits, held })
}
