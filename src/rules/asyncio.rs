//! Event loops that are kept from turning.

mod blocking_in_async;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &blocking_in_async::RULE, //
];
