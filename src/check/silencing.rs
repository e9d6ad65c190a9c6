//! Suppressions for all that a run reports, written into the files and checked before anything is kept.

use crate::check::fixing::count_findings;
use crate::check::since::text;
use crate::check::{Check, Checked, Fixed, FixedFile, GivenUp, Input, Watch, guarded, hold};
use crate::diagnostic::Finding;
use crate::files;
use crate::lint::on_a_sufficient_stack;
use crate::suppress::addition::{self, Added};

/// A file with suppressions that are to be tried.
struct Proposal {
    input: usize,
    before: Vec<u8>,
    /// How many findings of each rule are silenced.
    rules: Vec<(&'static str, usize)>,
}

/// Checks files and silences in memory what is found. The inputs hold the bytes of all files from here on. What cannot
/// be silenced is left, and said.
pub fn silence(inputs: &mut [Input], watch: &Watch, reason: &str, check: Check) -> Fixed {
    hold(inputs);
    let checked = check(inputs, watch);
    let mut left = Vec::new();
    let mut proposals = Vec::new();
    for findings in checked.findings.chunk_by(|one, other| one.path == other.path) {
        let same: Vec<usize> = (0..inputs.len()).filter(|at| inputs[*at].shown == findings[0].path).collect();
        // File names that are no text may look alike.
        let proposal = match same[..] {
            [input] => guarded(|| propose(inputs, input, findings, reason, &mut left)).unwrap_or_else(Err),
            _ => Err("its file cannot be told from another".to_owned()),
        };
        match proposal {
            Ok(Some((proposal, bytes))) => {
                inputs[proposal.input].given = Some(bytes);
                proposals.push(proposal);
            }
            Ok(None) => {}
            Err(why) => left.extend(findings.iter().map(|finding| given_up(finding, &why))),
        }
    }
    keep_what_holds(inputs, checked, proposals, left, check)
}

/// What becomes of one file; `None` where nothing does.
fn propose(
    inputs: &[Input],
    input: usize,
    findings: &[Finding],
    reason: &str,
    left: &mut Vec<GivenUp>,
) -> Result<Option<(Proposal, Vec<u8>)>, String> {
    let (silent, others): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|finding| finding.page.family != "suppressions");
    let mut unsaid: Vec<GivenUp> =
        others.into_iter().map(|it| given_up(it, "it is about a suppression, which `--fix` takes out")).collect();
    if files::is_notebook(&inputs[input].path) {
        return Err("suppressions are not written into notebooks: put the comment into the cell".to_owned());
    }
    if files::is_template(&inputs[input].path) {
        let comment = "suppressions are not written into templates: put `{# fastpy: ignore[…] … #}` there";
        return Err(comment.to_owned());
    }
    let before = inputs[input].given.clone().ok_or("the file could not be read")?;
    let old = text(&inputs[input]);
    let places: Vec<_> = silent.iter().map(|finding| (finding.primary.span.start.line, finding.page.name)).collect();
    let Added { text, is_silenced } = on_a_sufficient_stack(old.len(), || addition::add(&old, &places, reason));
    let after = files::encode(&text, &before).map_err(|unread| unread.message)?;
    let mut rules: Vec<(&'static str, usize)> = Vec::new();
    for (finding, is_silenced) in silent.into_iter().zip(is_silenced) {
        match rules.iter_mut().find(|(rule, _)| *rule == finding.page.name) {
            _ if !is_silenced => unsaid.push(given_up(finding, "no comment can stand there")),
            Some((_, count)) => *count += 1,
            None => rules.push((finding.page.name, 1)),
        }
    }
    left.extend(unsaid);
    let proposal = Proposal { input, before, rules };
    Ok((!proposal.rules.is_empty()).then_some((proposal, after)))
}

fn given_up(finding: &Finding, why: &str) -> GivenUp {
    let path = format!("{}:{}", finding.path, finding.primary.span.start.line);
    GivenUp { path, rule: finding.page.name, why: why.to_owned() }
}

/// Checks what the files would be, and puts back each that has anything but fewer findings.
fn keep_what_holds(
    inputs: &mut [Input],
    checked: Checked,
    proposals: Vec<Proposal>,
    mut given_up: Vec<GivenUp>,
    check: Check,
) -> Fixed {
    let mut after = check(inputs, &Watch::default());
    let (mut files, mut fixed, mut took_back) = (Vec::new(), Vec::new(), false);
    for Proposal { input, before, rules } in proposals {
        let path = inputs[input].shown.clone();
        let mut expected = count_findings(&checked, &path);
        rules.iter().for_each(|(rule, count)| *expected.entry(rule).or_default() -= count);
        expected.retain(|_, count| *count > 0);
        let is_troubled = after.troubles.iter().any(|trouble| trouble.path == path);
        if is_troubled || count_findings(&after, &path) != expected {
            let why = "with the comment, the file would be checked to something else";
            given_up.extend(rules.into_iter().map(|(rule, _)| GivenUp { path: path.clone(), rule, why: why.into() }));
            inputs[input].given = Some(before);
            took_back = true;
            continue;
        }
        fixed.extend(rules.into_iter().map(|(rule, count)| (path.clone(), rule, count)));
        let after = inputs[input].given.clone().unwrap_or_default();
        files.push(FixedFile { input, before, after, is_notebook: false });
    }
    if took_back {
        after = check(inputs, &Watch::default());
    }
    fixed.sort();
    Fixed { checked: Checked { fixed, ..after }, files, given_up }
}
