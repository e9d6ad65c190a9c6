//! What the functions of this module return.

use crate::facts::Facts;
use crate::facts::nodes::id_of;
use crate::facts::scopes::{ScopeId, ScopeKind};
use crate::model::{Inferred, Kind};
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

use super::Question;
use super::bindings::declared_or_value;

impl<'a> Facts<'a> {
    /// The kind of a call's result, for a function of this module.
    pub fn result_of(&self, function: ScopeId) -> Inferred {
        self.settle(Question::Result(function), || self.result_from_body(function))
    }

    fn result_from_body(&self, function: ScopeId) -> Inferred {
        let Some(definition) = self.function_definition(function) else { return Inferred::UNKNOWN };
        if !self.gives_what_it_returns(definition) {
            return Inferred::UNKNOWN;
        }
        let declared =
            definition.returns.as_deref().map(|it| self.kind_of_annotation(it, self.scopes.get(function).parent));
        if self.scopes.get(function).has_yield {
            return self.generator(function, definition, declared);
        }
        let returned = self.returned(function, definition);
        let result = match declared {
            Some(declared) => declared_or_value(declared, Some(returned).filter(|it| it.kind != Kind::Never)),
            None => returned,
        };
        if definition.is_async { wrapped(result, |kind| Kind::Coroutine(kind.into())) } else { result }
    }

    /// Whether a call of a function, or a look at a property, gives what the body returns: no decorator changes it.
    pub fn gives_what_it_returns(&self, definition: &'a ast::StmtFunctionDef) -> bool {
        let is_property = |name: Option<&str>| matches!(name, Some("property" | "cached_property"));
        definition.decorator_list.iter().all(|decorator| {
            self.keeps_result(&decorator.expression)
                || is_property(crate::facts::classes::last_name(&decorator.expression))
        })
    }

    /// The join of what its `return` statements give, and `None` where the end can be reached.
    fn returned(&self, function: ScopeId, definition: &'a ast::StmtFunctionDef) -> Inferred {
        let mut joined = Inferred::proved(Kind::Never);
        for (_, node) in self.nodes.within(id_of(definition)) {
            let AnyNodeRef::StmtReturn(it) = node.node else { continue };
            if self.scopes.running(node.scope) != function {
                continue;
            }
            joined = joined.join(match &it.value {
                Some(value) => self.kind(value),
                None => Inferred::proved(Kind::None),
            });
            if joined.kind.is_unknown() {
                return joined;
            }
        }
        if self.flow(function).reaches_end {
            joined = joined.join(Inferred::proved(Kind::None));
        }
        joined
    }

    fn generator(
        &self,
        function: ScopeId,
        definition: &'a ast::StmtFunctionDef,
        declared: Option<Inferred>,
    ) -> Inferred {
        let mut yielded = Kind::Never;
        for (_, node) in self.nodes.within(id_of(definition)) {
            if self.scopes.running(node.scope) != function {
                continue;
            }
            let more = match node.node {
                // A `yield` that nothing reaches only makes the function a generator.
                AnyNodeRef::ExprYield(it) => it.value.as_ref().map_or(Kind::Unknown, |value| self.kind(value).kind),
                AnyNodeRef::ExprYieldFrom(it) => self.kind(&it.value).kind.element(),
                _ => continue,
            };
            yielded = yielded.join(more);
        }
        if definition.is_async {
            return Inferred::proved(Kind::AsyncGenerator(yielded.into()));
        }
        let element = match declared.map(|declared| declared.kind.element()) {
            Some(element) if !element.is_unknown() && element != Kind::Never => element,
            _ => yielded,
        };
        Inferred::proved(Kind::generator(element))
    }

    /// What a method call on an instance of this module's class gives: the method's result and those of the
    /// methods that override it.
    pub(super) fn result_of_method(&self, class: ScopeId, name: &str) -> Option<Inferred> {
        let method = self.method(class, name)?;
        let overriding = self.subclasses(class).iter().filter_map(|subclass| {
            self.scopes
                .bindings_of(*subclass, name)
                .last()
                .and_then(|binding| self.scopes.opened_by(self.scopes.binding(*binding).node))
        });
        let mut joined = self.result_of(method);
        for method in overriding {
            joined = joined.join(self.result_of(method));
        }
        Some(joined)
    }

    /// What `with manager` gives: the value yielded by a `@contextmanager` function of this module.
    pub(super) fn kind_yielded_by_manager(&self, manager: &Expr) -> Inferred {
        let Expr::Call(call) = manager else { return Inferred::UNKNOWN };
        let Some(binding) = self.own_function(&call.func) else { return Inferred::UNKNOWN };
        let Some(function) = self.scopes.opened_by(self.scopes.binding(binding).node) else { return Inferred::UNKNOWN };
        let Some(definition) = self.function_definition(function) else { return Inferred::UNKNOWN };
        let is_manager = definition.decorator_list.len() == 1 && self.has_decorator(function, "contextmanager");
        if !is_manager || self.scopes.get(function).kind != ScopeKind::Function {
            return Inferred::UNKNOWN;
        }
        match self.generator(function, definition, None) {
            Inferred { kind: Kind::Generator(yielded), certainty } => Inferred { kind: (*yielded).clone(), certainty },
            _ => Inferred::UNKNOWN,
        }
    }
}

fn wrapped(inferred: Inferred, wrap: impl Fn(Kind) -> Kind) -> Inferred {
    Inferred { kind: wrap(inferred.kind), certainty: inferred.certainty }
}
