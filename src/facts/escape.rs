//! Whether an object may outlive the call that makes it, or be seen by code that is not known.

use crate::facts::Facts;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeId, ScopeKind};
use crate::facts::uses::Use;
use crate::model::Kind;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// What counts as letting an object out.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Watch {
    /// Handing it back to the caller.
    pub returning: bool,
    /// Letting out what it holds.
    pub held: bool,
}

/// Chains of names and calls are followed this far; past it the object may be anywhere.
const LONGEST_CHAIN: usize = 10;

impl<'a> Facts<'a> {
    /// Whether the object that a binding gives its name may outlive the call or be seen by unknown code.
    pub fn escapes(&self, binding: BindingId) -> bool {
        let watch = Watch { returning: true, held: false };
        self.scopes.binding(binding).scope == ScopeId(0) || self.lets_out(binding, watch, LONGEST_CHAIN)
    }

    /// Whether others may hold the object that a node makes, or something in it, while the function runs.
    pub(super) fn is_shared(&self, node: NodeId) -> bool {
        self.value_is_let_out(node, Watch { returning: false, held: true }, LONGEST_CHAIN)
    }

    pub(super) fn is_binding_shared(&self, binding: BindingId) -> bool {
        self.lets_out(binding, Watch { returning: false, held: true }, LONGEST_CHAIN)
    }

    /// Answered once; while it is being answered, and past the effort that a module may take, it does.
    fn lets_out(&self, binding: BindingId, watch: Watch, left: usize) -> bool {
        if let Some(known) = self.let_out.borrow().get(&(binding, watch)) {
            return *known;
        }
        if left == 0 || !self.spends_effort() {
            return true;
        }
        self.let_out.borrow_mut().insert((binding, watch), true);
        let answer = self.uses_let_out(binding, watch, left);
        self.let_out.borrow_mut().insert((binding, watch), answer);
        answer
    }

    fn uses_let_out(&self, binding: BindingId, watch: Watch, left: usize) -> bool {
        let of = *self.scopes.binding(binding);
        if left == 0 || of.scope == ScopeId(0) || of.written_in != of.scope && !self.is_of_comprehension(of.scope) {
            return true;
        }
        self.reads_of_binding(binding).into_iter().any(|read| {
            let in_closure = self.is_in_closure_of(of.scope, read);
            in_closure && self.closure_gets_out(of.scope, read, left - 1) || self.use_lets_out(read, watch, left - 1)
        })
    }

    fn is_of_comprehension(&self, scope: ScopeId) -> bool {
        self.scopes.get(scope).kind == ScopeKind::Comprehension
    }

    fn is_in_closure_of(&self, owner: ScopeId, read: NodeId) -> bool {
        self.scopes.running(self.nodes.get(read).scope) != self.scopes.running(owner)
    }

    /// Whether the nested function in which a read stands may be run by unknown code.
    fn closure_gets_out(&self, owner: ScopeId, read: NodeId, left: usize) -> bool {
        let mut at = self.nodes.get(read).scope;
        while at != ScopeId(0) && self.scopes.running(self.scopes.get(at).parent) != self.scopes.running(owner) {
            at = self.scopes.get(at).parent;
        }
        let definition = self.scopes.get(at).node;
        let watch = Watch { returning: true, held: false };
        match self.nodes.get(definition).node {
            AnyNodeRef::ExprLambda(_) => self.value_is_let_out(definition, watch, left),
            AnyNodeRef::StmtFunctionDef(it) => {
                let bindings = self.scopes.bindings_of(self.scopes.get(at).parent, it.name.as_str());
                !it.decorator_list.is_empty() || bindings.into_iter().any(|binding| self.lets_out(binding, watch, left))
            }
            _ => true,
        }
    }

    /// Whether the value of an expression is let out where it stands.
    fn value_is_let_out(&self, node: NodeId, watch: Watch, left: usize) -> bool {
        left == 0 || self.use_lets_out(node, watch, left - 1)
    }

