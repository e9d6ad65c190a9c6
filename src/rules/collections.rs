//! Lists, sets, dicts and queues used where another would be faster.

mod list_insert_front;
mod list_membership_in_loop;
mod list_pop_front;
mod list_rebuild_in_loop;
mod list_remove_in_loop;
mod nested_loop_join;
mod slice_consume_in_loop;
mod sort_in_loop;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &list_insert_front::RULE,
    &list_membership_in_loop::RULE,
    &list_pop_front::RULE,
    &list_rebuild_in_loop::RULE,
    &list_remove_in_loop::RULE,
    &nested_loop_join::RULE,
    &slice_consume_in_loop::RULE,
    &sort_in_loop::RULE,
];
