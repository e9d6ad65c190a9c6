//! Texts built piece by piece, taken apart, and asked for.

mod bytes_concat_in_loop;
mod encode_constant;
mod find_for_membership;
mod format_style;
mod invariant_str_method_in_loop;
mod split_for_one_part;
mod startswith_chain;
mod str_concat_attribute_in_loop;
mod str_concat_captured_in_loop;
mod str_concat_in_loop;
mod str_prepend_in_loop;
mod str_rebuild_in_loop;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &bytes_concat_in_loop::RULE,
    &encode_constant::RULE,
    &find_for_membership::RULE,
    &format_style::RULE,
    &invariant_str_method_in_loop::RULE,
    &split_for_one_part::RULE,
    &startswith_chain::RULE,
    &str_concat_attribute_in_loop::RULE,
    &str_concat_captured_in_loop::RULE,
    &str_concat_in_loop::RULE,
    &str_prepend_in_loop::RULE,
    &str_rebuild_in_loop::RULE,
];
