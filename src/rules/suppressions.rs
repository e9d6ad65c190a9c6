//! Comments that silence the linter and should not. `suppress` reports these, for it alone knows what was silenced.

pub mod unknown_suppression;
pub mod unused_suppression;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &unknown_suppression::RULE, //
    &unused_suppression::RULE,
];
