//! Python's scopes: which names a module, function, class or comprehension binds, and whose a name is.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use crate::facts::nodes::NodeId;
use crate::syntax::{AnyNodeRef, Ranged, ast};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(pub u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BindingId(pub u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeKind {
    Module,
    Function,
    Lambda,
    Class,
    Comprehension,
}

/// A module, class, function, lambda or comprehension, and what it binds.
pub struct Scope<'a> {
    pub kind: ScopeKind,
    pub node: NodeId,
    pub parent: ScopeId,
    /// In text order; `global` and `nonlocal` already followed.
    pub bindings: Vec<BindingId>,
    pub globals: Vec<&'a str>,
    pub nonlocals: Vec<&'a str>,
    /// Whether `exec`, `eval`, `locals` or a star import may bind or read names unseen.
    pub is_opaque: bool,
    pub has_yield: bool,
    /// Where the first clause of a comprehension starts: its iterable belongs to the scope around.
    first_clause: u32,
    by_name: OnceCell<FxHashMap<&'a str, Vec<BindingId>>>,
}

/// A place that gives a name a value, or takes it away.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    pub name: &'a str,
    /// The name itself, or the definition, alias, parameter, handler or pattern that binds it.
    pub node: NodeId,
    /// The scope whose name it is.
    pub scope: ScopeId,
    /// The scope in whose code it stands.
    pub written_in: ScopeId,
}

/// The scopes of a module.
#[derive(Default)]
pub struct Scopes<'a> {
    list: Vec<Scope<'a>>,
    bindings: Vec<Binding<'a>>,
    /// Where the target of the last walrus starts: it is bound at the walrus, not once more at its name.
    walrus_target: Option<u32>,
}

/// Below this many bindings a scope is searched in order.
const FEW_BINDINGS: usize = 12;

