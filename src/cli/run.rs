//! A run: settings, files, findings, output.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use anyhow::{Context, bail};

use crate::check::{self, Cache, Checked, Watch};
use crate::cli::adoption::Adoption;
use crate::cli::arguments::{Arguments, Colour};
use crate::cli::inputs::Inputs;
use crate::cli::since::Comparison;
use crate::cli::{Exit, adoption, fix, inputs, outputs, show};
use crate::config::{self, Options, Problem, Resolver};
use crate::diagnostic::Trouble;
use crate::files;
use crate::report::{self, Format, Progress, Style};

/// Checks what the arguments name.
pub fn run(arguments: &Arguments, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let format = outputs::for_stdout(&arguments.output_format, is_set("GITHUB_ACTIONS"))?;
    let style = style(arguments, format);
    let over = match over(arguments) {
        Ok(over) => over,
        Err(problem) => return Ok(refuse(&[problem], style)),
    };
    let working_folder = std::env::current_dir().context("the working folder cannot be read")?;
    let over = Options { baseline: over.baseline.map(|path| files::absolute(&path, &working_folder)), ..over };
    let resolver = Arc::new(Resolver::new(over, arguments.isolated, working_folder));
    let paths = paths(arguments, &resolver);
    if arguments.show_settings {
        let settings = inputs::settings_at(paths.first().unwrap_or(&resolver.working_folder), &resolver);
        return match settings {
            Ok(settings) => show::settings(&settings, out).map(|()| Exit::Clean),
            Err(problem) => Ok(refuse(&[problem], style)),
        };
    }
    refuse_stdin(arguments)?;
    run_on(arguments, &paths, &resolver, style, out)
}

/// Checks what stands below paths.
fn run_on(
    arguments: &Arguments,
    paths: &[PathBuf],
    resolver: &Arc<Resolver>,
    style: Style,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let comparison = comparison(arguments, paths, resolver)?;
    let inputs = match &comparison {
        Some(comparison) if arguments.staged => comparison.inputs_of_index(paths, resolver)?,
        _ => inputs::collect(paths, stdin(arguments, resolver)?, resolver),
    };
    if !inputs.problems.is_empty() {
        return Ok(refuse(&inputs.problems, style));
    }
    if arguments.show_files {
        show::files(&inputs.list, style.in_ci, out)?;
        let exit = if inputs.unread.is_empty() { Exit::Clean } else { Exit::Trouble };
        return report_unread(inputs.unread, style, out).map(|()| exit);
    }
    announce(arguments, &inputs.list, style);
    let mut adoption = adoption::prepare(arguments, &inputs.list, paths, resolver)?;
    adoption.past = comparison.map(|comparison| comparison.past(&inputs.list, resolver)).transpose()?;
    if arguments.fix || arguments.fix_only || arguments.diff {
        return fix::run(arguments, inputs, &adoption, style, out);
    }
    if arguments.add_ignore.is_some() {
        return fix::silence(arguments, inputs, &adoption, style, out);
    }
    only_check(arguments, inputs, &adoption, style, out)
}

/// Checks, and changes nothing but baselines.
fn only_check(
    arguments: &Arguments,
    mut inputs: Inputs,
    adoption: &Adoption,
    style: Style,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    if adoption.is_needed() {
        check::hold(&mut inputs.list);
    }
    let cache = arguments.cache.then(|| inputs.list.first().map(|input| Arc::new(Cache::of(&input.root)))).flatten();
    let watch = Watch { timed: arguments.timings, cache, ..Watch::default() };
    let (checked, watch) = watched(arguments, inputs.list.len(), watch, |watch| {
        if arguments.update_baseline || arguments.prune {
            adoption.rewrite(arguments, &inputs.list, watch, style.in_ci)
        } else {
            Ok(adoption.check(&inputs.list, watch))
        }
    });
    let mut checked = checked?;
    conclude(arguments, &watch, style);
    checked.troubles.extend(inputs.unread);
    checked.troubles.sort_by(|one, other| one.path.cmp(&other.path));
    write(arguments, &checked, style, out)?;
    Ok(exit(arguments, &checked))
}

/// Says how much was analysed, where that is asked for, and keeps what the files came to.
fn conclude(arguments: &Arguments, watch: &Watch, style: Style) {
    let mut stderr = io::stderr().lock();
    if arguments.verbose {
        let (done, taken) = (watch.done.load(Ordering::Relaxed), watch.taken.load(Ordering::Relaxed));
        let analysed = done - taken;
        let _ = writeln!(stderr, "analysed {analysed}, took {taken} from the cache, linked {done} files");
    }
    if let Some(Err(problem)) = watch.cache.as_ref().map(|cache| cache.write()) {
        let _ = writeln!(stderr, "warning: nothing is cached: {}", report::harmless(&problem, style.in_ci));
    }
}

/// The options of the command line, to hold over those of every file.
fn over(arguments: &Arguments) -> Result<Options, Problem> {
    let mut options = Options::default();
    for text in &arguments.config {
        options = config::inline(text)?.over(options);
    }
    let flags = Options {
        select: arguments.select.clone(),
        ignore: arguments.ignore.clone(),
        extend_select: arguments.extend_select.clone(),
        fixable: arguments.fixable.clone(),
        unfixable: arguments.unfixable.clone(),
        confidence: arguments.confidence.map(Into::into),
        target_version: arguments.target_version.map(config::Target),
        baseline: arguments.baseline.clone(),
        force_exclude: arguments.force_exclude.then_some(true),
        respect_gitignore: arguments.no_respect_gitignore.then_some(false),
        ..Options::default()
    };
    Ok(flags.over(options))
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "false")
}

