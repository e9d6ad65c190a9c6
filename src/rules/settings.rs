//! Settings of Django that every request pays for.

mod django_cache_without_backend;
mod django_debug_in_production;
mod django_no_persistent_connections;
mod django_uncached_template_loader;
mod django_unhashed_static_files;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &django_cache_without_backend::RULE,
    &django_debug_in_production::RULE,
    &django_no_persistent_connections::RULE,
    &django_uncached_template_loader::RULE,
    &django_unhashed_static_files::RULE,
];
