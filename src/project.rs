//! The linked project: summaries joined, questions about the whole answered.

use crate::summary::Summary;

/// All summaries of a run.
pub struct Project {
    pub summaries: Vec<Summary>,
}

impl Project {
    pub fn link(summaries: Vec<Summary>) -> Self {
        Self { summaries }
    }
}
