//! Round trips to a database that one could make.

mod elasticsearch_roundtrip_in_loop;
mod mongo_roundtrip_in_loop;
mod orm_n_plus_one;
mod orm_query_in_loop;
mod redis_roundtrip_in_loop;
mod sql_execute_in_loop;
mod sqlalchemy_commit_in_loop;
mod sqlalchemy_n_plus_one;
mod sqlalchemy_query_in_loop;
mod sqlalchemy_response_lazy;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &elasticsearch_roundtrip_in_loop::RULE,
    &mongo_roundtrip_in_loop::RULE,
    &orm_n_plus_one::RULE,
    &orm_query_in_loop::RULE,
    &redis_roundtrip_in_loop::RULE,
    &sql_execute_in_loop::RULE,
    &sqlalchemy_commit_in_loop::RULE,
    &sqlalchemy_n_plus_one::RULE,
    &sqlalchemy_query_in_loop::RULE,
    &sqlalchemy_response_lazy::RULE,
];
