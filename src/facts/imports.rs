//! Qualified names: `loads` is `json.loads` after `from json import loads`, through aliases, relative imports and
//! plain assignments. A name that may be something else on some path has no qualified name.

use smallvec::SmallVec;

use crate::facts::Facts;
use crate::facts::flow::Reached;
use crate::facts::scopes::{BindingId, ScopeId};
use crate::facts::sources::Origin;
use crate::syntax::ast::{self, Expr};

/// The names that an expression may stand for, one per way it was imported. Empty: unknown.
pub type Candidates = SmallVec<[String; 1]>;

/// Chains of aliases longer than this are not followed.
const LONGEST_CHAIN: usize = 20;

impl<'a> Facts<'a> {
    /// The dotted name of what an expression stands for: `json.loads`, `builtins.len`, `package.module.function`.
    /// `None` when it is unknown, or one of several.
    pub fn qualified(&self, expression: &Expr) -> Option<String> {
        let mut candidates = self.candidates(expression);
        if candidates.len() == 1 { candidates.pop() } else { None }
    }

    /// The same for a name.
    pub fn qualified_name(&self, name: &ast::ExprName) -> Option<String> {
        let mut candidates = self.name_candidates(name, LONGEST_CHAIN);
        if candidates.len() == 1 { candidates.pop() } else { None }
    }

    /// All names an expression may stand for: several after `try: import a` / `except ImportError: import b as a`.
    pub fn candidates(&self, expression: &Expr) -> Candidates {
        self.candidates_within(expression, LONGEST_CHAIN)
    }

    /// Whether a name is the builtin of that name.
    pub fn is_builtin(&self, expression: &Expr, name: &str) -> bool {
        match expression {
            Expr::Name(it) if it.id.as_str() == name => self.reached(it) == Reached::Builtin,
            _ => false,
        }
    }

    fn candidates_within(&self, expression: &Expr, left: usize) -> Candidates {
        if left == 0 {
            return Candidates::new();
        }
        match expression {
            Expr::Name(it) => self.name_candidates(it, left),
            Expr::Attribute(it) => {
                let mut candidates = self.candidates_within(&it.value, left - 1);
                for candidate in &mut candidates {
                    candidate.push('.');
                    candidate.push_str(it.attr.as_str());
                }
                candidates
            }
            Expr::Call(it) => self.getattr_candidates(it, left),
            _ => Candidates::new(),
        }
    }

    /// `getattr(module, "name")` with a literal name.
    fn getattr_candidates(&self, call: &ast::ExprCall, left: usize) -> Candidates {
        let [object, Expr::StringLiteral(name)] = &*call.arguments.args else { return Candidates::new() };
        if !call.arguments.keywords.is_empty() || !self.is_builtin(&call.func, "getattr") {
            return Candidates::new();
        }
        let mut candidates = self.candidates_within(object, left - 1);
        for candidate in &mut candidates {
            candidate.push('.');
            candidate.push_str(name.value.to_str());
        }
        candidates
    }

    fn name_candidates(&self, name: &ast::ExprName, left: usize) -> Candidates {
        let bindings = match self.reached(name) {
            Reached::Builtin => return SmallVec::from_elem(format!("builtins.{}", name.id), 1),
            Reached::Unknown => return Candidates::new(),
            Reached::Bindings { bindings, .. } => bindings,
        };
        let mut all = Candidates::new();
        for binding in bindings {
            if self.is_placeholder(binding) {
                continue;
            }
            let candidates = self.binding_candidates(binding, left);
            if candidates.is_empty() {
                return candidates;
            }
            for candidate in candidates {
                if !all.contains(&candidate) {
                    all.push(candidate);
                }
            }
        }
        all
    }

    /// `name = None` where an import failed: a use of the name as a module or function cannot mean it.
    fn is_placeholder(&self, binding: BindingId) -> bool {
        let source = self.source_of(binding);
        matches!(source.origin, Origin::Value(Expr::NoneLiteral(_) | Expr::BooleanLiteral(_)))
    }

    fn binding_candidates(&self, binding: BindingId, left: usize) -> Candidates {
        let source = self.source_of(binding);
        let one = |name: String| SmallVec::from_elem(name, 1);
        match source.origin {
            Origin::Import(alias) => one(match &alias.asname {
                Some(_) => alias.name.to_string(),
                None => alias.name.split('.').next().unwrap_or(&alias.name).to_owned(),
            }),
            Origin::ImportFrom(import, alias) => match self.imported_module(import) {
                Some(module) => one(format!("{module}.{}", alias.name)),
                None => Candidates::new(),
            },
            Origin::Function(it) => self.definition_name(binding, it.name.as_str()),
            Origin::Class(it) => self.definition_name(binding, it.name.as_str()),
            Origin::Value(value @ (Expr::Name(_) | Expr::Attribute(_) | Expr::Call(_))) if source.steps.is_empty() => {
                self.candidates_within(value, left - 1)
            }
            _ => Candidates::new(),
        }
    }

    /// The module's own function or class; those inside functions have no qualified name.
    fn definition_name(&self, binding: BindingId, name: &str) -> Candidates {
        if self.scopes.binding(binding).scope != ScopeId(0) {
            return Candidates::new();
        }
        SmallVec::from_elem(format!("{}.{name}", self.module_name), 1)
    }

    /// The absolute module of a `from … import`; `None` when it leaves the import root.
    pub fn imported_module(&self, import: &ast::StmtImportFrom) -> Option<String> {
        let written = import.module.as_ref().map_or("", |module| module.as_str());
        if import.level == 0 {
            return Some(written.to_owned());
        }
        let mut package: Vec<&str> = self.module_name.split('.').filter(|part| !part.is_empty()).collect();
        let up = import.level as usize - usize::from(self.is_package);
        if up > package.len() {
            return None;
        }
        package.truncate(package.len() - up);
        package.extend(written.split('.').filter(|part| !part.is_empty()));
        Some(package.join("."))
    }

    /// The function of this module that a call runs, by name, if it can be no other.
    pub fn own_function(&self, callee: &Expr) -> Option<BindingId> {
        let Expr::Name(name) = callee else { return None };
        let Reached::Bindings { bindings, .. } = self.reached(name) else { return None };
        let [binding] = bindings.as_slice() else { return None };
        matches!(self.source_of(*binding).origin, Origin::Function(_)).then_some(*binding)
    }
}
