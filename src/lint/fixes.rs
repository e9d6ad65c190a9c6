//! From a rule's rewriting to a fix: places for people, line endings of the file, and what becomes of its lines.

use crate::cx::{Replacement, Rewrite};
use crate::diagnostic::{Change, Edit, Fix};
use crate::excerpt::{Lines, WIDEST};
use crate::page::Page;
use crate::syntax::TextRange;

/// Edits of longer lines are not shown: a whole program may stand on one line.
const LONGEST_SHOWN: usize = 4_000;

/// The fix that a rewriting comes to. `None` where the page promises no fix, where edits overlap, and where a comment
/// would be lost.
pub fn fix_of(rewrite: Rewrite, page: &Page, lines: &Lines, comments: &[TextRange]) -> Option<Fix> {
    let safety = rewrite.safety.min(page.fix?);
    let mut edits = rewrite.edits;
    edits.sort_by_key(|edit| (edit.at.start(), edit.at.end()));
    let overlap = edits.windows(2).any(|pair| pair[1].at.start() < pair[0].at.end());
    if overlap || edits.is_empty() || edits.iter().any(|edit| loses_a_comment(edit, &edits, lines, comments)) {
        return None;
    }
    let relies_on = rewrite.relies_on.map(|range| (range.start().to_u32(), range.end().to_u32()));
    let edits: Vec<Edit> = edits.into_iter().map(|edit| resolved(edit, lines)).collect();
    Some(Fix { safety, message: rewrite.message, changes: changes(lines, &edits), edits, relies_on })
}

/// Whether a comment is taken out that no edit puts in again.
fn loses_a_comment(edit: &Replacement, all: &[Replacement], lines: &Lines, comments: &[TextRange]) -> bool {
    let first = comments.partition_point(|comment| comment.end() <= edit.at.start());
    let touched = comments[first..].iter().take_while(|comment| comment.start() < edit.at.end());
    let is_kept = |comment: &TextRange| all.iter().any(|it| it.text.contains(&lines.text()[*comment]));
    touched.into_iter().any(|comment| !is_kept(comment))
}

fn resolved(edit: Replacement, lines: &Lines) -> Edit {
    let span = lines.span(edit.at);
    let text = edit.text.replace('\n', lines.ending_near(span.start.line));
    Edit { span, text, is_import: edit.is_import }
}

/// What edits do to lines, each stretch of lines by itself.
fn changes(lines: &Lines, edits: &[Edit]) -> Vec<Change> {
    let mut stretches: Vec<Vec<&Edit>> = Vec::new();
    for edit in edits {
        match stretches.last_mut() {
            Some(open) if open.iter().any(|it| edit.span.start.line <= it.span.end.line) => open.push(edit),
            _ => stretches.push(vec![edit]),
        }
    }
    stretches.iter().filter_map(|edits| change(lines, edits)).collect()
}

fn change(lines: &Lines, edits: &[&Edit]) -> Option<Change> {
    let first = edits.first()?.span.start.line;
    let last = edits.iter().map(|edit| edit.span.end.line).max()?;
    let (start, end) = (lines.start(first), lines.end(last));
    let before = &lines.text()[start..end];
    if before.len() > LONGEST_SHOWN {
        return None;
    }
    let (mut after, mut at) = (String::new(), start);
    for edit in edits {
        after.push_str(&lines.text()[at..edit.span.offsets.0 as usize]);
        after.push_str(&edit.text);
        at = edit.span.offsets.1 as usize;
    }
    after.push_str(&lines.text()[at..end]);
    let (old, new): (Vec<&str>, Vec<&str>) = (in_lines(before), in_lines(&after));
    let equal = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let (old, new) = (&old[equal..], &new[equal..]);
    let rest = old.iter().rev().zip(new.iter().rev()).take_while(|(one, other)| one == other).count();
    let window = |lines: &[&str]| lines[..lines.len() - rest].iter().map(|line| cut(line)).collect();
    let line = first + u32::try_from(equal).ok()?;
    Some(Change { cell: None, line, removed: window(old), added: window(new) })
}

fn in_lines(text: &str) -> Vec<&str> {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines: Vec<&str> = text.split('\n').flat_map(|line| line.trim_end_matches('\r').split('\r')).collect();
    if lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines
}

fn cut(line: &str) -> String {
    line.chars().take(WIDEST).collect()
}