    fn use_lets_out(&self, id: NodeId, watch: Watch, left: usize) -> bool {
        match self.use_at(id) {
            Use::Looks => self.is_operand_of_new(id) && watch.held,
            Use::SetsItem(_) | Use::SetsAttribute(_) | Use::Called(_) | Use::Augments(_) => false,
            Use::Unpacks => watch.held,
            Use::Returned => watch.returning,
            Use::Iterates(consumer) => {
                let generator = self.nodes.get(consumer).parent;
                let is_lazy = matches!(self.nodes.get(generator).node, AnyNodeRef::ExprGenerator(_));
                is_lazy && self.value_is_let_out(generator, watch, left)
                    || watch.held && self.items_are_let_out(consumer, watch, left)
            }
            Use::Item(it) => watch.held && self.part_is_let_out(&it.value, id_of(it), watch, left),
            Use::Attribute(it) => self.value_is_let_out(id_of(it), watch, left),
            Use::Calls { call, method } => self.method_lets_out(call, method, watch, left),
            Use::Argument(call) => self.call_lets_out(call, id, watch, left),
            Use::Escapes => self.assignment_lets_out(id, watch, left),
        }
    }

    /// `xs + ys`: a new list with the old one's items.
    fn is_operand_of_new(&self, id: NodeId) -> bool {
        matches!(self.nodes.get(self.nodes.get(id).parent).node, AnyNodeRef::ExprBinOp(_))
    }

    fn items_are_let_out(&self, consumer: NodeId, watch: Watch, left: usize) -> bool {
        let target = match self.nodes.get(consumer).node {
            AnyNodeRef::StmtFor(it) => &*it.target,
            AnyNodeRef::Comprehension(it) => &it.target,
            _ => return true,
        };
        self.names_in(id_of(target))
            .into_iter()
            .any(|binding| !self.kind_of_binding(binding).kind.is_immutable() && self.lets_out(binding, watch, left))
    }

    /// The bindings that a target makes.
    fn names_in(&self, target: NodeId) -> Vec<BindingId> {
        let scope = self.nodes.get(target).scope;
        let bindings = self.scopes.get(scope).bindings.iter().copied();
        bindings.filter(|binding| self.nodes.contains(target, self.scopes.binding(*binding).node)).collect()
    }

    fn part_is_let_out(&self, whole: &Expr, part: NodeId, watch: Watch, left: usize) -> bool {
        let kind = self.kind(whole).kind;
        let values = match &kind {
            Kind::Dict(_, value) | Kind::Defaultdict(_, value) => (**value).clone(),
            other => other.element(),
        };
        !values.is_immutable() && self.value_is_let_out(part, watch, left)
    }

    fn method_lets_out(
        &self,
        call: &'a ast::ExprCall,
        method: &'a ast::ExprAttribute,
        watch: Watch,
        left: usize,
    ) -> bool {
        if let Some(function) = self.called_function(call) {
            return self.parameter_is_let_out(function, 0, call, watch, left);
        }
        if self.known_callee(call).is_none() {
            return true;
        }
        self.result_lets_out(call, &self.kind(&method.value).kind, watch, left)
    }

    /// Whether the result of a known call holds what went in, and is let out.
    fn result_lets_out(&self, call: &'a ast::ExprCall, given: &Kind, watch: Watch, left: usize) -> bool {
        let result = self.kind_of_call_result(call);
        if result.is_immutable() {
            return false;
        }
        let holds_it = result.is_unknown()
            || result.members().iter().any(|kind| {
                matches!(
                    kind,
                    Kind::Iterator(_) | Kind::Generator(_) | Kind::Keys(_) | Kind::Values(_) | Kind::Items(..)
                )
            });
        let holds_parts = watch.held && !given.element().is_immutable();
        (holds_it || holds_parts) && self.value_is_let_out(id_of(call), watch, left)
    }

