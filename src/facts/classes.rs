//! The classes of this module: their qualified names, bases and methods.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::facts::Facts;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeId, ScopeKind};
use crate::facts::sources::Origin;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, mentions};

/// The module's classes by name, the subclasses of each, and the places that set attributes.
#[derive(Default)]
pub struct Classes {
    by_name: FxHashMap<Arc<str>, ScopeId>,
    names: FxHashMap<ScopeId, Arc<str>>,
    /// Every `object.attribute` that is assigned, augmented or deleted, by the attribute.
    attribute_stores: FxHashMap<String, Vec<NodeId>>,
}

/// What inherits from what within the module, for every class.
#[derive(Default)]
pub struct Families {
    lineages: FxHashMap<ScopeId, Lineage>,
    subclasses: FxHashMap<ScopeId, Vec<ScopeId>>,
    /// Classes that let anything set their attributes: `setattr(self, name, …)`, `self.__dict__.update(…)`.
    open: FxHashSet<NodeId>,
}

/// A class and its bases within this module, nearest first.
#[derive(Default)]
pub struct Lineage {
    pub classes: Vec<ScopeId>,
    /// Whether some base is of elsewhere.
    pub has_foreign_base: bool,
}

impl Families {
    fn of(facts: &Facts) -> Self {
        let mut families = Self { open: open_classes(facts), ..Self::default() };
        for (id, _) in facts.scopes.all().filter(|(_, scope)| scope.kind == ScopeKind::Class) {
            let lineage = facts.new_lineage(id);
            // Of two classes of one name nobody knows which inherits.
            let is_named = facts.classes().names.contains_key(&id);
            for base in lineage.classes.iter().skip(1).filter(|_| is_named) {
                families.subclasses.entry(*base).or_default().push(id);
            }
            families.lineages.insert(id, lineage);
        }
        families
    }
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

    fn families(&self) -> &Families {
        self.families.get_or_init(|| Families::of(self))
    }

    /// A class and its bases within this module.
    pub(super) fn lineage(&self, class: ScopeId) -> &Lineage {
        static NONE: Lineage = Lineage { classes: Vec::new(), has_foreign_base: false };
        self.families().lineages.get(&class).unwrap_or(&NONE)
    }

    /// Whether a class lets anything set its attributes.
    pub(super) fn sets_attributes_unseen(&self, class: ScopeId) -> bool {
        self.families().open.contains(&self.scopes.get(class).node)
    }

    fn new_lineage(&self, class: ScopeId) -> Lineage {
        let mut lineage = Lineage { classes: vec![class], has_foreign_base: false };
        let mut at = 0;
        while let Some(current) = lineage.classes.get(at).copied() {
            at += 1;
            let bases = self.class_definition(current).and_then(|it| it.arguments.as_deref());
            for base in bases.map_or(&[][..], |arguments| &arguments.args) {
                match self.qualified(base).and_then(|name| self.own_class(&name)) {
                    Some(base) if !lineage.classes.contains(&base) => lineage.classes.push(base),
                    Some(_) => {}
                    None => lineage.has_foreign_base |= !self.is_builtin(base, "object"),
                }
            }
        }
        lineage
    }

    /// The qualified names of the classes of other modules that a class inherits from, through those of this module.
    pub fn foreign_bases(&self, class: ScopeId) -> Vec<String> {
        let lineage = self.lineage(class).classes.iter();
        let definitions = lineage.filter_map(|class| self.class_definition(*class)?.arguments.as_deref());
        let bases = definitions.flat_map(|arguments| &arguments.args).filter_map(|base| self.qualified(base));
        bases.filter(|name| self.own_class(name).is_none()).collect()
    }

    /// Whether two classes of this module are the same, or one inherits from the other.
    pub(super) fn are_related(&self, one: ScopeId, other: ScopeId) -> bool {
        let descends = |one, other| self.lineage(one).classes.contains(&other);
        one == other || descends(one, other) || descends(other, one)
    }

    /// The places that assign, augment or delete an attribute of this name on anything.
    pub(super) fn attribute_stores(&self, attribute: &str) -> &[NodeId] {
        self.classes().attribute_stores.get(attribute).map_or(&[], Vec::as_slice)
    }

    /// The last binding of a name in a class or, failing that, in its bases of this module.
    pub(super) fn member(&self, class: ScopeId, name: &str) -> Option<BindingId> {
        self.lineage(class).classes.iter().find_map(|class| self.scopes.bindings_of(*class, name).last().copied())
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
    pub(super) fn subclasses(&self, class: ScopeId) -> &[ScopeId] {
        self.families().subclasses.get(&class).map_or(&[], Vec::as_slice)
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

/// The definitions inside which attributes are set whose names nobody sees.
fn open_classes(facts: &Facts) -> FxHashSet<NodeId> {
    let mut open = FxHashSet::default();
    if !mentions(facts.text, "setattr") && !mentions(facts.text, "__dict__") {
        return open;
    }
    for (index, node) in facts.nodes.all().iter().enumerate() {
        let sets = match node.node {
            AnyNodeRef::ExprCall(call) => {
                let sets = matches!(&*call.func, Expr::Name(it) if it.id.as_str() == "setattr");
                sets && !matches!(call.arguments.args.get(1), Some(Expr::StringLiteral(_)))
            }
            AnyNodeRef::ExprAttribute(it) => it.attr.as_str() == "__dict__",
            _ => false,
        };
        if sets {
            let around = facts.nodes.ancestors(NodeId(index as u32));
            open.extend(around.filter(|(_, it)| it.node.is_stmt_class_def()).map(|(id, _)| id));
        }
    }
    open
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
