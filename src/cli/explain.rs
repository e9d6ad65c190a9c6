//! `explain`: a rule's page or a note, without a network; paged and in colour on a terminal, Markdown elsewhere.

use std::io::{self, IsTerminal, Write};

use anstream::ColorChoice;
use anyhow::bail;

use crate::cli::{Exit, markdown, pager};
use crate::notes::{self, NOTES};
use crate::page::{Page, Safety};
use crate::rules;
use crate::spelling::did_you_mean;

/// Longer lines are hard to read.
const WIDEST: usize = 100;

/// Shows the page or note of a name, or, without a name, which notes there are.
pub fn explain(name: Option<&str>, choice: ColorChoice, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let Some(name) = name else { return list(out) };
    let text = if let Some(rule) = rules::named(name) {
        headed(&rule.page)
    } else if let Some(note) = notes::named(name) {
        note.text.trim_end().to_owned()
    } else {
        let known = rules::all().map(|rule| rule.page.name).chain(NOTES.iter().map(|note| note.name));
        bail!("no rule or note is named `{}`{}", name.escape_default(), did_you_mean(name, known));
    };
    show(&text, choice, out)?;
    Ok(Exit::Clean)
}

/// The page below one line of what its front matter says.
fn headed(page: &Page) -> String {
    let (impact, confidence) = (page.impact.name(), page.confidence.name());
    let line = format!("{} · {} · impact {impact} · confidence {confidence}", page.name, page.family);
    let fix = page.fix.map_or("none", Safety::name);
    format!("{line} · fix {fix} · note {}\n\n{}", page.note, page.body().trim_end())
}

fn show(text: &str, choice: ColorChoice, out: &mut dyn Write) -> io::Result<()> {
    let on_terminal = io::stdout().is_terminal();
    if !on_terminal && choice == ColorChoice::Never {
        return writeln!(out, "{text}");
    }
    let columns = terminal_size::terminal_size().map_or(WIDEST, |(width, _)| usize::from(width.0));
    let rendered = markdown::render(text, columns.min(WIDEST));
    let plain = || anstream::adapter::strip_str(&rendered).to_string();
    let shown = if choice == ColorChoice::Never { plain() } else { rendered };
    if on_terminal && pager::show(&shown) {
        return Ok(());
    }
    out.write_all(shown.as_bytes())
}

fn list(out: &mut dyn Write) -> anyhow::Result<Exit> {
    let widest = NOTES.iter().map(|note| note.name.len()).max().unwrap_or(0);
    for note in NOTES {
        writeln!(out, "{:widest$}  {}", note.name, note.title())?;
    }
    writeln!(out, "\n`fastpy-lint explain NAME` shows one of these, or a rule; `fastpy-lint rules` lists the rules.")?;
    Ok(Exit::Clean)
}
