//! What a call does besides computing its result, through the functions of this module.

use std::rc::Rc;

use smallvec::SmallVec;

use crate::facts::Facts;
use crate::facts::flow::Reached;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::ScopeId;
use crate::facts::sources::Origin;
use crate::knowledge::Callable;
use crate::model::{Effect, Kind};
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// The effects of a call. Empty: the same result for equal arguments, nothing changed, nothing awaited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    pub list: SmallVec<[Effect; 2]>,
    /// The arguments, or receiver, whose objects it changes.
    pub mutates: SmallVec<[NodeId; 2]>,
    /// Whether it may do anything besides.
    pub has_unknown: bool,
}

/// The functions of this module that a piece of code runs, and whether it runs code that is not known.
#[derive(Clone, Debug, Default)]
pub(super) struct Run {
    pub functions: Vec<ScopeId>,
    pub has_unknown: bool,
}

impl Effects {
    fn unknown() -> Self {
        Self { has_unknown: true, ..Self::default() }
    }

    fn add(&mut self, effect: Effect) {
        if !self.list.contains(&effect) {
            self.list.push(effect);
        }
    }
}

impl<'a> Facts<'a> {
    /// What evaluating a call, attribute, operator or `await` does itself; its operands apart.
    pub fn effects(&self, expression: &'a Expr) -> Effects {
        match expression {
            Expr::Call(call) => self.effects_of(call),
            Expr::Attribute(it) => self.effects_of_attribute(it),
            Expr::BinOp(it) if self.has_unknown_operator(it) => Effects::unknown(),
            Expr::Compare(it) => self.effects_of_compare(it),
            Expr::Await(it) => match &*it.value {
                Expr::Call(call) => self.effects_of(call),
                _ => Effects::unknown(),
            },
            Expr::Yield(_) | Expr::YieldFrom(_) => Effects::unknown(),
            _ => Effects::default(),
        }
    }

    fn effects_of_attribute(&self, it: &'a ast::ExprAttribute) -> Effects {
        let mut effects = Effects::default();
        match self.property_read(it) {
            Some(function) => self.effects_of_body(function, &mut effects),
            None => effects.has_unknown = self.kind(&it.value).kind.is_unknown(),
        }
        effects
    }

    /// `x in iterator` uses it up; `==` of unknown classes is their own code.
    fn effects_of_compare(&self, it: &'a ast::ExprCompare) -> Effects {
        let mut effects = Effects::default();
        for (op, right) in it.ops.iter().zip(&it.comparators) {
            let is_membership = matches!(op, ast::CmpOp::In | ast::CmpOp::NotIn);
            if is_membership && self.is_iterator(right) {
                effects.mutates.push(id_of(right));
            }
            let is_identity = matches!(op, ast::CmpOp::Is | ast::CmpOp::IsNot);
            effects.has_unknown |= !is_membership && !is_identity && self.kind(right).kind.is_unknown();
        }
        effects
    }

    /// What a call does.
    pub fn effects_of(&self, call: &'a ast::ExprCall) -> Effects {
        if let Some(function) = self.called_function(call) {
            return self.effects_of_own(function, call);
        }
        match self.known_callee(call) {
            Some(known) => self.effects_of_known(known, call),
            None if self.makes_instance(call) => self.effects_of_constructor(call),
            None => Effects::unknown(),
        }
    }

    fn effects_of_known(&self, known: &Callable, call: &'a ast::ExprCall) -> Effects {
        let mut effects = Effects::default();
        known.effects.iter().for_each(|effect| effects.add(*effect));
        let mutates_something = known.mutates_receiver() || known.mutates_arguments();
        if known.mutates_receiver()
            && let Expr::Attribute(method) = &*call.func
        {
            effects.mutates.push(id_of(&*method.value));
        }
        if known.mutates_arguments()
            && let Some(first) = call.arguments.args.first()
        {
            effects.mutates.push(id_of(first));
        }
        for argument in &call.arguments.args {
            if !mutates_something && self.is_iterator(argument) {
                effects.mutates.push(id_of(argument));
            }
            if let Some(function) = self.generator_function(argument) {
                self.effects_of_body(function, &mut effects);
            }
        }
        effects.has_unknown = !known.is_pure && !mutates_something && known.effects.is_empty()
            || self.hands_over_unknown(call, known.is_pure);
        effects
    }

