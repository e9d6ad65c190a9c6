//! What a start pays for: imports that few runs need, and work at the top of modules.

mod heavy_import_eager;
mod import_time_io;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &heavy_import_eager::RULE, //
    &import_time_io::RULE,
];
