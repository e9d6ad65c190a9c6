//! Reading settings files: found, read once, checked, extended.

use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use crate::config::options::Options;
use crate::config::problem::Problem;

/// What a folder says: settings of ours, and the oldest Python of the project.
#[derive(Default)]
pub struct Found {
    pub options: Option<Options>,
    pub requires_python: Option<String>,
}

/// The parts of a `pyproject.toml` that we read.
#[derive(Default, Deserialize)]
#[serde(default)]
struct PyProject {
    project: Project,
    tool: Tool,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Project {
    requires_python: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Tool {
    fastpy_lint: Option<Options>,
}

/// No settings file is larger than this; `extend` could name anything.
const LARGEST: u64 = 1_000_000;
/// No chain of `extend` is longer, unless it is a circle.
const LONGEST_CHAIN: usize = 20;

/// Reads what a folder says. Where it has several files, `.fastpy-lint.toml` comes first, `pyproject.toml` last.
pub fn folder(folder: &Path) -> Result<Found, Problem> {
    let mut found = Found::default();
    let pyproject = folder.join("pyproject.toml");
    if exists(&pyproject) {
        let project: PyProject = parse(&pyproject, false)?;
        found.requires_python = project.project.requires_python;
        found.options = project.tool.fastpy_lint.map(|options| extended(options, &pyproject)).transpose()?;
    }
    for name in [".fastpy-lint.toml", "fastpy-lint.toml"] {
        let own = folder.join(name);
        if exists(&own) {
            found.options = Some(extended(parse(&own, false)?, &own)?);
            break;
        }
    }
    Ok(found)
}

/// Reads options given as `KEY=VALUE`, the value in TOML.
pub fn inline(text: &str) -> Result<Options, Problem> {
    let option = format!("--config {text}");
    toml::from_str(text).map_err(|error| Problem::in_toml(option, text, &error, false))
}

/// The JSON schema of the settings.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Options);
    serde_json::to_string_pretty(&schema).expect("a schema is plain JSON") + "\n"
}

fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Follows `extend` to its end.
fn extended(mut options: Options, path: &Path) -> Result<Options, Problem> {
    let project = boundary(path);
    let mut seen = vec![canonical(path)];
    let mut at = path.to_owned();
    options = rooted(options, path);
    while let Some(next) = options.extend.take() {
        let next = at.parent().unwrap_or(Path::new("")).join(next);
        let real = canonical(&next);
        if seen.contains(&real) || seen.len() > LONGEST_CHAIN {
            return Err(Problem::new(&at, format!("`extend` leads back to {}: a circle", next.display())));
        }
        let outside = !real.starts_with(&project);
        let base = read_base(&next, outside)?;
        let further = base.extend.clone();
        options = options.over(rooted(base, &next));
        options.extend = further;
        seen.push(real);
        at = next;
    }
    Ok(options)
}

/// Options with the paths that count from their file made absolute.
fn rooted(options: Options, path: &Path) -> Options {
    let folder = path.parent().unwrap_or(Path::new(""));
    Options { baseline: options.baseline.map(|baseline| without_dots(&folder.join(baseline))), ..options }
}

/// A path without `.` and `..`, links left as they are.
pub fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

fn read_base(path: &Path, outside: bool) -> Result<Options, Problem> {
    if path.file_name().is_none_or(|name| name != "pyproject.toml") {
        return parse(path, outside);
    }
    let project: PyProject = parse(path, outside)?;
    Ok(project.tool.fastpy_lint.unwrap_or_default())
}

/// The folder whose files may be quoted: the Git root, else the folder of the settings file.
fn boundary(path: &Path) -> PathBuf {
    let real = canonical(path);
    let folder = real.parent().unwrap_or(&real);
    folder.ancestors().find(|above| above.join(".git").exists()).unwrap_or(folder).to_owned()
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn parse<T: serde::de::DeserializeOwned>(path: &Path, outside: bool) -> Result<T, Problem> {
    let text = read(path)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    toml::from_str(text).map_err(|error| Problem::in_toml(path.display().to_string(), text, &error, outside))
}

fn read(path: &Path) -> Result<String, Problem> {
    let metadata = fs::metadata(path).map_err(|error| Problem::new(path, format!("cannot be read: {error}")))?;
    // Opening a pipe would wait for ever.
    if !metadata.is_file() {
        return Err(Problem::new(path, "is not a regular file"));
    }
    if metadata.len() > LARGEST {
        return Err(Problem::new(path, "is larger than any settings file (1 MB)"));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|error| Problem::new(path, format!("cannot be read: {error}")))?;
    let read = file.take(LARGEST).read_to_end(&mut bytes);
    read.map_err(|error| Problem::new(path, format!("cannot be read: {error}")))?;
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        Problem::new(path, format!("is not UTF-8 (byte {offset})"))
    })
}
