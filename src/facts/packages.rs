//! The packages that a module imports, and the names under which something of them waits: looks that spare most calls
//! every further question.

use rustc_hash::FxHashSet;

use crate::facts::Facts;
use crate::knowledge::waiting_names;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// What a module imports.
#[derive(Default)]
pub(super) struct Imported<'a> {
    /// Top-level packages.
    packages: FxHashSet<&'a str>,
    /// Names that something was imported under, other than its own.
    renamed: FxHashSet<&'a str>,
    /// Names under which something of the packages waits.
    waiting: FxHashSet<&'static str>,
    any_method_waits: bool,
}

impl<'a> Imported<'a> {
    fn of(facts: &Facts<'a>) -> Self {
        let mut imported = Self::default();
        for node in facts.nodes.all() {
            match node.node {
                AnyNodeRef::StmtImport(it) => it.names.iter().for_each(|alias| imported.add(&alias.name)),
                AnyNodeRef::StmtImportFrom(it) if it.level == 0 => {
                    it.module.iter().for_each(|module| imported.add(module.as_str()));
                    let renamed = it.names.iter().filter_map(|alias| alias.asname.as_ref());
                    imported.renamed.extend(renamed.map(ast::Identifier::as_str));
                }
                _ => {}
            }
        }
        let packages = imported.packages.iter().copied().chain(["builtins"]);
        imported.waiting = packages.filter_map(waiting_names).flatten().copied().collect();
        imported.any_method_waits = imported.waiting.contains("*");
        imported
    }

    fn add(&mut self, module: &'a str) {
        self.packages.insert(module.split('.').next().unwrap_or(module));
    }
}

impl<'a> Facts<'a> {
    fn imported(&self) -> &Imported<'a> {
        self.imported.get_or_init(|| Imported::of(self))
    }

    /// Whether the module imports anything of one of these top-level packages.
    pub fn imports_any(&self, packages: &[&str]) -> bool {
        let imported = &self.imported().packages;
        packages.iter().any(|package| imported.contains(package))
    }

    /// Whether a call may be one that is known to wait, by the name of what it calls alone. Whole reads of files count,
    /// single ones do not.
    pub fn may_wait(&self, call: &ast::ExprCall) -> bool {
        let is_callable_by_name = matches!(&*call.func, Expr::Name(_) | Expr::Attribute(_));
        is_callable_by_name && self.has_declared() || self.may_wait_as_known(call)
    }

    /// The same, of what the tables say alone.
    pub fn may_wait_as_known(&self, call: &ast::ExprCall) -> bool {
        let (name, is_method) = match &*call.func {
            Expr::Name(it) => (it.id.as_str(), false),
            Expr::Attribute(it) => (it.attr.as_str(), true),
            _ => return false,
        };
        let imported = self.imported();
        if is_method && imported.any_method_waits {
            return true;
        }
        imported.waiting.contains(name) || !is_method && imported.renamed.contains(name)
    }
}
