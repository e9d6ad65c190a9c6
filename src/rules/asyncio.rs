//! Event loops that are kept from turning, and waits that could run side by side.

mod blocking_in_async;
mod sequential_await_in_loop;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &blocking_in_async::RULE, //
    &sequential_await_in_loop::RULE,
];