    /// The generator function of this module that made an iterator: it runs where the iterator is used up.
    fn generator_function(&self, iterator: &'a Expr) -> Option<ScopeId> {
        let made = match iterator {
            Expr::Call(call) => call,
            Expr::Name(name) => {
                let Reached::Bindings { bindings, .. } = self.reached(name) else { return None };
                let [only] = bindings.as_slice() else { return None };
                let Origin::Value(Expr::Call(call)) = self.source_of(*only).origin else { return None };
                call
            }
            _ => return None,
        };
        self.called_function(made).filter(|function| self.scopes.get(*function).has_yield)
    }

    fn is_iterator(&self, argument: &Expr) -> bool {
        let is_kept = matches!(argument, Expr::Name(_) | Expr::Attribute(_));
        let kind = self.kind(argument).kind;
        is_kept && kind.members().iter().any(|it| matches!(it, Kind::Iterator(_) | Kind::Generator(_)))
    }

    /// Functions among the arguments may do anything; iterating an object of unknown class may use it up, and its
    /// text, order or equality are its own code.
    fn hands_over_unknown(&self, call: &'a ast::ExprCall, is_pure: bool) -> bool {
        let takes_at_its_word = ["len", "bool", "isinstance", "type", "id", "callable"]
            .iter()
            .any(|name| self.is_builtin(&call.func, name));
        let positional = call.arguments.args.iter();
        let all = positional.chain(call.arguments.keywords.iter().map(|it| &it.value));
        let mut arguments = all.filter(|argument| !matches!(argument, Expr::Lambda(it) if self.is_pure(&it.body)));
        arguments.any(|argument| {
            let kind = self.kind(argument).kind;
            if kind.members().iter().any(|it| matches!(it, Kind::Function)) {
                return !self.is_known_pure_function(argument);
            }
            is_pure && !takes_at_its_word && kind.is_unknown()
        })
    }

    fn is_known_pure_function(&self, argument: &Expr) -> bool {
        let known = self.qualified(argument).and_then(|name| self.known(&name));
        known.is_some_and(|known| known.is_pure && !known.mutates_arguments())
    }

    fn effects_of_constructor(&self, call: &'a ast::ExprCall) -> Effects {
        let Kind::Type(class) = self.kind(&call.func).kind else { return Effects::unknown() };
        let Some(class) = self.own_class(&class) else { return Effects::unknown() };
        if self.lineage(class).has_foreign_base {
            return Effects::unknown();
        }
        match self.method(class, "__init__") {
            Some(function) => self.effects_of_own(function, call),
            None => Effects::default(),
        }
    }

