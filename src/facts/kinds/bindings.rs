//! The kind that a binding gives its name.

use crate::facts::Facts;
use crate::facts::flow::Reached;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeId, ScopeKind};
use crate::facts::sources::{Origin, Source, Step};
use crate::knowledge;
use crate::model::{Certainty, Inferred, Kind};
use crate::syntax::ast::{self, Expr};

use super::Question;
use super::operators::binary;

impl<'a> Facts<'a> {
    /// The kind of the value that a binding binds.
    pub fn kind_of_binding(&self, binding: BindingId) -> Inferred {
        self.settle(Question::Binding(binding), || {
            let source = self.source_of(binding);
            let inferred = self.kind_of_source(&source, self.scopes.binding(binding).node);
            self.with_tracked_elements(binding, &source, inferred)
        })
    }

    /// The kind of what a target receives, before anything is put into it.
    pub(super) fn kind_of_source(&self, source: &Source<'a>, target: NodeId) -> Inferred {
        let whole = match source.origin {
            Origin::Value(value) => self.kind(value),
            Origin::Annotated(it) => self.kind_of_annotated(it),
            Origin::Augmented(it) => self.kind_of_augmented(it, target),
            Origin::Item { iterable, is_async } => self.kind_of_item(iterable, is_async),
            Origin::Entered { manager, .. } => self.kind_of_entered(manager),
            Origin::Caught(it) => Inferred::proved(self.kind_of_caught(it)),
            Origin::Parameter(it) => self.kind_of_parameter(it, target),
            Origin::Function(it) => self.kind_of_definition(it),
            Origin::Class(it) => self.kind_of_class(it),
            Origin::Import(_) | Origin::ImportFrom(..) => self.kind_of_import(source),
            Origin::Other => Inferred::UNKNOWN,
        };
        source.steps.iter().fold(whole, |inferred, step| Inferred {
            kind: unpacked(&inferred.kind, *step),
            certainty: inferred.certainty,
        })
    }

    fn kind_of_annotated(&self, it: &ast::StmtAnnAssign) -> Inferred {
        let declared = self.kind_of_annotation(&it.annotation, self.nodes.get(id_of(it)).scope);
        let value = it.value.as_ref().map(|value| self.kind(value));
        declared_or_value(declared, value)
    }

    fn kind_of_augmented(&self, it: &ast::StmtAugAssign, target: NodeId) -> Inferred {
        let before = match &*it.target {
            Expr::Name(name) => self.kind_before(id_of(name), name.id.as_str()),
            other if id_of(other) == target => return self.augmented(it, &self.kind_of_place(other)),
            _ => return Inferred::UNKNOWN,
        };
        self.augmented(it, &before)
    }

    fn augmented(&self, it: &ast::StmtAugAssign, before: &Inferred) -> Inferred {
        let added = self.kind(&it.value);
        let members = before.kind.members().iter().map(|member| augmented_member(it.op, member, &added.kind));
        Inferred { kind: members.fold(Kind::Never, Kind::join), certainty: before.certainty }
    }

    /// The kind of a name just before an augmented assignment to it.
    pub fn kind_before(&self, target: NodeId, name: &str) -> Inferred {
        let Reached::Bindings { bindings, .. } = self.reached_at(target, name) else { return Inferred::UNKNOWN };
        let kinds = bindings.iter().map(|binding| self.narrowed(target, *binding, self.kind_of_binding(*binding)));
        kinds.fold(Inferred::proved(Kind::Never), Inferred::join)
    }

    fn kind_of_item(&self, iterable: &Expr, is_async: bool) -> Inferred {
        let inferred = self.kind(iterable);
        let kind = match (&inferred.kind, is_async) {
            (Kind::AsyncGenerator(element), true) => (**element).clone(),
            (Kind::AsyncGenerator(_), false) | (_, true) => Kind::Unknown,
            (Kind::File, false) => self.read_from_file(iterable, Kind::Str),
            (kind @ Kind::Instance(_), false) => element_of_known(kind),
            (kind, false) => kind.element(),
        };
        Inferred { kind, certainty: inferred.certainty }
    }

    fn kind_of_entered(&self, manager: &Expr) -> Inferred {
        let inferred = self.kind(manager);
        match &inferred.kind {
            Kind::File => inferred,
            Kind::Memoryview => inferred,
            Kind::Instance(_) => self.kind_of_entered_instance(inferred),
            _ => self.kind_yielded_by_manager(manager),
        }
    }

