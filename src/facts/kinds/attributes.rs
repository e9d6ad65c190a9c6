//! Attributes: what all assignments to one, over a class and its family in this module, may have put there.

use crate::facts::Facts;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::ScopeId;
use crate::facts::sources::Origin;
use crate::knowledge;
use crate::model::{Inferred, Kind};
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

use super::Question;

impl<'a> Facts<'a> {
    pub(super) fn kind_of_attribute(&self, it: &ast::ExprAttribute) -> Inferred {
        let receiver = self.kind(&it.value);
        if receiver.kind == Kind::Never {
            return receiver;
        }
        let mut joined = Inferred { kind: Kind::Never, certainty: receiver.certainty };
        for member in receiver.kind.members() {
            joined = joined.join(self.attribute_of(member, it.attr.as_str()));
        }
        self.narrowed_place(it, joined)
    }

    fn attribute_of(&self, receiver: &Kind, attribute: &str) -> Inferred {
        match receiver {
            Kind::Module(module) => self.kind_of_known_symbol(&format!("{module}.{attribute}")),
            Kind::Type(class) if self.own_class(class).is_some_and(|it| self.is_descriptor(it, attribute)) => {
                Inferred::UNKNOWN
            }
            // A member of an enumeration is an instance of it.
            Kind::Type(class) if self.own_class(class).is_some_and(|it| self.is_enumeration_member(it, attribute)) => {
                Inferred::proved(Kind::Instance(class.clone()))
            }
            Kind::Instance(class) | Kind::Type(class) => match self.own_class(class) {
                Some(scope) => self.attribute_of_class(scope, attribute),
                None => known_attribute(receiver, attribute),
            },
            other => known_attribute(other, attribute),
        }
    }

    /// Whether a class holds a property under this name, read from the class itself.
    fn is_descriptor(&self, class: ScopeId, attribute: &str) -> bool {
        self.method(class, attribute).is_some_and(|function| {
            self.has_decorator(function, "property") || self.has_decorator(function, "cached_property")
        })
    }

    fn is_enumeration_member(&self, class: ScopeId, attribute: &str) -> bool {
        let bases = self.class_definition(class).and_then(|it| it.arguments.as_deref());
        let is_enumeration = bases.is_some_and(|bases| {
            let mut names = bases.args.iter().filter_map(|base| self.qualified(base));
            names.any(|name| matches!(name.as_str(), "enum.Enum" | "enum.IntEnum" | "enum.StrEnum" | "enum.Flag"))
        });
        let member = self.member(class, attribute).map(|binding| self.source_of(binding).origin);
        is_enumeration && matches!(member, Some(Origin::Value(_)))
    }

    /// The kind of `instance.attribute` for a class of this module.
    pub fn attribute_of_class(&self, class: ScopeId, attribute: &str) -> Inferred {
        let Some(first) = self.first_place(class, attribute) else { return Inferred::UNKNOWN };
        self.settle(Question::Attribute(class, first), || self.attribute_from_places(class, attribute))
    }

    /// Any one place that sets the attribute, to name the question by.
    fn first_place(&self, class: ScopeId, attribute: &str) -> Option<NodeId> {
        let bound = self.member(class, attribute).map(|binding| self.scopes.binding(binding).node);
        bound.or_else(|| self.attribute_stores(attribute).first().copied())
    }

