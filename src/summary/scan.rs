//! One look over a module for what its works are made from: its calls, and the names that may lead to other functions
//! of the project.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::facts::nodes::NodeId;
use crate::facts::scopes::{ScopeId, ScopeKind};
use crate::facts::{Facts, last_name};
use crate::knowledge;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// What one look found.
#[derive(Default)]
pub(super) struct Scan<'a> {
    pub calls: Vec<(NodeId, &'a ast::ExprCall)>,
    /// Names of this module's functions and classes, and of what comes from packages of which nothing is known.
    pub names: FxHashSet<&'a str>,
    /// By name: functions that set it to what a call of an interesting name gives, and that call's callee.
    pub made: FxHashMap<&'a str, Vec<(ScopeId, &'a Expr)>>,
    /// The same for attributes of `self`, by class.
    pub attributes: FxHashMap<&'a str, Vec<(ScopeId, &'a Expr)>>,
    /// Names of parameters and attributes that are declared to be of a class.
    pub declared: FxHashSet<&'a str>,
    /// Names of properties.
    pub properties: FxHashSet<&'a str>,
    /// Functions that define a wrapper inside.
    pub decorators: Vec<ScopeId>,
}

impl<'a> Scan<'a> {
    pub fn of(facts: &Facts<'a>) -> Self {
        let mut scan = Self::default();
        for (index, it) in facts.nodes.all().iter().enumerate() {
            match it.node {
                AnyNodeRef::ExprCall(call) => scan.calls.push((NodeId(index as u32), call)),
                AnyNodeRef::StmtFunctionDef(function) => scan.function(function, it.scope, facts),
                AnyNodeRef::StmtClassDef(class) => _ = scan.names.insert(class.name.as_str()),
                AnyNodeRef::StmtImport(import) => import.names.iter().for_each(|alias| scan.import(alias)),
                AnyNodeRef::StmtImportFrom(import) => scan.import_from(import),
                AnyNodeRef::StmtAssign(assign) => scan.assign(assign, it.scope, facts),
                AnyNodeRef::Parameter(parameter) if parameter.annotation.is_some() => {
                    scan.declare(parameter.name.as_str(), parameter.annotation.as_deref());
                }
                AnyNodeRef::StmtAnnAssign(assign) => match &*assign.target {
                    Expr::Attribute(target) => scan.declare(target.attr.as_str(), Some(&assign.annotation)),
                    Expr::Name(target) => scan.declare(target.id.as_str(), Some(&assign.annotation)),
                    _ => {}
                },
                _ => {}
            }
        }
        scan
    }

    fn function(&mut self, function: &'a ast::StmtFunctionDef, scope: ScopeId, facts: &Facts<'a>) {
        if facts.scopes.get(scope).kind != ScopeKind::Class {
            self.names.insert(function.name.as_str());
        }
        for decorator in &function.decorator_list {
            match last_name(&decorator.expression) {
                Some("property") => _ = self.properties.insert(function.name.as_str()),
                Some("wraps") => self.decorators.push(outermost(scope, facts)),
                _ => {}
            }
        }
    }

    fn import(&mut self, alias: &'a ast::Alias) {
        let package = alias.name.split('.').next().unwrap_or_default();
        if !knowledge::is_known_package(package) {
            self.names.insert(alias.asname.as_ref().map_or(package, ast::Identifier::as_str));
        }
    }

    fn import_from(&mut self, import: &'a ast::StmtImportFrom) {
        let package = import.module.as_ref().and_then(|module| module.split('.').next()).unwrap_or_default();
        if import.level == 0 && knowledge::is_known_package(package) {
            return;
        }
        self.names.extend(import.names.iter().map(|alias| alias.asname.as_ref().unwrap_or(&alias.name).as_str()));
    }

    /// `client = Client(…)`, `self.client = Client(…)`
    fn assign(&mut self, assign: &'a ast::StmtAssign, scope: ScopeId, facts: &Facts<'a>) {
        let ([target], Expr::Call(call)) = (&*assign.targets, &*assign.value) else { return };
        if !self.is_interesting(&call.func) {
            return;
        }
        let function = facts.scopes.function(scope).unwrap_or(ScopeId(0));
        match target {
            Expr::Name(name) => self.made.entry(name.id.as_str()).or_default().push((function, &call.func)),
            Expr::Attribute(it) if matches!(&*it.value, Expr::Name(name) if name.id.as_str() == "self") => {
                if let Some(class) = facts.class_of_method(function) {
                    self.attributes.entry(it.attr.as_str()).or_default().push((class, &call.func));
                }
            }
            _ => {}
        }
    }

    fn declare(&mut self, name: &'a str, annotation: Option<&Expr>) {
        /// Annotations are not followed further into.
        const DEEPEST: u32 = 8;
        if annotation.is_some_and(|it| self.names_class(it, DEEPEST)) {
            self.declared.insert(name);
        }
    }

    /// Whether an annotation names a class that may be of interest.
    fn names_class(&self, annotation: &Expr, left: u32) -> bool {
        let Some(left) = left.checked_sub(1) else { return false };
        match annotation {
            Expr::Subscript(it) => self.names_class(&it.value, left) || self.names_class(&it.slice, left),
            Expr::BinOp(it) => self.names_class(&it.right, left) || self.names_class(&it.left, left),
            Expr::Tuple(it) => it.elts.iter().any(|item| self.names_class(item, left)),
            Expr::StringLiteral(it) => self.names.contains(it.value.to_str()),
            _ => self.is_interesting(annotation),
        }
    }

    /// Whether an expression starts with a name that may lead to other functions of the project.
    pub fn is_interesting(&self, expression: &Expr) -> bool {
        let mut at = expression;
        while let Expr::Attribute(it) = at {
            at = &it.value;
        }
        matches!(at, Expr::Name(name) if self.names.contains(name.id.as_str()))
    }
}

/// The function at the module's level in which a scope stands.
fn outermost(scope: ScopeId, facts: &Facts) -> ScopeId {
    let mut at = scope;
    while facts.scopes.get(at).parent != ScopeId(0) && at != ScopeId(0) {
        at = facts.scopes.get(at).parent;
    }
    at
}
