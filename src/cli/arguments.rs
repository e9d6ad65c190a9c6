//! What can be written on the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::cli::completions::Shell;
use crate::config::Selector;
use crate::model::PythonVersion;
use crate::page::Confidence;
use crate::report::Output;

/// Finds the Python code that will be slow when the data grow, and says what it costs.
#[derive(Debug, Parser)]
#[command(name = "fastpy-lint", version, args_conflicts_with_subcommands = true, max_term_width = 100)]
#[command(after_help = "Exit codes: 0 nothing found, 1 findings, 2 trouble: wrong arguments or settings, or a file \
                        that could not be checked.")]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Files and folders to report on; `-` reads standard input
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,

    /// Run only these rules: names, families, `high`, `medium`, `low`, or `all`
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = Selector::parse, help_heading = "Rules")]
    pub select: Option<Vec<Selector>>,

    /// Do not run these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = Selector::parse, help_heading = "Rules")]
    pub ignore: Option<Vec<Selector>>,

    /// Run these rules besides those that are selected
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = Selector::parse, help_heading = "Rules")]
    pub extend_select: Option<Vec<Selector>>,

    /// Report findings of at least this confidence
    #[arg(long, value_name = "LEAST", value_parser = confidence(), help_heading = "Rules")]
    pub confidence: Option<Confidence>,

    /// The oldest Python the code must run on, as 3.12
    #[arg(long, value_name = "VERSION", value_parser = target, help_heading = "Rules")]
    pub target_version: Option<PythonVersion>,

    /// Apply safe fixes, and report what is left
    #[arg(long, help_heading = "Fixes")]
    pub fix: bool,

    /// Apply and count unsafe fixes too: they may change what the code does, and say how
    #[arg(long, help_heading = "Fixes")]
    pub unsafe_fixes: bool,

    /// Write nothing; show what fixes would change. Exits with 1 if they would change something
    #[arg(long, help_heading = "Fixes")]
    pub diff: bool,

    /// Apply fixes, and neither report what is left nor exit with 1 for it
    #[arg(long, conflicts_with = "diff", help_heading = "Fixes")]
    pub fix_only: bool,

    /// List what was fixed
    #[arg(long, help_heading = "Fixes")]
    pub show_fixes: bool,

    /// Exit with 1 if something was fixed, even if nothing is left
    #[arg(long, help_heading = "Fixes")]
    pub exit_non_zero_on_fix: bool,

    /// Offer and apply the fixes of these rules only
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = Selector::parse, help_heading = "Fixes")]
    pub fixable: Option<Vec<Selector>>,

    /// Neither offer nor apply the fixes of these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = Selector::parse, help_heading = "Fixes")]
    pub unfixable: Option<Vec<Selector>>,

    /// Write a suppression, with the reason if one is given, for everything that would be reported
    #[arg(long, value_name = "REASON", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    #[arg(conflicts_with_all = ["fix", "fix_only", "diff", "update_baseline", "prune", "staged"])]
    #[arg(help_heading = "Adoption")]
    pub add_ignore: Option<String>,

    /// Do not report what stands in this file
    #[arg(long, value_name = "FILE", help_heading = "Adoption")]
    pub baseline: Option<PathBuf>,

    /// Report what settings hold back by a baseline
    #[arg(long, conflicts_with_all = ["baseline", "update_baseline", "prune"], help_heading = "Adoption")]
    pub no_baseline: bool,

    /// Write all of today's findings into the baseline
    #[arg(long, conflicts_with_all = ["fix", "fix_only", "diff", "since", "staged", "prune"])]
    #[arg(help_heading = "Adoption")]
    pub update_baseline: bool,

    /// Take out of the baseline what is found no more
    #[arg(long, conflicts_with_all = ["fix", "fix_only", "diff", "since", "staged"], help_heading = "Adoption")]
    pub prune: bool,

    /// Report only what is new since HEAD left this revision of Git
    #[arg(long, value_name = "REF", help_heading = "Adoption")]
    pub since: Option<String>,

    /// Check what Git's index holds, and report only what is new against HEAD
    #[arg(long, conflicts_with_all = ["since", "fix", "fix_only", "diff"], help_heading = "Adoption")]
    pub staged: bool,

    /// The form of the output: full, concise, json, json-lines, github, sarif, gitlab, junit, markdown, html. With
    /// `=FILE` after it, it goes to that file; several can be had in one run: `--output-format sarif=found.sarif,github`
    #[arg(long, value_name = "FORMAT[=FILE]", value_delimiter = ',', value_parser = Output::parse)]
    #[arg(help_heading = "Output")]
    pub output_format: Vec<Output>,

    /// Count the findings of each rule instead of showing them
    #[arg(long, help_heading = "Output")]
    pub statistics: bool,

    /// Say where the time went: per rule, and the slowest files
    #[arg(long, help_heading = "Output")]
    pub timings: bool,

    /// When to colour
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Colour::Auto, help_heading = "Output")]
    pub color: Colour,

    /// Print the findings and nothing else
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,

    /// Name each file that is checked, on standard error, and say how many were analysed
    #[arg(short, long, conflicts_with = "quiet", help_heading = "Output")]
    pub verbose: bool,

    /// Exit with 0 whatever is found; trouble is still 2
    #[arg(long, help_heading = "Output")]
    pub exit_zero: bool,

    /// Read no settings files
    #[arg(long, help_heading = "Settings")]
    pub isolated: bool,

    /// Set an option, the value in TOML: `--config 'max-file-size = 1_000_000'`
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Settings")]
    pub config: Vec<String>,

    /// Print the settings that apply to the first path
    #[arg(long, help_heading = "Settings")]
    pub show_settings: bool,

    /// Keep what files came to in `.fastpy-lint-cache`, in the project's folder, and analyse only what has changed
    #[arg(long, conflicts_with = "timings", overrides_with = "no_cache", help_heading = "Files")]
    pub cache: bool,

    /// Print the files that would be checked
    #[arg(long, help_heading = "Files")]
    pub show_files: bool,

    /// Exclude what settings exclude even if it is named here
    #[arg(long, help_heading = "Files")]
    pub force_exclude: bool,

    /// Check what Git ignores too
    #[arg(long, help_heading = "Files")]
    pub no_respect_gitignore: bool,

    /// Keep nothing, as without `--cache`
    #[arg(long, overrides_with = "cache", help_heading = "Files")]
    pub no_cache: bool,

    /// What standard input is called in findings and settings
    #[arg(long, value_name = "PATH", help_heading = "Files")]
    pub stdin_filename: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Explain a rule (what it finds, what it costs, what to write instead) or a subject
    Explain {
        /// The name of a rule or of a note; without it, the notes are listed
        name: Option<String>,
    },
    /// List all rules
    Rules {
        /// The form of the list
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        output_format: ListFormat,
    },
    /// Print a script that completes commands, options and names of rules in a shell
    Completions {
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Print the JSON schema of the settings
    #[command(hide = true)]
    Schema,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    Auto,
    Always,
    Never,
}

fn confidence() -> impl clap::builder::TypedValueParser<Value = Confidence> {
    use clap::builder::{PossibleValuesParser, TypedValueParser};
    PossibleValuesParser::new(["high", "medium", "low"]).map(|name| match name.as_str() {
        "low" => Confidence::Low,
        "medium" => Confidence::Medium,
        _ => Confidence::High,
    })
}

fn target(text: &str) -> Result<PythonVersion, String> {
    PythonVersion::parse(text).ok_or_else(|| "not a version of Python, such as 3.12".to_owned())
}