    fn kind_of_call_result(&self, call: &'a ast::ExprCall) -> Kind {
        self.kind_of_call(call).kind
    }

    fn call_lets_out(&self, call: &'a ast::ExprCall, argument: NodeId, watch: Watch, left: usize) -> bool {
        if let Some(function) = self.called_function(call) {
            let place = call.arguments.args.iter().position(|it| id_of(it) == argument);
            let Some(place) = place else { return true };
            let shift =
                usize::from(self.class_of_method(function).is_some() && !self.has_decorator(function, "staticmethod"));
            return self.parameter_is_let_out(function, place + shift, call, watch, left);
        }
        // The key of a look-up is kept only if it can be hashed, and what is kept as a key is not changed.
        let is_key =
            super::objects::is_look_up(call) && call.arguments.args.first().is_some_and(|it| id_of(it) == argument);
        if is_key && self.known_callee(call).is_some() {
            return false;
        }
        if !self.only_reads_arguments(call) {
            return true;
        }
        let given = call.arguments.args.iter().find(|it| id_of(*it) == argument).map(|it| self.kind(it).kind);
        self.result_lets_out(call, &given.unwrap_or(Kind::Unknown), watch, left)
    }

    /// Whether a function of this module lets out what one of its parameters holds.
    fn parameter_is_let_out(
        &self,
        function: ScopeId,
        place: usize,
        call: &'a ast::ExprCall,
        watch: Watch,
        left: usize,
    ) -> bool {
        let Some(definition) = self.function_definition(function) else { return true };
        let Some(parameter) = definition.parameters.iter_non_variadic_params().nth(place) else { return true };
        let name = parameter.name().as_str();
        let bindings = self.scopes.bindings_of(function, name);
        let own = bindings.into_iter().find(|it| self.scopes.binding(*it).node == id_of(&parameter.parameter));
        let Some(own) = own else { return true };
        let is_lazy = definition.is_async || self.scopes.get(function).has_yield;
        let inner = Watch { returning: false, ..watch };
        if is_lazy || self.lets_out(own, inner, left) {
            return true;
        }
        let comes_back = self.lets_out(own, Watch { returning: true, ..watch }, left);
        comes_back && self.value_is_let_out(id_of(call), watch, left)
    }

    /// `other = object`: wherever the other name lets it out. Anything else keeps it.
    fn assignment_lets_out(&self, id: NodeId, watch: Watch, left: usize) -> bool {
        let parent = self.nodes.get(id).parent;
        let names = |targets: &[Expr]| targets.iter().all(Expr::is_name_expr);
        match self.nodes.get(parent).node {
            AnyNodeRef::StmtAssign(it) if names(&it.targets) => {
                it.targets.iter().any(|target| self.target_lets_out(id_of(target), watch, left))
            }
            AnyNodeRef::StmtAnnAssign(it) if it.target.is_name_expr() => {
                self.target_lets_out(id_of(&*it.target), watch, left)
            }
            AnyNodeRef::ExprBoolOp(_) | AnyNodeRef::ExprIf(_) => self.value_is_let_out(parent, watch, left),
            AnyNodeRef::WithItem(_) => false,
            _ => true,
        }
    }

    fn target_lets_out(&self, target: NodeId, watch: Watch, left: usize) -> bool {
        let AnyNodeRef::ExprName(name) = self.nodes.get(target).node else { return true };
        match self.binding_at(target, name.id.as_str()) {
            Some(binding) => self.lets_out(binding, watch, left),
            None => true,
        }
    }

    /// The binding that a name makes where it is assigned.
    pub fn binding_at(&self, target: NodeId, name: &str) -> Option<BindingId> {
        let owner = self.scopes.owner(self.nodes.get(target).scope, name)?;
        self.scopes.bindings_of(owner, name).into_iter().find(|it| self.scopes.binding(*it).node == target)
    }
}
