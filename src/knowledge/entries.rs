//! Where frameworks call the user's functions: `rules/entry-points.toml`, parsed on the first question.

use std::sync::OnceLock;

use serde::Deserialize;

/// A way in which a framework comes to call functions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub framework: String,
    pub kind: EntryKind,
    pub by: By,
    pub runs: Runs,
    /// Qualified names of decorators, bases or callees, or names of functions; `*` stands for any.
    pub names: Vec<String>,
    /// Methods of a subclass; a `*` at the end stands for anything.
    #[serde(default)]
    pub members: Vec<String>,
    /// Modules that a function must stand in, by the last parts of their names.
    #[serde(default)]
    pub modules: Vec<String>,
    /// The first parameters of a function.
    #[serde(default)]
    pub parameters: Vec<String>,
    /// Which argument of a call the function is.
    pub argument: Option<usize>,
    pub keyword: Option<String>,
    pub per: Option<Per>,
}

/// What a framework calls a function for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    Request,
    WebSocket,
    Resolver,
    Middleware,
    Task,
    Signal,
    Command,
    Startup,
}

/// How a framework learns of a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    Decorator,
    Base,
    Call,
    Name,
}

/// Where a plain `def` runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Runs {
    /// In a thread or process that serves one request at a time.
    Worker,
    /// In a thread of a pool that all requests share.
    Pool,
    /// On the event loop.
    Loop,
}

/// What an entry runs once for, where that is more often than once a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Per {
    Row,
}

#[derive(Debug, Default, Deserialize)]
struct Entries {
    entry: Vec<Entry>,
}

/// All entries, in the order of the file. A test reads the same text, so that what is embedded cannot be wrong.
pub fn entries() -> &'static [Entry] {
    static ENTRIES: OnceLock<Entries> = OnceLock::new();
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/entry-points.toml"));
    &ENTRIES.get_or_init(|| toml::from_str(text).unwrap_or_default()).entry
}

impl Entry {
    /// Whether its function runs again and again while a server is up.
    pub fn recurs(&self) -> bool {
        !matches!(self.kind, EntryKind::Command | EntryKind::Startup)
    }

    /// Whether one of its names is this one.
    pub fn is_named(&self, qualified: &str) -> bool {
        self.names.iter().any(|name| name == qualified || name == "*")
    }

    /// Whether one of its names ends in this part: of a receiver whose class is not known.
    pub fn ends_in(&self, member: &str) -> bool {
        self.names.iter().any(|name| name.rsplit_once('.').is_some_and(|(_, last)| last == member))
    }

    /// Whether it calls methods of this name.
    pub fn has_member(&self, method: &str) -> bool {
        self.members.iter().any(|member| match member.strip_suffix('*') {
            Some(start) => method.starts_with(start),
            None => member == method,
        })
    }
}
