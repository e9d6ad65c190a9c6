//! Whom a call may run that is a function of the project. Asked of every call of every module, so that what is found
//! by a look at a name is not worked out.

use super::scan::Scan;
use crate::facts::Facts;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeId, ScopeKind};
use crate::model::Kind;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// What a name of a module stands for that leads to functions of the project.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    Function(ScopeId),
    Class(ScopeId),
    /// Something of another module, by its qualified name.
    Foreign(String),
}

/// Whom a call runs, in the words of the module that is being read.
pub(super) enum Target<'a> {
    Function(ScopeId),
    Class(ScopeId),
    Foreign(String),
    /// A method of this module's class.
    Method(ScopeId, &'a str),
    Super(ScopeId, &'a str),
    /// A method of another module's class.
    Typed(String, &'a str),
}

impl<'a> Scan<'a> {
    pub fn target(&self, call: &'a ast::ExprCall, facts: &Facts<'a>) -> Option<Target<'a>> {
        match &*call.func {
            Expr::Name(name) => Some(match self.meaning(name, facts)? {
                Meaning::Function(function) => Target::Function(function),
                Meaning::Class(class) => Target::Class(class),
                Meaning::Foreign(name) => Target::Foreign(name),
            }),
            Expr::Attribute(method) => self.method(method, facts),
            _ => None,
        }
    }

    fn method(&self, method: &'a ast::ExprAttribute, facts: &Facts<'a>) -> Option<Target<'a>> {
        let name = method.attr.as_str();
        let of = |class: Meaning| match class {
            Meaning::Class(class) => Some(Target::Method(class, name)),
            Meaning::Foreign(class) => Some(Target::Typed(class, name)),
            Meaning::Function(_) => None,
        };
        match &*method.value {
            Expr::Name(receiver) if is_object(receiver) => Some(Target::Method(own_object(receiver, facts)?, name)),
            Expr::Name(receiver) if self.names.contains(receiver.id.as_str()) => match self.meaning(receiver, facts)? {
                Meaning::Foreign(qualified) => Some(Target::Foreign(format!("{qualified}.{name}"))),
                own => of(own),
            },
            Expr::Name(receiver) => of(self.class_of_name(receiver, &method.value, facts)?),
            Expr::Attribute(_) if self.is_interesting(&method.value) => {
                Some(Target::Foreign(format!("{}.{name}", self.foreign(&method.value, facts)?)))
            }
            Expr::Attribute(it) => of(self.class_of_attribute(it, &method.value, facts)?),
            Expr::Call(call) if is_super(call) => {
                let function = facts.scopes.function(facts.nodes.get(id_of(call)).scope)?;
                Some(Target::Super(facts.class_of_method(function)?, name))
            }
            Expr::Call(call) if self.is_interesting(&call.func) => of(self.class_called(&call.func, facts)?),
            _ => None,
        }
    }

    /// What a name stands for where it is read.
    fn meaning(&self, name: &ast::ExprName, facts: &Facts<'a>) -> Option<Meaning> {
        if !self.names.contains(name.id.as_str()) {
            return None;
        }
        let owner = facts.scopes.owner(facts.nodes.get(id_of(name)).scope, name.id.as_str())?;
        match facts.scopes.bindings_of(owner, name.id.as_str()).as_slice() {
            [only] => meaning_of(*only, facts),
            // One of several: which, the paths through the code say.
            _ => {
                let qualified = facts.qualified_name(name)?;
                match facts.own_class(&qualified) {
                    Some(class) => Some(Meaning::Class(class)),
                    None => facts.known(&qualified).is_none().then_some(Meaning::Foreign(qualified)),
                }
            }
        }
    }

    /// The qualified name of attributes of another module's name.
    fn foreign(&self, expression: &Expr, facts: &Facts<'a>) -> Option<String> {
        /// Packages inside one another, and classes in them.
        const LONGEST: usize = 12;
        let (mut at, mut attributes) = (expression, Vec::new());
        while let Expr::Attribute(it) = at {
            attributes.push(it.attr.as_str());
            at = &it.value;
        }
        let Expr::Name(root) = at else { return None };
        let Meaning::Foreign(mut name) = self.meaning(root, facts).filter(|_| attributes.len() <= LONGEST)? else {
            return None;
        };
        for attribute in attributes.into_iter().rev() {
            name.push('.');
            name.push_str(attribute);
        }
        Some(name)
    }

    /// The class that a call makes an instance of, by the case of its name.
    fn class_called(&self, callee: &Expr, facts: &Facts<'a>) -> Option<Meaning> {
        match callee {
            Expr::Name(name) => self.meaning(name, facts).filter(is_class),
            _ => self.foreign(callee, facts).map(Meaning::Foreign).filter(is_class),
        }
    }

    /// The names of the module that hold an instance of a class, and that class.
    pub fn instances(&self, facts: &Facts<'a>) -> Vec<(&'a str, Meaning)> {
        let of_module = self.made.iter().filter_map(|(name, made)| match made.as_slice() {
            [(ScopeId(0), callee)] if facts.scopes.count_of(ScopeId(0), name) == 1 => {
                Some((*name, self.class_called(callee, facts)?))
            }
            _ => None,
        });
        let mut instances: Vec<_> = of_module.collect();
        instances.sort_unstable_by_key(|(name, _)| *name);
        instances
    }

    /// The class of what a local name holds, where one assignment or declaration says it.
    fn class_of_name(&self, name: &'a ast::ExprName, whole: &'a Expr, facts: &Facts<'a>) -> Option<Meaning> {
        let made = self.made.get(name.id.as_str()).map_or(&[][..], Vec::as_slice);
        if !made.is_empty() {
            let scope = facts.nodes.get(id_of(name)).scope;
            let owner = facts.scopes.owner(scope, name.id.as_str())?;
            let home = facts.scopes.function(owner).unwrap_or(ScopeId(0));
            let mut callees = made.iter().filter(|(function, _)| *function == home).map(|(_, callee)| callee);
            if facts.scopes.count_of(owner, name.id.as_str()) == 1
                && let Some(callee) = callees.next()
            {
                return self.class_called(callee, facts);
            }
        }
        if !self.declared.contains(name.id.as_str()) {
            return None;
        }
        class_of_kind(&facts.kind(whole).kind, facts)
    }

    /// The class of what `self.client` holds.
    fn class_of_attribute(&self, it: &'a ast::ExprAttribute, whole: &'a Expr, facts: &Facts<'a>) -> Option<Meaning> {
        let made = self.attributes.get(it.attr.as_str()).map_or(&[][..], Vec::as_slice);
        if made.is_empty() && !self.declared.contains(it.attr.as_str()) {
            return None;
        }
        let Expr::Name(receiver) = &*it.value else { return None };
        let class = own_object(receiver, facts)?;
        let mut callees = made.iter().filter(|(of, _)| *of == class).map(|(_, callee)| callee);
        match (callees.next(), callees.next()) {
            (Some(only), None) => self.class_called(only, facts),
            (Some(_), Some(_)) => None,
            _ => class_of_kind(&facts.kind(whole).kind, facts),
        }
    }
}