    /// What an object of a known class gives where it is entered.
    fn kind_of_entered_instance(&self, manager: Inferred) -> Inferred {
        let known = ["__enter__", "__aenter__"].iter().find_map(|name| knowledge::method(&manager.kind, name));
        let kind = known.map_or(Kind::Unknown, |known| knowledge::result(known, Some(&manager.kind), &[], None));
        Inferred { kind, certainty: manager.certainty }
    }

    fn kind_of_caught(&self, it: &ast::ExceptHandlerExceptHandler) -> Kind {
        match it.type_.as_deref().and_then(|caught| self.qualified(caught)) {
            Some(class) => Kind::Instance(class.into()),
            None => Kind::Unknown,
        }
    }

    fn kind_of_parameter(&self, it: &ast::Parameter, node: NodeId) -> Inferred {
        let function = self.nodes.get(node).scope;
        let parameters = self.nodes.ancestors(node).find_map(|(_, around)| match around.node {
            crate::syntax::AnyNodeRef::Parameters(parameters) => Some(parameters),
            _ => None,
        });
        let Some(parameters) = parameters else { return Inferred::UNKNOWN };
        let is = |other: &Option<Box<ast::Parameter>>| other.as_deref().is_some_and(|other| id_of(other) == node);
        let annotation = it.annotation.as_deref().map(|annotation| self.parameter_annotation(annotation, function));
        if is(&parameters.vararg) {
            let element = annotation.map_or(Kind::Unknown, |declared| declared.kind);
            return Inferred::declared(Kind::TupleOf(element.into()));
        }
        if is(&parameters.kwarg) {
            let value = annotation.map_or(Kind::Unknown, |declared| declared.kind);
            return Inferred::declared(Kind::dict(Kind::Str, value));
        }
        if let Some(receiver) = self.kind_of_receiver(function, parameters, node) {
            return receiver;
        }
        let default = parameters
            .iter_non_variadic_params()
            .find(|parameter| id_of(&parameter.parameter) == node)
            .and_then(|parameter| parameter.default.as_deref());
        match (annotation, default) {
            (Some(declared), Some(Expr::NoneLiteral(_))) => declared.join(Inferred::declared(Kind::None)),
            (Some(declared), _) => declared,
            (None, Some(default)) if !default.is_none_literal_expr() => {
                Inferred { kind: shallow(self.kind(default).kind), certainty: Certainty::Hint }
            }
            _ => Inferred::UNKNOWN,
        }
    }

    /// `self` is an instance of its class, `cls` the class.
    fn kind_of_receiver(&self, function: ScopeId, parameters: &ast::Parameters, node: NodeId) -> Option<Inferred> {
        let scope = self.scopes.get(function);
        let class = scope.parent;
        if scope.kind != ScopeKind::Function || self.scopes.get(class).kind != ScopeKind::Class {
            return None;
        }
        let first = parameters.iter().next()?;
        if id_of(first.as_parameter()) != node || self.has_decorator(function, "staticmethod") {
            return None;
        }
        let name = self.class_name(class)?;
        let is_class = self.has_decorator(function, "classmethod") || self.is_named(function, "__new__");
        Some(Inferred::proved(if is_class { Kind::Type(name) } else { Kind::Instance(name) }))
    }

    fn kind_of_definition(&self, it: &ast::StmtFunctionDef) -> Inferred {
        // A decorator that is not known may put anything in the function's place.
        let keeps = it.decorator_list.iter().all(|decorator| self.keeps_result(&decorator.expression));
        if keeps { Inferred::proved(Kind::Function) } else { Inferred::UNKNOWN }
    }

    fn kind_of_class(&self, it: &ast::StmtClassDef) -> Inferred {
        let scope = self.scopes.opened_by(id_of(it));
        match scope.and_then(|scope| self.class_name(scope)) {
            Some(name) => Inferred::proved(Kind::Type(name)),
            None => Inferred::UNKNOWN,
        }
    }

    fn kind_of_import(&self, source: &Source<'a>) -> Inferred {
        match source.origin {
            Origin::Import(alias) if alias.asname.is_some() => {
                Inferred::proved(Kind::Module(alias.name.as_str().into()))
            }
            Origin::Import(alias) => {
                let top = alias.name.split('.').next().unwrap_or(&alias.name);
                Inferred::proved(Kind::Module(top.into()))
            }
            Origin::ImportFrom(import, alias) => match self.imported_module(import) {
                Some(module) => self.kind_of_known_symbol(&format!("{module}.{}", alias.name)),
                None => Inferred::UNKNOWN,
            },
            _ => Inferred::UNKNOWN,
        }
    }
}

