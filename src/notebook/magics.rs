//! What IPython's commands mean in Python. What they do is not followed; it is enough that no fact is wrong for it: a
//! command may look at the names it holds, and give some of them another value.

use std::ops::Range;

use crate::excerpt::Lines;
use crate::syntax::{self, Escape, Refusal, TextRange, TextSize, ast};

/// Python that stands in the joined text for a stretch of a cell.
pub struct Stand {
    pub range: Range<usize>,
    pub text: String,
}

/// Cell magics that run their cell as the Python it is.
const RUN_THEIR_CELL: &[&str] = &["capture", "debug", "prun", "time", TIMEIT];
/// Runs its cell, or line, in a function of its own.
const TIMEIT: &str = "timeit";
/// Line magics that run a statement just so.
const RUN_THEIR_LINE: &[&str] = &["prun", "time"];
/// Line magics that run their line somewhere else, where it binds nothing.
const LOOK_AT_NAMES: &[&str] = &["lprun", "memit", "mprun", TIMEIT];
/// Line magics that may bind any name.
const BIND_ALL: &[&str] = &["ed", "edit", "load", "pylab", "rerun", "reset", "reset_selective", "run", "store"];
/// IPython's other line magics, and the commands of a shell that it knows. They take names of Python in braces only.
const COMMANDS: &str = "\
    alias alias_magic autoawait autocall automagic autoreload bookmark cat cd colors conda config cp debug dhist \
    dirs doctest_mode env gui hist history killbgscripts ldir less ll load_ext ls lsmagic macro magic mamba man \
    matplotlib micromamba mkdir more mv notebook page pastebin pdb pdef pdoc pfile pinfo pinfo2 pip popd pprint \
    precision psearch psource pushd pwd pycat quickref recall rehashx reload_ext rm rmdir save set_env system tb \
    tensorboard unalias unload_ext uv watermark who who_ls whos xmode";

/// What stands in the joined text for stretches of a cell, in the order of the cell. Fails on what is no Python.
pub fn translated(source: &str) -> Result<Vec<Stand>, Refusal> {
    if let Some(offset) = memchr::memchr(0, source.as_bytes()) {
        let message = "null byte: Python reads no such source".to_owned();
        return Err(Refusal::Syntax { message, range: TextRange::empty(TextSize::new(offset as u32)) });
    }
    let magic = cell_magic(source);
    if let Some((line, name)) = &magic
        && !RUN_THEIR_CELL.contains(name)
    {
        let text = [words_bound(&source[line.clone()][name.len()..]), in_braces(&source[line.end..])].join("\n");
        return Ok(vec![Stand { range: 0..source.len(), text }]);
    }
    let tree = match syntax::parse(source, ast::PySourceType::Ipynb) {
        Ok(tree) => tree,
        Err(_) if is_command(source) => {
            // IPython lets the sign before its magics be missing.
            let text = meaning(&format!("%{}", source.trim_start()));
            return Ok(vec![Stand { range: 0..source.len(), text }]);
        }
        Err(_) if source.lines().any(|line| line.starts_with("%%")) => {
            return Ok(vec![Stand { range: 0..source.len(), text: in_braces(source) }]);
        }
        Err(refusal) => return Err(refusal),
    };
    let stands = tree.escapes().into_iter().map(|escape| stand(source, escape)).collect();
    match magic {
        Some((line, TIMEIT)) => Ok(in_a_function(source, line, stands)),
        _ => Ok(stands),
    }
}

/// The first line of a cell that starts with `%%`, from its name on, and that name.
fn cell_magic(source: &str) -> Option<(Range<usize>, &str)> {
    let line = source.trim_start().strip_prefix("%%")?;
    let start = source.len() - line.len();
    let line = line.lines().next().unwrap_or_default();
    Some((start..start + line.len(), first_word(line)))
}

/// Whether a cell that is no Python starts with a line magic or a command of a shell, and no assignment to such a name.
fn is_command(source: &str) -> bool {
    let source = source.trim_start();
    let word = first_word(source);
    let is_magic = [RUN_THEIR_LINE, LOOK_AT_NAMES, BIND_ALL].iter().any(|known| known.contains(&word));
    (is_magic || is_command_of_shell(word)) && !source[word.len()..].trim_start().starts_with('=')
}

fn is_command_of_shell(name: &str) -> bool {
    COMMANDS.split(' ').any(|known| known == name)
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().filter(|word| text.starts_with(word)).unwrap_or_default()
}