    fn attribute_from_places(&self, class: ScopeId, attribute: &str) -> Inferred {
        let family = self.lineage(class).classes.iter().chain(self.subclasses(class));
        if family.clone().any(|class| self.sets_attributes_unseen(*class)) {
            return Inferred::UNKNOWN;
        }
        let mut joined = Inferred::proved(Kind::Never);
        let mut declared = None;
        for class in family {
            for binding in self.scopes.bindings_of(*class, attribute) {
                match self.source_of(binding).origin {
                    Origin::Function(it) => return self.kind_of_member_function(it),
                    Origin::Annotated(it) => {
                        declared = Some(self.kind_of_annotation(&it.annotation, *class));
                        if let Some(value) = &it.value {
                            joined = joined.join(self.kind(value));
                        }
                    }
                    _ => {
                        let kind = self.kind_of_binding(binding);
                        // What a descriptor gives is its own affair.
                        if matches!(&kind.kind, Kind::Instance(class) if &**class == "builtins.property") {
                            return Inferred::UNKNOWN;
                        }
                        joined = joined.join(kind);
                    }
                }
            }
        }
        for store in self.attribute_stores(attribute) {
            if let Some(kind) = self.kind_stored(*store, class, &mut declared) {
                joined = joined.join(kind);
            }
        }
        match declared {
            Some(declared) if !declared.kind.is_unknown() => declared,
            _ if joined.kind == Kind::Never => Inferred::UNKNOWN,
            _ => self.with_tracked_attribute(attribute, joined),
        }
    }

    /// What one `object.attribute = value` puts into instances of a class; `None` if it is about another class.
    fn kind_stored(&self, store: NodeId, class: ScopeId, declared: &mut Option<Inferred>) -> Option<Inferred> {
        let AnyNodeRef::ExprAttribute(it) = self.nodes.get(store).node else { return None };
        let owner = self.class_of_instance(&it.value)?;
        if !self.are_related(owner, class) {
            return None;
        }
        let source = self.source_of_place(store);
        if let Origin::Annotated(annotated) = source.origin {
            *declared = Some(self.kind_of_annotation(&annotated.annotation, self.nodes.get(store).scope));
            return annotated.value.as_ref().map(|value| self.kind(value));
        }
        // An augmented attribute keeps its kind, or is of the kind that the operator gives.
        Some(self.kind_of_source(&source, store))
    }

    /// The class of this module whose instance an expression is, cheaply: `self`, or a name of known kind.
    pub fn class_of_instance(&self, expression: &Expr) -> Option<ScopeId> {
        match self.kind(expression).kind {
            Kind::Instance(class) | Kind::Type(class) => self.own_class(&class),
            _ => None,
        }
    }

    /// A method is a function; a property is what it returns.
    fn kind_of_member_function(&self, it: &'a ast::StmtFunctionDef) -> Inferred {
        let Some(function) = self.scopes.opened_by(id_of(it)) else { return Inferred::UNKNOWN };
        if self.has_decorator(function, "property") || self.has_decorator(function, "cached_property") {
            return self.result_of(function);
        }
        let keeps = it.decorator_list.iter().all(|decorator| self.keeps_result(&decorator.expression));
        if keeps { Inferred::proved(Kind::Function) } else { Inferred::UNKNOWN }
    }

    /// The kind that an attribute or item has just before an augmented assignment to it.
    pub fn kind_of_place(&self, place: &Expr) -> Inferred {
        match place {
            Expr::Attribute(it) => match self.class_of_instance(&it.value) {
                Some(class) => self.attribute_of_class(class, it.attr.as_str()),
                None => Inferred::UNKNOWN,
            },
            Expr::Subscript(_) => self.kind(place),
            _ => Inferred::UNKNOWN,
        }
    }

    /// Whether a function, or anything else, assigns an attribute of this name.
    pub fn sets_attribute_within(&self, within: NodeId, attribute: &str) -> bool {
        let stores = self.attribute_stores(attribute).iter();
        stores.copied().any(|store| self.nodes.contains(within, store) && !self.is_augmented(store))
    }
}

/// A property of a class that is known, a bound method, or what the class gives for any name.
fn known_attribute(receiver: &Kind, attribute: &str) -> Inferred {
    match knowledge::method(receiver, attribute) {
        Some(known) if known.is_property => Inferred::proved(knowledge::result(known, Some(receiver), &[], None)),
        Some(_) => Inferred::proved(Kind::Function),
        None => match knowledge::method(receiver, "__getattr__").filter(|_| !attribute.starts_with('_')) {
            Some(any) => Inferred::proved(knowledge::result(any, Some(receiver), &[], None)),
            None => Inferred::UNKNOWN,
        },
    }
}
