//! Whether what a loop goes through comes from data, and whether it is one owner's: its size is then what the data make
//! it, not what the code says.

use super::Cx;
use crate::facts::loops::LoopId;
use crate::facts::sources::Origin;
use crate::syntax::ast::{self, Expr};

/// Names of names are followed this far.
const LONGEST_CHAIN: usize = 6;

impl Cx<'_> {
    /// Whether what a loop goes through comes from data, or the loop reads a stream.
    pub fn takes_in_data(&self, id: LoopId) -> bool {
        self.takes_in_a_stream(id) || self.facts.loop_iterable(id).is_some_and(|items| self.is_data(items))
    }

    /// Whether a loop takes in a stream: the lines of a file, or what a `while` reads piece by piece.
    pub fn takes_in_a_stream(&self, id: LoopId) -> bool {
        self.facts.takes_in_a_stream(id)
    }

    /// Whether a collection comes from data.
    pub fn is_data(&self, items: &Expr) -> bool {
        self.facts.is_data(items)
    }

    /// Whether a query picks the rows of one owner: `filter(user=request.user)`. Mostly these are few.
    pub fn belongs_to_one(&self, rows: &Expr) -> bool {
        self.is_picked_by_owner(rows, LONGEST_CHAIN)
    }

    fn is_picked_by_owner(&self, rows: &Expr, left: usize) -> bool {
        match rows {
            _ if left == 0 => false,
            Expr::Name(name) => self.bindings(name).iter().any(|binding| match self.facts.source_of(*binding).origin {
                Origin::Value(value) => self.is_picked_by_owner(value, left - 1),
                _ => false,
            }),
            Expr::Call(call) => match &*call.func {
                Expr::Attribute(method) => {
                    let picks = matches!(method.attr.as_str(), "filter" | "filter_by");
                    picks && call.arguments.keywords.iter().any(names_an_owner)
                        || self.is_picked_by_owner(&method.value, left - 1)
                }
                _ => call.arguments.args.first().is_some_and(|first| self.is_picked_by_owner(first, left - 1)),
            },
            _ => false,
        }
    }
}

/// `user=request.user`, `order=order`: a column that holds one object, and no part or comparison of it.
fn names_an_owner(condition: &ast::Keyword) -> bool {
    let last = match &condition.value {
        Expr::Name(it) => it.id.as_str(),
        Expr::Attribute(it) => it.attr.as_str(),
        _ => return false,
    };
    condition.arg.as_ref().is_some_and(|column| column.as_str() == last)
}
