//! A template's text as what is put out and the tags between. Comments and what is to be left verbatim are passed over.

use std::ops::Range;

/// `{{ … }}` or `{% … %}`: where its inside stands in the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub is_tag: bool,
    pub inside: Range<usize>,
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'{', &text.as_bytes()[at..]).map(|found| at + found) {
        at = open + 1;
        let close = match text.as_bytes().get(at) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => continue,
        };
        let Some(length) = text[at + 1..].find(close) else { continue };
        let inside = trimmed(text, at + 1..at + 1 + length);
        at = at + 1 + length + 2;
        if close == "#}" {
            continue;
        }
        let is_tag = close == "%}";
        if is_tag && let Some(end) = end_of_verbatim(text, &inside, at) {
            at = end;
            continue;
        }
        tokens.push(Token { is_tag, inside });
    }
    tokens
}

/// Without blanks, and without the signs that take away blanks outside.
fn trimmed(text: &str, inside: Range<usize>) -> Range<usize> {
    let is_blank = |it: char| it.is_whitespace() || it == '-' || it == '+';
    let within = &text[inside.clone()];
    let start = inside.start + within.len() - within.trim_start_matches(is_blank).len();
    let end = inside.start + within.trim_end_matches(is_blank).len();
    start..end.max(start)
}

/// Where what a tag leaves unread ends, if it is such a tag.
fn end_of_verbatim(text: &str, inside: &Range<usize>, from: usize) -> Option<usize> {
    let name = text[inside.clone()].split_whitespace().next()?;
    if !matches!(name, "comment" | "verbatim" | "raw") {
        return None;
    }
    let mut at = from;
    while let Some(open) = text[at..].find("{%").map(|found| at + found + 2) {
        let length = text[open..].find("%}")?;
        let closing = &text[trimmed(text, open..open + length)];
        at = open + length + 2;
        if closing.strip_prefix("end").is_some_and(|rest| rest.split_whitespace().next() == Some(name)) {
            return Some(at);
        }
    }
    Some(text.len())
}
