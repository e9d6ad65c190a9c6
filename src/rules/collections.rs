//! Lists, sets, dicts and queues used where another would be faster.

mod copy_for_first;
mod copy_for_membership;
mod dict_merge_in_loop;
mod linear_search_in_loop;
mod list_count_per_element;
mod list_insert_front;
mod list_membership_in_loop;
mod list_pop_front;
mod list_rebuild_in_loop;
mod list_remove_in_loop;
mod nested_loop_join;
mod set_rebuilt_in_loop;
mod slice_consume_in_loop;
mod sort_in_loop;
mod sum_of_lists;
mod tuple_grow_in_loop;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &copy_for_first::RULE,
    &copy_for_membership::RULE,
    &dict_merge_in_loop::RULE,
    &linear_search_in_loop::RULE,
    &list_count_per_element::RULE,
    &list_insert_front::RULE,
    &list_membership_in_loop::RULE,
    &list_pop_front::RULE,
    &list_rebuild_in_loop::RULE,
    &list_remove_in_loop::RULE,
    &nested_loop_join::RULE,
    &set_rebuilt_in_loop::RULE,
    &slice_consume_in_loop::RULE,
    &sort_in_loop::RULE,
    &sum_of_lists::RULE,
    &tuple_grow_in_loop::RULE,
];
