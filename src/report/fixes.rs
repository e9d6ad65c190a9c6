//! What fixes did, or would do: a unified diff, a list of what was fixed, and the closing lines.

use std::io::{self, Write};

use similar::TextDiff;

use crate::check::{Checked, FixedFile, GivenUp};
use crate::report::neutral::Neutral;
use crate::report::place;

use crate::report::{count, findings, harmless};

/// Lines around a change.
const CONTEXT: usize = 3;

/// Writes what fixes would change in a file, in a form that `patch` reads: the bytes of the file itself, unless a
/// terminal or a runner reads them. Of a notebook it has a part for each cell that changes, which `patch` cannot read.
pub fn diff(path: &str, file: &FixedFile, is_shown: bool, in_ci: bool, out: &mut dyn Write) -> io::Result<()> {
    for (cell, before, after) in file.texts() {
        let diff = TextDiff::from_lines(&before, &after);
        let mut unified = diff.unified_diff();
        let hunks = unified.context_radius(CONTEXT).to_string();
        let name = harmless(&place::source(path, cell), in_ci);
        write!(out, "--- {name}\n+++ {name}\n")?;
        if is_shown {
            let neutral = Neutral { in_ci };
            hunks.lines().try_for_each(|line| writeln!(out, "{}", neutral.line(line)))?;
        } else {
            out.write_all(&file.in_its_encoding(hunks))?;
        }
    }
    Ok(())
}

/// Writes how many findings of each rule were fixed in each file.
pub fn list(checked: &Checked, would: bool, in_ci: bool, out: &mut dyn Write) -> io::Result<()> {
    if checked.fixed.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}:", sum(checked, would))?;
    let mut path = "";
    for (file, rule, count) in &checked.fixed {
        if file != path {
            writeln!(out, "- {}:", harmless(file, in_ci))?;
            path = file;
        }
        writeln!(out, "    {count} × {rule}")?;
    }
    Ok(())
}

/// Writes how many findings were fixed, where what is left is not reported.
pub fn closing(checked: &Checked, would: bool, unsafe_too: bool, out: &mut dyn Write) -> io::Result<()> {
    let more = checked.findings.iter().filter(|finding| finding.fix.is_some()).count();
    match more {
        1.. if !unsafe_too => writeln!(out, "{}; {more} more with `--unsafe-fixes`", sum(checked, would)),
        _ => writeln!(out, "{}", sum(checked, would)),
    }
}

/// Says which fixes were taken back, and why.
pub fn given_up(given_up: &[GivenUp], in_ci: bool, out: &mut dyn Write) -> io::Result<()> {
    for GivenUp { path, rule, why } in given_up {
        let line = format!("warning: {path}: a fix of {rule} is given up: {why}");
        writeln!(out, "{}", harmless(&line, in_ci))?;
    }
    Ok(())
}

/// Says what is not silenced, and why.
pub fn left(given_up: &[GivenUp], in_ci: bool, out: &mut dyn Write) -> io::Result<()> {
    for GivenUp { path, rule, why } in given_up {
        writeln!(out, "{}", harmless(&format!("warning: {path}: {rule} is left: {why}"), in_ci))?;
    }
    Ok(())
}

/// Writes how many findings were silenced.
pub fn silenced(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let findings = checked.fixed.iter().map(|(_, _, count)| count).sum();
    let mut paths: Vec<&String> = checked.fixed.iter().map(|(path, ..)| path).collect();
    paths.dedup();
    match findings {
        0 => writeln!(out, "no suppressions added"),
        _ => {
            let (findings, files) = (count(findings, "finding", "findings"), count(paths.len(), "file", "files"));
            writeln!(out, "suppressions added for {findings} in {files}")
        }
    }
}

fn sum(checked: &Checked, would: bool) -> String {
    let number = checked.fixed.iter().map(|(_, _, count)| count).sum();
    format!("{} {}", findings(number), if would { "would be fixed" } else { "fixed" })
}
