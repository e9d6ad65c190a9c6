//! Fixes put into a text: those that do not meet at once, the others when the text has been looked at again.

use crate::diagnostic::{Edit, Fix};

/// A text after some of its fixes.
#[derive(Debug, PartialEq, Eq)]
pub struct Applied {
    pub text: String,
    /// Which of the fixes were applied, in the order of the text.
    pub taken: Vec<usize>,
}

/// Applies fixes to the text that they were made for, those first whose edits come first. A fix that meets one already
/// taken is left for the next round.
pub fn apply(text: &str, fixes: &[&Fix]) -> Applied {
    let (taken, edits) = chosen(fixes);
    Applied { text: edited(text, &edits), taken }
}

/// The fixes that are applied, and their edits in the order of the text.
pub fn chosen<'f>(fixes: &[&'f Fix]) -> (Vec<usize>, Vec<&'f Edit>) {
    let mut order: Vec<usize> = (0..fixes.len()).collect();
    order.sort_by_key(|index| own_edits(fixes[*index]).next().map(|edit| edit.span.offsets));
    let mut taken: Vec<usize> = Vec::new();
    for index in order {
        if taken.iter().all(|other| may_go_together(fixes[index], fixes[*other])) {
            taken.push(index);
        }
    }
    let mut edits: Vec<&Edit> = taken.iter().flat_map(|index| &fixes[*index].edits).collect();
    edits.sort_by_key(|edit| edit.span.offsets);
    // What is left of equal edits are imports that several fixes ask for.
    edits.dedup();
    (taken, edits)
}

fn edited(text: &str, edits: &[&Edit]) -> String {
    let (mut fixed, mut at) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        let (start, end) = edit.span.offsets;
        fixed.push_str(&text[at..start as usize]);
        fixed.push_str(&edit.text);
        at = end as usize;
    }
    fixed.push_str(&text[at..]);
    fixed
}

fn own_edits(fix: &Fix) -> impl Iterator<Item = &Edit> {
    fix.edits.iter().filter(|edit| !edit.is_import)
}

fn may_go_together(one: &Fix, other: &Fix) -> bool {
    let meet = |edit: &Edit| other.edits.iter().any(|it| !is_same_import(edit, it) && touch(edit, it));
    !one.edits.iter().any(meet) && is_left_alone(one, other) && is_left_alone(other, one)
}

fn is_same_import(one: &Edit, other: &Edit) -> bool {
    one.is_import && one == other
}

/// Whether two edits overlap, or meet where one only inserts: then their order would be a guess.
fn touch(one: &Edit, other: &Edit) -> bool {
    let ((start, end), (from, to)) = (one.span.offsets, other.span.offsets);
    let overlap = start < to && from < end;
    let inserts = start == end || from == to;
    overlap || (inserts && start <= to && from <= end)
}

/// Whether what a fix relies on stays as it is under the edits of another.
fn is_left_alone(fix: &Fix, other: &Fix) -> bool {
    let Some((start, end)) = fix.relies_on else { return true };
    own_edits(other).all(|edit| edit.span.offsets.1 <= start || end <= edit.span.offsets.0)
}