fn style(arguments: &Arguments, format: Format) -> Style {
    let in_ci = is_set("CI") || is_set("GITHUB_ACTIONS") || is_set("TF_BUILD");
    let colour = super::colour(arguments.color) != anstream::ColorChoice::Never;
    debug_assert!(colour || arguments.color != Colour::Always);
    Style { format, colour, summary: !arguments.quiet, in_ci }
}

/// Says what is wrong with the settings.
fn refuse(problems: &[Problem], style: Style) -> Exit {
    let mut stderr = io::stderr().lock();
    for problem in problems {
        // Where standard error is closed, the exit code still says it.
        let colour = style.colour && io::stderr().is_terminal();
        let mut problem = problem.clone();
        if let Ok(working_folder) = std::env::current_dir() {
            problem.path = files::shown(Path::new(&problem.path), &working_folder);
        }
        let _ = writeln!(stderr, "{}", report::problem(&problem, colour, style.in_ci));
    }
    Exit::Trouble
}

pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The paths to walk.
fn paths(arguments: &Arguments, resolver: &Resolver) -> Vec<PathBuf> {
    let named = arguments.paths.iter().filter(|path| !is_stdin(path));
    named.map(|path| files::absolute(path, &resolver.working_folder)).collect()
}

/// What stands on standard input, if it is asked for, and where it belongs.
fn stdin(arguments: &Arguments, resolver: &Resolver) -> anyhow::Result<Option<(PathBuf, Vec<u8>)>> {
    if !arguments.paths.iter().any(|path| is_stdin(path)) {
        return Ok(None);
    }
    let name = arguments.stdin_filename.clone().unwrap_or_else(|| PathBuf::from("-"));
    match files::read_stdin(files::most_bytes(&name, config::DEFAULT_MAX_FILE_SIZE)) {
        Ok(bytes) => Ok(Some((files::absolute(&name, &resolver.working_folder), bytes))),
        Err(unread) => bail!("standard input {}", unread.message),
    }
}

/// Standard input is no file of Git's index, and nothing that is read from it is written into a baseline.
fn refuse_stdin(arguments: &Arguments) -> anyhow::Result<()> {
    let names = [
        (arguments.staged, "--staged"),
        (arguments.update_baseline, "--update-baseline"),
        (arguments.prune, "--prune"),
        (arguments.add_ignore.is_some(), "--add-ignore"),
    ];
    let unfit = names.into_iter().find(|(is_set, _)| *is_set && arguments.paths.iter().any(|path| is_stdin(path)));
    match unfit {
        Some((_, name)) => bail!("`{name}` is for files, and `-` is none: name the file instead"),
        None => Ok(()),
    }
}

/// The other state of the project, if the run compares with one.
fn comparison(arguments: &Arguments, paths: &[PathBuf], resolver: &Resolver) -> anyhow::Result<Option<Comparison>> {
    match &arguments.since {
        Some(revision) => Comparison::since(revision, paths, resolver).context("--since").map(Some),
        None if arguments.staged => Comparison::staged(paths, resolver).context("--staged").map(Some),
        None => Ok(None),
    }
}

/// Says what will be checked, where that is asked for or nothing.
fn announce(arguments: &Arguments, inputs: &[check::Input], style: Style) {
    let named = || inputs.iter().filter(|input| input.named);
    if !arguments.quiet && named().next().is_none() {
        let _ = writeln!(io::stderr(), "warning: no Python files found");
    }
    if arguments.verbose {
        for input in named() {
            let _ = writeln!(io::stderr(), "checking {}", report::harmless(&input.shown, style.in_ci));
        }
    }
}

/// Does what takes long; says on the terminal how far it is.
pub fn watched<T>(
    arguments: &Arguments,
    files: usize,
    watch: Watch,
    work: impl FnOnce(&Watch) -> T,
) -> (T, Arc<Watch>) {
    let watch = Arc::new(watch);
    let shows_progress = !arguments.quiet && io::stderr().is_terminal();
    let progress = shows_progress.then(|| Progress::start(Arc::clone(&watch), files));
    let done = work(&watch);
    if let Some(progress) = progress {
        progress.finish();
    }
    (done, watch)
}

fn report_unread(unread: Vec<Trouble>, style: Style, out: &mut dyn Write) -> anyhow::Result<()> {
    let checked = Checked { troubles: unread, ..Checked::default() };
    let style = Style { format: Format::Concise, summary: false, ..style };
    Ok(report::write(&checked, style, out)?)
}

pub fn write(arguments: &Arguments, checked: &Checked, style: Style, out: &mut dyn Write) -> anyhow::Result<()> {
    if arguments.statistics {
        report::statistics(checked, style.format, style.in_ci, out)?;
    } else if outputs::has_stdout(&arguments.output_format) {
        report::write(checked, style, out)?;
    }
    if arguments.timings {
        report::timings(checked, style.in_ci, &mut io::stderr())?;
    }
    write_elsewhere(arguments, checked, style)
}

/// Writes what does not go to standard output.
fn write_elsewhere(arguments: &Arguments, checked: &Checked, style: Style) -> anyhow::Result<()> {
    outputs::write_files(&arguments.output_format, checked, style)?;
    match std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) {
        Some(path) if style.format == Format::Github => outputs::write_job_summary(Path::new(&path), checked, style),
        _ => Ok(()),
    }
}

fn exit(arguments: &Arguments, checked: &Checked) -> Exit {
    if !checked.troubles.is_empty() {
        return Exit::Trouble;
    }
    if checked.findings.is_empty() || arguments.exit_zero { Exit::Clean } else { Exit::Findings }
}
