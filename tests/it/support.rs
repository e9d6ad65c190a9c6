//! Projects on the disk and in memory, and the binary to run on them.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use fastpy_lint::check::{Checked, Input, Watch, check};
use fastpy_lint::config::{Options, Resolver, Settings};
use tempfile::TempDir;

/// Code in which one finding is sure.
pub const SLOW: &str = "def unknown() -> list[str]:\n    \
                        return [word for word in words if word[1:] in words]\n\
                        words = open('words.txt').readlines()\n";

/// A folder of files that goes with the test.
pub struct Project {
    pub folder: TempDir,
}

/// What the binary said.
#[derive(Debug)]
pub struct Said {
    pub out: String,
    pub err: String,
    pub code: Option<i32>,
}

impl Project {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let project = Self { folder };
        for (path, text) in files {
            project.put(path, text.as_bytes());
        }
        project
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn put(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("folders can be made");
        std::fs::write(path, bytes).expect("files can be written");
    }

    /// Runs the binary in the project, with no colour and no runner around.
    pub fn run(&self, arguments: &[&str]) -> Said {
        self.run_with(arguments, &[], Stdio::null())
    }

    pub fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)], stdin: Stdio) -> Said {
        let output =
            command(self.folder.path()).args(arguments).envs(environment.iter().copied()).stdin(stdin).output();
        said(output.expect("the binary starts"))
    }
}

/// The binary, in a folder.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fastpy-lint"));
    for name in ["CI", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "TF_BUILD", "FORCE_COLOR", "CLICOLOR_FORCE", "NO_COLOR"]
    {
        command.env_remove(name);
    }
    command.current_dir(folder);
    command
}

pub fn said(output: Output) -> Said {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what is said is UTF-8");
    Said { out: text(output.stdout), err: text(output.stderr), code: output.status.code() }
}

/// Says that part of a test could not run here, past what keeps the words of tests that pass from being seen.
pub fn skipped(reason: &str) {
    let told = writeln!(std::io::stderr(), "skipped: {}", reason.trim_end());
    told.expect("standard error can be written");
}

/// Checks texts that stand nowhere, as one project.
pub fn check_texts(files: &[(String, String)], options: &str) -> Checked {
    check(&inputs(files, options), &Watch::default())
}

/// Settings from options alone.
pub fn settings(options: &str) -> Arc<Settings> {
    let options: Options = fastpy_lint::config::inline(options).expect("the options are well-formed");
    let resolver = Resolver::new(options, true, PathBuf::from("/project"));
    resolver.folder(Path::new("/project")).expect("no file is read")
}

/// Texts that stand nowhere, as one project.
pub fn inputs(files: &[(String, String)], options: &str) -> Vec<Input> {
    let settings = settings(options);
    let input = |(path, text): &(String, String)| Input {
        path: Path::new("/project").join(path),
        shown: path.clone(),
        within_project: path.clone(),
        root: PathBuf::from("/project"),
        module: module(path),
        given: Some(text.clone().into_bytes()),
        named: true,
        settings: Arc::clone(&settings),
    };
    files.iter().map(input).collect()
}

/// The dotted name of a file whose import root is the project.
fn module(path: &str) -> String {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    stem.strip_suffix("/__init__").unwrap_or(stem).replace('/', ".")
}

/// All files below a folder of the repository with an extension, sorted.
pub fn repository_files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut waiting = vec![repository().join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).expect("folders of the repository can be read") {
            let path = entry.expect("entries can be read").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|it| it == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
