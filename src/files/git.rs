//! What Git knows of other revisions, asked from the `git` program. Nothing is checked out, written or fetched, and no
//! program that a repository names is started.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::files;

/// A repository with a work tree.
pub struct Repository {
    /// The folder of the work tree.
    pub top: PathBuf,
    /// From where Git is asked.
    folder: PathBuf,
}

/// A file of a revision or of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracked {
    /// Absolute, where it stands in the work tree.
    pub path: PathBuf,
    /// The name of its content.
    pub id: String,
}

/// What became of a file: where it was, where it is. Both absolute, one of them at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub old: Option<PathBuf>,
    pub new: Option<PathBuf>,
}

/// What a revision is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    WorkTree,
    Index,
}

impl Repository {
    /// The repository around a folder.
    pub fn around(folder: &Path) -> Result<Self> {
        let asked = text(run(folder, &["rev-parse", "--is-inside-work-tree", "--show-cdup"])?)?;
        let mut lines = asked.lines();
        if lines.next() != Some("true") {
            bail!("{} stands in no work tree of Git", folder.display());
        }
        let top = files::absolute(Path::new(lines.next().unwrap_or_default()), folder);
        Ok(Self { top, folder: folder.to_owned() })
    }

    /// The last commit that a revision and HEAD have in common.
    pub fn merge_base(&self, revision: &str) -> Result<String> {
        let commit = self.commit(revision)?;
        let Some(head) = self.head()? else { bail!("there is no commit yet") };
        match self.ask(&["merge-base", &commit, &head]) {
            Ok(base) => Ok(base),
            Err(_) => bail!("`{revision}` and HEAD have no commit in common{}", self.remedy()),
        }
    }

    fn commit(&self, revision: &str) -> Result<String> {
        let is_option = revision.starts_with('-') || revision.is_empty();
        let named = format!("{revision}^{{commit}}");
        match self.ask(&["rev-parse", "--verify", "--quiet", &named]) {
            Ok(commit) if !is_option => Ok(commit),
            _ => bail!("`{}` is no revision that Git knows here{}", revision.escape_debug(), self.remedy()),
        }
    }

