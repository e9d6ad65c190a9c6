//! What a run looked at: what has to be known before a known finding can be called gone.

use rustc_hash::FxHashMap;

use crate::diagnostic::Finding;
use crate::rule::Rule;

/// What a run looked at.
#[derive(Default)]
pub struct Coverage {
    /// For each file that is reported, the rules that would have found what there is.
    pub files: FxHashMap<String, Vec<&'static str>>,
    /// Findings that are not asked for, by their confidence or their impact.
    pub unshown: Vec<Finding>,
}

impl Coverage {
    pub fn add(&mut self, path: &str, ran: &[&'static Rule], unshown: Vec<Finding>) {
        self.files.insert(path.to_owned(), ran.iter().map(|rule| rule.page.name).collect());
        self.unshown.extend(unshown);
    }
}
