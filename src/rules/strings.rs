//! Texts built piece by piece.

mod str_concat_attribute_in_loop;
mod str_concat_captured_in_loop;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &str_concat_attribute_in_loop::RULE, //
    &str_concat_captured_in_loop::RULE,
];
