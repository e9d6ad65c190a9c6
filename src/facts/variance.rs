//! Whether an expression differs from turn to turn of a loop, cannot differ, or might.

use crate::facts::Facts;
use crate::facts::effect_sets::Effects;
use crate::facts::flow::Reached;
use crate::facts::loops::LoopId;
use crate::facts::mutation::Mutation;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeKind};
use crate::facts::sources::Origin;
use crate::model::{Effect, Kind};
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// The order is from the strongest claim to the weakest answer to the opposite claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variance {
    /// The same on every turn.
    Invariant,
    Unsettled,
    Varies,
}

/// Local names are followed to their values this far.
const LONGEST_CHAIN: usize = 6;

impl<'a> Facts<'a> {
    /// How the value of an expression stands to the turns of a loop around it.
    pub fn variance(&self, expression: &'a Expr, id: LoopId) -> Variance {
        self.variance_within(expression, self.loops.get(id).node, LONGEST_CHAIN)
    }

    fn variance_within(&self, expression: &'a Expr, turns: NodeId, left: usize) -> Variance {
        if left == 0 {
            return Variance::Unsettled;
        }
        let whole = id_of(expression);
        let mut variance = self.variance_of_object(expression, turns);
        for (id, node) in self.nodes.within(whole) {
            if variance == Variance::Varies {
                break;
            }
            variance = variance.max(self.variance_at(id, node.node, whole, turns, left));
        }
        variance
    }

