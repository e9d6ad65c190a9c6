//! Work that loops and recursion repeat.

mod recursion_without_memo;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &recursion_without_memo::RULE, //
];