/// What one binding gives a name.
fn meaning_of(binding: BindingId, facts: &Facts) -> Option<Meaning> {
    let id = facts.scopes.binding(binding).node;
    match facts.nodes.get(id).node {
        AnyNodeRef::StmtFunctionDef(_) => facts.scopes.opened_by(id).map(Meaning::Function),
        AnyNodeRef::StmtClassDef(_) => facts.scopes.opened_by(id).map(Meaning::Class),
        AnyNodeRef::Alias(alias) => match facts.nodes.get(facts.nodes.get(id).parent).node {
            AnyNodeRef::StmtImportFrom(from) => {
                let module = facts.imported_module(from)?;
                let is_top = module.is_empty();
                Some(Meaning::Foreign(if is_top { alias.name.to_string() } else { format!("{module}.{}", alias.name) }))
            }
            _ if alias.asname.is_some() => Some(Meaning::Foreign(alias.name.to_string())),
            _ => alias.name.split('.').next().map(|package| Meaning::Foreign(package.to_owned())),
        },
        _ => None,
    }
}

fn is_class(meaning: &Meaning) -> bool {
    match meaning {
        Meaning::Class(_) => true,
        Meaning::Function(_) => false,
        Meaning::Foreign(name) => {
            let last = name.rsplit('.').next().unwrap_or(name);
            last.trim_start_matches('_').starts_with(|first: char| first.is_ascii_uppercase())
        }
    }
}

/// Whether a name is what methods call the object they belong to.
fn is_object(name: &ast::ExprName) -> bool {
    matches!(name.id.as_str(), "self" | "cls")
}

/// The class in one of whose methods a name is the object itself, or the class.
pub(super) fn own_object(name: &ast::ExprName, facts: &Facts) -> Option<ScopeId> {
    if !is_object(name) {
        return None;
    }
    let scope = facts.nodes.get(id_of(name)).scope;
    let method = facts.scopes.owner(scope, name.id.as_str())?;
    let class = facts.class_of_method(method)?;
    (facts.scopes.get(method).kind == ScopeKind::Function).then_some(class)
}

fn is_super(call: &ast::ExprCall) -> bool {
    call.arguments.is_empty() && matches!(&*call.func, Expr::Name(name) if name.id.as_str() == "super")
}

/// The one class that a value is an instance of, if it is not `None`.
fn class_of_kind(kind: &Kind, facts: &Facts) -> Option<Meaning> {
    let mut classes = kind.members().iter().filter(|it| **it != Kind::None);
    match (classes.next(), classes.next()) {
        (Some(Kind::Instance(class)), None) => Some(match facts.own_class(class) {
            Some(own) => Meaning::Class(own),
            None => Meaning::Foreign(class.to_string()),
        }),
        _ => None,
    }
}

/// The function that a node stands in; `None` in a lambda, which runs who knows when.
pub(super) fn function_of(node: NodeId, facts: &Facts) -> Option<Option<ScopeId>> {
    match facts.scopes.function(facts.nodes.get(node).scope) {
        None => Some(None),
        Some(function) => facts.function_definition(function).map(|_| Some(function)),
    }
}
