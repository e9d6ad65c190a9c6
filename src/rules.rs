//! The catalogue: every rule, by family. Each family's file lists its rules; the page of a rule says what it finds.

pub mod asyncio;
pub mod calls;
pub mod collections;
pub mod concurrency;
pub mod data;
pub mod django;
pub mod exceptions;
pub mod imports;
pub mod io;
pub mod iterators;
pub mod logging;
pub mod loops;
pub mod memory;
pub mod regex;
pub mod settings;
pub mod sql;
pub mod stdlib;
pub mod strings;
pub mod suppressions;

use crate::rule::Rule;

/// All families, in the order in which they are listed.
const FAMILIES: &[&[&Rule]] = &[
    collections::RULES,
    strings::RULES,
    iterators::RULES,
    io::RULES,
    imports::RULES,
    regex::RULES,
    loops::RULES,
    calls::RULES,
    exceptions::RULES,
    asyncio::RULES,
    concurrency::RULES,
    django::RULES,
    sql::RULES,
    settings::RULES,
    stdlib::RULES,
    logging::RULES,
    memory::RULES,
    data::RULES,
    suppressions::RULES,
];

/// All rules of the catalogue.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|family| family.iter().copied())
}

/// The rule of a name.
pub fn named(name: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.page.name == name)
}
