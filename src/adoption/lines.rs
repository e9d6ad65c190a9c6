//! Where the lines of a text are in a later one.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::excerpt::Lines;

/// For each line of an old text the line of the new one that it is, both counted from 1.
#[derive(Clone, Debug, Default)]
pub struct LineMap {
    /// Lines that stayed: from where, to where, how many.
    stretches: Vec<(u32, u32, u32)>,
}

impl LineMap {
    /// Compares two texts. Lines that were only indented anew stay what they are.
    pub fn of(old: &str, new: &str) -> Self {
        let (old, new) = (Lines::of(old), Lines::of(new));
        let operations = capture_diff_slices(Algorithm::Myers, &trimmed(&old), &trimmed(&new));
        let stretch = |operation: DiffOp| match operation {
            DiffOp::Equal { old_index, new_index, len } => {
                Some((old_index as u32 + 1, new_index as u32 + 1, len as u32))
            }
            _ => None,
        };
        Self { stretches: operations.into_iter().filter_map(stretch).collect() }
    }

    /// The line of the new text, if the old one is still there.
    pub fn line(&self, old: u32) -> Option<u32> {
        let after = self.stretches.partition_point(|(from, ..)| *from <= old);
        let (from, to, count) = self.stretches.get(after.checked_sub(1)?)?;
        (old - from < *count).then(|| to + (old - from))
    }
}

fn trimmed<'t>(lines: &Lines<'t>) -> Vec<&'t str> {
    (1..=lines.count()).map(|number| lines.line(number).trim()).collect()
}
