//! Reading and writing, and asking others.

mod aws_call_in_loop;
mod client_per_request;
mod cloud_client_per_call;
mod http_in_loop;
mod http_no_session;
mod llm_call_in_loop;
mod model_per_request;
mod read_splitlines;
mod readlines_iterated;
mod subprocess_in_loop;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &aws_call_in_loop::RULE,
    &client_per_request::RULE,
    &cloud_client_per_call::RULE,
    &http_in_loop::RULE,
    &http_no_session::RULE,
    &llm_call_in_loop::RULE,
    &model_per_request::RULE,
    &read_splitlines::RULE,
    &readlines_iterated::RULE,
    &subprocess_in_loop::RULE,
];
