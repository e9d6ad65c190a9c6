//! The classes of this module: their qualified names, bases and methods.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::facts::Facts;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeId, ScopeKind};
use crate::facts::sources::Origin;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// The module's classes by name, the subclasses of each, and the places that set attributes.
#[derive(Default)]
pub struct Classes {
    by_name: FxHashMap<Arc<str>, ScopeId>,
    names: FxHashMap<ScopeId, Arc<str>>,
    /// Every `object.attribute` that is assigned, augmented or deleted, by the attribute.
    attribute_stores: FxHashMap<String, Vec<NodeId>>,
}

impl Classes {
    pub(super) fn of(facts: &Facts) -> Self {
        let mut classes = Self::default();
        for (id, scope) in facts.scopes.all() {
            if scope.kind != ScopeKind::Class {
                continue;
            }
            let name: Arc<str> = facts.dotted_name(id).into();
            // Of two classes of one name neither is the one that is meant.
            if classes.by_name.insert(name.clone(), id).is_none() {
                classes.names.insert(id, name);
            }
        }
        for (index, node) in facts.nodes.all().iter().enumerate() {
            if let AnyNodeRef::ExprAttribute(it) = node.node
                && it.ctx != ast::ExprContext::Load
            {
                let stores = classes.attribute_stores.entry(it.attr.to_string()).or_default();
                stores.push(NodeId(index as u32));
            }
        }
        classes
    }
}

impl<'a> Facts<'a> {
    fn classes(&self) -> &Classes {
        self.classes.get_or_init(|| Classes::of(self))
    }

    /// `module.Outer.Inner`, with `<locals>` inside functions as in `__qualname__`.
    fn dotted_name(&self, scope: ScopeId) -> String {
        let mut parts: Vec<&str> = Vec::new();
        let mut at = scope;
        while at != ScopeId(0) {
            let around = self.scopes.get(at);
            match self.nodes.get(around.node).node {
                AnyNodeRef::StmtClassDef(it) => parts.push(it.name.as_str()),
                AnyNodeRef::StmtFunctionDef(it) => parts.extend(["<locals>", it.name.as_str()]),
                _ => {}
            }
            at = around.parent;
        }
        parts.push(self.module_name);
        parts.reverse();
        parts.join(".")
    }

    /// The name under which instances of a class of this module are known.
    pub(super) fn class_name(&self, class: ScopeId) -> Option<Arc<str>> {
        self.classes().names.get(&class).cloned()
    }

    /// The class of this module that has a name.
    pub fn own_class(&self, name: &str) -> Option<ScopeId> {
        let scope = self.classes().by_name.get(name).copied()?;
        self.classes().names.contains_key(&scope).then_some(scope)
    }

