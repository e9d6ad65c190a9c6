//! Ways through a function: which places are the synchronous half of code that also awaits, and which are hardly ever
//! come to.

use crate::facts::Facts;
use crate::facts::loading::is_command;
use crate::facts::nodes::{NodeId, id_of};
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex, Ranged, mentions};

impl<'a> Facts<'a> {
    /// Whether a function is a command of a command line, or what the module runs as a program: no other task runs
    /// beside it.
    pub fn is_command(&self, function: &ast::StmtFunctionDef) -> bool {
        function.decorator_list.iter().any(is_command) || self.is_run_as_program(function)
    }

    /// `if __name__ == "__main__": asyncio.run(main())`
    fn is_run_as_program(&self, function: &ast::StmtFunctionDef) -> bool {
        let is_named = |node: AnyNodeRef<'a>| match node {
            AnyNodeRef::ExprName(name) => name.id == function.name.id && self.runs_as_program(name),
            _ => false,
        };
        function.is_async && mentions(self.text, "__main__") && self.nodes.all().iter().any(|it| is_named(it.node))
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

    /// Whether most runs of the function around do not come to a place: it handles an error or makes one, makes what is
    /// then kept, is for one system among several, or stands in a branch that a parameter with a default value switches.
    pub fn is_seldom_reached(&self, node: &impl HasNodeIndex) -> bool {
        let id = id_of(node);
        let is_unlikely =
            |test: &Expr| self.is_switch(test) || self.asks_for_what_is_missing(test) || self.asks_for_system(test);
        let is_inside = self.around_in_function(id).any(|(_, it)| match it {
            AnyNodeRef::ExceptHandlerExceptHandler(_) | AnyNodeRef::StmtRaise(_) => true,
            AnyNodeRef::StmtIf(it) if self.nodes.contains(id_of(&*it.test), id) => false,
            AnyNodeRef::StmtIf(it) => is_unlikely(&it.test),
            AnyNodeRef::ElifElseClause(it) => it.test.as_ref().is_some_and(|test| self.is_switch(test)),
            AnyNodeRef::ExprIf(it) => self.is_switch(&it.test),
            AnyNodeRef::ExprBoolOp(it) => {
                it.op == ast::BoolOp::Or
                    && !it.values.first().is_some_and(|first| self.nodes.contains(id_of(first), id))
            }
            _ => false,
        });
        is_inside || self.is_mostly_left_before(id)
    }

    /// Whether the function around mostly returns before it comes to a place: an option was not given, or a first way
    /// has succeeded.
    fn is_mostly_left_before(&self, id: NodeId) -> bool {
        let mut around = self.nodes.ancestors(id).filter_map(|(_, it)| match it.node {
            AnyNodeRef::StmtFunctionDef(function) => Some(function),
            _ => None,
        });
        let Some(function) = around.next() else { return false };
        let before = function.body.iter().take_while(|it| !self.nodes.contains(id_of(*it), id));
        before.into_iter().any(|statement| match statement {
            ast::Stmt::If(it) => match it.body.last() {
                Some(ast::Stmt::Return(left)) => {
                    let is_off = self.asks_for_what_is_missing(&it.test) && self.is_switch(&it.test);
                    is_off || left.value.as_ref().is_some_and(|value| self.is_found(value, &it.test))
                }
                _ => false,
            },
            ast::Stmt::Try(it) => matches!(it.body.last(), Some(ast::Stmt::Return(_))),
            _ => false,
        })
    }

    /// `if token is not None: return token`: what was kept is at hand.
    fn is_found(&self, returned: &Expr, test: &Expr) -> bool {
        let is_place = matches!(returned, Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_));
        is_place && self.text[test.range()].contains(&self.text[returned.range()])
    }

    /// `if sys.platform == "win32"`
    fn asks_for_system(&self, test: &Expr) -> bool {
        let text = &self.text[test.range()];
        text.contains("platform") || text.contains("os.name")
    }

    /// Whether a loop mostly leaves before it comes to a place: what stands there is for another try.
    pub fn is_for_another_try(&self, node: &impl HasNodeIndex) -> bool {
        let id = id_of(node);
        let Some(innermost) = self.nodes.get(id).in_loop else { return false };
        let around = self.loops.get(innermost).node;
        self.nodes.within(around).take_while(|(at, _)| *at < id).any(|(_, it)| {
            matches!(it.node, AnyNodeRef::StmtReturn(_) | AnyNodeRef::StmtBreak(_) | AnyNodeRef::StmtContinue(_))
        })
    }

    fn around_in_function(&self, id: NodeId) -> impl Iterator<Item = (NodeId, AnyNodeRef<'a>)> {
        let around = self.nodes.ancestors(id).map(|(id, it)| (id, it.node));
        around.take_while(|(_, it)| !matches!(it, AnyNodeRef::StmtFunctionDef(_)))
    }

    /// Whether a condition is about parameters that need not be given, so that most calls leave them alone.
    fn is_switch(&self, test: &Expr) -> bool {
        self.nodes.within(id_of(test)).any(|(_, it)| {
            let AnyNodeRef::ExprName(name) = it.node else { return false };
            let Some(owner) = self.scopes.owner(it.scope, name.id.as_str()) else { return false };
            let bindings = self.scopes.bindings_of(owner, name.id.as_str());
            bindings.iter().any(|binding| {
                let parameter = self.scopes.binding(*binding).node;
                matches!(self.nodes.get(parameter).node, AnyNodeRef::Parameter(_))
                    && self.is_optional(self.nodes.get(parameter).parent)
            })
        })
    }

    fn is_optional(&self, parameter: NodeId) -> bool {
        let AnyNodeRef::ParameterWithDefault(it) = self.nodes.get(parameter).node else { return false };
        let annotation = it.parameter.annotation.as_ref().map_or("", |it| &self.text[it.range()]);
        it.default.is_some() || annotation.contains("None") || annotation.contains("Optional")
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
        let (mut tests, mut stored): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        for (_, it) in self.nodes.within(function) {
            match it.node {
                AnyNodeRef::StmtIf(it) => tests.push(&self.text[it.test.range()]),
                AnyNodeRef::ExprAttribute(it) if it.ctx.is_store() => stored.push(&self.text[it.range()]),
                AnyNodeRef::ExprSubscript(it) if it.ctx.is_store() => stored.push(&self.text[it.value.range()]),
                _ => {}
            }
        }
        if let Some(scope) = self.scopes.opened_by(function) {
            stored.extend(&self.scopes.get(scope).globals);
        }
        stored.iter().any(|place| tests.iter().any(|test| test.contains(place)))
    }
}
