//! The explanations of docs/notes, which findings, pages and `explain` link to.

/// An explanation.
#[derive(Debug)]
pub struct Note {
    /// The path below docs/notes, without the ending.
    pub name: &'static str,
    /// The whole file.
    pub text: &'static str,
}

impl Note {
    /// The words of the first heading.
    pub fn title(&self) -> &'static str {
        self.text.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or(self.name)
    }
}

macro_rules! notes {
    ($($name:literal),+ $(,)?) => {
        /// All explanations, in the order in which they are best read.
        pub const NOTES: &[Note] = &[$(Note {
            name: $name,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/notes/", $name, ".md")),
        }),+];
    };
}

notes![
    "measuring-first",
    "how-python-runs-code",
    "memory-model",
    "lists-tuples-sets",
    "dicts-and-hashing",
    "strings",
    "regular-expressions",
    "iterators-and-generators",
    "function-calls",
    "exceptions",
    "imports",
    "files-and-formats",
    "caching",
    "cpu-bound-or-io-bound",
    "threads",
    "processes",
    "asyncio",
    "http-clients",
    "queues",
    "databases-and-orms",
    "dataframes-and-arrays",
    "django-settings",
    "more-machines",
    "suppressions",
    "myths",
    "myths/loops",
    "myths/comprehensions",
    "myths/generators",
    "myths/names-and-calls",
    "myths/strings",
    "myths/collections",
    "myths/objects",
    "myths/exceptions",
    "myths/files",
    "myths/libraries",
];

/// The explanation of a name.
pub fn named(name: &str) -> Option<&'static Note> {
    NOTES.iter().find(|note| note.name == name)
}
