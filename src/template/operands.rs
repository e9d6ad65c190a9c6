//! Variable paths with their filters, as `book.author.name|upper`, wherever they stand in an expression.

use serde::{Deserialize, Serialize};

/// A value that a template names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operand {
    /// Offsets in bytes of the template's text.
    pub start: u32,
    pub end: u32,
    pub root: Root,
    /// What is looked up of the root, name by name; nothing is known past an item in brackets.
    pub path: Vec<String>,
    /// The positions in `path` whose names are called, with brackets that hold nothing.
    pub called: Vec<u16>,
    pub filters: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Root {
    Name(String),
    Text(String),
    /// A number, or an expression of which nothing is known.
    Other,
}

/// Words of expressions that name no value.
const WORDS: &[&str] = &[
    "and",
    "or",
    "not",
    "in",
    "is",
    "if",
    "else",
    "as",
    "with",
    "without",
    "only",
    "by",
    "from",
    "import",
    "recursive",
    "reversed",
    "ignore",
    "missing",
    "context",
    "None",
    "none",
    "True",
    "true",
    "False",
    "false",
    "defined",
    "count",
];

/// The operands of an expression that stands in `text` between two offsets, in order; those in the arguments of
/// filters and calls come after what they are given to.
pub(super) fn operands(text: &str, start: usize, end: usize) -> Vec<Operand> {
    let mut reader = Reader { text, at: start, end, found: Vec::new() };
    while reader.at < end {
        reader.step();
    }
    reader.found
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    end: usize,
    found: Vec<Operand>,
}

/// What is looked up of a name, and which parts of it are called.
#[derive(Default)]
struct Path {
    names: Vec<String>,
    called: Vec<u16>,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..self.end].chars().next()
    }

    fn next_after(&self, first: char) -> Option<char> {
        self.text[self.at + first.len_utf8()..self.end].chars().next()
    }

    fn step(&mut self) {
        let index = self.found.len();
        self.value();
        if index == self.found.len() {
            return;
        }
        while self.is_filter() {
            let filter = self.filter();
            self.found[index].filters.push(filter);
        }
    }

    /// Reads a value without its filters, or passes one sign that begins none.
    fn value(&mut self) {
        let Some(here) = self.peek() else { return };
        match here {
            '"' | '\'' => self.text_literal(here),
            _ if here.is_ascii_digit() => self.number(),
            _ if is_start(here) => self.name(),
            _ => self.at += here.len_utf8(),
        }
    }

    fn text_literal(&mut self, quote: char) {
        let start = self.at;
        let inside = start + 1;
        let length = self.text[inside..self.end].find(quote).unwrap_or(self.end - inside);
        let value = self.text[inside..inside + length].to_owned();
        self.at = (inside + length + 1).min(self.end);
        self.push(start, Root::Text(value), Path::default());
    }

    fn number(&mut self) {
        let start = self.at;
        let rest = &self.text[start..self.end];
        self.at += rest.find(|it: char| !(it.is_alphanumeric() || it == '.' || it == '_')).unwrap_or(rest.len());
        self.push(start, Root::Other, Path::default());
    }

    fn name(&mut self) {
        let start = self.at;
        let name = self.word();
        let mut inner = Vec::new();
        let mut root = Root::Name(name.clone());
        let mut path = Path::default();
        let mut is_known = true;
        while let Some(here) = self.peek() {
            match here {
                '.' if self.next_after('.').is_some_and(|it| is_start(it) || it.is_ascii_digit()) => {
                    self.at += 1;
                    let part = self.word();
                    if is_known {
                        path.names.push(part);
                    }
                }
                '(' | '[' => {
                    // What a call is given may decide what it gives; without arguments it is what a look-up gives.
                    let inside = self.bracketed();
                    is_known &= here == '(' && inside.is_empty() && !path.names.is_empty();
                    if is_known {
                        path.called.extend(u16::try_from(path.names.len() - 1));
                    }
                    inner.extend(inside);
                    if !is_known && path.names.is_empty() {
                        root = Root::Other;
                    }
                }
                _ => break,
            }
        }
        if WORDS.contains(&name.as_str()) && path.names.is_empty() {
            self.found.append(&mut inner);
            return;
        }
        self.push(start, root, path);
        self.found.append(&mut inner);
    }

    fn word(&mut self) -> String {
        let rest = &self.text[self.at..self.end];
        let length = rest.find(|it: char| !(it.is_alphanumeric() || it == '_')).unwrap_or(rest.len());
        self.at += length;
        rest[..length].to_owned()
    }

    /// What stands between brackets that open here.
    fn bracketed(&mut self) -> Vec<Operand> {
        let start = self.at + 1;
        let mut depth = 0_usize;
        let mut quote = None;
        for (offset, it) in self.text[self.at..self.end].char_indices() {
            match (quote, it) {
                (Some(open), _) if open == it => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'') => quote = Some(it),
                (None, '(' | '[' | '{') => depth += 1,
                (None, ')' | ']' | '}') => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let end = self.at + offset;
                self.at = end + it.len_utf8();
                return flat(self.text, start, end);
            }
        }
        self.at = self.end;
        Vec::new()
    }

    fn push(&mut self, start: usize, root: Root, path: Path) {
        let end = self.at;
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let Path { names: path, called } = path;
        self.found.push(Operand { start: offset(start), end: offset(end), root, path, called, filters: Vec::new() });
    }

    fn is_filter(&self) -> bool {
        self.text[self.at..self.end].trim_start().starts_with('|')
    }

    /// `|default:book.title`, `|default(book.title)`
    fn filter(&mut self) -> String {
        let rest = &self.text[self.at..self.end];
        self.at += rest.len() - rest.trim_start().len() + 1;
        let rest = &self.text[self.at..self.end];
        self.at += rest.len() - rest.trim_start().len();
        let name = self.word();
        match self.peek() {
            Some('(') => {
                let arguments = self.bracketed();
                self.found.extend(arguments);
            }
            Some(':') => {
                self.at += 1;
                self.value();
            }
            _ => {}
        }
        name
    }
}

/// The operands within brackets. Brackets inside them are read as part of one level, so that depth costs no stack.
fn flat(text: &str, start: usize, end: usize) -> Vec<Operand> {
    let blanked: String =
        text[start..end].chars().map(|it| if matches!(it, '(' | ')' | '[' | ']') { ' ' } else { it }).collect();
    let found = operands(&blanked, 0, blanked.len());
    let shift = u32::try_from(start).unwrap_or(u32::MAX);
    found.into_iter().map(|it| Operand { start: it.start + shift, end: it.end + shift, ..it }).collect()
}

fn is_start(it: char) -> bool {
    it.is_alphabetic() || it == '_'
}
