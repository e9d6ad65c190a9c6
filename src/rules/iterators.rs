//! Lists where one item at a time would do.

mod any_all_list;
mod count_idiom;
mod genexpr_to_comprehension;
mod identity_comprehension;
mod invariant_in_comprehension;
mod list_comprehension_membership;
mod list_only_iterated;
mod map_lambda;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &any_all_list::RULE,
    &count_idiom::RULE,
    &genexpr_to_comprehension::RULE,
    &identity_comprehension::RULE,
    &invariant_in_comprehension::RULE,
    &list_comprehension_membership::RULE,
    &list_only_iterated::RULE,
    &map_lambda::RULE,
];
