//! Reading and writing.

mod poll_loop;
mod config_per_call;
mod flush_in_loop;
mod json_dump_to_file;
mod listdir_stat;
mod open_in_loop;
mod path_resolve_in_loop;
mod read_splitlines;
mod read_whole_file;
mod readlines_iterated;
mod yaml_pure_python_loader;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[&read_splitlines::RULE, &readlines_iterated::RULE, &poll_loop::RULE];
pub const RULES: &[&Rule] = &[
    &config_per_call::RULE,
    &flush_in_loop::RULE,
    &json_dump_to_file::RULE,
    &listdir_stat::RULE,
    &open_in_loop::RULE,
    &path_resolve_in_loop::RULE,
    &read_splitlines::RULE,
    &read_whole_file::RULE,
    &readlines_iterated::RULE,
    &yaml_pure_python_loader::RULE,
];
