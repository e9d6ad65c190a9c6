//! How a suppression that silences nothing is taken out: its name from among several, else the comment.

use crate::cx::{Replacement, Rewrite};
use crate::diagnostic::Fix;
use crate::excerpt::Lines;
use crate::lint::fix_of;
use crate::page::Safety;
use crate::rules::suppressions::unused_suppression;
use crate::suppress::parse::{Comment, Directive, Name};
use crate::syntax::{TextRange, TextSize};

/// Takes one name out. `off` has an `on` further down, and both would have to go: they are left to the reader.
pub fn removal(lines: &Lines, comment: &Comment, name: &Name) -> Option<Fix> {
    if !matches!(comment.directive, Directive::Ignore | Directive::IgnoreFile) {
        return None;
    }
    let is_alone = comment.names.len() + comment.faults.len() == 1;
    let range = if is_alone { whole(lines, comment, name)? } else { from_list(lines.text(), name)? };
    let rewrite = Rewrite {
        safety: Safety::Safe,
        message: "take the suppression out".to_owned(),
        edits: vec![Replacement::delete(range)],
        relies_on: None,
    };
    fix_of(rewrite, &unused_suppression::RULE.page, lines, &[])
}

/// A name and the comma on one side of it.
fn from_list(text: &str, name: &Name) -> Option<TextRange> {
    let (before, after) = (&text[..name.at.start().to_usize()], &text[name.at.end().to_usize()..]);
    let blanks = after.len() - after.trim_start().len();
    if let Some(rest) = after[blanks..].strip_prefix(',') {
        let taken = after.len() - rest.trim_start().len();
        return Some(TextRange::new(name.at.start(), name.at.end() + TextSize::of(&after[..taken])));
    }
    Some(TextRange::new(offset(before.rfind(',')?)?, name.at.end()))
}

/// A comment from its own `#` up to the next one, with the blanks before it, or with its line if nothing else is there.
fn whole(lines: &Lines, comment: &Comment, name: &Name) -> Option<TextRange> {
    let text = lines.text();
    let hash = text[..name.at.start().to_usize()].rfind('#')?;
    // A template's comment has an end of its own.
    if text[..hash].ends_with('{') {
        return None;
    }
    let end = comment.range.end().to_usize();
    if let Some(next) = next_comment(&text[name.at.end().to_usize()..end]) {
        return Some(TextRange::new(offset(hash)?, name.at.end() + TextSize::new(u32::try_from(next).ok()?)));
    }
    let row = lines.span(name.at).start.line;
    let line = lines.start(row);
    let before = text[line..hash].trim_end();
    if before.trim_start_matches('\u{feff}').is_empty() {
        return Some(TextRange::new(offset(line + before.len())?, offset(lines.end(row))?));
    }
    Some(TextRange::new(offset(line + before.len())?, offset(end)?))
}

/// Where another comment starts in the rest of this one: behind a blank, and not as the number of an issue.
fn next_comment(rest: &str) -> Option<usize> {
    let starts = |at: usize| {
        let after = rest[at + 1..].chars().next();
        rest[..at].ends_with([' ', '\t']) && after.is_some_and(|it| it == ' ' || it.is_alphabetic())
    };
    rest.match_indices('#').map(|(at, _)| at).find(|at| starts(*at))
}

fn offset(at: usize) -> Option<TextSize> {
    u32::try_from(at).ok().map(TextSize::new)
}
