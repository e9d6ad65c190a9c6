//! What the linter says: findings and troubles. Plain data; nothing here prints or knows of trees.

use serde::{Deserialize, Serialize};

use crate::model::Span;
use crate::page::{Confidence, Impact, Page, Safety};

/// A span with the words that stand at its caret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// The file it stands in, when that is not the finding's own.
    pub path: Option<String>,
    pub span: Span,
    pub message: String,
    /// The source line of the span's start, windowed around the span.
    pub line: SourceLine,
}

/// One line of source, cut to a window around what is marked in it.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct SourceLine {
    pub text: String,
    /// How many characters were cut off before `text`.
    pub cut: u32,
}

/// One place of slow code: what is slow, what it costs, what to write instead.
#[derive(Clone, Debug)]
pub struct Finding {
    pub page: &'static Page,
    pub impact: Impact,
    pub confidence: Confidence,
    /// Relative to the working directory, `/` between its parts.
    pub path: String,
    pub message: String,
    pub note: String,
    pub help: String,
    pub primary: Label,
    pub related: Vec<Label>,
    /// Qualified name, within the module, of the function or class around it.
    pub function: Option<String>,
    /// Stays the same while code around it is edited: rule, function, normalised text, ordinal.
    pub fingerprint: String,
    pub fix: Option<Fix>,
}

/// How a file is edited so that a finding goes away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    pub safety: Safety,
    /// What is done.
    pub message: String,
    /// In the order of the text; none overlaps another.
    pub edits: Vec<Edit>,
    /// The byte offsets of what must stay as it is for the edits to be right.
    pub relies_on: Option<(u32, u32)>,
    /// What the edits do to lines, to be shown.
    pub changes: Vec<Change>,
}

/// A stretch of text and what is to stand there instead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    pub span: Span,
    pub text: String,
    /// Whether it adds an import. Several fixes may ask for the same one, which is added once.
    pub is_import: bool,
}

/// Lines that a fix takes out and puts in, each cut to a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The cell of a notebook from whose first line the line counts.
    pub cell: Option<u32>,
    /// The line of the first that is taken out, else the one before which lines are put in.
    pub line: u32,
    pub removed: Vec<String>,
    pub added: Vec<String>,
}

/// Something that kept a file from being checked. Never a finding, and no selection hides it.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    pub path: String,
    pub kind: TroubleKind,
    pub message: String,
    pub span: Option<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TroubleKind {
    Syntax,
    Encoding,
    TooDeep,
    TooLarge,
    Read,
    NotAFile,
    /// A notebook is damaged, or of a format that is not known.
    Notebook,
    /// A fixed text could not be written; the file stands as it was.
    Write,
    Panic,
}

impl Impact {
    /// The severity that editors and pull requests show for this impact.
    pub fn severity(self) -> &'static str {
        match self {
            Self::High => "error",
            Self::Medium => "warning",
            Self::Low => "info",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

impl Confidence {
    pub fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

impl Safety {
    pub fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

impl TroubleKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Encoding => "encoding",
            Self::TooDeep => "too-deep",
            Self::TooLarge => "too-large",
            Self::Read => "read",
            Self::NotAFile => "not-a-file",
            Self::Notebook => "notebook",
            Self::Write => "write",
            Self::Panic => "panic",
        }
    }
}
