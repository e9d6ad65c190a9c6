//! The grammar of suppressions: `# fastpy: WORD[rule, rule] reason`.

use crate::rules;
use crate::spelling::did_you_mean;
use crate::syntax::{TextRange, TextSize};

/// One suppression comment. A line's comment may hold several, each behind a `#` of its own.
#[derive(Debug)]
pub struct Comment {
    pub range: TextRange,
    pub directive: Directive,
    pub names: Vec<Name>,
    pub faults: Vec<Fault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directive {
    Ignore,
    IgnoreFile,
    Off,
    On,
}

/// A rule, and where it is named.
#[derive(Debug)]
pub struct Name {
    pub rule: &'static str,
    pub at: TextRange,
}

#[derive(Debug)]
pub struct Fault {
    pub at: TextRange,
    pub message: String,
}

const WORDS: [(&str, Directive); 4] = [
    ("ignore", Directive::Ignore),
    ("ignore-file", Directive::IgnoreFile),
    ("off", Directive::Off),
    ("on", Directive::On),
];

/// Reads a comment that starts at an offset with its `#`.
pub fn comments(text: &str, start: TextSize) -> Vec<Comment> {
    let mut found = Vec::new();
    for (hash, _) in text.match_indices('#') {
        let after = &text[hash + 1..];
        let blanks = after.len() - after.trim_start().len();
        let Some(rest) = after[blanks..].strip_prefix(super::MARK) else { continue };
        found.push(one(rest, start + size(text.len() - rest.len()), start));
    }
    found
}

/// Reads what follows the mark. `at` is the offset of `rest`.
fn one(rest: &str, at: TextSize, start: TextSize) -> Comment {
    let blanks = rest.len() - rest.trim_start().len();
    let (at, rest) = (at + size(blanks), rest.trim_start());
    let is_of_word = |it: char| it.is_ascii_alphanumeric() || it == '-';
    let word = &rest[..rest.find(|it| !is_of_word(it)).unwrap_or(rest.len())];
    let range = TextRange::new(start, at + size(rest.len()));
    let mut comment = Comment { range, directive: Directive::On, names: Vec::new(), faults: Vec::new() };
    let word_at = TextRange::at(at, size(word.len()));
    let Some((_, directive)) = WORDS.iter().find(|(known, _)| *known == word) else {
        let near = did_you_mean(word, WORDS.iter().map(|(known, _)| *known));
        let message = format!("`{}` is no suppression{near}", short(word));
        comment.faults.push(Fault { at: word_at, message });
        return comment;
    };
    comment.directive = *directive;
    let list = rest[word.len()..].strip_prefix('[').and_then(|list| list.split_once(']'));
    let Some((list, _)) = list.filter(|(list, _)| !list.trim().is_empty()) else {
        comment.faults.push(Fault { at: word_at, message: format!("`{word}` names no rule") });
        return comment;
    };
    let mut offset = at + size(word.len() + 1);
    for part in list.split(',') {
        let blanks = part.len() - part.trim_start().len();
        let name = part.trim();
        let name_at = TextRange::at(offset + size(blanks), size(name.len()));
        offset += size(part.len() + 1);
        match rules::named(name) {
            Some(rule) => comment.names.push(Name { rule: rule.page.name, at: name_at }),
            None => {
                let near = did_you_mean(name, rules::all().map(|rule| rule.page.name));
                let message = format!("no rule is named `{}`{near}", short(name));
                comment.faults.push(Fault { at: name_at, message });
            }
        }
    }
    comment
}

fn short(name: &str) -> String {
    name.chars().take(60).collect()
}

fn size(length: usize) -> TextSize {
    TextSize::new(u32::try_from(length).unwrap_or(u32::MAX))
}
