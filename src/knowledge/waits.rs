//! The names under which a package's functions and methods keep their caller waiting: a look at them spares most calls
//! every further question.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use super::Callable;
use super::packages::PACKAGES;
use crate::model::Effect;

/// Last names of functions and methods. `*` among them: any method may wait.
pub type WaitingNames = FxHashSet<&'static str>;

static NAMES: [OnceLock<WaitingNames>; PACKAGES.len()] = [const { OnceLock::new() }; PACKAGES.len()];

/// What keeps a caller waiting, the longest wait first: of a call that does several of these, the first counts. Locks
/// and computing are left out: no rule asks for them, and their names, `get`, `put` and `join`, stand everywhere.
const WAITS: [Effect; 7] =
    [Effect::Sleep, Effect::Http, Effect::Query, Effect::Network, Effect::Subprocess, Effect::Stdin, Effect::File];

impl Callable {
    /// What a call waits for: in its thread, or in its task where it is awaited. Of what a disk does, only whole reads
    /// and writes count; those name a way round. What is downloaded once and then kept on the disk does not count.
    pub fn wait(&self) -> Option<Effect> {
        let is_awaited = self.is_async || self.is_awaitable;
        if !(self.blocks || is_awaited) || self.is_lazy || self.cost.as_deref() == Some("disk") {
            return None;
        }
        let counts = |effect: &Effect| match effect {
            Effect::Http | Effect::Query | Effect::Network => true,
            Effect::File => !is_awaited && self.async_form.is_some(),
            _ => !is_awaited,
        };
        WAITS.into_iter().find(|effect| self.effects.contains(effect) && counts(effect))
    }
}

/// Whether anything is known of a package.
pub fn is_known_package(package: &str) -> bool {
    PACKAGES.binary_search_by_key(&package, |(name, _)| name).is_ok()
}

/// The names of what waits in a package, and of little else; `None` where nothing is known of the package.
pub fn waiting_names(package: &str) -> Option<&'static WaitingNames> {
    let at = PACKAGES.binary_search_by_key(&package, |(name, _)| name).ok()?;
    Some(
        NAMES[at]
            .get_or_init(|| PACKAGES[at].1.lines().filter(|line| tells_of_wait(line)).filter_map(name_in).collect()),
    )
}

/// What goes on with something that another call has waited for, or only opens it. It stands everywhere, and says little.
const HALVES: [&str; 9] = ["read", "read1", "readinto", "readline", "readlines", "peek", "write", "open", "iter_bytes"];

/// Whether a line of a table may be one of a function that waits. Most tables are never parsed: a look must do.
fn tells_of_wait(line: &str) -> bool {
    const WORDS: [&str; 6] = ["\"sleep\"", "\"http\"", "\"db\"", "\"net\"", "\"subprocess\"", "\"stdin\""];
    let waits = ["blocks = true", "is_async = true", "awaitable = true"].iter().any(|word| line.contains(word));
    let is_whole_file = || line.contains("\"file\"") && line.contains("async = \"");
    waits && (WORDS.iter().any(|word| line.contains(word)) || is_whole_file())
}

fn name_in(line: &'static str) -> Option<&'static str> {
    line.split_once(" = {").map(|(name, _)| name.trim_matches('"')).filter(|name| !HALVES.contains(name))
}
