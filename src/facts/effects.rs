//! What calls do besides computing their result: from knowledge, and through the functions of this module.

use smallvec::SmallVec;

use crate::facts::Facts;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::ScopeId;
use crate::knowledge::{self, Callable};
use crate::model::Kind;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr, Operator};

impl<'a> Facts<'a> {
    /// What is known of the function or method that a call runs, where it is one of another module and can be no
    /// other.
    pub fn known_callee(&self, call: &ast::ExprCall) -> Option<&'a Callable> {
        match self.known_callees(call).as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The dotted name of what `known_callee` knows: `requests.get`, or a method by its class, `redis.Redis.get`.
    pub fn callee_name(&self, call: &ast::ExprCall) -> Option<String> {
        if let Some(name) = self.qualified(&call.func) {
            return Some(name);
        }
        let Expr::Attribute(method) = &*call.func else { return None };
        let receiver = self.kind(&method.value).kind;
        let mut classes = receiver.members().iter().filter(|kind| **kind != Kind::None).map(knowledge::class_of);
        let only = classes.next()??;
        classes.next().is_none().then(|| format!("{only}.{}", method.attr))
    }

    /// The functions of other modules that a call may run, all of them known; empty where one is not. A method of
    /// `None` cannot run.
    fn known_callees(&self, call: &ast::ExprCall) -> SmallVec<[&'a Callable; 2]> {
        let candidates = self.candidates(&call.func);
        let known: Option<SmallVec<[&'a Callable; 2]>> = if !candidates.is_empty() {
            candidates.iter().map(|name| self.known(name)).collect()
        } else if let Expr::Attribute(method) = &*call.func {
            let receiver = self.kind(&method.value).kind;
            let members = receiver.members().iter().filter(|kind| **kind != Kind::None);
            members.map(|kind| knowledge::method(kind, method.attr.as_str())).collect()
        } else {
            None
        };
        known.unwrap_or_default()
    }

    /// Whether all functions that a call may run are known, and such.
    fn is_known(&self, call: &ast::ExprCall, such: impl Fn(&Callable) -> bool) -> bool {
        let known = self.known_callees(call);
        !known.is_empty() && known.iter().all(|it| such(it))
    }

    /// Whether evaluating an expression changes nothing, waits for nothing and gives the same for the same input.
    /// Reading attributes and items of unknown objects is taken at its word, calling them is not.
    pub fn is_pure(&self, expression: &Expr) -> bool {
        self.nodes.within(id_of(expression)).all(|(id, node)| match node.node {
            AnyNodeRef::ExprCall(call) => self.is_pure_call(call),
            AnyNodeRef::ExprAwait(_) | AnyNodeRef::ExprYield(_) | AnyNodeRef::ExprYieldFrom(_) => false,
            AnyNodeRef::ExprNamed(_) => false,
            AnyNodeRef::ExprAttribute(it) => self.is_plain_attribute(it),
            AnyNodeRef::ExprBinOp(it) => self.is_plain_operator(it),
            AnyNodeRef::ExprName(it) => it.ctx.is_load() || id != id_of(expression),
            _ => true,
        })
    }

    /// Whether a callee is known to compute and nothing else, whatever it is given.
    pub fn is_pure_callee(&self, call: &ast::ExprCall) -> bool {
        self.is_known(call, is_pure)
    }

    /// Whether going through what an expression gives, item by item, only computes: a pure call, or a generator
    /// function of this module whose body only computes.
    pub fn is_pure_source(&self, expression: &Expr) -> bool {
        let Expr::Call(call) = expression else { return self.is_pure(expression) };
        let arguments_are_pure = call.arguments.args.iter().all(|argument| self.is_pure(argument));
        match self.called_function(call) {
            Some(function) => arguments_are_pure && self.only_computes(function),
            None => self.is_pure(expression),
        }
    }

