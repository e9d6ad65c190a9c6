//! Templates of Django and Jinja: their loops, variable paths and includes. A text that is no template has none of
//! these; nothing here can fail.

mod lexer;
mod operands;
mod tags;

use serde::{Deserialize, Serialize};

pub use operands::{Operand, Root};

/// What a template does, in the order of its text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Template {
    /// The template whose blocks this one fills.
    pub extends: Option<Operand>,
    pub nodes: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Node {
    /// A value is put out, as text.
    Print(Operand),
    /// A value is tested, or given to a tag or filter: it is evaluated.
    Read(Operand),
    For {
        targets: Vec<String>,
        items: Operand,
        body: Vec<Node>,
    },
    /// What only some renderings come to.
    Maybe(Vec<Node>),
    /// Names that stand for something in the body.
    With {
        bindings: Vec<Binding>,
        body: Vec<Node>,
    },
    /// A name that stands for something from here on; nobody knows for what where there is no value.
    Set(Binding),
    Include {
        template: Operand,
        bindings: Vec<Binding>,
        /// Whether the included template sees these names alone.
        is_alone: bool,
    },
    Block {
        name: String,
        body: Vec<Node>,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Binding {
    pub name: String,
    pub value: Option<Operand>,
}

/// Tags that may stand inside one another; a template with more is taken to do nothing.
const DEEPEST: usize = 100;

/// Reads a template. Offsets count bytes of `text`.
pub fn parse(text: &str) -> Template {
    let tokens = lexer::tokens(text);
    let mut reader = tags::Reader::new(text, &tokens);
    for token in &tokens {
        if reader.depth() > DEEPEST {
            return Template::default();
        }
        reader.take(token);
    }
    reader.finish()
}
