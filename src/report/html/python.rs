//! Which characters of Python code are keywords, strings and comments.

/// What a character belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    Other,
    Keyword,
    String,
    Comment,
}

impl Token {
    /// The class by which the style sheet knows it.
    pub fn class(self) -> Option<&'static str> {
        match self {
            Self::Other => None,
            Self::Keyword => Some("k"),
            Self::String => Some("s"),
            Self::Comment => Some("c"),
        }
    }
}

const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// The token of each character. All are `Other` where a string is not closed: then the text may begin within one, and
/// nothing is known.
pub fn tokens(text: &[char]) -> Vec<Token> {
    let mut tokens = vec![Token::Other; text.len()];
    let mut at = 0;
    while at < text.len() {
        let (token, end) = match text[at] {
            '#' => (Token::Comment, end_of_line(text, at)),
            it if it.is_alphanumeric() || it == '_' => {
                let end = end_of_word(text, at);
                let word: String = text[at..end].iter().collect();
                match text.get(end) {
                    Some('"' | '\'') if is_prefix(&word) => (Token::String, end_of_string(text, end, &word)),
                    _ if KEYWORDS.contains(&word.as_str()) => (Token::Keyword, Some(end)),
                    _ => (Token::Other, Some(end)),
                }
            }
            '"' | '\'' => (Token::String, end_of_string(text, at, "")),
            _ => (Token::Other, Some(at + 1)),
        };
        let Some(end) = end else { return vec![Token::Other; text.len()] };
        tokens[at..end].fill(token);
        at = end;
    }
    tokens
}

fn end_of_line(text: &[char], at: usize) -> Option<usize> {
    Some(text[at..].iter().position(|it| *it == '\n').map_or(text.len(), |length| at + length))
}

fn end_of_word(text: &[char], at: usize) -> usize {
    let length = text[at..].iter().position(|it| !it.is_alphanumeric() && *it != '_');
    length.map_or(text.len(), |length| at + length)
}

fn is_prefix(word: &str) -> bool {
    word.len() <= 2 && word.chars().all(|it| "rbuftRBUFT".contains(it))
}

/// Where a string ends that is opened by the quote at `at`.
fn end_of_string(text: &[char], at: usize, prefix: &str) -> Option<usize> {
    let quote = text[at];
    let is_triple = text[at..].starts_with(&[quote; 3]);
    let width = if is_triple { 3 } else { 1 };
    let has_fields = prefix.contains(['f', 'F', 't', 'T']);
    let (mut at, mut depth) = (at + width, 0_u32);
    while at < text.len() {
        match text[at] {
            '\\' => at += 1,
            '\n' if !is_triple => return None,
            '{' | '}' if has_fields && depth == 0 && text.get(at + 1) == Some(&text[at]) => at += 1,
            '{' if has_fields => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            it if it == quote && depth == 0 && (!is_triple || text[at..].starts_with(&[quote; 3])) => {
                return Some(at + width);
            }
            _ => {}
        }
        at += 1;
    }
    None
}
