//! Symbolic expressions: what a value is made of, without the tree it was read from.

use serde::{Deserialize, Serialize};

use crate::diagnostic::SourceLine;
use crate::model::Span;

/// An expression of one summary: an index into its `flows`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FlowId(pub u32);

/// A place of one summary: an index into its `places`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PlaceId(pub u32);

/// A stretch of the module's text that a finding may point at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub span: Span,
    pub line: SourceLine,
}

/// What a value is made of. Parameters and rows are those of the function in which the expression stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Flow {
    Unknown,
    None,
    Boolean(bool),
    Number,
    Text(String),
    Parameter(u16),
    /// `super()` in a method.
    Super,
    /// A name of a module, qualified: `shop.models.Book`, `builtins.len`.
    Name(String),
    Attribute {
        of: FlowId,
        name: String,
    },
    Call {
        callee: FlowId,
        arguments: Vec<FlowId>,
        keywords: Vec<(String, FlowId)>,
        /// Only the last call of a chain has one.
        place: Option<PlaceId>,
    },
    /// `*value` among arguments or items; `**value` among keywords has the empty name instead.
    Spread(FlowId),
    /// What waiting for an awaitable gives.
    Awaited(FlowId),
    /// Whether two values are equal, or a condition that says so.
    Equal(FlowId, FlowId),
    /// One item of a collection, by a constant or computed index or key.
    Index(FlowId),
    /// The item at this place of a tuple.
    Element(FlowId, u16),
    /// A slice and the most items that it can have.
    Slice(FlowId, Option<u32>),
    /// The value of one turn of a loop: an item of what it iterates.
    Row(u32),
    /// A comprehension or generator: many of this.
    Comprehension(FlowId),
    /// The items of a tuple, list or set display.
    Sequence(Vec<FlowId>),
    /// A text or number that is made of these, which are evaluated for it.
    Parts(Vec<FlowId>),
    /// A dictionary: what it starts from, and what is put in under names that are written out.
    Mapping {
        of: Option<FlowId>,
        items: Vec<(String, FlowId)>,
    },
    /// One of these.
    Join(Vec<FlowId>),
}
