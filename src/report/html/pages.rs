//! The pages of the rules that found something, and the notes behind them: each once, and links between them.

use std::collections::BTreeMap;

use crate::notes::{self, Note};
use crate::page::{Page, Safety};

use super::Shown;
use super::escape::escaped;
use super::markdown::render;
use super::template::fill;

const PAGE: &str = include_str!("page.html");

/// All pages, the rules by name, then the notes.
pub fn pages(shown: &[Shown<'_>]) -> String {
    let rules: BTreeMap<&str, &Page> = shown.iter().map(|it| (it.finding.page.name, it.finding.page)).collect();
    let notes: BTreeMap<&str, &Note> =
        rules.values().filter_map(|page| notes::named(page.note)).map(|note| (note.name, note)).collect();
    let target_of = |path: &str| -> Option<String> {
        let path = path.strip_suffix(".md")?;
        if let Some(name) = path.strip_prefix("docs/notes/") {
            return notes.contains_key(name).then(|| note_id(name));
        }
        let (_, name) = path.strip_prefix("rules/")?.split_once('/')?;
        rules.contains_key(name).then(|| rule_id(name))
    };
    let of_rule = |page: &&Page| {
        let body = render(page.body(), &format!("rules/{}", page.family), target_of);
        filled(&rule_id(page.name), page.name, &about(page), &body)
    };
    let of_note = |note: &&Note| {
        let path = format!("docs/notes/{}", note.name);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        filled(&note_id(note.name), note.title(), "background", &render(note.text, folder, target_of))
    };
    rules.values().map(of_rule).chain(notes.values().map(of_note)).collect()
}

fn filled(id: &str, name: &str, about: &str, body: &str) -> String {
    fill(PAGE, |part| match part {
        "id" => id.to_owned(),
        "name" => escaped(name),
        "about" => about.to_owned(),
        "body" => body.to_owned(),
        _ => String::new(),
    })
}

/// What a page's front matter says.
fn about(page: &Page) -> String {
    let (impact, confidence) = (page.impact.name(), page.confidence.name());
    let fix = page.fix.map_or("none", Safety::name);
    let note = notes::named(page.note);
    let note = note.map(|note| format!(" · background: <a href=\"#{}\">{}</a>", note_id(note.name), note.title()));
    format!(
        "<code>{}</code> {} · impact {impact} · confidence {confidence} at most · fix {fix}{}",
        page.name,
        page.family,
        note.unwrap_or_default()
    )
}

fn rule_id(name: &str) -> String {
    format!("rule-{name}")
}

fn note_id(name: &str) -> String {
    format!("note-{}", name.replace('/', "-"))
}