    /// The definition of a class scope.
    pub fn class_definition(&self, class: ScopeId) -> Option<&'a ast::StmtClassDef> {
        match self.nodes.get(self.scopes.get(class).node).node {
            AnyNodeRef::StmtClassDef(it) => Some(it),
            _ => None,
        }
    }

    /// The definition of a function scope.
    pub fn function_definition(&self, function: ScopeId) -> Option<&'a ast::StmtFunctionDef> {
        match self.nodes.get(self.scopes.get(function).node).node {
            AnyNodeRef::StmtFunctionDef(it) => Some(it),
            _ => None,
        }
    }

    /// A class and its bases within this module, nearest first, and whether some base is of elsewhere.
    pub(super) fn lineage(&self, class: ScopeId) -> (Vec<ScopeId>, bool) {
        let mut lineage = vec![class];
        let mut has_foreign_base = false;
        let mut at = 0;
        while let Some(current) = lineage.get(at).copied() {
            at += 1;
            let bases = self.class_definition(current).and_then(|it| it.arguments.as_deref());
            for base in bases.map_or(&[][..], |arguments| &arguments.args) {
                match self.qualified(base).and_then(|name| self.own_class(&name)) {
                    Some(base) if !lineage.contains(&base) => lineage.push(base),
                    Some(_) => {}
                    None => has_foreign_base |= !self.is_builtin(base, "object"),
                }
            }
        }
        (lineage, has_foreign_base)
    }

    /// The qualified names of the classes of other modules that a class inherits from, through those of this module.
    pub fn foreign_bases(&self, class: ScopeId) -> Vec<String> {
        let (lineage, _) = self.lineage(class);
        let definitions = lineage.into_iter().filter_map(|class| self.class_definition(class)?.arguments.as_deref());
        let bases = definitions.flat_map(|arguments| &arguments.args).filter_map(|base| self.qualified(base));
        bases.filter(|name| self.own_class(name).is_none()).collect()
    }

    /// Whether two classes of this module are the same, or one inherits from the other.
    pub(super) fn are_related(&self, one: ScopeId, other: ScopeId) -> bool {
        one == other || self.lineage(one).0.contains(&other) || self.lineage(other).0.contains(&one)
    }

    /// The places that assign, augment or delete an attribute of this name on anything.
    pub(super) fn attribute_stores(&self, attribute: &str) -> &[NodeId] {
        self.classes().attribute_stores.get(attribute).map_or(&[], Vec::as_slice)
    }

    /// The last binding of a name in a class or, failing that, in its bases of this module.
    pub(super) fn member(&self, class: ScopeId, name: &str) -> Option<BindingId> {
        let (lineage, _) = self.lineage(class);
        lineage.iter().find_map(|class| self.scopes.bindings_of(*class, name).last().copied())
    }

    /// Whether this module binds a name in a class or its bases, or sets an attribute of that name on anything. What only
    /// makes it longer, as `self.text += line`, does not set it.
    pub fn has_member(&self, class: ScopeId, name: &str) -> bool {
        let mut stores = self.attribute_stores(name).iter();
        self.member(class, name).is_some() || stores.any(|store| !self.is_augmented(*store))
    }

    /// The method of a class of this module: its function scope.
    pub fn method(&self, class: ScopeId, name: &str) -> Option<ScopeId> {
        match self.source_of(self.member(class, name)?).origin {
            Origin::Function(it) => self.scopes.opened_by(id_of(it)),
            _ => None,
        }
    }

    /// The classes of this module that inherit from one.
    pub(super) fn subclasses(&self, class: ScopeId) -> Vec<ScopeId> {
        let names = self.classes().names.keys().copied();
        let mut subclasses: Vec<ScopeId> =
            names.filter(|other| *other != class && self.lineage(*other).0.contains(&class)).collect();
        subclasses.sort_unstable();
        subclasses
    }

    /// The class whose method a function is, seen from inside it.
    pub fn class_of_method(&self, function: ScopeId) -> Option<ScopeId> {
        let parent = self.scopes.get(function).parent;
        (self.scopes.get(parent).kind == ScopeKind::Class).then_some(parent)
    }

    pub(super) fn has_decorator(&self, function: ScopeId, name: &str) -> bool {
        let decorators = self.function_definition(function).map_or(&[][..], |it| &it.decorator_list);
        decorators.iter().any(|decorator| last_name(&decorator.expression) == Some(name))
    }

    pub(super) fn is_named(&self, function: ScopeId, name: &str) -> bool {
        self.function_definition(function).is_some_and(|it| it.name.as_str() == name)
    }

    /// Whether a decorator leaves a function's result what it is.
    pub(super) fn keeps_result(&self, decorator: &Expr) -> bool {
        matches!(
            last_name(decorator),
            Some("staticmethod" | "classmethod" | "lru_cache" | "cache" | "wraps" | "overload" | "abstractmethod")
                | Some("override" | "final" | "no_type_check" | "atomic")
        )
    }
}

/// The last part of a decorator's name, called or not.
pub fn last_name(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(it) => Some(it.id.as_str()),
        Expr::Attribute(it) => Some(it.attr.as_str()),
        Expr::Call(it) => last_name(&it.func),
        _ => None,
    }
}
