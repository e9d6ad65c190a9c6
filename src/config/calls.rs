//! What users declare of functions of their own, or of packages that the knowledge tables do not name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::knowledge::{self, Callable};
use crate::model::Effect;

/// What is known of one callable. An absent fact is unknown, never false.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Call {
    /// The kind of the result, of the awaited result where it is awaited: `list[str]`, `int | none`.
    pub returns: Option<String>,
    /// A coroutine function.
    pub is_async: Option<bool>,
    /// A plain function whose result is awaited.
    pub awaitable: Option<bool>,
    /// Same arguments, same result, and nothing else happens.
    pub pure: Option<bool>,
    /// What it does besides computing its result.
    pub effects: Option<Vec<Effect>>,
    /// May hold the thread: wrong on an event loop.
    pub blocks: Option<bool>,
    /// What to await instead.
    #[serde(rename = "async")]
    pub instead: Option<String>,
    /// What it changes.
    pub mutates: Option<Mutates>,
    /// How it iterates its arguments.
    pub consumes: Option<Consumes>,
    /// Does nothing until iterated, collected or executed.
    pub lazy: Option<bool>,
    /// Parameters it calls.
    pub calls: Option<Vec<Parameter>>,
    /// The position of a function that runs in a thread, process or executor; `decorator`: works as one.
    pub offloads: Option<Parameter>,
    /// The exception that is an ordinary outcome.
    pub raises: Option<String>,
    /// What one call costs.
    pub cost: Option<Cost>,
    /// What does many at once.
    pub batch: Option<String>,
    /// How many at once at most.
    pub limit: Option<u32>,
    /// Expensive to make, to be kept and shared.
    pub client: Option<bool>,
}

impl Call {
    /// The same in the words of the tables.
    pub fn callable(&self) -> Callable {
        let mutates = match &self.mutates {
            Some(Mutates::Argument(0)) => Some(knowledge::Mutates::FirstArgument),
            Some(Mutates::Named(name)) if name == "self" => Some(knowledge::Mutates::Receiver),
            _ => None,
        };
        Callable {
            returns: self.returns.clone(),
            is_async: self.is_async.unwrap_or_default(),
            is_awaitable: self.awaitable.unwrap_or_default(),
            is_pure: self.pure.unwrap_or_default(),
            effects: self.effects.clone().unwrap_or_default(),
            blocks: self.blocks.unwrap_or_default(),
            async_form: self.instead.clone(),
            mutates,
            is_lazy: self.lazy.unwrap_or_default(),
            batch: self.batch.clone(),
            limit: self.limit,
            is_client: self.client.unwrap_or_default(),
            ..Callable::default()
        }
    }
}

/// `self` for the receiver, or an argument.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Mutates {
    Argument(u32),
    Named(String),
}

/// A parameter, by position or name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Parameter {
    Position(u32),
    Name(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Consumes {
    Lazily,
    All,
    Some,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cost {
    Const,
    Log,
    Linear,
    Sort,
    Heavy,
    RoundTrip,
    Cpu,
    Disk,
}
