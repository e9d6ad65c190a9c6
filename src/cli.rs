//! The command line: arguments in, output and an exit code out.

mod adoption;
mod arguments;
mod catalogue;
mod completions;
mod explain;
mod fix;
mod inputs;
mod markdown;
mod outputs;
mod pager;
mod run;
mod show;
mod since;

pub use arguments::Arguments;

use std::io::{self, Write};
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use clap::Parser;

use arguments::{Colour, Command};

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Clean = 0,
    Findings = 1,
    /// Wrong arguments or settings, or a file that could not be checked.
    Trouble = 2,
}

/// Runs the tool with the arguments of the process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let choice = colour(arguments.color);
    let mut out = io::BufWriter::new(AutoStream::new(io::stdout(), choice).lock());
    let result = dispatch(&arguments, choice, &mut out);
    let result = result.and_then(|exit| out.flush().map(|()| exit).map_err(anyhow::Error::from));
    let exit = match result {
        Ok(exit) => exit,
        Err(error) if is_broken_pipe(&error) => Exit::Clean,
        Err(error) => {
            // Where even standard error is closed, the exit code still says it.
            let _ = writeln!(io::stderr(), "error: {error:#}");
            Exit::Trouble
        }
    };
    ExitCode::from(exit as u8)
}

fn dispatch(arguments: &Arguments, choice: ColorChoice, out: &mut dyn Write) -> anyhow::Result<Exit> {
    match &arguments.command {
        Some(Command::Explain { name }) => explain::explain(name.as_deref(), choice, out),
        Some(Command::Rules { output_format }) => catalogue::rules(*output_format, out),
        Some(Command::Completions { shell }) => completions::completions(*shell, out),
        Some(Command::Schema) => {
            out.write_all(crate::config::schema().as_bytes())?;
            Ok(Exit::Clean)
        }
        None => run::run(arguments, out),
    }
}

/// Whether whoever reads the output has had enough, as `head` does: no error.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let is_broken = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(is_broken)
}

/// Whether to colour: what is asked for, else `FORCE_COLOR`, else what `anstream` finds in `NO_COLOR`,
/// `CLICOLOR_FORCE`, `TERM` and the terminal.
fn colour(asked: Colour) -> ColorChoice {
    match asked {
        Colour::Always => ColorChoice::Always,
        Colour::Never => ColorChoice::Never,
        Colour::Auto if std::env::var_os("FORCE_COLOR").is_some_and(|value| !value.is_empty()) => ColorChoice::Always,
        Colour::Auto => AutoStream::choice(&io::stdout()),
    }
}
