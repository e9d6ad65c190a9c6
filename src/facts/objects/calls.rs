//! The objects that calls give: new ones, what a function of this module returns, or any.

use super::{Object, Objects, Root};
use crate::facts::Facts;
use crate::facts::flow::Reached;
use crate::facts::nodes::id_of;
use crate::facts::scopes::{BindingId, ScopeId, ScopeKind};
use crate::model::Kind;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

impl<'a> Facts<'a> {
    pub(super) fn objects_of_call(&self, call: &'a ast::ExprCall, whole: &'a Expr, left: usize) -> Objects<'a> {
        let made = Objects::one(Root::Made(id_of(whole)));
        if let Some(function) = self.called_function(call) {
            return self.objects_of_own_call(function, call, left);
        }
        let kind = self.kind(whole).kind;
        if self.known_callee(call).is_none() {
            return match kind.all(|kind| matches!(kind, Kind::Instance(_))) && self.makes_instance(call) {
                true => made,
                false => Objects::UNKNOWN,
            };
        }
        if kind.is_immutable() {
            return Objects::default();
        }
        if self.gives_what_it_holds(call) || kind.is_unknown() {
            let parts = self.parts_of(id_of(whole), left);
            let mut objects = self.held_by(&parts, left);
            objects.add(parts);
            objects.add(made);
            return objects;
        }
        made
    }

    /// Whether a call's callee is a class of this module.
    pub(in crate::facts) fn makes_instance(&self, call: &ast::ExprCall) -> bool {
        matches!(self.kind(&call.func).kind, Kind::Type(_))
    }

    /// `max(rows)`, `d.get(k)`, `xs.pop()`: the result is among what went in.
    fn gives_what_it_holds(&self, call: &ast::ExprCall) -> bool {
        let name = match &*call.func {
            Expr::Name(it) => it.id.as_str(),
            Expr::Attribute(it) => it.attr.as_str(),
            _ => return true,
        };
        matches!(name, "max" | "min" | "next" | "get" | "pop" | "popleft" | "popitem" | "setdefault" | "getattr")
            || matches!(name, "iter" | "reduce" | "choice" | "heappop" | "heapreplace" | "heappushpop" | "sum")
    }

    /// A function of this module gives what it returns; its parameters stand for the arguments.
    fn objects_of_own_call(&self, function: ScopeId, call: &'a ast::ExprCall, left: usize) -> Objects<'a> {
        let mut objects = Objects::default();
        let scope = self.scopes.get(function);
        if scope.has_yield || self.function_definition(function).is_none_or(|it| it.is_async) {
            objects.add(Objects::one(Root::Made(id_of(call))));
            return objects;
        }
        for (_, node) in self.nodes.within(scope.node) {
            let AnyNodeRef::StmtReturn(it) = node.node else { continue };
            let Some(value) = it.value.as_deref().filter(|_| self.scopes.running(node.scope) == function) else {
                continue;
            };
            for object in self.objects_within(value, left / 2).list {
                objects.add(self.seen_by_caller(object, function, call, left));
            }
            objects.has_unknown |= self.objects_within(value, left / 2).has_unknown;
        }
        objects
    }

    /// What an object of a called function is to the function that called it.
    pub(in crate::facts) fn seen_by_caller(
        &self,
        object: Object<'a>,
        function: ScopeId,
        call: &'a ast::ExprCall,
        left: usize,
    ) -> Objects<'a> {
        let mapped = match object.root {
            Root::Parameter(binding) | Root::Attribute(binding, _)
                if self.scopes.binding(binding).scope == function =>
            {
                let Some(argument) = self.argument_of(binding, function, call) else { return Objects::UNKNOWN };
                let objects = self.objects_within(argument, left.saturating_sub(1));
                match (object.root, argument) {
                    (Root::Attribute(_, attribute), Expr::Name(name)) => {
                        self.attribute_of_name(name, attribute, objects)
                    }
                    (Root::Attribute(..), _) => objects.inside(),
                    _ => objects,
                }
            }
            Root::Made(node) if self.nodes.contains(self.scopes.get(function).node, node) => {
                Objects::one(Root::Made(id_of(call)))
            }
            root => Objects::one(root),
        };
        if object.is_inside { self.held_by(&mapped, left.saturating_sub(1)) } else { mapped }
    }

    fn attribute_of_name(&self, name: &ast::ExprName, attribute: &'a str, otherwise: Objects<'a>) -> Objects<'a> {
        match self.reached(name) {
            Reached::Bindings { bindings, .. } if bindings.len() == 1 => {
                Objects::one(Root::Attribute(bindings[0], attribute))
            }
            _ => otherwise.inside(),
        }
    }

    /// The argument that a parameter of a called function receives; `None` where it cannot be told.
    pub(super) fn argument_of(
        &self,
        parameter: BindingId,
        function: ScopeId,
        call: &'a ast::ExprCall,
    ) -> Option<&'a Expr> {
        let definition = self.function_definition(function)?;
        let of = self.scopes.binding(parameter);
        let is_bound = self.scopes.get(self.scopes.get(function).parent).kind == ScopeKind::Class
            && !self.has_decorator(function, "staticmethod");
        let place = definition.parameters.iter_non_variadic_params().position(|it| id_of(&it.parameter) == of.node)?;
        if let Some(keyword) = call.arguments.find_keyword(of.name) {
            return Some(&keyword.value);
        }
        if call.arguments.args.iter().any(Expr::is_starred_expr) {
            return None;
        }
        match (is_bound, place) {
            (true, 0) => match &*call.func {
                Expr::Attribute(method) => Some(&method.value),
                _ => None,
            },
            (true, place) => call.arguments.args.get(place - 1),
            (false, place) => call.arguments.args.get(place),
        }
    }
}
