//! Pools of threads and processes that are made too often, are handed too little, or do one thing at a time.

mod executor_in_loop;
mod process_map_without_chunksize;
mod submit_then_result;
mod thread_per_item;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &submit_then_result::RULE, //
    &thread_per_item::RULE,
    &executor_in_loop::RULE,
    &process_map_without_chunksize::RULE,
];