    /// Whether a function's body sets nothing that outlives a call and calls only what is known to be pure.
    fn only_computes(&self, function: ScopeId) -> bool {
        let scope = self.scopes.get(function);
        scope.globals.is_empty()
            && scope.nonlocals.is_empty()
            && self.nodes.within(scope.node).all(|(_, node)| match node.node {
                AnyNodeRef::ExprCall(call) => self.is_pure_callee(call),
                AnyNodeRef::ExprAttribute(it) => it.ctx.is_load(),
                AnyNodeRef::ExprSubscript(it) => it.ctx.is_load(),
                AnyNodeRef::ExprAwait(_) | AnyNodeRef::StmtWith(_) | AnyNodeRef::StmtDelete(_) => false,
                _ => true,
            })
    }

    /// Whether a function's result depends on its arguments alone: it sets no attribute, item or outer name, and calls
    /// only itself and what is known to be pure.
    pub fn depends_on_arguments_alone(&self, function: ScopeId) -> bool {
        let scope = self.scopes.get(function);
        scope.globals.is_empty()
            && scope.nonlocals.is_empty()
            && self.nodes.within(scope.node).all(|(_, node)| match node.node {
                AnyNodeRef::ExprCall(call) => self.called_function(call) == Some(function) || self.is_pure_callee(call),
                AnyNodeRef::ExprAttribute(it) => it.ctx.is_load(),
                AnyNodeRef::ExprSubscript(it) => it.ctx.is_load(),
                AnyNodeRef::StmtDelete(_) | AnyNodeRef::StmtWith(_) | AnyNodeRef::StmtTry(_) => false,
                AnyNodeRef::ExprAwait(_) => false,
                _ => true,
            })
    }

    fn is_pure_call(&self, call: &ast::ExprCall) -> bool {
        if !self.is_known(call, is_pure) {
            return false;
        }
        // What a pure function does with objects it does not know is theirs to say: str(x), len(x), int(x).
        let arguments = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|it| &it.value));
        arguments.into_iter().all(|argument| !self.is_function_like(argument) && !self.is_consumable(argument))
    }

    /// Functions handed on are called by who gets them.
    fn is_function_like(&self, argument: &Expr) -> bool {
        match argument {
            Expr::Lambda(it) => !self.is_pure(&it.body),
            _ => {
                let is_known_pure = || {
                    self.qualified(argument)
                        .and_then(|name| self.known(&name))
                        .is_some_and(|known| known.is_pure && !known.mutates_arguments())
                };
                self.kind(argument).kind.all(|kind| matches!(kind, Kind::Function)) && !is_known_pure()
            }
        }
    }

    fn is_consumable(&self, argument: &Expr) -> bool {
        let kind = self.kind(argument).kind;
        let is_new = argument.is_generator_expr() || argument.is_call_expr();
        !is_new && kind.all(|kind| matches!(kind, Kind::Iterator(_) | Kind::Generator(_) | Kind::File))
    }

    /// An attribute that is not known to be a property of this module.
    fn is_plain_attribute(&self, it: &ast::ExprAttribute) -> bool {
        let Some(class) = self.class_of_instance(&it.value) else { return true };
        match self.method(class, it.attr.as_str()) {
            Some(function) => !self.has_decorator(function, "property"),
            None => true,
        }
    }

    fn is_plain_operator(&self, it: &ast::ExprBinOp) -> bool {
        // `path / name` of unknown classes computes; only shifts are used for their effect (streams).
        !matches!(it.op, Operator::LShift | Operator::RShift) || self.kind(&it.left).kind.is_immutable()
    }

    /// Whether anything in a subtree may run code that is not known: calls that are not pure, awaits, yields.
    pub fn may_run_unknown(&self, within: NodeId) -> bool {
        self.nodes.within(within).any(|(_, node)| match node.node {
            AnyNodeRef::ExprCall(call) => !self.is_harmless_call(call),
            AnyNodeRef::ExprAwait(_) | AnyNodeRef::ExprYield(_) | AnyNodeRef::ExprYieldFrom(_) => true,
            _ => false,
        })
    }

    /// Whether a call changes nothing but the receiver, or prints: it cannot reach what others hold.
    pub fn is_harmless_call(&self, call: &ast::ExprCall) -> bool {
        self.is_known(call, |known| known.is_pure || known.mutates_receiver() || known.only_prints())
    }
}

fn is_pure(known: &Callable) -> bool {
    known.is_pure && !known.mutates_arguments() && !known.mutates_receiver()
}
