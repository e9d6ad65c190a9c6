//! Which lines an `ignore` silences: its own, or the statement below.

use crate::excerpt::Lines;
use crate::suppress::parse::Comment;

/// The lines of an `ignore`, from the first to the last. `logical` are the statements' lines, in order.
pub fn of_ignore(text: &str, lines: &Lines, comment: &Comment, logical: &[(u32, u32)]) -> (u32, u32) {
    let span = lines.span(comment.range);
    let row = span.start.line;
    let start = comment.range.start();
    let before = text[lines.start_of_line(start)..start.to_usize()].trim_start_matches('\u{feff}');
    let stands_alone = before.trim_matches([' ', '\t', '\x0c', '{', '<', '!', '-']).is_empty();
    let next = logical.partition_point(|(_, last)| *last < row);
    let around = logical.get(next).copied().filter(|(first, _)| *first <= row);
    match (stands_alone, around) {
        // In brackets, above one of a statement's further lines.
        (true, Some((first, last))) if first < row && row < last => (row + 1, row + 1),
        (true, _) => below(lines, row, logical),
        // At a statement's first line or its last: all of it.
        (false, Some((first, last))) if row == first || row == last => (first, last),
        (false, _) => (row, row),
    }
}

/// The statement under a comment, past more comments but not past a blank line.
fn below(lines: &Lines, row: u32, logical: &[(u32, u32)]) -> (u32, u32) {
    let next = logical.partition_point(|(first, _)| *first <= row);
    let Some((first, last)) = logical.get(next) else { return (row, row) };
    let has_blank = (row + 1..*first).any(|between| lines.line(between).trim().is_empty());
    if has_blank { (row, row) } else { (*first, *last) }
}
