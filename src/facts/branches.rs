//! Ways through a function: which places are the synchronous half of code that also awaits, and which are hardly ever
//! come to.

use crate::facts::Facts;
use crate::facts::nodes::{NodeId, id_of};
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex, Ranged};

impl<'a> Facts<'a> {
    /// Whether a function is a command of a command line: no other task runs beside it.
    pub fn is_command(&self, function: &ast::StmtFunctionDef) -> bool {
        function.decorator_list.iter().any(|decorator| {
            let name = match &decorator.expression {
                Expr::Call(call) => &*call.func,
                other => other,
            };
            matches!(name, Expr::Attribute(it) if it.attr.as_str() == "command")
        })
    }

    /// Whether another branch of the same condition awaits: this one is the synchronous way of the same code.
    pub fn is_synchronous_branch(&self, node: &impl HasNodeIndex) -> bool {
        let id = id_of(node);
        self.around_in_function(id).any(|(_, it)| {
            let AnyNodeRef::StmtIf(branches) = it else { return false };
            let blocks = std::iter::once(&branches.body).chain(branches.elif_else_clauses.iter().map(|it| &it.body));
            blocks.flatten().filter(|it| !self.nodes.contains(id_of(*it), id)).any(|it| self.awaits(it))
        })
    }

    fn awaits(&self, statement: &ast::Stmt) -> bool {
        let mut within = self.nodes.within(id_of(statement));
        within.any(|(_, it)| matches!(it.node, AnyNodeRef::ExprAwait(_)))
    }

    /// Whether most runs of the function around do not come to a place: it handles an error, makes what is then kept,
    /// or stands in a branch that a parameter with a default value switches.
    pub fn is_seldom_reached(&self, node: &impl HasNodeIndex) -> bool {
        let id = id_of(node);
        self.around_in_function(id).any(|(_, it)| match it {
            AnyNodeRef::ExceptHandlerExceptHandler(_) => true,
            AnyNodeRef::StmtIf(it) if self.nodes.contains(id_of(&*it.test), id) => false,
            AnyNodeRef::StmtIf(it) => self.is_switch(&it.test) || self.asks_for_what_is_missing(&it.test),
            AnyNodeRef::ElifElseClause(it) => it.test.as_ref().is_some_and(|test| self.is_switch(test)),
            AnyNodeRef::ExprIf(it) => self.is_switch(&it.test),
            AnyNodeRef::ExprBoolOp(it) => {
                it.op == ast::BoolOp::Or
                    && !it.values.first().is_some_and(|first| self.nodes.contains(id_of(first), id))
            }
            _ => false,
        })
    }

    fn around_in_function(&self, id: NodeId) -> impl Iterator<Item = (NodeId, AnyNodeRef<'a>)> {
        let around = self.nodes.ancestors(id).map(|(id, it)| (id, it.node));
        around.take_while(|(_, it)| !matches!(it, AnyNodeRef::StmtFunctionDef(_)))
    }

    /// Whether a condition is about parameters that have default values, so that most calls leave them alone.
    fn is_switch(&self, test: &Expr) -> bool {
        self.nodes.within(id_of(test)).any(|(_, it)| {
            let AnyNodeRef::ExprName(name) = it.node else { return false };
            let Some(owner) = self.scopes.owner(it.scope, name.id.as_str()) else { return false };
            let bindings = self.scopes.bindings_of(owner, name.id.as_str());
            bindings.iter().any(|binding| {
                let parameter = self.scopes.binding(*binding).node;
                matches!(self.nodes.get(parameter).node, AnyNodeRef::Parameter(_))
                    && self.has_default(self.nodes.get(parameter).parent)
            })
        })
    }

    fn has_default(&self, parameter: NodeId) -> bool {
        matches!(self.nodes.get(parameter).node, AnyNodeRef::ParameterWithDefault(it) if it.default.is_some())
    }

    /// `if self.client is None`, `if not self.loaded`, `if key not in self.cache`: once, and then it is there.
    fn asks_for_what_is_missing(&self, test: &Expr) -> bool {
        let is_kept = |it: &Expr| match it {
            Expr::Attribute(_) => true,
            Expr::Name(name) => self.scopes.owner(self.nodes.get(id_of(name)).scope, name.id.as_str()).is_some(),
            Expr::Call(call) => matches!(&*call.func, Expr::Name(name) if name.id.as_str() == "hasattr"),
            _ => false,
        };
        match test {
            Expr::UnaryOp(it) => it.op == ast::UnaryOp::Not && is_kept(&it.operand),
            Expr::Compare(it) => match (&*it.ops, &*it.comparators) {
                ([ast::CmpOp::Is], [Expr::NoneLiteral(_)]) => is_kept(&it.left),
                ([ast::CmpOp::NotIn], [collection]) => is_kept(collection),
                _ => false,
            },
            Expr::BoolOp(it) => it.values.iter().any(|value| self.asks_for_what_is_missing(value)),
            _ => false,
        }
    }

    /// Whether a function keeps what it makes: it sets an attribute or global name, or an item of one, that one of its
    /// conditions asks for.
    pub fn keeps_what_it_makes(&self, function: NodeId) -> bool {
        let within = || self.nodes.within(function).map(|(_, it)| it.node);
        let is_stored = |it: AnyNodeRef| match it {
            AnyNodeRef::ExprAttribute(it) if it.ctx.is_store() => Some(it.range()),
            AnyNodeRef::ExprSubscript(it) if it.ctx.is_store() => Some(it.value.range()),
            _ => None,
        };
        let globals = self.scopes.opened_by(function).map_or(&[][..], |scope| &self.scopes.get(scope).globals);
        let condition = |it: AnyNodeRef<'a>| match it {
            AnyNodeRef::StmtIf(it) => Some(&self.text[it.test.range()]),
            _ => None,
        };
        let tests: Vec<&str> = within().filter_map(condition).collect();
        if tests.is_empty() {
            return false;
        }
        let is_asked = |place: &str| tests.iter().any(|test| test.contains(place));
        globals.iter().any(|name| is_asked(name))
            || within().filter_map(is_stored).any(|range| is_asked(&self.text[range]))
    }
}
