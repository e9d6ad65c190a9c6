//! What serializers of Django REST framework are given, and where their fields stand.

use crate::facts::nodes::NodeId;
use crate::summary::Serialization;
use crate::summary::expressions::{Builder, UNKNOWN};
use crate::summary::flow::PlaceId;
use crate::syntax::{AnyNodeRef, Ranged, ast, mentions};

/// Whether a text names serializers.
pub(super) fn speaks_of_them(text: &str) -> bool {
    mentions(text, "erializer")
}

impl<'a> Builder<'_, 'a> {
    /// Where the names of a class's body are set.
    pub fn places_in(&mut self, class: &'a ast::StmtClassDef) -> Vec<(String, PlaceId)> {
        let mut places = Vec::new();
        if !self.speaks_of_serializers {
            return places;
        }
        for statement in &class.body {
            match statement {
                ast::Stmt::Assign(it) => {
                    let [ast::Expr::Name(name)] = &it.targets[..] else { continue };
                    places.push((name.id.to_string(), self.place(it.range())));
                    self.places_of_names(name.id.as_str(), &it.value, &mut places);
                }
                ast::Stmt::FunctionDef(it) => places.push((it.name.to_string(), self.place(it.name.range()))),
                _ => {}
            }
        }
        places
    }

    /// `fields = ["title", "author"]`
    fn places_of_names(&mut self, list: &str, value: &ast::Expr, places: &mut Vec<(String, PlaceId)>) {
        let items = match value {
            ast::Expr::List(it) => &it.elts,
            ast::Expr::Tuple(it) => &it.elts,
            _ => return,
        };
        for item in items {
            if let ast::Expr::StringLiteral(name) = item {
                places.push((format!("{list}.{}", name.value.to_str()), self.place(item.range())));
            }
        }
    }

    /// Notes `BookSerializer(books, many=True)` in a function.
    pub fn serializations(&mut self, function: NodeId) {
        if !self.speaks_of_serializers {
            return;
        }
        let facts = self.facts;
        for (_, node) in facts.nodes.within(function) {
            let AnyNodeRef::ExprCall(call) = node.node else { continue };
            let many = call.arguments.find_keyword("many").map(|it| &it.value);
            let is_many = matches!(many, Some(ast::Expr::BooleanLiteral(it)) if it.value);
            let Some(rows) = call.arguments.find_argument_value("instance", 0).filter(|_| is_many) else { continue };
            let (serializer, rows) = (self.flow(&call.func), self.flow(rows));
            if serializer != UNKNOWN && rows != UNKNOWN {
                let place = self.place(call.range());
                self.frame.function.serializations.push(Serialization { serializer, rows, place });
            }
        }
    }
}
