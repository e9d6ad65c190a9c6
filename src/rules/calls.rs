//! Calls that could be spared, and caches around functions.

mod cache_miss_args;
mod cache_on_async;
mod cache_on_method;
mod float_inf;
mod kwargs_repack;
mod literal_call;
mod unbounded_cache;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &cache_miss_args::RULE,
    &cache_on_async::RULE,
    &cache_on_method::RULE,
    &float_inf::RULE,
    &kwargs_repack::RULE,
    &literal_call::RULE,
    &unbounded_cache::RULE,
];