fn stand(source: &str, escape: Escape) -> Stand {
    let (start, end) = (escape.range.start().to_usize(), escape.range.end().to_usize());
    let text = &source[start..end];
    if let Some(statement) = statement_of(text).filter(|_| escape.is_statement) {
        return Stand { range: start..end - statement.len(), text: String::new() };
    }
    let said =
        if escape.is_help || text.starts_with('?') || text.ends_with('?') { String::new() } else { meaning(text) };
    let stands_at_margin = source[..start].ends_with(['\n', '\r']) || start == 0;
    let text = match said.is_empty() {
        true if !escape.is_statement => "get_ipython()".to_owned(),
        true if !stands_at_margin => "pass".to_owned(),
        // A value is what is looked at, whatever is bound besides.
        _ if !escape.is_statement => words_used(text),
        _ => said,
    };
    Stand { range: start..end, text }
}

/// The statement that a line magic runs just so.
fn statement_of(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('%')?;
    let name = first_word(rest);
    let statement = rest[name.len()..].trim_start();
    let is_run = RUN_THEIR_LINE.contains(&name) && !statement.is_empty();
    (is_run && syntax::parse(statement, ast::PySourceType::Python).is_ok()).then_some(statement)
}

/// A statement that does with names what a command may do with them; nothing where it does nothing.
fn meaning(text: &str) -> String {
    let Some(magic) = text.strip_prefix('%') else {
        return if text.starts_with('!') { in_braces(text) } else { words_used(text) };
    };
    let magic = magic.trim_start_matches('%');
    let name = first_word(magic);
    let rest = &magic[name.len()..];
    match name {
        _ if LOOK_AT_NAMES.contains(&name) && !text.starts_with("%%") => words_used(rest),
        _ if BIND_ALL.contains(&name) => "from get_ipython import *".to_owned(),
        _ if is_command_of_shell(name) => in_braces(rest),
        _ => words_bound(rest),
    }
}

/// A function around the body of a cell, which begins below `line`.
fn in_a_function(source: &str, line: Range<usize>, mut stands: Vec<Stand>) -> Vec<Stand> {
    let lines = Lines::of(source);
    let setup = words_bound(&source[line.clone()][TIMEIT.len()..]);
    let setup = if setup.is_empty() { "pass".to_owned() } else { setup };
    stands.retain(|stand| stand.range.start > line.end);
    let starts = (1..=lines.count()).map(|number| lines.start(number)).filter(|start| *start > line.end);
    let outside: Vec<usize> =
        starts.filter(|start| !stands.iter().any(|it| it.range.start < *start && *start < it.range.end)).collect();
    stands.extend(outside.into_iter().map(|start| Stand { range: start..start, text: "    ".to_owned() }));
    let header = format!("def {TIMED}():\n    {setup}");
    stands.push(Stand { range: 0..line.end, text: header });
    stands.sort_by_key(|stand| (stand.range.start, stand.range.end));
    stands
}

/// The name of the function that stands for a cell of `%%timeit`.
pub const TIMED: &str = "__timeit__";

/// A statement that gives new values to the names that a text holds.
pub fn words_bound(text: &str) -> String {
    let words = words(text);
    if words.is_empty() { String::new() } else { format!("{} = get_ipython({})", words.join(" = "), words.join(", ")) }
}

/// An expression that looks at the names that a text holds.
fn words_used(text: &str) -> String {
    format!("get_ipython({})", words(text).join(", "))
}

/// The same for commands, in which names stand in braces or after a dollar sign.
fn in_braces(text: &str) -> String {
    if text.contains(['{', '$']) { words_used(text) } else { String::new() }
}

/// The names in a text, each once; no attributes.
fn words(text: &str) -> Vec<&str> {
    let is_of_word = |it: char| it.is_alphanumeric() || it == '_';
    let mut words: Vec<&str> = Vec::new();
    let mut known = rustc_hash::FxHashSet::default();
    let mut rest = text;
    while let Some(start) = rest.find(is_of_word) {
        let word = &rest[start..];
        let end = word.find(|it| !is_of_word(it)).unwrap_or(word.len());
        let is_attribute = rest[..start].ends_with('.');
        if !is_attribute && known.insert(&word[..end]) && syntax::is_name(&word[..end]) {
            words.push(&word[..end]);
        }
        rest = &word[end..];
    }
    words
}
