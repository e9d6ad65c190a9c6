//! Lists, sets, dicts and queues used where another would be faster.

mod class_in_hot_function;
mod cmp_to_key;
mod copy_for_first;
mod copy_for_last;
mod copy_for_len;
mod copy_for_membership;
mod counter_idiom;
mod deepcopy_in_loop;
mod dict_merge_in_loop;
mod dict_values_membership_in_loop;
mod extreme_in_loop;
mod heap_candidate;
mod keys_in_membership;
mod linear_search_in_loop;
mod list_count_per_element;
mod list_insert_front;
mod list_membership_in_loop;
mod list_of_keys_loop;
mod list_pop_front;
mod list_rebuild_in_loop;
mod list_remove_in_loop;
mod nested_loop_join;
mod reduce_concat;
mod same_collection_pairs;
mod set_add_loop;
mod set_rebuilt_in_loop;
mod set_union_in_loop;
mod slice_consume_in_loop;
mod sort_before_set;
mod sort_for_selection;
mod sort_in_loop;
mod sorted_for_extreme;
mod sum_of_lists;
mod tuple_grow_in_loop;
mod type_factory_in_loop;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &class_in_hot_function::RULE,
    &cmp_to_key::RULE,
    &copy_for_first::RULE,
    &copy_for_last::RULE,
    &copy_for_len::RULE,
    &copy_for_membership::RULE,
    &counter_idiom::RULE,
    &deepcopy_in_loop::RULE,
    &dict_merge_in_loop::RULE,
    &dict_values_membership_in_loop::RULE,
    &extreme_in_loop::RULE,
    &heap_candidate::RULE,
    &keys_in_membership::RULE,
    &linear_search_in_loop::RULE,
    &list_count_per_element::RULE,
    &list_insert_front::RULE,
    &list_membership_in_loop::RULE,
    &list_of_keys_loop::RULE,
    &list_pop_front::RULE,
    &list_rebuild_in_loop::RULE,
    &list_remove_in_loop::RULE,
    &nested_loop_join::RULE,
    &reduce_concat::RULE,
    &same_collection_pairs::RULE,
    &set_add_loop::RULE,
    &set_rebuilt_in_loop::RULE,
    &set_union_in_loop::RULE,
    &slice_consume_in_loop::RULE,
    &sort_before_set::RULE,
    &sort_for_selection::RULE,
    &sort_in_loop::RULE,
    &sorted_for_extreme::RULE,
    &sum_of_lists::RULE,
    &tuple_grow_in_loop::RULE,
    &type_factory_in_loop::RULE,
];
