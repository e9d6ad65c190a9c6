//! The kinds that one file may claim of another's values: few, plain, and without what stands inside them.

use serde::{Deserialize, Serialize};

use super::Kind;

/// What a name of a module, the result of its function, or an attribute of its class holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Held {
    List,
    /// A list of what no set can hold: dicts, lists, sets.
    Records,
    Dict,
    Str,
    Bytes,
    Dataframe,
    Series,
    Ndarray,
}

impl Held {
    pub const ALL: [Self; 8] =
        [Self::List, Self::Records, Self::Dict, Self::Str, Self::Bytes, Self::Dataframe, Self::Series, Self::Ndarray];

    /// A value of this kind, of whose items nothing is known.
    pub fn kind(self) -> Kind {
        match self {
            Self::List => Kind::list(Kind::Unknown),
            Self::Records => Kind::list(Kind::dict(Kind::Unknown, Kind::Unknown)),
            Self::Dict => Kind::dict(Kind::Unknown, Kind::Unknown),
            Self::Str => Kind::Str,
            Self::Bytes => Kind::Bytes,
            Self::Dataframe => Kind::Dataframe,
            Self::Series => Kind::Series,
            Self::Ndarray => Kind::Ndarray,
        }
    }

    /// What every value of a kind is; `None` where that is nothing, or several things.
    pub fn of(kind: &Kind) -> Option<Self> {
        Some(match kind {
            Kind::List(item) => match &**item {
                Kind::Dict(..) | Kind::List(_) | Kind::Set(_) | Kind::Defaultdict(..) => Self::Records,
                _ => Self::List,
            },
            Kind::Dict(..) => Self::Dict,
            Kind::Str => Self::Str,
            Kind::Bytes => Self::Bytes,
            Kind::Dataframe => Self::Dataframe,
            Kind::Series => Self::Series,
            Kind::Ndarray => Self::Ndarray,
            _ => return None,
        })
    }

    /// What it is, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::List => "a list",
            Self::Records => "a list of records",
            Self::Dict => "a dict",
            Self::Str => "a text",
            Self::Bytes => "bytes",
            Self::Dataframe => "a DataFrame",
            Self::Series => "a Series",
            Self::Ndarray => "an array",
        }
    }
}
