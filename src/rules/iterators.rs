//! Lists where one item at a time would do.

mod any_all_list;
mod list_comprehension_membership;
mod list_only_iterated;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &any_all_list::RULE, //
    &list_comprehension_membership::RULE,
    &list_only_iterated::RULE,
];
