//! Django's query sets asked for too much, too often, or row by row.

mod cache_get_in_loop;
mod django_admin_n_plus_one;
mod django_count_for_existence;
mod django_delete_in_loop;
mod django_exists_then_iterate;
mod django_filter_in_python;
mod django_fk_fetched_for_id;
mod django_formset_queries;
mod django_m2m_add_in_loop;
mod django_n_plus_one;
mod django_n_plus_one_helper;
mod django_n_plus_one_property;
mod django_n_plus_one_template;
mod django_prefetch_defeated;
mod django_query_in_loop;
mod django_queryset_evaluated_twice;
mod django_queryset_len;
mod django_queryset_truth;
mod django_rows_for_one_column;
mod django_save_in_loop;
mod django_template_requery;
mod django_useless_eager;
mod drf_n_plus_one;
mod graphql_n_plus_one;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &django_n_plus_one::RULE,
    &django_n_plus_one_property::RULE,
    &django_n_plus_one_helper::RULE,
    &django_n_plus_one_template::RULE,
    &django_prefetch_defeated::RULE,
    &django_fk_fetched_for_id::RULE,
    &django_useless_eager::RULE,
    &drf_n_plus_one::RULE,
    &graphql_n_plus_one::RULE,
    &django_admin_n_plus_one::RULE,
    &django_formset_queries::RULE,
    &django_query_in_loop::RULE,
    &django_queryset_len::RULE,
    &django_queryset_truth::RULE,
    &cache_get_in_loop::RULE,
    &django_count_for_existence::RULE,
    &django_exists_then_iterate::RULE,
    &django_filter_in_python::RULE,
    &django_queryset_evaluated_twice::RULE,
    &django_rows_for_one_column::RULE,
    &django_template_requery::RULE,
    &django_delete_in_loop::RULE,
    &django_m2m_add_in_loop::RULE,
    &django_save_in_loop::RULE,
];
