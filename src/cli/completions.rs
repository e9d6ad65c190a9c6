//! `completions`: scripts that complete commands, options and their values in shells.

use std::io::Write;

use clap::builder::PossibleValuesParser;
use clap::{CommandFactory, ValueEnum};
use clap_complete::{Shell as Known, generate};
use clap_complete_nushell::Nushell;

use crate::cli::{Arguments, Exit};
use crate::notes::NOTES;
use crate::report::Format;
use crate::rules;

/// The shells that there are scripts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    Elvish,
    Fish,
    Nushell,
    Powershell,
    Zsh,
}

/// Options that take rules.
const OF_RULES: [&str; 5] = ["select", "ignore", "extend_select", "fixable", "unfixable"];

/// Prints the script for a shell.
pub fn completions(shell: Shell, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut command = with_values(Arguments::command());
    let name = env!("CARGO_PKG_NAME");
    // The generators panic where a pipe is closed, so they write to memory.
    let mut script = Vec::new();
    match shell {
        Shell::Bash => generate(Known::Bash, &mut command, name, &mut script),
        Shell::Elvish => generate(Known::Elvish, &mut command, name, &mut script),
        Shell::Fish => generate(Known::Fish, &mut command, name, &mut script),
        Shell::Nushell => generate(Nushell, &mut command, name, &mut script),
        Shell::Powershell => generate(Known::PowerShell, &mut command, name, &mut script),
        Shell::Zsh => generate(Known::Zsh, &mut command, name, &mut script),
    }
    out.write_all(mended(shell, &String::from_utf8_lossy(&script)).as_bytes())?;
    Ok(Exit::Clean)
}

/// The script without what is wrong in it. Once that is right where it is made, nothing is left to replace here.
fn mended(shell: Shell, script: &str) -> String {
    match shell {
        // A command with a hyphen in its name calls the parts of subcommands by one name and defines them by another:
        // https://github.com/clap-rs/clap/issues/6421
        Shell::Bash => script.replace("fastpy__subcmd__lint", "fastpy__lint"),
        // While an option waits for its value, the words so far cannot be parsed, and no value would be offered.
        Shell::Fish => script.replace("    or return\n", "    or return 0\n"),
        _ => script.to_owned(),
    }
}

/// The command with the values that completion may offer. What it accepts is more: several of them, and `FORMAT=FILE`.
fn with_values(mut command: clap::Command) -> clap::Command {
    let mut selectors = vec!["all", "high", "medium", "low"];
    for rule in rules::all() {
        if !selectors.contains(&rule.page.family) {
            selectors.push(rule.page.family);
        }
    }
    selectors.extend(rules::all().map(|rule| rule.page.name));
    for option in OF_RULES {
        let values = PossibleValuesParser::new(&selectors);
        command = command.mut_arg(option, |argument| argument.value_parser(values));
    }
    let formats = Format::value_variants().iter().filter_map(Format::to_possible_value);
    command = command.mut_arg("output_format", |argument| argument.value_parser(PossibleValuesParser::new(formats)));
    let explained = rules::all().map(|rule| rule.page.name).chain(NOTES.iter().map(|note| note.name));
    let explained = PossibleValuesParser::new(explained);
    command.mut_subcommand("explain", |explain| explain.mut_arg("name", |name| name.value_parser(explained)))
}