    /// The commit that is checked out, if there is any yet.
    pub fn head(&self) -> Result<Option<String>> {
        // Without a commit the answer is empty, and no failure of Git's.
        Ok(self.ask(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]).ok())
    }

    /// What to do where a clone may be too shallow.
    fn remedy(&self) -> &'static str {
        match self.ask(&["rev-parse", "--is-shallow-repository"]).as_deref() {
            Ok("true") => {
                ", but its clone is shallow: fetch the rest with `git fetch --unshallow`, or in a workflow with \
                 `fetch-depth: 0`"
            }
            _ => "; `git fetch` may know more",
        }
    }

    /// The files of a commit, but for links; none where there is no commit.
    pub fn files_of(&self, commit: Option<&str>) -> Result<Vec<Tracked>> {
        let Some(commit) = commit else { return Ok(Vec::new()) };
        self.tracked(&["ls-tree", "-r", "-z", "--full-tree", commit])
    }

    /// The files of the index.
    pub fn files_of_index(&self) -> Result<Vec<Tracked>> {
        let conflicts =
            run(&self.folder, &["diff", "--name-only", "-z", "--diff-filter=U", "--cached", "--no-relative"])?;
        if !conflicts.is_empty() {
            bail!("the index holds conflicts of a merge: resolve them first");
        }
        self.tracked(&["ls-files", "-s", "-z", "--full-name", ":/"])
    }

    fn tracked(&self, arguments: &[&str]) -> Result<Vec<Tracked>> {
        let listed = run(&self.folder, arguments)?;
        let mut tracked = Vec::new();
        for record in records(&listed) {
            let Some(tab) = memchr::memchr(b'\t', record) else { continue };
            let words: Vec<&str> = std::str::from_utf8(&record[..tab])?.split(' ').collect();
            // `mode type id` of a tree, `mode id stage` of the index. Modules and links are no files.
            let id = words.iter().find(|word| word.len() >= 40);
            let (Some(id), true) = (id, words[0].starts_with("100")) else { continue };
            tracked.push(Tracked { path: self.top.join(path(&record[tab + 1..])?), id: (*id).to_owned() });
        }
        Ok(tracked)
    }

    /// What was changed, added, taken away and renamed since a commit, or since there was nothing.
    pub fn changes(&self, commit: Option<&str>, until: Side) -> Result<Vec<Change>> {
        let mut arguments = vec!["diff", "--name-status", "-z", "-M", "-l1000", "--no-ext-diff", "--no-textconv"];
        arguments.extend(["--no-color", "--no-relative", "--ignore-submodules=all"]);
        arguments.extend((until == Side::Index).then_some("--cached"));
        arguments.extend(commit);
        arguments.push("--");
        let listed = run(&self.folder, &arguments)?;
        let mut records = records(&listed);
        let mut changes = Vec::new();
        while let Some(status) = records.next() {
            let mut next = || -> Result<PathBuf> {
                Ok(self.top.join(path(records.next().context("what Git says of changes ends too soon")?)?))
            };
            let (old, new) = match status.first() {
                Some(b'A') => (None, Some(next()?)),
                Some(b'D') => (Some(next()?), None),
                Some(b'R') => (Some(next()?), Some(next()?)),
                // Of a copy the original stays.
                Some(b'C') => (next().map(|_| None)?, Some(next()?)),
                _ => next().map(|path| (Some(path.clone()), Some(path)))?,
            };
            changes.push(Change { old, new });
        }
        Ok(changes)
    }

    /// The contents of files, in order; `None` for one of more than so many bytes.
    pub fn read(&self, files: &[(&Tracked, u64)]) -> Result<Vec<Option<Vec<u8>>>> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let mut child =
            start(command(&self.folder, &["cat-file", "--batch"]).stdin(Stdio::piped()).stderr(Stdio::null()))?;
        let mut stdin = child.stdin.take().context("git takes no input")?;
        let asked: String = files.iter().flat_map(|(file, _)| [file.id.as_str(), "\n"]).collect();
        // Git answers before it has read all: whoever only wrote would wait for ever.
        let writer = std::thread::spawn(move || stdin.write_all(asked.as_bytes()));
        let mut answers = BufReader::new(child.stdout.take().context("git gives no output")?);
        let read = files.iter().map(|(file, most)| content(&mut answers, file, *most)).collect();
        drop(answers);
        let _ = writer.join();
        child.wait()?;
        read
    }

    /// One line of an answer.
    fn ask(&self, arguments: &[&str]) -> Result<String> {
        Ok(text(run(&self.folder, arguments)?)?.trim().to_owned())
    }
}

/// Reads one answer of `cat-file --batch`: `id blob size`, the content, a line's end.
fn content(answers: &mut impl BufRead, file: &Tracked, most: u64) -> Result<Option<Vec<u8>>> {
    let mut head = String::new();
    answers.read_line(&mut head)?;
    let size = head.trim_end().strip_prefix(&format!("{} blob ", file.id)).and_then(|size| size.parse().ok());
    let Some(size) = size else {
        bail!("{}: its old content is not in this clone; a whole clone has it", file.path.display());
    };
    let size: u64 = size;
    let mut bytes = Vec::new();
    if size > most {
        io::copy(&mut answers.take(size), &mut io::sink())?;
    } else {
        answers.take(size).read_to_end(&mut bytes)?;
    }
    answers.read_exact(&mut [0])?;
    Ok((size <= most).then_some(bytes))
}

/// Asks Git; an error holds what it said.
fn run(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>> {
    let output = start(&mut command(folder, arguments))?.wait_with_output()?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said: String = said.trim().strip_prefix("fatal: ").unwrap_or(said.trim()).chars().take(300).collect();
    bail!("git {}: {}", arguments[0], said.escape_debug())
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.args(["--no-optional-locks", "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false"]);
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0").env("GIT_NO_LAZY_FETCH", "1");
    command
}

fn start(command: &mut Command) -> Result<Child> {
    match command.spawn() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            bail!("the program `git` is not found; comparing with another revision needs it")
        }
        started => Ok(started.context("git cannot be started")?),
    }
}

/// What stands between null bytes.
fn records(listed: &[u8]) -> impl Iterator<Item = &[u8]> {
    listed.split(|byte| *byte == 0).filter(|record| !record.is_empty())
}

fn text(bytes: Vec<u8>) -> Result<String> {
    String::from_utf8(bytes).context("what Git says is not UTF-8")
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> Result<&Path> {
    Ok(Path::new(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes)))
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> Result<&Path> {
    Ok(Path::new(std::str::from_utf8(bytes)?))
}
