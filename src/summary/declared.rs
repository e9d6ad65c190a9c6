//! What annotations say of the shape of an answer: one of a class, or many.

use crate::summary::expressions::{Builder, UNKNOWN};
use crate::summary::flow::{Flow, FlowId};
use crate::syntax::ast::{self, Expr};

/// Generic classes whose instances hold many of one class.
const MANY: &[&str] = &["Iterable", "List", "Sequence", "Set", "list", "set", "tuple"];

/// The packages of strawberry.
const STRAWBERRY: &[&str] = &["strawberry", "strawberry_django"];

impl<'a> Builder<'_, 'a> {
    /// What a class of strawberry is decorated with.
    pub fn decorators_of(&mut self, class: &'a ast::StmtClassDef) -> Vec<FlowId> {
        if class.decorator_list.is_empty() || !self.facts.imports_any(STRAWBERRY) {
            return Vec::new();
        }
        class.decorator_list.iter().map(|it| self.flow(&it.expression)).collect()
    }

    /// The fields of a class that a response may be made of.
    pub fn fields_of(&mut self, class: &'a ast::StmtClassDef) -> Vec<(String, FlowId)> {
        if !self.facts.imports_any(&["pydantic", "sqlmodel"]) && !self.facts.imports_any(STRAWBERRY) {
            return Vec::new();
        }
        let declared = class.body.iter().filter_map(|statement| {
            let ast::Stmt::AnnAssign(it) = statement else { return None };
            let Expr::Name(name) = &*it.target else { return None };
            Some((name.id.to_string(), self.declared(&it.annotation)))
        });
        declared.collect()
    }

    /// The class that an annotation names, `Book` or `Optional[Book]`; of `list[Book]` a comprehension.
    pub fn declared(&mut self, annotation: &'a Expr) -> FlowId {
        match annotation {
            Expr::Name(_) | Expr::Attribute(_) => self.flow(annotation),
            Expr::StringLiteral(it) => self.add(Flow::Text(it.value.to_str().to_owned())),
            // `Book | None`
            Expr::BinOp(it) if it.right.is_none_literal_expr() => self.declared(&it.left),
            Expr::Subscript(it) => match last_name(&it.value) {
                Some("Optional") => self.declared(&it.slice),
                Some(name) if MANY.contains(&name) => {
                    let inner = self.declared(&it.slice);
                    if inner == UNKNOWN { UNKNOWN } else { self.add(Flow::Comprehension(inner)) }
                }
                _ => UNKNOWN,
            },
            _ => UNKNOWN,
        }
    }
}

fn last_name(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(it) => Some(it.id.as_str()),
        Expr::Attribute(it) => Some(it.attr.as_str()),
        _ => None,
    }
}
