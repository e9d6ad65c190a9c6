//! Frames, columns and arrays gone through one item at a time.

mod numpy_builtin_reduce;
mod numpy_dot;
mod numpy_from_generator;
mod numpy_grow_in_loop;
mod numpy_python_loop;
mod numpy_scalar_math_loop;
mod numpy_vectorize;
mod pandas_apply_axis1;
mod pandas_apply_vectorisable;
mod pandas_concat_in_loop;
mod pandas_groupby_apply;
mod pandas_insert_loop;
mod pandas_iterrows;
mod pandas_row_loop;
mod pandas_scalar_write_loop;
mod polars_eager_scan;
mod polars_map_elements;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &numpy_builtin_reduce::RULE,
    &numpy_dot::RULE,
    &numpy_from_generator::RULE,
    &numpy_grow_in_loop::RULE,
    &numpy_python_loop::RULE,
    &numpy_scalar_math_loop::RULE,
    &numpy_vectorize::RULE,
    &pandas_apply_axis1::RULE,
    &pandas_apply_vectorisable::RULE,
    &pandas_concat_in_loop::RULE,
    &pandas_groupby_apply::RULE,
    &pandas_insert_loop::RULE,
    &pandas_iterrows::RULE,
    &pandas_row_loop::RULE,
    &pandas_scalar_write_loop::RULE,
    &polars_eager_scan::RULE,
    &polars_map_elements::RULE,
];
