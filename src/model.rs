//! The words that every module shares: positions, kinds, sizes, effects. Plain data, no logic of Python's.

mod held;
mod kind;
mod span;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use held::Held;
pub use kind::{Certainty, Inferred, Kind};
pub use span::{Cell, Position, Span};

/// How many items a collection may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// At most eight items, on every path: nothing grows with it.
    KnownSmall,
    /// Whatever the data bring.
    Any,
}

/// The largest collection that counts as small. Below it a linear search costs about as much as a hash
/// (measured: `rules/collections/list-membership-in-loop.md`).
pub const SMALL: usize = 8;

/// What a call does besides computing its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    File,
    Http,
    #[serde(rename = "net")]
    Network,
    #[serde(rename = "db")]
    Query,
    Subprocess,
    Sleep,
    Lock,
    Cpu,
    Log,
    Stdout,
    Stdin,
    Random,
    #[serde(rename = "time")]
    Clock,
    #[serde(rename = "env")]
    Environment,
    Global,
    Thread,
    Process,
    Import,
    Code,
    Exit,
}

/// A version of Python that code must run on, as `(3, minor)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PythonVersion {
    pub major: u8,
    pub minor: u8,
}

impl PythonVersion {
    /// The newest version whose costs are measured, and the one assumed where a project names none.
    pub const DEFAULT: Self = Self { major: 3, minor: 13 };

    /// Reads `3.12`, `py312` or `312`; `None` for anything else.
    pub const fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut at = if bytes.len() > 2 && bytes[0] == b'p' && bytes[1] == b'y' { 2 } else { 0 };
        if at >= bytes.len() || bytes[at] != b'3' {
            return None;
        }
        at += 1;
        if at < bytes.len() && bytes[at] == b'.' {
            at += 1;
        }
        let (mut minor, first) = (0u8, at);
        while at < bytes.len() && at < first + 2 {
            if !bytes[at].is_ascii_digit() {
                return None;
            }
            minor = minor * 10 + (bytes[at] - b'0');
            at += 1;
        }
        if at == first || at < bytes.len() { None } else { Some(Self { major: 3, minor }) }
    }
}

impl std::fmt::Display for PythonVersion {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.major, self.minor)
    }
}
