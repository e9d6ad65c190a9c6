//! Django's query sets asked for too much, too often, or row by row.

mod cache_get_in_loop;
mod django_admin_n_plus_one;
mod django_count_for_existence;
mod django_formset_queries;
mod django_n_plus_one;
mod django_n_plus_one_template;
mod django_query_in_loop;
mod django_queryset_len;
mod django_queryset_truth;
mod drf_n_plus_one;
mod graphql_n_plus_one;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &django_n_plus_one::RULE,
    &django_n_plus_one_template::RULE,
    &drf_n_plus_one::RULE,
    &graphql_n_plus_one::RULE,
    &django_admin_n_plus_one::RULE,
    &django_formset_queries::RULE,
    &django_query_in_loop::RULE,
    &django_queryset_len::RULE,
    &django_queryset_truth::RULE,
    &cache_get_in_loop::RULE,
    &django_count_for_existence::RULE,
];
