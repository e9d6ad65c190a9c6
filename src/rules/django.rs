//! Django's query sets asked for too much, too often, or row by row.

mod django_n_plus_one;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &django_n_plus_one::RULE, //
];
