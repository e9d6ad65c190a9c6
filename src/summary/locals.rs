//! What a name stands for: the flow of its bindings in the same function, else a qualified name.

use crate::facts::flow::Reached;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeId, ScopeKind};
use crate::summary::expressions::{Builder, UNKNOWN};
use crate::summary::flow::{Flow, FlowId};
use crate::summary::uses;
use crate::syntax::{AnyNodeRef, ast};

impl<'a> Builder<'_, 'a> {
    pub fn name(&mut self, name: &'a ast::ExprName) -> FlowId {
        let scope = self.facts.nodes.get(id_of(name)).scope;
        let Some(owner) = self.facts.scopes.owner(scope, name.id.as_str()) else {
            return self.unbound_name(name.id.as_str());
        };
        if owner == ScopeId(0) && !self.is_loop_variable_of_module(name, scope) {
            return self.module_name(name.id.as_str());
        }
        if self.facts.scopes.running(owner) != self.facts.scopes.running(scope) {
            return UNKNOWN;
        }
        // A name that is bound once needs no look at the paths: unbound, it has no value at all.
        if let [only] = self.facts.scopes.bindings_of(owner, name.id.as_str()).as_slice() {
            return self.binding(*only).unwrap_or(UNKNOWN);
        }
        let Reached::Bindings { bindings, .. } = self.facts.reached(name) else { return UNKNOWN };
        match bindings.as_slice() {
            [] => UNKNOWN,
            [binding] => self.binding(*binding).unwrap_or(UNKNOWN),
            bindings => {
                let ways: Vec<FlowId> = bindings.iter().filter_map(|binding| self.binding(*binding)).collect();
                self.add(Flow::Join(ways))
            }
        }
    }

    /// Whether a name of the module's own statements is bound by their loops alone.
    fn is_loop_variable_of_module(&self, name: &ast::ExprName, scope: ScopeId) -> bool {
        let bindings = self.facts.scopes.bindings_of(ScopeId(0), name.id.as_str());
        let is_in_loop = |id: &BindingId| {
            let node = self.facts.nodes.get(self.facts.scopes.binding(*id).node);
            node.in_loop.is_some() && matches!(node.node, AnyNodeRef::ExprName(_))
        };
        self.facts.scopes.running(scope) == ScopeId(0) && bindings.iter().all(is_in_loop)
    }

    /// A builtin, or what a star import brings.
    fn unbound_name(&mut self, name: &str) -> FlowId {
        let module = if self.summary.star_imports.is_empty() { "builtins" } else { self.summary.module.as_str() };
        let qualified = format!("{module}.{name}");
        self.add(Flow::Name(qualified))
    }

    /// A name of the module's own: what it imports under that name, else the module's path and the name.
    fn module_name(&mut self, name: &str) -> FlowId {
        let qualified = format!("{}.{name}", self.summary.module);
        self.add(Flow::Name(qualified))
    }

    /// The flow of a binding; `None` while that very binding is being followed.
    pub fn binding(&mut self, id: BindingId) -> Option<FlowId> {
        if let Some(known) = self.frame.bindings.get(&id) {
            return *known;
        }
        self.frame.bindings.insert(id, None);
        let flow = self.bound(id);
        self.frame.bindings.insert(id, Some(flow));
        Some(flow)
    }

    fn bound(&mut self, id: BindingId) -> FlowId {
        let binding = *self.facts.scopes.binding(id);
        match self.facts.nodes.get(binding.node).node {
            AnyNodeRef::Parameter(_) => self.parameter(binding.name),
            AnyNodeRef::Alias(alias) => match self.imported(binding.node, alias) {
                Some(qualified) => self.add(Flow::Name(qualified)),
                None => UNKNOWN,
            },
            AnyNodeRef::ExprNamed(named) => self.flow(&named.value),
            AnyNodeRef::ExprName(_) => self.assigned(binding.node),
            AnyNodeRef::StmtClassDef(_) if self.facts.scopes.get(binding.scope).kind == ScopeKind::Class => UNKNOWN,
            _ => UNKNOWN,
        }
    }

    fn parameter(&mut self, name: &str) -> FlowId {
        let position = self.frame.function.parameters.iter().position(|parameter| parameter.name == name);
        match position.and_then(|position| u16::try_from(position).ok()) {
            Some(position) => self.add(Flow::Parameter(position)),
            None => UNKNOWN,
        }
    }

    /// What an assignment, loop or comprehension gives to a target.
    fn assigned(&mut self, target: NodeId) -> FlowId {
        let node = self.facts.nodes.get(target);
        let parent = self.facts.nodes.get(node.parent);
        if let AnyNodeRef::ExprTuple(tuple) = parent.node {
            let position = tuple.elts.iter().position(|item| id_of(item) == target);
            let is_starred = tuple.elts.iter().any(ast::Expr::is_starred_expr);
            let whole = if is_starred { UNKNOWN } else { self.given(node.parent) };
            let position = position.and_then(|position| u16::try_from(position).ok());
            return match position {
                Some(position) if whole != UNKNOWN => self.add(Flow::Element(whole, position)),
                _ => UNKNOWN,
            };
        }
        self.given(target)
    }

    /// What stands on the other side of a whole target.
    fn given(&mut self, target: NodeId) -> FlowId {
        let node = self.facts.nodes.get(target);
        match self.facts.nodes.get(node.parent).node {
            AnyNodeRef::StmtAssign(it) => self.flow(&it.value),
            AnyNodeRef::StmtAnnAssign(it) => it.value.as_deref().map_or(UNKNOWN, |value| self.flow(value)),
            AnyNodeRef::StmtFor(it) => match node.in_loop {
                Some(id) => self.row(id, &it.iter, uses::runs_once(&it.body)),
                None => UNKNOWN,
            },
            AnyNodeRef::Comprehension(it) => match node.in_loop {
                Some(id) => {
                    let runs_once = self.is_first_of_next(node.parent);
                    self.row(id, &it.iter, runs_once)
                }
                None => UNKNOWN,
            },
            _ => UNKNOWN,
        }
    }

    /// Whether a clause belongs to a generator of which `next()` takes one item.
    fn is_first_of_next(&self, clause: NodeId) -> bool {
        let nodes = &self.facts.nodes;
        let generator = nodes.get(clause).parent;
        let mut around = nodes.ancestors(generator).filter(|(_, it)| !matches!(it.node, AnyNodeRef::Arguments(_)));
        let Some((_, it)) = around.next() else { return false };
        let AnyNodeRef::ExprCall(call) = it.node else { return false };
        matches!(&*call.func, ast::Expr::Name(name) if name.id.as_str() == "next")
    }

    /// The qualified name of what an alias imports; `None` beyond the top package.
    pub fn imported(&self, alias: NodeId, it: &ast::Alias) -> Option<String> {
        let name = it.name.as_str();
        match self.facts.nodes.get(self.facts.nodes.get(alias).parent).node {
            AnyNodeRef::StmtImport(_) if it.asname.is_some() => Some(name.to_owned()),
            // `import a.b` binds `a`.
            AnyNodeRef::StmtImport(_) => name.split('.').next().map(str::to_owned),
            AnyNodeRef::StmtImportFrom(from) => {
                let base = self.imported_from(from)?;
                Some(if base.is_empty() { name.to_owned() } else { format!("{base}.{name}") })
            }
            _ => None,
        }
    }

    /// The module that a `from` import names.
    pub fn imported_from(&self, from: &ast::StmtImportFrom) -> Option<String> {
        let named = from.module.as_ref().map_or("", ast::Identifier::as_str);
        if from.level == 0 {
            return Some(named.to_owned());
        }
        let mut package: Vec<&str> = self.summary.module.split('.').filter(|part| !part.is_empty()).collect();
        let up = from.level as usize - usize::from(self.facts.is_package);
        package.truncate(package.len().checked_sub(up)?);
        package.extend(named.split('.').filter(|part| !part.is_empty()));
        Some(package.join("."))
    }
}
