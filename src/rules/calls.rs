//! Calls that could be spared, and caches around functions.

mod cache_on_method;
mod float_inf;
mod literal_call;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &cache_on_method::RULE, //
    &float_inf::RULE,
    &literal_call::RULE,
];
