//! Regular expressions.

mod dynamic_regex_in_loop;
mod regex_backtracking;
mod regex_compile_in_loop;
mod regex_findall_first;
mod regex_leading_dotstar;
mod regex_module_call_in_hot_loop;
mod regex_pattern_method;
mod regex_plain_string;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &dynamic_regex_in_loop::RULE, //
    &regex_backtracking::RULE,
    &regex_compile_in_loop::RULE,
    &regex_findall_first::RULE,
    &regex_leading_dotstar::RULE,
    &regex_module_call_in_hot_loop::RULE,
    &regex_pattern_method::RULE,
    &regex_plain_string::RULE,
];
