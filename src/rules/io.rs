//! Reading and writing, and asking others.

mod aws_call_in_loop;
mod client_per_request;
mod cloud_client_per_call;
mod config_per_call;
mod flush_in_loop;
mod http_in_loop;
mod http_no_session;
mod json_dump_to_file;
mod listdir_stat;
mod llm_call_in_loop;
mod model_per_request;
mod open_in_loop;
mod path_resolve_in_loop;
mod poll_loop;
mod read_splitlines;
mod read_whole_file;
mod readlines_iterated;
mod subprocess_in_loop;
mod yaml_pure_python_loader;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &aws_call_in_loop::RULE,
    &client_per_request::RULE,
    &cloud_client_per_call::RULE,
    &config_per_call::RULE,
    &flush_in_loop::RULE,
    &http_in_loop::RULE,
    &http_no_session::RULE,
    &json_dump_to_file::RULE,
    &listdir_stat::RULE,
    &llm_call_in_loop::RULE,
    &model_per_request::RULE,
    &open_in_loop::RULE,
    &path_resolve_in_loop::RULE,
    &poll_loop::RULE,
    &read_splitlines::RULE,
    &read_whole_file::RULE,
    &readlines_iterated::RULE,
    &subprocess_in_loop::RULE,
    &yaml_pure_python_loader::RULE,
];
