//! What a module imports while it is imported itself. What stands in functions, behind `lazy`, for type checkers alone
//! or for a run as a program waits, or never comes.

use crate::facts::Facts;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeId};
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex, mentions};

/// A name that an import gives to the module while it is imported.
#[derive(Clone, Copy, Debug)]
pub struct Loaded<'a> {
    pub binding: BindingId,
    pub alias: &'a ast::Alias,
    /// The `import` or `from … import`.
    pub statement: NodeId,
}

impl<'a> Facts<'a> {
    /// The names that imports give to the module while it is imported, in text order; star imports apart.
    pub fn loaded(&self) -> impl Iterator<Item = Loaded<'a>> {
        self.scopes.get(ScopeId(0)).bindings.iter().filter_map(|binding| {
            let of = self.scopes.binding(*binding);
            let AnyNodeRef::Alias(alias) = self.nodes.get(of.node).node else { return None };
            let statement = self.nodes.get(of.node).parent;
            let runs = of.written_in == ScopeId(0) && !self.is_lazy_import(statement) && self.runs_at_import(of.node);
            runs.then_some(Loaded { binding: *binding, alias, statement })
        })
    }

    /// The dotted name that an import asks for: a module, or what is taken from one.
    pub fn loaded_name(&self, loaded: &Loaded) -> Option<String> {
        match self.nodes.get(loaded.statement).node {
            AnyNodeRef::StmtImportFrom(it) => Some(format!("{}.{}", self.imported_module(it)?, loaded.alias.name)),
            _ => Some(loaded.alias.name.to_string()),
        }
    }

    /// Whether a node runs while the module is imported, as far as conditions for that are known.
    pub fn runs_at_import(&self, node: NodeId) -> bool {
        let scope = self.nodes.get(node).scope;
        self.scopes.function(scope).is_none()
            && !self.nodes.ancestors(node).any(|(_, around)| match around.node {
                AnyNodeRef::StmtIf(it) if waits(&it.test) => {
                    it.body.iter().any(|statement| self.nodes.contains(id_of(statement), node))
                }
                _ => false,
            })
    }

    /// Whether a node stands in `if __name__ == "__main__"`.
    pub fn runs_as_program(&self, node: &impl HasNodeIndex) -> bool {
        self.nodes.ancestors(id_of(node)).any(|(_, it)| matches!(it.node, AnyNodeRef::StmtIf(it) if is_main(&it.test)))
    }

    /// Whether a function of the module itself is decorated as a command of a program.
    pub fn has_commands(&self) -> bool {
        mentions(self.text, ".command")
            && self.scopes.get(ScopeId(0)).bindings.iter().any(|binding| {
                let definition = self.nodes.get(self.scopes.binding(*binding).node).node;
                matches!(definition, AnyNodeRef::StmtFunctionDef(it) if it.decorator_list.iter().any(is_command))
            })
    }

    /// Whether annotations of functions, classes and the module are kept without being evaluated.
    pub fn defers_annotations(&self) -> bool {
        /// PEP 649.
        const DEFERRED: (u8, u8) = (3, 14);
        (self.target.major, self.target.minor) >= DEFERRED
            || self.loaded().any(|it| self.loaded_name(&it).is_some_and(|name| name == "__future__.annotations"))
    }

    fn is_lazy_import(&self, statement: NodeId) -> bool {
        match self.nodes.get(statement).node {
            AnyNodeRef::StmtImport(it) => it.is_lazy,
            AnyNodeRef::StmtImportFrom(it) => it.is_lazy,
            _ => false,
        }
    }
}

fn waits(test: &Expr) -> bool {
    is_main(test)
        || match test {
            Expr::Name(it) => it.id.as_str() == "TYPE_CHECKING",
            Expr::Attribute(it) => it.attr.as_str() == "TYPE_CHECKING",
            Expr::BooleanLiteral(it) => !it.value,
            _ => false,
        }
}

/// `__name__ == "__main__"`
pub fn is_main(test: &Expr) -> bool {
    let Expr::Compare(it) = test else { return false };
    let ([ast::CmpOp::Eq], [right]) = (&*it.ops, &*it.comparators) else { return false };
    let is_name = |side: &Expr| matches!(side, Expr::Name(it) if it.id.as_str() == "__name__");
    let is_text = |side: &Expr| matches!(side, Expr::StringLiteral(it) if it.value.to_str() == "__main__");
    is_name(&it.left) && is_text(right) || is_text(&it.left) && is_name(right)
}

/// `@click.command()`, `@group.command("name")`, `@app.command`
pub fn is_command(decorator: &ast::Decorator) -> bool {
    is_named(decorator, &["command"])
}

/// What runs before each command.
pub fn is_group(decorator: &ast::Decorator) -> bool {
    is_named(decorator, &["group", "callback"])
}

fn is_named(decorator: &ast::Decorator, names: &[&str]) -> bool {
    let callee = match &decorator.expression {
        Expr::Call(call) => &*call.func,
        other => other,
    };
    matches!(callee, Expr::Attribute(it) if names.contains(&it.attr.as_str()))
}
