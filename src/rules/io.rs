//! Reading and writing.

mod poll_loop;
mod read_splitlines;
mod readlines_iterated;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[&read_splitlines::RULE, &readlines_iterated::RULE, &poll_loop::RULE];
