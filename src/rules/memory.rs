//! Objects that are made, copied or looked through more than is asked for.

mod asdict_in_loop;
mod enum_hot;
mod gc_collect_in_loop;
mod protocol_isinstance;
mod pydantic_roundtrip;
mod type_adapter_per_call;

use crate::rule::Rule;

pub const RULES: &[&Rule] = &[
    &gc_collect_in_loop::RULE,
    &asdict_in_loop::RULE,
    &pydantic_roundtrip::RULE,
    &type_adapter_per_call::RULE,
    &protocol_isinstance::RULE,
    &enum_hot::RULE,
];
