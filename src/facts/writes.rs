//! Rows that a piece of code writes, by the names that ORMs give the methods.

use crate::facts::Facts;
use crate::facts::nodes::NodeId;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::Expr;

/// Methods that write rows, and those of forms and models that ask the database before it is written.
const WRITES: &[&str] = &[
    "save",
    "asave",
    "create",
    "acreate",
    "bulk_create",
    "get_or_create",
    "update_or_create",
    "delete",
    "adelete",
    "update",
    "full_clean",
    "is_valid",
];

impl Facts<'_> {
    /// Whether a piece of code writes rows itself. A loop that does may read back what it wrote, and sends a query on
    /// each turn anyway.
    pub fn writes_rows_within(&self, extent: NodeId) -> bool {
        self.nodes.within(extent).any(|(id, _)| self.writes_rows_at(id))
    }

    /// Whether a node is a call that writes rows.
    pub fn writes_rows_at(&self, id: NodeId) -> bool {
        match self.nodes.get(id).node {
            AnyNodeRef::ExprCall(call) => {
                matches!(&*call.func, Expr::Attribute(method) if WRITES.contains(&method.attr.as_str()))
            }
            _ => false,
        }
    }
}
