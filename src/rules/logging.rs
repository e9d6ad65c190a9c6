//! Messages to a log.

mod log_costly_arg;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &log_costly_arg::RULE, //
];
