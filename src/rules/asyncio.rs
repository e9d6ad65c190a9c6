//! Event loops that are kept from turning, and waits that could run side by side.

mod blocking_in_async;
mod blocking_in_async_indirect;
mod sequential_await_in_loop;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &blocking_in_async::RULE, //
    &blocking_in_async_indirect::RULE,
    &sequential_await_in_loop::RULE,
];
