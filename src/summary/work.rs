//! What a function does that its callers wait for, and whom it calls.

use serde::{Deserialize, Serialize};

use crate::model::Effect;
use crate::summary::PlaceId;

/// What is known of one function's waits. Functions that certainly wait for nothing have none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Work {
    /// Dotted, within the module; empty for the module's own statements.
    pub function: String,
    /// The class it is a method of: an index into `classes`.
    pub class: Option<u32>,
    pub is_async: bool,
    /// Whether it is a command of a command line, beside which no other task runs.
    pub is_command: bool,
    pub runs: Use,
    /// Whether its result is kept, so that later calls do nothing.
    pub is_cached: bool,
    /// Qualified names of decorators that may change what a call does; empty names for those that nobody knows.
    pub decorators: Vec<String>,
    pub waits: Vec<Wait>,
    pub calls: Vec<Call>,
}

/// A call that is known to wait.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wait {
    pub effect: Effect,
    /// The callee, as it is written.
    pub callee: String,
    /// Its dotted name, `redis.Redis.get`.
    pub name: String,
    pub place: PlaceId,
    /// Whether it only waits when it is awaited.
    pub is_async: bool,
    /// Whether what it asks is a database in a file of the same machine.
    pub is_local: bool,
    pub is_rare: bool,
}

/// A call that may run another function of the project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    pub callee: Callee,
    pub place: PlaceId,
    pub usage: Use,
    /// Whether most calls of the function around do not come to it: an error's handler, what is made once and kept, a
    /// branch that a parameter switches.
    pub is_rare: bool,
}

/// Whom a call runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Callee {
    /// A function or class of another module by its qualified name, or a method of one.
    Name(String),
    /// A function of this module: an index into `works`.
    Own(u32),
    /// A class of this module: an index into `classes`.
    Class(u32),
    /// A method of an object of this module's class: an index into `classes`.
    Method(u32, String),
    /// A method of a class above: an index into `classes`.
    Super(u32, String),
    /// A method of an object of another module's class, by its qualified name.
    Typed(String, String),
}

impl Callee {
    /// The last name of whom it runs; empty where it is known by number.
    pub fn last_name(&self) -> &str {
        match self {
            Self::Name(name) => name.rsplit('.').next().unwrap_or(name),
            Self::Own(_) | Self::Class(_) => "",
            Self::Method(_, name) | Self::Super(_, name) | Self::Typed(_, name) => name,
        }
    }
}

/// How something is used, and so what makes the body of a function run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Use {
    #[default]
    Called,
    Awaited,
    /// Its items are gone through.
    Iterated,
    /// It manages a `with`.
    Entered,
    /// It is read as an attribute.
    Read,
}
