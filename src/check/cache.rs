//! What files came to in earlier runs: a file that is the same, checked in the same way, is not analysed again.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Applied, Input};
use crate::files;
use crate::lint::{self, Outcome, Rules};

/// Runs after which an outcome is forgotten that none of them could use.
const MOST_UNUSED: u8 = 8;

/// What an outcome depends on: the tool, the file's bytes and names, and the rules that run in it.
type Key = [u8; 16];

/// One outcome of an earlier run.
#[derive(Serialize, Deserialize)]
struct Entry {
    key: Key,
    /// For how many runs it was of no use.
    unused: u8,
    length: u32,
}

/// The outcomes of earlier runs, and those that this run adds.
#[derive(Default)]
pub struct Cache {
    root: PathBuf,
    /// All outcomes, one after the other.
    bytes: Vec<u8>,
    entries: Vec<(Entry, usize)>,
    is_used: Vec<AtomicBool>,
    by_key: FxHashMap<Key, usize>,
    added: Mutex<Vec<(Key, Vec<u8>)>>,
}

impl Cache {
    /// The cache of the project in a folder; empty where there is none, or one that is damaged.
    pub fn of(root: &Path) -> Self {
        let mut cache = Self { root: root.to_owned(), ..Self::default() };
        let kept = files::kept_bytes(root).unwrap_or_default();
        let Ok((entries, rest)) = postcard::take_from_bytes::<Vec<Entry>>(&kept) else { return cache };
        let mut at = 0;
        for entry in entries {
            let start = at;
            at += entry.length as usize;
            cache.by_key.insert(entry.key, cache.entries.len());
            cache.entries.push((entry, start));
            cache.is_used.push(AtomicBool::new(false));
        }
        if at != rest.len() {
            return Self { root: root.to_owned(), ..Self::default() };
        }
        cache.bytes = rest.to_vec();
        cache
    }

    /// What the key of a file is made of besides its text.
    pub fn key(input: &Input, applied: &Applied, rules: &Rules, text: &str) -> Key {
        let mut hash = Sha256::new();
        let ways = [applied.identity(), &input.shown, &input.within_project, &input.module];
        for part in ways {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.update([u8::from(rules.selected.is_empty()), rules.least as u8]);
        hash.update(text);
        let mut key = Key::default();
        key.copy_from_slice(&hash.finalize()[..16]);
        key
    }

    /// What a file of this key came to.
    pub fn outcome(&self, key: &Key) -> Option<Outcome> {
        let at = *self.by_key.get(key)?;
        let (entry, start) = &self.entries[at];
        let outcome = lint::from_bytes(self.bytes.get(*start..*start + entry.length as usize)?)?;
        self.is_used[at].store(true, Ordering::Relaxed);
        Some(outcome)
    }

    /// Notes what a file of this key came to.
    pub fn add(&self, key: Key, outcome: &Outcome) {
        let Some(bytes) = lint::to_bytes(outcome) else { return };
        if let Ok(mut added) = self.added.lock() {
            added.push((key, bytes));
        }
    }

    /// Writes the cache, if this run has added something. The error says why it could not be written, which harms
    /// nobody: the next run analyses more.
    pub fn write(&self) -> Result<(), String> {
        let Ok(mut added) = self.added.lock() else { return Ok(()) };
        if added.is_empty() {
            return Ok(());
        }
        // Which thread was first shall not be seen.
        added.sort();
        let mut entries = Vec::new();
        let mut bytes = Vec::new();
        for ((entry, start), is_used) in self.entries.iter().zip(&self.is_used) {
            let unused = if is_used.load(Ordering::Relaxed) { 0 } else { entry.unused + 1 };
            if unused <= MOST_UNUSED {
                bytes.extend_from_slice(&self.bytes[*start..*start + entry.length as usize]);
                entries.push(Entry { key: entry.key, unused, length: entry.length });
            }
        }
        for (key, outcome) in added.iter() {
            bytes.extend_from_slice(outcome);
            entries.push(Entry { key: *key, unused: 0, length: outcome.len() as u32 });
        }
        let mut kept = postcard::to_allocvec(&entries).map_err(|error| error.to_string())?;
        kept.extend_from_slice(&bytes);
        files::keep_bytes(&self.root, &kept)
    }
}
