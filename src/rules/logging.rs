//! Messages to a log.

mod getlogger_per_call;
mod log_costly_arg;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &log_costly_arg::RULE, //
    &getlogger_per_call::RULE,
];