    /// What the whole gives may be changed inside while it stays the same object.
    fn variance_of_object(&self, expression: &'a Expr, turns: NodeId) -> Variance {
        match expression {
            Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) => self.variance_by_mutation(expression, turns),
            _ => Variance::Invariant,
        }
    }

    fn variance_by_mutation(&self, place: &'a Expr, turns: NodeId) -> Variance {
        if self.kind(place).kind.all(|kind| matches!(kind, Kind::File)) {
            return Variance::Invariant;
        }
        match self.mutation(place, self.extent_of_turns(turns)) {
            Mutation::Never => Variance::Invariant,
            Mutation::Possible => Variance::Unsettled,
            Mutation::Certain => Variance::Varies,
        }
    }

    /// The node whose subtree a loop's turns run.
    fn extent_of_turns(&self, turns: NodeId) -> NodeId {
        match self.nodes.get(turns).node {
            AnyNodeRef::Comprehension(_) => self.nodes.get(turns).parent,
            _ => turns,
        }
    }

    fn variance_at(&self, id: NodeId, node: AnyNodeRef<'a>, whole: NodeId, turns: NodeId, left: usize) -> Variance {
        match node {
            AnyNodeRef::ExprName(it) => self.variance_of_name(id, it, whole, turns, left),
            AnyNodeRef::ExprAttribute(it) => self.variance_of_attribute(it, turns),
            AnyNodeRef::ExprCall(it) => self.variance_of_call(it, turns),
            AnyNodeRef::ExprSubscript(it) => self.variance_of_subscript(it, turns),
            AnyNodeRef::ExprBinOp(it) => self.variance_of_operands([&*it.left, &*it.right].into_iter()),
            AnyNodeRef::ExprCompare(it) => self.variance_of_compare(it),
            AnyNodeRef::InterpolatedElement(it) => self.variance_of_operands(std::iter::once(&*it.expression)),
            AnyNodeRef::ExprAwait(_) | AnyNodeRef::ExprYield(_) | AnyNodeRef::ExprYieldFrom(_) => Variance::Unsettled,
            _ => Variance::Invariant,
        }
    }

    /// Operators of unknown classes may do anything.
    fn variance_of_operands(&self, operands: impl Iterator<Item = &'a Expr>) -> Variance {
        let are_known = operands.into_iter().all(|operand| !self.kind(operand).kind.is_unknown());
        if are_known { Variance::Invariant } else { Variance::Unsettled }
    }

    fn variance_of_compare(&self, it: &'a ast::ExprCompare) -> Variance {
        use ast::CmpOp::{Eq, NotEq};
        let needs_equality = it.ops.iter().any(|op| matches!(op, Eq | NotEq));
        let operands = std::iter::once(&*it.left).chain(it.comparators.iter());
        if needs_equality { self.variance_of_operands(operands) } else { Variance::Invariant }
    }

    fn variance_of_name(
        &self,
        id: NodeId,
        name: &'a ast::ExprName,
        whole: NodeId,
        turns: NodeId,
        left: usize,
    ) -> Variance {
        let bindings = match self.reached_at(id, name.id.as_str()) {
            Reached::Builtin => return Variance::Invariant,
            Reached::Unknown => return Variance::Unsettled,
            Reached::Bindings { bindings, .. } => bindings,
        };
        let extent = self.extent_of_turns(turns);
        let is_inside = |binding: &BindingId| {
            let at = self.scopes.binding(*binding).node;
            self.nodes.contains(extent, at) && !self.nodes.contains(whole, at)
        };
        let inside: Vec<BindingId> = bindings.iter().copied().filter(is_inside).collect();
        if inside.is_empty() {
            return self.variance_by_other_functions(&bindings, id, extent);
        }
        match (bindings.as_slice(), inside.as_slice()) {
            ([only], [_]) => self.variance_of_binding(*only, turns, left),
            _ => Variance::Varies,
        }
    }

    /// A name that is bound in the body, to one and the same value each time.
    fn variance_of_binding(&self, binding: BindingId, turns: NodeId, left: usize) -> Variance {
        let source = self.source_of(binding);
        match source.origin {
            Origin::Value(value) if source.steps.is_empty() => {
                let variance = self.variance_within(value, turns, left - 1);
                // A container made anew on each turn is another one each time.
                let is_new = super::kinds::is_new(value) && !self.kind(value).kind.is_immutable();
                if is_new { variance.max(Variance::Unsettled) } else { variance }
            }
            Origin::Import(_) | Origin::ImportFrom(..) => Variance::Invariant,
            Origin::Function(_) | Origin::Class(_) | Origin::Entered { .. } => Variance::Unsettled,
            _ => Variance::Varies,
        }
    }

    /// A name whose bindings stand outside the loop: functions that the loop runs may rebind it.
    fn variance_by_other_functions(&self, bindings: &[BindingId], read: NodeId, extent: NodeId) -> Variance {
        let Some(first) = bindings.first() else { return Variance::Invariant };
        let of = *self.scopes.binding(*first);
        if self.scopes.get(of.scope).kind == ScopeKind::Comprehension {
            return Variance::Invariant;
        }
        let here = self.scopes.running(self.nodes.get(read).scope);
        let all = self.scopes.bindings_of(of.scope, of.name);
        let elsewhere = all.into_iter().map(|it| self.scopes.binding(it).written_in);
        let others: Vec<_> = elsewhere.filter(|it| *it != here && *it != of.scope).collect();
        if others.is_empty() {
            return Variance::Invariant;
        }
        let run = self.functions_run_by(extent);
        if others.iter().any(|function| run.functions.contains(function)) {
            return Variance::Varies;
        }
        let may_run =
            |function: &super::scopes::ScopeId| self.is_global_function(*function) || self.closure_is_shared(*function);
        if run.has_unknown && others.iter().any(may_run) { Variance::Unsettled } else { Variance::Invariant }
    }

    fn is_global_function(&self, function: super::scopes::ScopeId) -> bool {
        let parent = self.scopes.get(function).parent;
        self.scopes.function(parent).is_none()
    }

    /// Whether a nested function is handed on before or in a piece of code; where it is only returned, it runs later.
    fn closure_is_shared(&self, function: super::scopes::ScopeId) -> bool {
        let Some(definition) = self.function_definition(function) else { return true };
        let parent = self.scopes.get(function).parent;
        let bindings = self.scopes.bindings_of(parent, definition.name.as_str());
        bindings.into_iter().any(|binding| self.is_binding_shared(binding))
    }

    fn variance_of_attribute(&self, it: &'a ast::ExprAttribute, turns: NodeId) -> Variance {
        let kind = self.kind(&it.value).kind;
        if kind.all(|kind| matches!(kind, Kind::Module(_))) {
            return Variance::Invariant;
        }
        let extent = self.extent_of_turns(turns);
        if self.is_attribute_set_by(it.attr.as_str(), extent) {
            return Variance::Varies;
        }
        let is_called = matches!(self.use_at(id_of(&*it.value)), super::uses::Use::Calls { .. });
        if is_called || !kind.is_unknown() && !matches!(kind, Kind::Instance(_)) {
            return Variance::Invariant;
        }
        match self.class_of_instance(&it.value) {
            Some(class) => self.variance_of_member(class, it, extent),
            None => Variance::Unsettled,
        }
    }

    /// A property is a call. Unknown code can set what an instance holds.
    fn variance_of_member(
        &self,
        class: super::scopes::ScopeId,
        it: &'a ast::ExprAttribute,
        extent: NodeId,
    ) -> Variance {
        if self.method(class, it.attr.as_str()).is_some() {
            return Variance::Unsettled;
        }
        let is_only_set_first = self.attribute_stores(it.attr.as_str()).iter().all(|store| {
            let function = self.scopes.running(self.nodes.get(*store).scope);
            self.is_named(function, "__init__")
        });
        if is_only_set_first || !self.functions_run_by(extent).has_unknown {
            Variance::Invariant
        } else {
            Variance::Unsettled
        }
    }

    /// Whether code of this module that a loop runs sets an attribute of this name.
    fn is_attribute_set_by(&self, attribute: &str, extent: NodeId) -> bool {
        let run = self.functions_run_by(extent);
        self.attribute_stores(attribute).iter().any(|store| {
            let function = self.scopes.running(self.nodes.get(*store).scope);
            self.nodes.contains(extent, *store) && !self.is_in_nested_function(extent, *store)
                || run.functions.contains(&function)
        })
    }

    fn variance_of_subscript(&self, it: &'a ast::ExprSubscript, turns: NodeId) -> Variance {
        let by_mutation = self.variance_by_mutation(&it.value, turns);
        let kind = self.kind(&it.value).kind;
        let is_known = !kind.is_unknown() && !matches!(kind, Kind::Instance(_));
        if is_known { by_mutation } else { by_mutation.max(Variance::Unsettled) }
    }

    fn variance_of_call(&self, call: &'a ast::ExprCall, turns: NodeId) -> Variance {
        let effects = self.effects_of(call);
        if effects.list.iter().any(|effect| matches!(effect, Effect::Clock | Effect::Random)) {
            return Variance::Varies;
        }
        if !effects.mutates.is_empty() {
            return Variance::Varies;
        }
        if effects != Effects::default() {
            return Variance::Unsettled;
        }
        self.variance_of_read(call, turns)
    }

    /// A pure call reads its arguments deeply.
    fn variance_of_read(&self, call: &'a ast::ExprCall, turns: NodeId) -> Variance {
        let mut variance = Variance::Invariant;
        let receiver = match &*call.func {
            Expr::Attribute(method) => Some(&*method.value),
            _ => None,
        };
        for read in call.arguments.args.iter().chain(receiver) {
            if !matches!(read, Expr::Name(_) | Expr::Attribute(_)) {
                continue;
            }
            variance = variance.max(match self.reads_only_outside(call) {
                true => self.variance_by_shallow_change(read, turns),
                false => self.variance_by_mutation(read, turns),
            });
        }
        variance
    }

    /// `len(rows)` does not look into the rows.
    fn reads_only_outside(&self, call: &ast::ExprCall) -> bool {
        ["len", "bool", "isinstance", "id"].iter().any(|name| self.is_builtin(&call.func, name))
    }

    fn variance_by_shallow_change(&self, place: &'a Expr, turns: NodeId) -> Variance {
        if self.kind(place).kind.is_immutable() {
            return Variance::Invariant;
        }
        let itself = self.objects(place);
        match self.mutation_of(&itself, &itself, self.extent_of_turns(turns)) {
            Mutation::Never => Variance::Invariant,
            Mutation::Possible => Variance::Unsettled,
            Mutation::Certain => Variance::Varies,
        }
    }
}
