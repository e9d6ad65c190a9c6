//! Django's query sets asked for too much, too often, or row by row.

mod cache_get_in_loop;
mod django_count_for_existence;
mod django_delete_in_loop;
mod django_m2m_add_in_loop;
mod django_n_plus_one;
mod django_n_plus_one_template;
mod django_query_in_loop;
mod django_queryset_len;
mod django_queryset_truth;
mod django_save_in_loop;
mod drf_n_plus_one;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &django_n_plus_one::RULE,
    &django_n_plus_one_template::RULE,
    &drf_n_plus_one::RULE,
    &django_query_in_loop::RULE,
    &django_queryset_len::RULE,
    &django_queryset_truth::RULE,
    &cache_get_in_loop::RULE,
    &django_count_for_existence::RULE,
    &django_delete_in_loop::RULE,
    &django_m2m_add_in_loop::RULE,
    &django_save_in_loop::RULE,
];
