//! Suppressions written for findings: into a comment that is there, at the end of the line, else above the statement.

use std::collections::{BTreeMap, BTreeSet};

use crate::excerpt::Lines;
use crate::suppress::parse::{Comment, Directive};
use crate::suppress::{MARK, comments_of, in_module, reach, rows};
use crate::syntax::{self, TextRange, TextSize, Tree, ast};

/// A text with more suppressions than before.
#[derive(Debug, PartialEq, Eq)]
pub struct Added {
    pub text: String,
    /// For each finding whether the text silences it now.
    pub is_silenced: Vec<bool>,
}

/// Where names of rules are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// Behind the last name of a comment, at this offset.
    Into(usize),
    /// At the end of a line.
    EndOf(u32),
    /// On a line of its own.
    Above(u32),
}

/// Writes suppressions for findings, given by line and rule, each with the reason. The code stays the same, token by
/// token; a finding for which that cannot be done is left.
pub fn add(text: &str, findings: &[(u32, &'static str)], reason: &str) -> Added {
    let none = || Added { text: text.to_owned(), is_silenced: vec![false; findings.len()] };
    let Ok(tree) = parse(text) else { return none() };
    let lines = Lines::of(text);
    let site = Site::of(text, &lines, &tree);
    let mut places: BTreeMap<Place, BTreeSet<&str>> = BTreeMap::new();
    for (line, rule) in findings {
        if let Some(place) = site.place(*line) {
            places.entry(place).or_default().insert(rule);
        }
    }
    // A comment on a line of its own is what may part what belongs together, so it is tried without them too.
    let only_in_lines = |place: &Place| !matches!(place, Place::Above(_));
    let fewer =
        places.iter().filter(|(place, _)| only_in_lines(place)).map(|(it, names)| (*it, names.clone())).collect();
    let attempts = [&places, &fewer];
    let written = attempts.into_iter().map(|places| site.write(places, reason));
    let mut kept = written.filter_map(|(after, above)| silenced(&tree, text, after, &above, findings));
    kept.next().unwrap_or_else(none)
}

fn parse(text: &str) -> Result<Tree, syntax::Refusal> {
    syntax::parse(text, ast::PySourceType::Python)
}

/// What a text silences now, if it still is the same code. `above` are the lines of old before which there are new ones.
fn silenced(tree: &Tree, text: &str, after: String, above: &[u32], findings: &[(u32, &'static str)]) -> Option<Added> {
    let new_tree = parse(&after).ok()?;
    if !syntax::is_same_code((tree, text), (&new_tree, &after)) {
        return None;
    }
    let suppressions = in_module(&after, &new_tree).list;
    let is_silenced = |(line, rule): &(u32, &'static str)| {
        let line = line + above.iter().filter(|first| *first <= line).count() as u32;
        suppressions.iter().any(|it| it.rule == *rule && (it.lines.0..=it.lines.1).contains(&line))
    };
    let is_silenced = findings.iter().map(is_silenced).collect();
    Some(Added { text: after, is_silenced })
}

/// A text, and where a comment may stand in it.
struct Site<'t> {
    lines: &'t Lines<'t>,
    comments: Vec<Comment>,
    logical: Vec<(u32, u32)>,
    strings: Vec<TextRange>,
}

impl<'t> Site<'t> {
    fn of(text: &str, lines: &'t Lines<'t>, tree: &Tree) -> Self {
        let logical = tree.logical_lines().into_iter().map(|range| rows(lines, range)).collect();
        Self { lines, comments: comments_of(text, tree), logical, strings: tree.strings() }
    }

    /// The best place for a suppression of what is found on a line.
    fn place(&self, line: u32) -> Option<Place> {
        let reaches = |comment: &&Comment| {
            let (first, last) = reach::of_ignore(self.lines.text(), self.lines, comment, &self.logical);
            comment.directive == Directive::Ignore && (first..=last).contains(&line)
        };
        let names = self.comments.iter().filter(reaches).find_map(|comment| comment.names.last());
        if let Some(name) = names {
            return Some(Place::Into(name.at.end().to_usize()));
        }
        if self.may_end_in_comment(line) {
            return Some(Place::EndOf(line));
        }
        let statement = self.logical.partition_point(|(_, last)| *last < line);
        let (first, _) = self.logical.get(statement).filter(|(first, _)| *first <= line)?;
        let is_joined = *first > 1 && self.lines.line(first - 1).ends_with('\\');
        (!is_joined).then_some(Place::Above(*first))
    }

    /// Whether a line goes on neither in a string nor behind a backslash.
    fn may_end_in_comment(&self, line: u32) -> bool {
        let end = self.end(line);
        let Ok(at) = u32::try_from(end).map(TextSize::new) else { return false };
        let is_in_string = self.strings.iter().any(|string| string.start() < at && at < string.end());
        !is_in_string && !self.lines.text()[..end].ends_with('\\')
    }

    /// Where what stands on a line ends.
    fn end(&self, line: u32) -> usize {
        let start = self.lines.start(line);
        start + self.lines.text()[start..self.lines.end(line)].trim_end().len()
    }

    /// The text with names at places, and the lines above which there are new ones.
    fn write(&self, places: &BTreeMap<Place, BTreeSet<&str>>, reason: &str) -> (String, Vec<u32>) {
        let mut edits: Vec<(usize, usize, String)> = Vec::new();
        let mut above = Vec::new();
        for (place, names) in places {
            let names = names.iter().copied().collect::<Vec<_>>().join(", ");
            let comment = format!("# {MARK} ignore[{names}] {reason}");
            let comment = comment.trim_end();
            edits.push(match *place {
                Place::Into(at) => (at, at, format!(", {names}")),
                Place::EndOf(line) => {
                    let end = self.lines.start(line) + self.lines.raw(line).trim_end_matches(['\n', '\r']).len();
                    (self.end(line), end, format!("  {comment}"))
                }
                Place::Above(line) => {
                    above.push(line);
                    let (start, indentation) = self.indentation(line);
                    (start, start, format!("{indentation}{comment}{}", self.lines.ending_near(line)))
                }
            });
        }
        edits.sort();
        (edited(self.lines.text(), &edits), above)
    }

    /// Where the blanks before a line's code start, and these.
    fn indentation(&self, line: u32) -> (usize, &'t str) {
        let raw = self.lines.raw(line);
        let text = raw.trim_start_matches('\u{feff}');
        let start = self.lines.start(line) + raw.len() - text.len();
        (start, &text[..text.len() - text.trim_start().len()])
    }
}

fn edited(text: &str, edits: &[(usize, usize, String)]) -> String {
    let (mut edited, mut at) = (String::with_capacity(text.len()), 0);
    for (start, end, new) in edits {
        edited.push_str(&text[at..*start]);
        edited.push_str(new);
        at = *end;
    }
    edited.push_str(&text[at..]);
    edited
}