/// What going through an instance of a class of elsewhere gives, by its `__iter__`.
fn element_of_known(kind: &Kind) -> Kind {
    let known = knowledge::method(kind, "__iter__");
    known.map_or(Kind::Unknown, |known| knowledge::result(known, Some(kind), &[], None).element())
}

/// What a declaration says, or the value where the declaration is abstract or contradicted.
pub(super) fn declared_or_value(declared: Inferred, value: Option<Inferred>) -> Inferred {
    match value {
        None => declared,
        Some(value) if declared.kind.is_unknown() => value,
        Some(value) if contradicts(&value.kind, &declared.kind) => Inferred::UNKNOWN,
        Some(_) => declared,
    }
}

/// Whether no member of the value's kind can be what is declared.
fn contradicts(value: &Kind, declared: &Kind) -> bool {
    if value.is_unknown() || *value == Kind::Never {
        return false;
    }
    let fits = |member: &Kind| declared.members().iter().any(|other| same_constructor(member, other));
    !value.members().iter().all(|member| member.is_unknown() || fits(member))
}

fn same_constructor(value: &Kind, declared: &Kind) -> bool {
    use Kind::*;
    match (value, declared) {
        (Bool, Int | Float) | (Int, Float) => true,
        (Counter(_) | Defaultdict(..), Dict(..)) => true,
        (Tuple(_) | TupleOf(_), Tuple(_) | TupleOf(_)) => true,
        (Generator(_), Iterator(_)) => true,
        (Instance(_), _) | (_, Instance(_)) => true,
        (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

/// The part of a value that one step of unpacking takes.
fn unpacked(kind: &Kind, step: Step) -> Kind {
    if *kind == Kind::Never {
        return Kind::Never;
    }
    let members = kind.members().iter().map(|member| match (member, step) {
        (Kind::Tuple(items), Step::Item(place)) => items.get(place).cloned().unwrap_or(Kind::Unknown),
        (Kind::Tuple(items), Step::ItemFromEnd(back)) => {
            items.len().checked_sub(back).and_then(|place| items.get(place)).cloned().unwrap_or(Kind::Unknown)
        }
        (Kind::Unknown, Step::Rest) => Kind::list(Kind::Unknown),
        (other, Step::Rest) => Kind::list(other.element()),
        (other, _) => other.element(),
    });
    members.fold(Kind::Never, Kind::join)
}

pub(super) fn augmented_member(op: ast::Operator, before: &Kind, added: &Kind) -> Kind {
    use ast::Operator;
    match (op, before) {
        (_, Kind::List(_)) if *added == Kind::Ndarray => Kind::Ndarray,
        (Operator::Add, Kind::List(element)) => Kind::list((**element).clone().join(added.element())),
        (Operator::Mult, Kind::List(_) | Kind::Str | Kind::Bytes) => before.clone(),
        (Operator::BitOr, Kind::Set(element)) => Kind::set((**element).clone().join(added.element())),
        (Operator::BitAnd | Operator::Sub | Operator::BitXor, Kind::Set(_)) => before.clone(),
        (Operator::BitOr, Kind::Dict(key, value)) => match added {
            Kind::Dict(more, others) => {
                Kind::dict((**key).clone().join((**more).clone()), (**value).clone().join((**others).clone()))
            }
            _ => Kind::dict(Kind::Unknown, Kind::Unknown),
        },
        (Operator::BitOr, Kind::Counter(_)) => before.clone(),
        (Operator::BitOr, Kind::Defaultdict(..)) => Kind::Defaultdict(Kind::Unknown.into(), Kind::Unknown.into()),
        (Operator::Add, Kind::Counter(_) | Kind::Deque(_) | Kind::Bytearray) => before.clone(),
        _ => binary(op, before, added),
    }
}

/// A default's kind without its elements: callers put what they like into it.
fn shallow(kind: Kind) -> Kind {
    match kind {
        Kind::List(_) => Kind::list(Kind::Unknown),
        Kind::Set(_) => Kind::set(Kind::Unknown),
        Kind::Dict(..) => Kind::dict(Kind::Unknown, Kind::Unknown),
        other => other,
    }
}
