//! Functions of the standard library that do more than is asked.

mod compress_choice;
mod const_ctor_in_loop;
mod copy_copy;
mod debug_left_on;
mod file_hash_in_chunks;
mod hashlib_new;
mod inspect_stack;
mod now_in_loop;
mod random_call_per_item;
mod statistics_mean;
mod strptime_iso_format;
mod subprocess_for_stdlib;
mod xml_whole_tree;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &inspect_stack::RULE,
    &strptime_iso_format::RULE,
    &statistics_mean::RULE,
    &random_call_per_item::RULE,
    &compress_choice::RULE,
    &subprocess_for_stdlib::RULE,
    &xml_whole_tree::RULE,
    &file_hash_in_chunks::RULE,
    &now_in_loop::RULE,
    &const_ctor_in_loop::RULE,
    &hashlib_new::RULE,
    &copy_copy::RULE,
    &debug_left_on::RULE,
];
