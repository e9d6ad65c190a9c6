//! Lists where one item at a time would do.

mod list_only_iterated;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &list_only_iterated::RULE, //
];
