//! SQLAlchemy: round trips to a database that one statement could make.

mod sqlalchemy_commit_in_loop;
mod sqlalchemy_n_plus_one;
mod sqlalchemy_query_in_loop;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &sqlalchemy_commit_in_loop::RULE, //
    &sqlalchemy_n_plus_one::RULE,
    &sqlalchemy_query_in_loop::RULE,
];
