//! Texts built piece by piece.

mod bytes_concat_in_loop;
mod str_concat_attribute_in_loop;
mod str_concat_captured_in_loop;
mod str_concat_in_loop;
mod str_prepend_in_loop;
mod str_rebuild_in_loop;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &bytes_concat_in_loop::RULE,
    &str_concat_attribute_in_loop::RULE,
    &str_concat_captured_in_loop::RULE,
    &str_concat_in_loop::RULE,
    &str_prepend_in_loop::RULE,
    &str_rebuild_in_loop::RULE,
];
