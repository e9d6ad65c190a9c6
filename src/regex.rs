//! Regular expressions as Python understands them: their tree, a machine that counts what matching costs, and texts on
//! which that cost explodes.
//!
//! Texts are ASCII here. A set of characters is then one number, and what is proved for ASCII texts is proved; whatever
//! needs another text to go wrong is not found.

mod attack;
mod branches;
mod chars;
mod escapes;
mod machine;
mod parse;
mod program;

pub use attack::{Attack, attack};
pub use chars::Chars;
pub use parse::parse;

/// What the flags of `re` change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    pub ignore_case: bool,
    pub multiline: bool,
    pub dot_all: bool,
    pub verbose: bool,
}

/// A part of a pattern, and where it stands in its text, in bytes.
#[derive(Clone, Debug)]
pub struct Node {
    pub what: What,
    pub start: usize,
    pub end: usize,
}

/// What a part of a pattern matches.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// One character.
    Set(Set),
    Sequence(Vec<Node>),
    Branch(Vec<Node>),
    Repeat {
        inner: Box<Node>,
        least: u32,
        most: Option<u32>,
        greed: Greed,
    },
    Group {
        number: usize,
        inner: Box<Node>,
    },
    Atomic(Box<Node>),
    Look {
        inner: Box<Node>,
        behind: bool,
        negative: bool,
    },
    /// What a group has matched, again.
    Back(usize),
    /// One of two, by whether a group has matched.
    Conditional {
        group: usize,
        yes: Box<Node>,
        no: Box<Node>,
    },
    /// A place between characters.
    At(Place),
}

/// The ASCII characters that match, and whether Python puts alternatives of such sets into one set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Set {
    pub chars: Chars,
    pub merges: bool,
    /// Written as one character.
    pub is_literal: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Greed {
    Greedy,
    Lazy,
    Possessive,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Start,
    LineStart,
    /// The end, or before a line end that is the last character.
    End,
    LineEnd,
    TextEnd,
    Boundary,
    NoBoundary,
}

/// Two parts are the same if they match the same, wherever they stand.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.what == other.what
    }
}

impl Node {
    /// The parts directly inside.
    pub fn parts(&self) -> Vec<&Node> {
        match &self.what {
            What::Sequence(parts) | What::Branch(parts) => parts.iter().collect(),
            What::Repeat { inner, .. } | What::Group { inner, .. } | What::Look { inner, .. } => vec![inner],
            What::Atomic(inner) => vec![inner],
            What::Conditional { yes, no, .. } => vec![yes, no],
            What::Set(_) | What::Back(_) | What::At(_) => Vec::new(),
        }
    }

    /// Whether it may match in several ways.
    pub fn has_choice(&self) -> bool {
        matches!(self.what, What::Branch(_) | What::Repeat { .. }) || self.parts().into_iter().any(Node::has_choice)
    }

    /// The text that is all a pattern can match; `None` if it can match several, or stands for a place.
    pub fn literal(&self) -> Option<String> {
        match &self.what {
            What::Set(set) if set.is_literal => set.chars.only().map(String::from),
            What::Sequence(parts) => parts.iter().map(Node::literal).collect(),
            _ => None,
        }
    }

    /// How many characters a part matches at least and at most.
    pub fn width(&self) -> (usize, Option<usize>) {
        match &self.what {
            What::Set(_) => (1, Some(1)),
            What::Sequence(parts) => parts.iter().map(Node::width).fold((0, Some(0)), |(least, most), (low, high)| {
                (usize::saturating_add(least, low), most.zip(high).map(|(one, other)| one.saturating_add(other)))
            }),
            What::Branch(parts) => either(parts.iter().map(Node::width)),
            What::Repeat { inner, least, most, .. } => {
                let (low, high) = inner.width();
                let times =
                    |width: usize, count: u32| width.saturating_mul(usize::try_from(count).unwrap_or(usize::MAX));
                let most = match (high, most) {
                    (Some(0), _) => Some(0),
                    (Some(high), Some(most)) => Some(times(high, *most)),
                    _ => None,
                };
                (times(low, *least), most)
            }
            What::Group { inner, .. } | What::Atomic(inner) => inner.width(),
            What::Conditional { yes, no, .. } => either([yes.width(), no.width()].into_iter()),
            What::Back(_) => (0, None),
            What::Look { .. } | What::At(_) => (0, Some(0)),
        }
    }
}

fn either(widths: impl Iterator<Item = (usize, Option<usize>)>) -> (usize, Option<usize>) {
    let both = |(least, most): (usize, Option<usize>), (low, high): (usize, Option<usize>)| {
        (least.min(low), most.zip(high).map(|(one, other)| one.max(other)))
    };
    widths.reduce(both).unwrap_or((0, Some(0)))
}
