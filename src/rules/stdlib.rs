//! Functions of the standard library that do more than is asked.

mod inspect_stack;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &inspect_stack::RULE, //
];