impl<'a> Scopes<'a> {
    pub fn get(&self, id: ScopeId) -> &Scope<'a> {
        &self.list[id.0 as usize]
    }

    pub fn all(&self) -> impl Iterator<Item = (ScopeId, &Scope<'a>)> {
        self.list.iter().enumerate().map(|(index, scope)| (ScopeId(index as u32), scope))
    }

    pub fn binding(&self, id: BindingId) -> &Binding<'a> {
        &self.bindings[id.0 as usize]
    }

    /// How many bindings of a name belong to a scope.
    pub fn count_of(&self, scope: ScopeId, name: &str) -> usize {
        let scope = self.get(scope);
        if scope.bindings.len() <= FEW_BINDINGS {
            return scope.bindings.iter().filter(|id| self.binding(**id).name == name).count();
        }
        self.by_name(scope).get(name).map_or(0, Vec::len)
    }

    /// The bindings of a name that belong to a scope, in text order.
    pub fn bindings_of(&self, scope: ScopeId, name: &str) -> Vec<BindingId> {
        let scope = self.get(scope);
        if scope.bindings.len() <= FEW_BINDINGS {
            return scope.bindings.iter().copied().filter(|id| self.binding(*id).name == name).collect();
        }
        self.by_name(scope).get(name).cloned().unwrap_or_default()
    }

    fn by_name<'s>(&'s self, scope: &'s Scope<'a>) -> &'s FxHashMap<&'a str, Vec<BindingId>> {
        scope.by_name.get_or_init(|| {
            let mut by_name: FxHashMap<&'a str, Vec<BindingId>> = FxHashMap::default();
            for id in &scope.bindings {
                by_name.entry(self.binding(*id).name).or_default().push(*id);
            }
            by_name
        })
    }

    /// The scope whose name this is when read in `scope`; `None` for a builtin or a name that nobody binds.
    pub fn owner(&self, scope: ScopeId, name: &str) -> Option<ScopeId> {
        let mut at = scope;
        loop {
            let candidate = self.get(at);
            // A class body is seen by its own statements only.
            let is_seen = candidate.kind != ScopeKind::Class || at == scope;
            if is_seen {
                if candidate.globals.contains(&name) {
                    return Some(ScopeId(0)).filter(|module| self.binds(*module, name));
                }
                if self.binds(at, name) {
                    return Some(at);
                }
            }
            if at == ScopeId(0) {
                return None;
            }
            at = candidate.parent;
        }
    }

    fn binds(&self, scope: ScopeId, name: &str) -> bool {
        let scope = self.get(scope);
        if scope.bindings.len() > FEW_BINDINGS {
            return self.by_name(scope).contains_key(name);
        }
        scope.bindings.iter().any(|id| self.binding(*id).name == name)
    }

    /// The scope that a definition, lambda or comprehension opens.
    pub fn opened_by(&self, node: NodeId) -> Option<ScopeId> {
        // Scopes are opened in text order.
        let at = self.list.binary_search_by_key(&node, |scope| scope.node).ok()?;
        Some(ScopeId(at as u32))
    }

    /// The function (or module, or class) whose statements run a scope's code: comprehensions run in line.
    pub fn running(&self, scope: ScopeId) -> ScopeId {
        let mut at = scope;
        while self.get(at).kind == ScopeKind::Comprehension {
            at = self.get(at).parent;
        }
        at
    }

    /// The innermost function around a scope's code, through classes and comprehensions; `None` at module level.
    pub fn function(&self, scope: ScopeId) -> Option<ScopeId> {
        let mut at = scope;
        loop {
            match self.get(at).kind {
                ScopeKind::Function | ScopeKind::Lambda => return Some(at),
                ScopeKind::Module => return None,
                ScopeKind::Class | ScopeKind::Comprehension => at = self.get(at).parent,
            }
        }
    }

    pub(super) fn open_module(&mut self) -> ScopeId {
        self.push(ScopeKind::Module, NodeId(0), ScopeId(0), 0)
    }

    pub(super) fn open(&mut self, id: NodeId, node: &AnyNodeRef<'a>, parent: ScopeId) -> ScopeId {
        let first = |generators: &[ast::Comprehension]| generators.first().map_or(0, |it| it.start().to_u32());
        let (kind, first_clause) = match node {
            AnyNodeRef::StmtFunctionDef(_) => (ScopeKind::Function, 0),
            AnyNodeRef::ExprLambda(_) => (ScopeKind::Lambda, 0),
            AnyNodeRef::StmtClassDef(_) => (ScopeKind::Class, 0),
            AnyNodeRef::ExprListComp(it) => (ScopeKind::Comprehension, first(&it.generators)),
            AnyNodeRef::ExprSetComp(it) => (ScopeKind::Comprehension, first(&it.generators)),
            AnyNodeRef::ExprDictComp(it) => (ScopeKind::Comprehension, first(&it.generators)),
            AnyNodeRef::ExprGenerator(it) => (ScopeKind::Comprehension, first(&it.generators)),
            _ => (ScopeKind::Module, 0),
        };
        self.push(kind, id, parent, first_clause)
    }

    fn push(&mut self, kind: ScopeKind, node: NodeId, parent: ScopeId, first_clause: u32) -> ScopeId {
        let id = ScopeId(self.list.len() as u32);
        self.list.push(Scope {
            kind,
            node,
            parent,
            bindings: Vec::new(),
            globals: Vec::new(),
            nonlocals: Vec::new(),
            is_opaque: false,
            has_yield: false,
            first_clause,
            by_name: OnceCell::new(),
        });
        id
    }

    /// The scope in which the iterable of a comprehension's clause is evaluated.
    pub(super) fn iterable_scope(&self, comprehension: ScopeId, clause: &ast::Comprehension) -> ScopeId {
        let scope = self.get(comprehension);
        if clause.start().to_u32() == scope.first_clause { scope.parent } else { comprehension }
    }

    /// Notes what a node binds, or declares, in the scope it stands in.
    pub(super) fn enter(&mut self, id: NodeId, node: &AnyNodeRef<'a>, scope: ScopeId) {
        match node {
            AnyNodeRef::ExprName(name) => self.enter_name(id, name, scope),
            AnyNodeRef::ExprNamed(it) => {
                if let ast::Expr::Name(target) = &*it.target {
                    self.walrus_target = Some(target.start().to_u32());
                    let running = self.running(scope);
                    self.bind(target.id.as_str(), id, running);
                }
            }
            AnyNodeRef::StmtFunctionDef(it) => self.bind(it.name.as_str(), id, scope),
            AnyNodeRef::StmtClassDef(it) => self.bind(it.name.as_str(), id, scope),
            AnyNodeRef::Alias(it) => self.enter_alias(id, it, scope),
            AnyNodeRef::Parameter(it) => self.bind(it.name.as_str(), id, scope),
            AnyNodeRef::ExceptHandlerExceptHandler(it) => self.bind_optional(it.name.as_ref(), id, scope),
            AnyNodeRef::PatternMatchAs(it) => self.bind_optional(it.name.as_ref(), id, scope),
            AnyNodeRef::PatternMatchStar(it) => self.bind_optional(it.name.as_ref(), id, scope),
            AnyNodeRef::PatternMatchMapping(it) => self.bind_optional(it.rest.as_ref(), id, scope),
            AnyNodeRef::StmtGlobal(it) => {
                self.list[scope.0 as usize].globals.extend(it.names.iter().map(ast::Identifier::as_str));
            }
            AnyNodeRef::StmtNonlocal(it) => {
                self.list[scope.0 as usize].nonlocals.extend(it.names.iter().map(ast::Identifier::as_str));
            }
            AnyNodeRef::ExprYield(_) | AnyNodeRef::ExprYieldFrom(_) => {
                let running = self.running(scope);
                self.list[running.0 as usize].has_yield = true;
            }
            _ => {}
        }
    }

    fn enter_name(&mut self, id: NodeId, name: &'a ast::ExprName, scope: ScopeId) {
        match name.ctx {
            ast::ExprContext::Store | ast::ExprContext::Del => {
                let is_bound_already = self.walrus_target.take() == Some(name.start().to_u32());
                if !is_bound_already {
                    self.bind(name.id.as_str(), id, scope);
                }
            }
            ast::ExprContext::Load if matches!(name.id.as_str(), "exec" | "eval" | "locals" | "vars") => {
                let running = self.running(scope);
                self.list[running.0 as usize].is_opaque = true;
            }
            _ => {}
        }
    }

    fn enter_alias(&mut self, id: NodeId, alias: &'a ast::Alias, scope: ScopeId) {
        if alias.name.as_str() == "*" {
            self.list[scope.0 as usize].is_opaque = true;
            return;
        }
        let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
        // `import a.b` binds `a`; `import a.b as c` and `from a import b` bind the whole name.
        let bound = if alias.asname.is_none() { name.split('.').next().unwrap_or(name) } else { name };
        self.bind(bound, id, scope);
    }

    fn bind_optional(&mut self, name: Option<&'a ast::Identifier>, node: NodeId, scope: ScopeId) {
        if let Some(name) = name {
            self.bind(name.as_str(), node, scope);
        }
    }

    fn bind(&mut self, name: &'a str, node: NodeId, scope: ScopeId) {
        let id = BindingId(self.bindings.len() as u32);
        self.bindings.push(Binding { name, node, scope, written_in: scope });
        self.list[scope.0 as usize].bindings.push(id);
    }

    /// Gives each binding of a `global` or `nonlocal` name to the scope that owns it. Called once, after the walk.
    pub(super) fn follow_declarations(&mut self) {
        for index in 0..self.list.len() {
            if self.list[index].globals.is_empty() && self.list[index].nonlocals.is_empty() {
                continue;
            }
            let bindings = std::mem::take(&mut self.list[index].bindings);
            let (mut kept, mut moved) = (Vec::new(), Vec::new());
            for id in bindings {
                match self.declared_owner(ScopeId(index as u32), self.binding(id).name) {
                    Some(owner) => moved.push((id, owner)),
                    None => kept.push(id),
                }
            }
            self.list[index].bindings = kept;
            for (id, owner) in moved {
                self.bindings[id.0 as usize].scope = owner;
                let bindings = &mut self.list[owner.0 as usize].bindings;
                let at = bindings.partition_point(|other| *other < id);
                bindings.insert(at, id);
            }
        }
    }

    fn declared_owner(&self, scope: ScopeId, name: &str) -> Option<ScopeId> {
        let declaring = self.get(scope);
        if declaring.globals.contains(&name) {
            return Some(ScopeId(0));
        }
        if !declaring.nonlocals.contains(&name) {
            return None;
        }
        // Bindings still move: an index made now would be out of date.
        let binds = |scope: &Scope| scope.bindings.iter().any(|id| self.binding(*id).name == name);
        let mut at = declaring.parent;
        while at != ScopeId(0) {
            let candidate = self.get(at);
            let is_function = matches!(candidate.kind, ScopeKind::Function | ScopeKind::Lambda);
            if is_function && !candidate.nonlocals.contains(&name) && binds(candidate) {
                return Some(at);
            }
            at = candidate.parent;
        }
        None
    }
}
