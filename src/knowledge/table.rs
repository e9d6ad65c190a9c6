//! One package's table: its lines are found at once, and each is read when somebody asks for it. A run asks for a few
//! dozen of thousands.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use toml::de::ValueDeserializer;

use super::Callable;

/// A package's functions and classes by their dotted names.
pub struct Table {
    entries: FxHashMap<String, Entry>,
    /// Everything that has members, and what that stands in: `xml.dom` and `xml`, too, where there is `xml.dom.minidom`.
    outer: FxHashSet<&'static str>,
}

/// What is known under one name.
#[derive(Default)]
struct Entry {
    /// The value as it is written, an inline table.
    written: &'static str,
    /// Whether a table of its own says that it is a class.
    is_class: bool,
    read: OnceLock<Callable>,
}

impl Table {
    /// The table in one package's file, which has one line for each name.
    pub fn of(text: &'static str) -> Self {
        let mut table = Self { entries: FxHashMap::default(), outer: FxHashSet::default() };
        let mut of = "";
        for line in text.lines() {
            if let Some(header) = line.strip_prefix('[') {
                of = header.trim_end_matches(']').trim_matches('"');
                table.open(of);
            } else if let Some((name, written)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) {
                let entry = table.entries.entry(format!("{of}.{}", name.trim_matches('"'))).or_default();
                entry.written = written;
            }
        }
        table
    }

    fn open(&mut self, name: &'static str) {
        if names_class(name) {
            self.entries.entry(name.to_owned()).or_default().is_class = true;
        }
        let dots = name.match_indices('.').map(|(at, _)| &name[..at]);
        self.outer.extend(dots.chain([name]));
    }

    /// What is known under a dotted name.
    pub fn get(&self, name: &str) -> Option<&Callable> {
        let entry = self.entries.get(name)?;
        Some(entry.read.get_or_init(|| entry.callable()))
    }

    /// Whether anything is known of what stands in a module or class.
    pub fn has_members(&self, name: &str) -> bool {
        self.outer.contains(name)
    }
}

impl Entry {
    /// The tests read every line, so one that is embedded cannot be wrong.
    fn callable(&self) -> Callable {
        let value = ValueDeserializer::parse(self.written);
        let callable = value.and_then(Callable::deserialize).unwrap_or_default();
        Callable { is_class: callable.is_class || self.is_class, ..callable }
    }
}

/// A table of a dotted name with a capital lists the members of a class, whether or not its module's table has it.
fn names_class(table: &str) -> bool {
    table.rsplit_once('.').is_some_and(|(_, last)| last.starts_with(char::is_uppercase))
}
