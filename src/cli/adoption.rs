//! What holds known findings back in a run: baselines, and an earlier state of the project.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};

use crate::adoption::{Traits, baseline};
use crate::check::{self, Checked, HeldBack, Input, Judged, Known, Past, Watch};
use crate::cli::arguments::Arguments;
use crate::config::Resolver;
use crate::diagnostic::TroubleKind;
use crate::{files, report};

/// No baseline is larger: it would hold a million findings.
const LARGEST: u64 = 500_000_000;

/// What holds findings back.
#[derive(Default)]
pub struct Adoption {
    pub past: Option<Past>,
    baselines: Vec<Known>,
    /// What the baselines held, byte by byte; nothing where there is none yet.
    before: Vec<Option<Vec<u8>>>,
    /// What was to be checked.
    arguments: Vec<PathBuf>,
}

/// Reads the baselines of the files that are to be checked.
pub fn prepare(arguments: &Arguments, inputs: &[Input], paths: &[PathBuf], resolver: &Resolver) -> Result<Adoption> {
    let mut adoption = Adoption { arguments: paths.to_owned(), ..Adoption::default() };
    if arguments.no_baseline {
        return Ok(adoption);
    }
    let mut paths: Vec<PathBuf> = resolver.over.baseline.iter().cloned().collect();
    paths.extend(inputs.iter().filter(|input| input.named).filter_map(|input| input.settings.baseline.clone()));
    paths.sort();
    paths.dedup();
    if paths.is_empty() && (arguments.update_baseline || arguments.prune) {
        bail!("there is no baseline: name a file with `--baseline FILE`, or as `baseline` in the settings");
    }
    for path in paths {
        let shown = files::shown(&path, &resolver.working_folder);
        let (entries, before) = read(&path, arguments.update_baseline).with_context(|| shown)?;
        adoption.baselines.push(Known { path, entries });
        adoption.before.push(before);
    }
    Ok(adoption)
}

fn read(path: &Path, may_be_new: bool) -> Result<(Vec<Traits>, Option<Vec<u8>>)> {
    if path.symlink_metadata().is_err() {
        if may_be_new {
            return Ok((Vec::new(), None));
        }
        bail!("there is no such baseline; `--update-baseline` writes it");
    }
    let bytes = files::read(path, LARGEST).map_err(|unread| match unread.kind {
        TroubleKind::TooLarge => anyhow!("is too large for a baseline"),
        _ => anyhow!(unread.message),
    })?;
    let text = std::str::from_utf8(&bytes).context("is no baseline: it is not UTF-8")?;
    let entries = baseline::parse(text)
        .map_err(|why| anyhow!("{why}; restore it, or delete it and write it anew with `--update-baseline`"))?;
    Ok((entries, Some(bytes)))
}

impl Adoption {
    /// Whether there is anything to hold back; the inputs must hold their bytes then.
    pub fn is_needed(&self) -> bool {
        self.past.is_some() || !self.baselines.is_empty()
    }

    /// Checks, and leaves out what is known.
    pub fn check(&self, inputs: &[Input], watch: &Watch) -> Checked {
        if !self.is_needed() {
            return check::check(inputs, watch);
        }
        let (checked, judged) = self.judge(inputs, watch);
        self.without_known(inputs, checked, &judged)
    }

    fn judge(&self, inputs: &[Input], watch: &Watch) -> (Checked, Vec<Judged>) {
        let covers = !self.baselines.is_empty();
        let watch = Watch {
            covers,
            timed: watch.timed,
            done: Arc::clone(&watch.done),
            cache: watch.cache.clone(),
            taken: Arc::clone(&watch.taken),
        };
        let checked = match &self.past {
            Some(past) => past.check(inputs, &watch),
            None => check::check(inputs, &watch),
        };
        let judged = check::judge(&self.baselines, inputs, &checked, &self.arguments);
        (checked, judged)
    }

    fn without_known(&self, inputs: &[Input], checked: Checked, judged: &[Judged]) -> Checked {
        let mut is_held = vec![false; checked.findings.len()];
        judged.iter().flat_map(Judged::held_back).for_each(|at| is_held[at] = true);
        let is_old = match &self.past {
            Some(past) => past.had(inputs, &checked.findings),
            None => vec![false; is_held.len()],
        };
        let held_back = HeldBack {
            by_baseline: is_held.iter().filter(|held| **held).count(),
            gone: judged.iter().map(Judged::gone).sum(),
            old: is_held.iter().zip(&is_old).filter(|(held, old)| !**held && **old).count(),
        };
        let is_known = is_held.into_iter().zip(is_old).map(|(held, old)| held || old);
        let findings = checked.findings.into_iter().zip(is_known).filter(|(_, known)| !known);
        Checked { findings: findings.map(|(finding, _)| finding).collect(), held_back, ..checked }
    }

    /// Checks, and writes the baselines anew: with all that is found, or without what is gone.
    pub fn rewrite(&self, arguments: &Arguments, inputs: &[Input], watch: &Watch, in_ci: bool) -> Result<Checked> {
        let (checked, mut judged) = self.judge(inputs, watch);
        let working_folder = std::env::current_dir().context("the working folder cannot be read")?;
        for ((known, before), judged) in self.baselines.iter().zip(&self.before).zip(&mut judged) {
            let (entries, what) = if arguments.update_baseline {
                let entries = judged.updated(known);
                (entries, "written")
            } else {
                (judged.pruned(known), "left")
            };
            let shown = files::shown(&known.path, &working_folder);
            write(&known.path, before.as_deref(), baseline::written(&entries).as_bytes())
                .with_context(|| shown.clone())?;
            if !arguments.quiet {
                let line = format!("{shown}: {} {what}, {} taken out", report::findings(entries.len()), judged.gone());
                writeln!(io::stderr(), "{}", report::harmless(&line, in_ci))?;
            }
            judged.settle(arguments.update_baseline);
        }
        Ok(self.without_known(inputs, checked, &judged))
    }
}

fn write(path: &Path, before: Option<&[u8]>, after: &[u8]) -> Result<()> {
    let written = match before {
        Some(before) if before == after => Ok(()),
        Some(before) => files::replace(path, before, after, files::target(path).parent().unwrap_or(path)),
        None => files::create(path, after),
    };
    written.map_err(|unwritten| anyhow!(unwritten.message))
}
