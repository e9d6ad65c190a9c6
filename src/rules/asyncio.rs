//! Event loops that are kept from turning, and waits that could run side by side.

mod async_poll_loop;
mod blocking_db_in_async;
mod blocking_in_async;
mod blocking_in_async_indirect;
mod cpu_in_async;
mod loop_per_call;
mod sequential_await_in_loop;
mod sequential_awaits;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &async_poll_loop::RULE,
    &blocking_db_in_async::RULE,
    &blocking_in_async::RULE,
    &blocking_in_async_indirect::RULE,
    &cpu_in_async::RULE,
    &loop_per_call::RULE,
    &sequential_await_in_loop::RULE,
    &sequential_awaits::RULE,
];
