//! Round trips to a database that one could make.

mod elasticsearch_roundtrip_in_loop;
mod io_in_transaction;
mod mongo_roundtrip_in_loop;
mod orm_deferred_column_read;
mod orm_n_plus_one;
mod orm_query_in_loop;
mod redis_roundtrip_in_loop;
mod sql_execute_in_loop;
mod sql_offset;
mod sqlalchemy_add_loop;
mod sqlalchemy_all_for_first;
mod sqlalchemy_commit_in_loop;
mod sqlalchemy_engine_config;
mod sqlalchemy_joined_collections;
mod sqlalchemy_len_all;
mod sqlalchemy_n_plus_one;
mod sqlalchemy_query_in_loop;
mod sqlalchemy_response_lazy;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &elasticsearch_roundtrip_in_loop::RULE,
    &io_in_transaction::RULE,
    &mongo_roundtrip_in_loop::RULE,
    &orm_deferred_column_read::RULE,
    &orm_n_plus_one::RULE,
    &orm_query_in_loop::RULE,
    &redis_roundtrip_in_loop::RULE,
    &sql_execute_in_loop::RULE,
    &sql_offset::RULE,
    &sqlalchemy_all_for_first::RULE,
    &sqlalchemy_add_loop::RULE,
    &sqlalchemy_commit_in_loop::RULE,
    &sqlalchemy_engine_config::RULE,
    &sqlalchemy_joined_collections::RULE,
    &sqlalchemy_len_all::RULE,
    &sqlalchemy_n_plus_one::RULE,
    &sqlalchemy_query_in_loop::RULE,
    &sqlalchemy_response_lazy::RULE,
];
