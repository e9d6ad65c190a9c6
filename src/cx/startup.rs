//! What a start pays for: imports of the module that are known to cost much, and who uses them.

use smallvec::SmallVec;

use super::Cx;
use crate::facts::loading::Loaded;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{ScopeId, ScopeKind};
use crate::knowledge::import_costs::{self, Cost};
use crate::syntax::ast;
use crate::syntax::{AnyNodeRef, HasNodeIndex, Ranged, TextRange};

/// Everything that a module imports of one package whose import costs much, all by statements of the module itself.
pub struct HeavyImport<'a> {
    /// The first part of its dotted name.
    pub package: String,
    /// The measured module that costs most of those imported.
    pub module: &'static str,
    pub cost: &'static Cost,
    /// The statement that imports it.
    pub at: TextRange,
    /// The names that are bound.
    pub names: SmallVec<[&'a str; 2]>,
    pub reads: Vec<NodeId>,
}

/// What reads a name.
enum Reader {
    /// Nothing at run time: an annotation that is kept as it is written, or never looked at.
    Annotation,
    /// A function of the module itself, or code inside it.
    Function(ScopeId),
    /// The import of the module: its statements, its classes, defaults and decorators of its functions.
    Start,
}

/// Less than this nobody notices, beside the start of an interpreter and of what every command needs.
const HEAVY_MS: u32 = 50;

impl HeavyImport<'_> {
    /// What was measured of it.
    pub fn cost_in_words(&self) -> String {
        let ((bare, python), ms) = (import_costs::bare(), self.cost.ms);
        format!(
            "{ms} ms of processor time by itself on Python {python}, where the interpreter alone starts in {bare} ms"
        )
    }
}

impl<'a> Cx<'a> {
    /// The packages whose import costs much, in text order. One that is also imported under a condition, or whose names
    /// stand for something else as well, is left out.
    pub fn heavy_imports(&self) -> Vec<HeavyImport<'a>> {
        let loaded: Vec<(Loaded<'a>, String)> =
            self.facts.loaded().filter_map(|it| Some((it, self.facts.loaded_name(&it)?))).collect();
        let mut found: Vec<HeavyImport<'a>> = Vec::new();
        for (_, name) in &loaded {
            let package = name.split('.').next().unwrap_or(name);
            if found.iter().any(|it| it.package == package) {
                continue;
            }
            let is_heavy = import_costs::of(name).is_some_and(|(_, cost)| cost.ms >= HEAVY_MS);
            if is_heavy {
                found.extend(self.heavy_import(package, &loaded));
            }
        }
        found
    }

