//! What IPython adds to Python: commands for itself (`%time`, `%%bash`), for the shell (`!ls`) and for help (`len?`).

use ruff_python_ast::token::TokenKind;

use crate::syntax::{Ranged, TextRange, Tree};

/// A stretch of text that is IPython's and no Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Escape {
    pub range: TextRange,
    /// Whether it stands alone, and not as the value of an assignment.
    pub is_statement: bool,
    /// Whether it asks for help about what stands before the question mark.
    pub is_help: bool,
}

impl Tree {
    /// The commands of a text that was parsed as a notebook's cell, in the order of the text.
    pub fn escapes(&self) -> Vec<Escape> {
        let mut escapes = Vec::new();
        let mut line: Option<TextRange> = None;
        let mut asks = false;
        for token in self.parsed.tokens() {
            match token.kind() {
                TokenKind::Newline | TokenKind::EndOfFile => {
                    let range = line.take().filter(|_| asks);
                    escapes.extend(range.map(|range| Escape { range, is_statement: true, is_help: true }));
                    asks = false;
                    continue;
                }
                TokenKind::Comment | TokenKind::NonLogicalNewline | TokenKind::Indent | TokenKind::Dedent => continue,
                TokenKind::IpyEscapeCommand => {
                    escapes.push(Escape { range: token.range(), is_statement: line.is_none(), is_help: false });
                }
                TokenKind::Question => asks = true,
                _ => {}
            }
            line = Some(line.map_or(token.range(), |line| line.cover(token.range())));
        }
        escapes
    }
}
