//! A run that fixes: findings, fixes, and either a diff, or files written and what is left reported.

use std::io::{self, IsTerminal, Write};

use anyhow::bail;

use crate::check::{self, Checked, Fixed, Watch};
use crate::cli::adoption::Adoption;
use crate::cli::arguments::Arguments;
use crate::cli::inputs::Inputs;
use crate::cli::{Exit, run};
use crate::page::Safety;
use crate::report::{Format, Style, fixes};

/// Fixes what the inputs have, and says what is left.
pub fn run(
    arguments: &Arguments,
    inputs: Inputs,
    adoption: &Adoption,
    style: Style,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let kept = check::Kept::default();
    let check: check::Check = &|inputs, watch| match adoption.is_needed() {
        true => adoption.check(inputs, watch),
        false => kept.check(inputs, watch),
    };
    let Inputs { mut list, unread, .. } = inputs;
    let least = if arguments.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    let stdin = list.iter().position(|input| input.named && input.given.is_some());
    let (mut fixed, _) =
        run::watched(arguments, list.len(), timed(arguments), |watch| check::fix(&mut list, watch, least, check));
    if !arguments.diff {
        check::write(&mut list, &mut fixed, stdin, check);
    }
    fixed.checked.troubles.extend(unread);
    fixed.checked.troubles.sort_by(|one, other| one.path.cmp(&other.path));
    if !arguments.quiet {
        fixes::given_up(&fixed.given_up, style.in_ci, &mut io::stderr())?;
    }
    match stdin {
        _ if arguments.diff => show_diff(arguments, &list, &fixed, style, out)?,
        // Standard output is for the text; it is written past `out`, which may take away what is not printable.
        Some(index) => {
            io::stdout().lock().write_all(list[index].given.as_deref().unwrap_or_default())?;
            report(arguments, &fixed, style, &mut io::stderr())?;
        }
        None => report(arguments, &fixed, style, out)?,
    }
    Ok(exit(arguments, &fixed))
}

fn show_diff(
    arguments: &Arguments,
    inputs: &[check::Input],
    fixed: &Fixed,
    style: Style,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    // Only a program may get what could command a terminal or a runner.
    let is_shown = io::stdout().is_terminal() || style.in_ci;
    for file in &fixed.files {
        let path = &inputs[file.input].shown;
        if is_shown {
            fixes::diff(path, file, is_shown, style.in_ci, out)?;
        } else {
            fixes::diff(path, file, is_shown, style.in_ci, &mut io::stdout().lock())?;
        }
    }
    let err = &mut io::stderr();
    troubles(&fixed.checked, Style { format: Format::Concise, ..style }, err)?;
    if !arguments.quiet {
        fixes::closing(&fixed.checked, true, arguments.unsafe_fixes, err)?;
    }
    Ok(())
}

fn report(arguments: &Arguments, fixed: &Fixed, style: Style, out: &mut dyn Write) -> anyhow::Result<()> {
    let is_for_people = matches!(style.format, Format::Full | Format::Concise);
    if arguments.show_fixes && is_for_people {
        fixes::list(&fixed.checked, false, style.in_ci, out)?;
    } else if arguments.show_fixes {
        fixes::list(&fixed.checked, false, style.in_ci, &mut io::stderr())?;
    }
    if !arguments.fix_only {
        return run::write(arguments, &fixed.checked, style, out);
    }
    troubles(&fixed.checked, style, out)?;
    if is_for_people && !arguments.quiet {
        fixes::closing(&fixed.checked, false, arguments.unsafe_fixes, out)?;
    }
    Ok(())
}

/// Silences what the inputs have, and says what is left.
pub fn silence(
    arguments: &Arguments,
    inputs: Inputs,
    adoption: &Adoption,
    style: Style,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let reason = arguments.add_ignore.as_deref().unwrap_or_default();
    if reason.chars().any(char::is_control) {
        bail!("the reason given to `--add-ignore` must be one line of text");
    }
    let Inputs { mut list, unread, .. } = inputs;
    let check: check::Check = &|inputs, watch| adoption.check(inputs, watch);
    let (mut fixed, _) =
        run::watched(arguments, list.len(), timed(arguments), |watch| check::silence(&mut list, watch, reason, check));
    check::write(&mut list, &mut fixed, None, check);
    fixed.checked.troubles.extend(unread);
    fixed.checked.troubles.sort_by(|one, other| one.path.cmp(&other.path));
    troubles(&fixed.checked, style, out)?;
    if !arguments.quiet {
        fixes::left(&fixed.given_up, style.in_ci, &mut io::stderr())?;
        fixes::silenced(&fixed.checked, &mut io::stderr())?;
    }
    Ok(if fixed.checked.troubles.is_empty() { Exit::Clean } else { Exit::Trouble })
}

/// What could not be checked or written is said whatever else is not.
fn troubles(all: &Checked, style: Style, out: &mut dyn Write) -> anyhow::Result<()> {
    let Checked { troubles, fixed, files, checked, .. } = all;
    let (troubles, fixed) = (troubles.clone(), fixed.clone());
    let checked = Checked { troubles, fixed, files: *files, checked: *checked, ..Checked::default() };
    Ok(crate::report::write(&checked, Style { summary: false, ..style }, out)?)
}

/// A diff that changes something, findings that are left, and, if asked for, fixes are worth a 1.
fn exit(arguments: &Arguments, fixed: &Fixed) -> Exit {
    let Fixed { checked, files, .. } = fixed;
    if !checked.troubles.is_empty() {
        return Exit::Trouble;
    }
    let has_fixed = !checked.fixed.is_empty();
    let fails = if arguments.diff {
        !files.is_empty()
    } else {
        (!arguments.fix_only && !checked.findings.is_empty()) || (arguments.exit_non_zero_on_fix && has_fixed)
    };
    if fails && !arguments.exit_zero { Exit::Findings } else { Exit::Clean }
}

fn timed(arguments: &Arguments) -> Watch {
    Watch { timed: arguments.timings, ..Watch::default() }
}
