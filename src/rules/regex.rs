//! Regular expressions.

mod regex_compile_in_loop;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &regex_compile_in_loop::RULE, //
];