    /// The union over all functions of this module that a call runs, and what it changes of what it is given.
    fn effects_of_own(&self, function: ScopeId, call: &'a ast::ExprCall) -> Effects {
        let definition = self.function_definition(function);
        let is_plain = definition
            .is_some_and(|it| it.decorator_list.iter().all(|decorator| self.keeps_result(&decorator.expression)));
        if !is_plain {
            return Effects::unknown();
        }
        // Calling a generator function runs none of its body.
        if self.scopes.get(function).has_yield {
            return Effects::default();
        }
        let mut effects = Effects::default();
        self.effects_of_body(function, &mut effects);
        let arguments = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|it| &it.value));
        let receiver = match &*call.func {
            Expr::Attribute(method) => Some(&*method.value),
            _ => None,
        };
        for given in arguments.chain(receiver) {
            let itself = self.objects(given);
            let is_changed = !self.kind(given).kind.is_immutable()
                && self.mutation_of(&itself, &itself, id_of(call)) == super::mutation::Mutation::Certain;
            if is_changed {
                effects.mutates.push(id_of(given));
            }
        }
        effects
    }

    fn effects_of_body(&self, function: ScopeId, effects: &mut Effects) {
        let run = self.functions_run_by(self.scopes.get(function).node);
        effects.has_unknown |= run.has_unknown;
        for function in run.functions.iter().chain([&function]) {
            self.own_effects(*function, effects);
        }
    }

    /// What the code of one function does itself.
    fn own_effects(&self, function: ScopeId, effects: &mut Effects) {
        let scope = self.scopes.get(function);
        if !scope.globals.is_empty() || !scope.nonlocals.is_empty() {
            effects.add(Effect::Global);
        }
        for (_, node) in self.nodes.within(scope.node) {
            match node.node {
                AnyNodeRef::ExprCall(call) => {
                    if let Some(known) = self.known_callee(call) {
                        known.effects.iter().for_each(|effect| effects.add(*effect));
                    }
                }
                AnyNodeRef::ExprAwait(_) => effects.has_unknown = true,
                AnyNodeRef::ExprBinOp(it) if self.has_unknown_operator(it) => effects.has_unknown = true,
                _ => {}
            }
        }
    }

    /// An operator of an unknown class is that class's code.
    fn has_unknown_operator(&self, it: &ast::ExprBinOp) -> bool {
        self.kind(&it.left).kind.is_unknown() || self.kind(&it.right).kind.is_unknown()
    }

    /// The functions of this module that a piece of code runs, through each other.
    pub(super) fn functions_run_by(&self, within: NodeId) -> Rc<Run> {
        if let Some(known) = self.runs.borrow().get(&within) {
            return known.clone();
        }
        let run = Rc::new(self.run_by(within));
        self.runs.borrow_mut().insert(within, run.clone());
        run
    }

    fn run_by(&self, within: NodeId) -> Run {
        let mut run = Run::default();
        let mut waiting = vec![within];
        while let Some(next) = waiting.pop() {
            for (id, node) in self.nodes.within(next) {
                if self.is_in_nested_function(next, id) {
                    continue;
                }
                let called = match node.node {
                    AnyNodeRef::ExprCall(call) => self.callee_within(call, &mut run),
                    AnyNodeRef::ExprAttribute(it) => self.property_read(it),
                    AnyNodeRef::ExprAwait(_) | AnyNodeRef::ExprYield(_) | AnyNodeRef::ExprYieldFrom(_) => {
                        run.has_unknown = true;
                        None
                    }
                    _ => None,
                };
                if let Some(function) = called.filter(|function| !run.functions.contains(function)) {
                    run.functions.push(function);
                    waiting.push(self.scopes.get(function).node);
                }
            }
        }
        run
    }

    fn callee_within(&self, call: &'a ast::ExprCall, run: &mut Run) -> Option<ScopeId> {
        if let Some(function) = self.called_function(call) {
            let definition = self.function_definition(function)?;
            let keeps = definition.decorator_list.iter().all(|decorator| self.keeps_result(&decorator.expression));
            run.has_unknown |= !keeps;
            return Some(function);
        }
        if let Some(known) = self.known_callee(call) {
            let is_told =
                known.is_pure || !known.effects.is_empty() || known.mutates_receiver() || known.mutates_arguments();
            run.has_unknown |= !is_told || self.hands_over_unknown(call, false);
            return None;
        }
        match self.kind(&call.func).kind {
            Kind::Type(class) if self.own_class(&class).is_some() => {
                let class = self.own_class(&class)?;
                run.has_unknown |= self.lineage(class).has_foreign_base;
                self.method(class, "__init__")
            }
            _ => {
                run.has_unknown = true;
                None
            }
        }
    }

    fn property_read(&self, it: &'a ast::ExprAttribute) -> Option<ScopeId> {
        let class = self.class_of_instance(&it.value)?;
        let function = self.method(class, it.attr.as_str())?;
        let is_property = self.has_decorator(function, "property") || self.has_decorator(function, "cached_property");
        is_property.then_some(function)
    }
}
