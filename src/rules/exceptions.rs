//! Exceptions as ordinary control flow.

mod suppress_in_loop;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &suppress_in_loop::RULE, //
];
