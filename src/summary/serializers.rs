//! What serializers of Django REST framework and tables are given.

use crate::facts::last_name;
use crate::facts::nodes::NodeId;
use crate::summary::Handover;
use crate::summary::expressions::{Builder, UNKNOWN};
use crate::syntax::{AnyNodeRef, Ranged, ast, mentions};

/// Whether a text names serializers, or tables.
pub(super) fn speaks_of_them(text: &str) -> bool {
    mentions(text, "erializer") || mentions(text, "Table(")
}

impl Builder<'_, '_> {
    /// Notes `BookSerializer(books, many=True)` and `BookTable(books)` in a function.
    pub fn handovers(&mut self, function: NodeId) {
        if !self.speaks_of_handovers {
            return;
        }
        let facts = self.facts;
        for (_, node) in facts.nodes.within(function) {
            let AnyNodeRef::ExprCall(call) = node.node else { continue };
            let many = call.arguments.find_keyword("many").map(|it| &it.value);
            let is_many = matches!(many, Some(ast::Expr::BooleanLiteral(it)) if it.value);
            let is_table = last_name(&call.func).is_some_and(|name| name.ends_with("Table"));
            let name = if is_table { "data" } else { "instance" };
            let rows = call.arguments.find_argument_value(name, 0).filter(|_| is_many || is_table);
            let Some(rows) = rows else { continue };
            let (to, rows) = (self.flow(&call.func), self.flow(rows));
            if to != UNKNOWN && rows != UNKNOWN {
                let place = self.place(call.range());
                self.frame.function.handovers.push(Handover { to, rows, place });
            }
        }
    }
}
