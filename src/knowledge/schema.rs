//! The schema of rules/knowledge: how a line of a table becomes a `Callable`. `rules/knowledge/README.md` explains it.

use serde::Deserialize;

use crate::model::Effect;

/// What is known of a function, method, class or property.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Callable {
    #[serde(rename = "class")]
    pub is_class: bool,
    pub bases: Vec<String>,
    #[serde(rename = "property")]
    pub is_property: bool,
    /// The kind of the result, as it is written: `list[element]`, `str | none`.
    pub returns: Option<String>,
    /// Keywords with which the result is of another kind.
    pub unless: Vec<String>,
    pub is_async: bool,
    /// A plain function whose result is awaited.
    #[serde(rename = "awaitable")]
    pub is_awaitable: bool,
    /// Equal arguments of builtin kinds give equal results, and nothing else happens.
    #[serde(rename = "pure")]
    pub is_pure: bool,
    pub effects: Vec<Effect>,
    /// May hold the thread: wrong on an event loop.
    pub blocks: bool,
    /// What to await instead.
    #[serde(rename = "async")]
    pub async_form: Option<String>,
    pub mutates: Option<Mutates>,
    /// How arguments are gone through: `lazily`, `all`, `some`.
    pub consumes: Option<String>,
    #[serde(rename = "lazy")]
    pub is_lazy: bool,
    /// Parameters that it calls, by name or position.
    pub calls: Vec<String>,
    /// Position of a function that it runs in a thread, process or executor.
    pub offloads: Option<u8>,
    #[serde(rename = "decorator")]
    pub is_decorator: bool,
    pub raises: Option<String>,
    pub cost: Option<String>,
    /// What does many at once, and how many at most.
    pub batch: Option<String>,
    pub limit: Option<u32>,
    /// What helps where no call does many.
    pub advice: Option<String>,
    /// The class whose objects keep what each call of this makes anew.
    pub session: Option<String>,
    /// Expensive to make, to be kept and shared.
    #[serde(rename = "client")]
    pub is_client: bool,
    pub alias: Option<String>,
    pub since: Option<String>,
    pub until: Option<String>,
}

/// Whose object a call changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Mutates {
    #[serde(rename = "self")]
    Receiver,
    #[serde(rename = "0")]
    FirstArgument,
}

impl Callable {
    pub fn mutates_receiver(&self) -> bool {
        self.mutates == Some(Mutates::Receiver)
    }

    pub fn mutates_arguments(&self) -> bool {
        self.mutates == Some(Mutates::FirstArgument)
    }

    /// Whether it does nothing but write to the terminal or the log.
    pub fn only_prints(&self) -> bool {
        !self.effects.is_empty() && self.effects.iter().all(|it| matches!(it, Effect::Stdout | Effect::Log))
    }
}
