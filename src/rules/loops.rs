//! Work that loops and recursion repeat.

mod copy_loop;
mod invariant_call_in_loop;
mod range_len;
mod recursion_on_slices;
mod recursion_without_memo;
mod scan_without_break;
mod sort_before_filter;
mod while_index;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &copy_loop::RULE,
    &invariant_call_in_loop::RULE,
    &range_len::RULE,
    &recursion_on_slices::RULE,
    &recursion_without_memo::RULE,
    &scan_without_break::RULE,
    &sort_before_filter::RULE,
    &while_index::RULE,
];
