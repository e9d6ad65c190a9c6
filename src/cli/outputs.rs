//! Where the output of a run goes: standard output, files, and the summary of a job on GitHub.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, bail};

use crate::check::Checked;
use crate::report::{self, Format, Output, Style};

/// The form for standard output: the one that is asked for, else the one that suits where the run takes place. An
/// error, if two are asked for.
pub fn for_stdout(outputs: &[Output], is_action: bool) -> anyhow::Result<Format> {
    let mut asked = outputs.iter().filter(|output| output.file.is_none());
    let first = asked.next().map(|output| output.format);
    if asked.next().is_some() {
        bail!("two forms of output are asked for on standard output; name a file for one of them: `FORMAT=FILE`");
    }
    let usual = if outputs.is_empty() && is_action { Format::Github } else { Format::Full };
    Ok(first.unwrap_or(usual))
}

/// Whether a form goes to standard output.
pub fn has_stdout(outputs: &[Output]) -> bool {
    outputs.is_empty() || outputs.iter().any(|output| output.file.is_none())
}

/// Writes the forms that go to files. Each file is whole or as it was.
pub fn write_files(outputs: &[Output], checked: &Checked, style: Style) -> anyhow::Result<()> {
    for output in outputs {
        let Some(path) = &output.file else { continue };
        let style = Style { format: output.format, colour: false, ..style };
        write_file(path, checked, style).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}

fn write_file(path: &Path, checked: &Checked, style: Style) -> anyhow::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = io::BufWriter::new(temporary(folder)?);
    report::write(checked, style, &mut file)?;
    file.into_inner()?.persist(path)?;
    Ok(())
}

/// A temporary file that others may read once it is the report, unlike other temporary files.
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    builder.tempfile_in(folder)
}

/// Adds to the file that GitHub shows as the summary of a job.
pub fn write_job_summary(path: &Path, checked: &Checked, style: Style) -> anyhow::Result<()> {
    let written = fs::metadata(path).map_or(0, |data| usize::try_from(data.len()).unwrap_or(usize::MAX));
    let text = report::job_summary(checked, style, written);
    let file = fs::OpenOptions::new().create(true).append(true).open(path);
    let appended = file.and_then(|mut file| file.write_all(text.as_bytes()));
    appended.with_context(|| format!("the summary of the job, {}, cannot be written", path.display()))
}