    fn heavy_import(&self, package: &str, loaded: &[(Loaded<'a>, String)]) -> Option<HeavyImport<'a>> {
        let own = |name: &str| name.strip_prefix(package).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        let of_package: Vec<&(Loaded<'a>, String)> = loaded.iter().filter(|(_, name)| own(name)).collect();
        let costs = of_package.iter().filter_map(|(it, name)| Some((it, import_costs::of(name)?)));
        let (costliest, (module, cost)) = costs.max_by_key(|(_, (_, cost))| cost.ms)?;
        let scopes = &self.facts.scopes;
        let mut names: SmallVec<[&'a str; 2]> = SmallVec::new();
        for (it, _) in &of_package {
            let name = scopes.binding(it.binding).name;
            let is_plain = self.facts.nodes.get(it.statement).parent == NodeId(0);
            let is_exported = it.alias.asname.as_ref().is_some_and(|renamed| *renamed == it.alias.name);
            if !is_plain || is_exported || self.is_listed(name) {
                return None;
            }
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let bound: usize = names.iter().map(|name| scopes.count_of(ScopeId(0), name)).sum();
        if bound != of_package.len() {
            return None;
        }
        let reads = names.iter().flat_map(|name| self.facts.reads_of(ScopeId(0), name)).collect();
        let at = self.facts.nodes.get(costliest.statement).node.range();
        Some(HeavyImport { package: package.to_owned(), module, cost, at, names, reads })
    }

    /// Whether `__all__` names it.
    fn is_listed(&self, name: &str) -> bool {
        let listed = self.facts.scopes.bindings_of(ScopeId(0), "__all__");
        listed.iter().any(|binding| {
            let statement = self.facts.nodes.get(self.facts.scopes.binding(*binding).node).parent;
            let mut within = self.facts.nodes.within(statement);
            within.any(|(_, it)| matches!(it.node, AnyNodeRef::ExprStringLiteral(text) if text.value.to_str() == name))
        })
    }

    /// The functions and methods that use what is imported, where nothing else does.
    pub fn users(&self, import: &HeavyImport) -> Option<Vec<ScopeId>> {
        let mut users: Vec<ScopeId> = Vec::new();
        for read in &import.reads {
            match self.reader(*read) {
                Reader::Annotation => {}
                Reader::Start => return None,
                Reader::Function(function) if users.contains(&function) => {}
                Reader::Function(function) => users.push(function),
            }
        }
        (!users.is_empty()).then_some(users)
    }

    /// PEP 810: `lazy import` waits for the first use.
    pub fn imports_lazily(&self) -> bool {
        (self.target().major, self.target().minor) >= (3, 15)
    }

    /// What runs, if anything, when this node is evaluated.
    fn reader(&self, read: NodeId) -> Reader {
        let scope = self.facts.nodes.get(read).scope;
        let function = self.facts.scopes.function(scope);
        let is_deferred = |annotated: NodeId| match function {
            // Annotations of local names are never evaluated.
            Some(_) if matches!(self.facts.nodes.get(annotated).node, AnyNodeRef::StmtAnnAssign(_)) => true,
            _ => self.facts.defers_annotations() && !self.may_be_asked_for_annotations(annotated),
        };
        if self.annotated(read).is_some_and(is_deferred) {
            return Reader::Annotation;
        }
        function.map_or(Reader::Start, |inner| Reader::Function(self.outermost_function(inner)))
    }

    /// What a node is in an annotation of: a parameter, a function, or an assignment.
    fn annotated(&self, node: NodeId) -> Option<NodeId> {
        let mut below = node;
        for (id, around) in self.facts.nodes.ancestors(node) {
            let annotation = match around.node {
                AnyNodeRef::Parameter(it) => it.annotation.as_deref(),
                AnyNodeRef::StmtFunctionDef(it) => it.returns.as_deref(),
                AnyNodeRef::StmtAnnAssign(it) => Some(&*it.annotation),
                node if node.is_statement() => return None,
                _ => None,
            };
            if annotation.is_some_and(|it| id_of(it) == below) {
                return Some(id);
            }
            below = id;
        }
        None
    }

    /// Whether something may read the annotations of a function or class: a decorator, or a base class.
    fn may_be_asked_for_annotations(&self, annotated: NodeId) -> bool {
        let itself = std::iter::once(self.facts.nodes.get(annotated).node);
        let around = itself.chain(self.facts.nodes.ancestors(annotated).map(|(_, it)| it.node));
        around.into_iter().any(|it| match it {
            AnyNodeRef::StmtFunctionDef(it) => it.decorator_list.iter().any(|it| !self.is_plain_decorator(it)),
            AnyNodeRef::StmtClassDef(it) => !it.decorator_list.is_empty() || it.arguments.is_some(),
            _ => false,
        })
    }

    fn is_plain_decorator(&self, decorator: &ast::Decorator) -> bool {
        let names = ["property", "staticmethod", "classmethod"];
        names.iter().any(|name| self.facts.is_builtin(&decorator.expression, name))
    }

    /// The function or method around a function that no other function is around.
    pub fn outermost_function(&self, inner: ScopeId) -> ScopeId {
        let mut outermost = inner;
        while let Some(outer) = self.facts.scopes.function(self.facts.scopes.get(outermost).parent) {
            outermost = outer;
        }
        outermost
    }

    /// The name of a function of the module itself; none for methods and lambdas.
    pub fn name_of_function(&self, scope: ScopeId) -> Option<&'a ast::StmtFunctionDef> {
        let at = self.facts.scopes.get(scope);
        if self.facts.scopes.get(at.parent).kind != ScopeKind::Module {
            return None;
        }
        self.facts.function_definition(scope)
    }

    /// The outermost function around a node, if there is one.
    pub fn function_around(&self, node: &impl HasNodeIndex) -> Option<ScopeId> {
        let scope = self.facts.nodes.get(id_of(node)).scope;
        self.facts.scopes.function(scope).map(|inner| self.outermost_function(inner))
    }
}
