//! Whether an object changes while a piece of code runs, whoever holds it: through its own names, aliases, bound
//! methods, elements, functions of this module, and code that is not known.

use std::rc::Rc;

use crate::facts::Facts;
use crate::facts::flow::Reached;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::objects::{Object, Objects, Root};
use crate::facts::scopes::{BindingId, ScopeId};
use crate::facts::sources::Origin;
use crate::model::Kind;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// How sure it is that an object changes. The order is from not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mutation {
    Never,
    /// Unknown code may change it.
    Possible,
    /// This module's own code changes it, on some path.
    Certain,
}

/// A place in the code that changes objects.
#[derive(Clone, Debug)]
pub(super) struct Change<'a> {
    pub objects: Objects<'a>,
    /// Code that is not known: it may change these, and whatever others can see.
    pub by_unknown: bool,
}

/// Calls of functions of this module are followed this deep.
const DEEPEST_CALL: usize = 6;
/// Code with more changes than this counts as unknown.
const MOST_CHANGES: usize = 400;
const LONGEST_CHAIN: usize = 8;

impl<'a> Facts<'a> {
    /// Whether the object that an expression gives changes while the code of a node runs.
    pub fn mutation(&self, place: &'a Expr, within: NodeId) -> Mutation {
        if self.kind(place).kind.is_immutable() {
            return Mutation::Never;
        }
        let itself = self.objects(place);
        let all = self.objects_and_held(place);
        self.mutation_of(&itself, &all, within)
    }

    pub(super) fn mutation_of(&self, itself: &Objects<'a>, all: &Objects<'a>, within: NodeId) -> Mutation {
        let changes = self.changes_of(within, DEEPEST_CALL);
        let mut strongest = Mutation::Never;
        for change in changes.iter() {
            if strongest == Mutation::Certain {
                break;
            }
            let effect = if self.spends_effort() { self.effect_on(change, itself, all) } else { Mutation::Possible };
            strongest = strongest.max(effect);
        }
        strongest
    }

    fn effect_on(&self, change: &Change<'a>, itself: &Objects<'a>, all: &Objects<'a>) -> Mutation {
        let is_hit =
            change.objects.list.iter().any(|changed| all.list.iter().any(|held| self.may_be_same(changed, held)));
        if is_hit {
            let is_certain = !change.by_unknown && !change.objects.has_unknown && !all.has_unknown;
            return if is_certain { Mutation::Certain } else { Mutation::Possible };
        }
        let reaches_far = change.by_unknown
            || change.objects.has_unknown
            || change.objects.list.iter().any(|changed| changed.is_inside);
        let is_in_reach = all.has_unknown && (change.by_unknown || !change.objects.list.is_empty())
            || itself.list.iter().any(|object| self.can_be_reached(object, change.by_unknown));
        if reaches_far && is_in_reach || all.has_unknown && change.by_unknown {
            return Mutation::Possible;
        }
        // What is not known to be distinct may be the same.
        if itself.has_unknown && itself.list.is_empty() { Mutation::Possible } else { Mutation::Never }
    }

    fn may_be_same(&self, changed: &Object<'a>, held: &Object<'a>) -> bool {
        if changed == held {
            return true;
        }
        let base = |binding: BindingId| self.objects_of_binding(binding, LONGEST_CHAIN);
        match (changed.root, held.root) {
            (Root::Attribute(one, of_one), Root::Attribute(other, of_other)) => {
                let same_base = one == other || {
                    let others = base(other);
                    base(one).list.iter().any(|object| others.contains(object))
                };
                let same_name = of_one == of_other && changed.is_inside == held.is_inside;
                same_base && (same_name || of_one != of_other && !(self.is_fresh(of_one) && self.is_fresh(of_other)))
            }
            (Root::Attribute(binding, _), root) => {
                held.is_inside && base(binding).contains(&Object { root, is_inside: false })
            }
            (root, Root::Attribute(binding, _)) => {
                changed.is_inside && base(binding).list.iter().any(|it| it.root == root)
            }
            _ => false,
        }
    }

    /// Whether everything ever stored in attributes of this name is made for it.
    fn is_fresh(&self, attribute: &str) -> bool {
        self.attribute_stores(attribute).iter().all(|store| {
            let source = self.source_of_place(*store);
            match source.origin {
                Origin::Value(value) => super::kinds::is_new(value) || self.kind(value).kind.is_immutable(),
                Origin::Augmented(_) => true,
                _ => false,
            }
        })
    }

    /// Whether others than the names of this function may hold an object. What came in as an argument is assumed to
    /// be the function's own, unless it is handed on.
    fn can_be_reached(&self, object: &Object<'a>, by_unknown: bool) -> bool {
        match object.root {
            Root::Global(_) | Root::Attribute(..) => by_unknown || object.is_inside,
            Root::Made(node) => self.is_shared(node),
            Root::Parameter(binding) => self.is_binding_shared(binding),
        }
    }

    /// The places of a piece of code that change objects; functions of this module that it calls included.
    fn changes_within(&self, within: NodeId, left: usize) -> Vec<Change<'a>> {
        let mut changes = Vec::new();
        for (id, node) in self.nodes.within(within) {
            // What stands in a nested function runs when that is called.
            if self.is_in_nested_function(within, id) {
                continue;
            }
            self.changes_at(node.node, left, &mut changes);
            if changes.len() > MOST_CHANGES {
                return vec![Change { objects: Objects::default(), by_unknown: true }];
            }
        }
        changes
    }

    pub(super) fn is_in_nested_function(&self, within: NodeId, id: NodeId) -> bool {
        let running = self.scopes.running(self.nodes.get(id).scope);
        let is_called_later = self.scopes.get(running).node > within && running != ScopeId(0);
        is_called_later && matches!(self.nodes.get(self.scopes.get(running).node).node, AnyNodeRef::StmtFunctionDef(_))
    }

    fn changes_at(&self, node: AnyNodeRef<'a>, left: usize, changes: &mut Vec<Change<'a>>) {
        let mut own = |objects: Objects<'a>| changes.push(Change { objects, by_unknown: false });
        match node {
            AnyNodeRef::ExprSubscript(it) if !it.ctx.is_load() => own(self.objects(&it.value)),
            AnyNodeRef::ExprSubscript(it) if matches!(self.kind(&it.value).kind, Kind::Defaultdict(..)) => {
                own(self.objects(&it.value));
            }
            AnyNodeRef::ExprAttribute(it) if !it.ctx.is_load() => own(self.objects(&it.value)),
            AnyNodeRef::StmtAugAssign(it) => {
                if let Some(objects) = self.changed_by_augmenting(it) {
                    own(objects);
                }
            }
            AnyNodeRef::StmtFor(it) if self.is_used_up(&it.iter) => own(self.objects(&it.iter)),
            AnyNodeRef::Comprehension(it) if self.is_used_up(&it.iter) => own(self.objects(&it.iter)),
            AnyNodeRef::ExprCall(it) => self.changes_by_call(it, left, changes),
            AnyNodeRef::ExprAwait(_) | AnyNodeRef::ExprYield(_) | AnyNodeRef::ExprYieldFrom(_) => {
                changes.push(Change { objects: Objects::default(), by_unknown: true });
            }
            _ => {}
        }
    }

    fn is_used_up(&self, iterable: &Expr) -> bool {
        let is_consumed = |kind: &Kind| matches!(kind, Kind::Iterator(_) | Kind::Generator(_) | Kind::File);
        self.kind(iterable).kind.members().iter().any(is_consumed)
    }

    fn changed_by_augmenting(&self, it: &'a ast::StmtAugAssign) -> Option<Objects<'a>> {
        match &*it.target {
            Expr::Name(name) => {
                let before = self.kind_before(id_of(name), name.id.as_str()).kind;
                let is_rebound =
                    before.all(|kind| kind.is_immutable() || matches!(kind, Kind::Tuple(_) | Kind::TupleOf(_)));
                (!is_rebound).then(|| self.objects(&it.target))
            }
            Expr::Attribute(place) => {
                let is_rebound = self.kind(&it.target).kind.is_immutable();
                Some(if is_rebound { self.objects(&place.value) } else { self.objects(&it.target) })
            }
            _ => None,
        }
    }

    fn changes_by_call(&self, call: &'a ast::ExprCall, left: usize, changes: &mut Vec<Change<'a>>) {
        if let Some(function) = self.called_function(call) {
            self.changes_by_own(function, call, left, changes);
            return;
        }
        if let Some(method) = self.bound_method(call) {
            changes.push(Change { objects: self.objects(&method.value), by_unknown: false });
            return;
        }
        if self.makes_instance(call) && self.known_callee(call).is_none() {
            self.changes_by_constructor(call, left, changes);
            return;
        }
        match self.known_callee(call) {
            Some(known) => {
                if known.mutates_receiver()
                    && let Expr::Attribute(method) = &*call.func
                {
                    changes.push(Change { objects: self.objects(&method.value), by_unknown: false });
                }
                for argument in &call.arguments.args {
                    if known.mutates_arguments() || self.is_used_up(argument) {
                        changes.push(Change { objects: self.objects(argument), by_unknown: false });
                    }
                }
                if !self.only_runs_known_functions(call) {
                    changes.push(self.change_by_unknown(call));
                }
            }
            None => changes.push(self.change_by_unknown(call)),
        }
    }

    /// `add = target.append`, then `add(row)`: the method whose receiver changes.
    fn bound_method(&self, call: &'a ast::ExprCall) -> Option<&'a ast::ExprAttribute> {
        let Expr::Name(name) = &*call.func else { return None };
        let Reached::Bindings { bindings, .. } = self.reached(name) else { return None };
        let [only] = bindings.as_slice() else { return None };
        let source = self.source_of(*only);
        let Origin::Value(Expr::Attribute(method)) = source.origin else { return None };
        let kind = self.kind(&method.value).kind;
        let known = crate::knowledge::method(&kind, method.attr.as_str())?;
        (source.steps.is_empty() && known.mutates_receiver()).then_some(method)
    }

    fn change_by_unknown(&self, call: &'a ast::ExprCall) -> Change<'a> {
        let mut objects = Objects::default();
        let arguments = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|it| &it.value));
        let receiver = match &*call.func {
            Expr::Attribute(method) => Some(&*method.value),
            _ => None,
        };
        for seen in arguments.chain(receiver) {
            if self.kind(seen).kind.is_immutable() {
                continue;
            }
            objects.add(self.objects_and_held(seen));
        }
        Change { objects, by_unknown: true }
    }

    /// Whether the functions among a known call's arguments are known too.
    fn only_runs_known_functions(&self, call: &'a ast::ExprCall) -> bool {
        let arguments = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|it| &it.value));
        let may_be_called = |argument: &Expr| {
            let is_handed_function = self.kind(argument).kind.members().iter().any(|it| matches!(it, Kind::Function));
            let is_unknown_key = self.kind(argument).kind.is_unknown()
                && call.arguments.keywords.iter().any(|it| {
                    it.arg.as_ref().is_some_and(|name| name.as_str() == "key") && id_of(&it.value) == id_of(argument)
                });
            (is_handed_function || is_unknown_key) && !argument.is_lambda_expr() && self.qualified(argument).is_none()
        };
        !arguments.into_iter().any(may_be_called)
    }

    fn changes_by_constructor(&self, call: &'a ast::ExprCall, left: usize, changes: &mut Vec<Change<'a>>) {
        let Kind::Type(class) = self.kind(&call.func).kind else { return };
        let Some(class) = self.own_class(&class) else {
            changes.push(self.change_by_unknown(call));
            return;
        };
        if let Some(function) = self.method(class, "__init__") {
            self.changes_by_own(function, call, left, changes);
        }
    }

    fn changes_by_own(&self, function: ScopeId, call: &'a ast::ExprCall, left: usize, changes: &mut Vec<Change<'a>>) {
        let Some(left) = left.checked_sub(1) else {
            changes.push(self.change_by_unknown(call));
            return;
        };
        for change in self.changes_of(self.scopes.get(function).node, left).iter() {
            let mut objects = Objects { has_unknown: change.objects.has_unknown, ..Objects::default() };
            for object in &change.objects.list {
                // What the function makes for itself concerns nobody else.
                let is_own = matches!(object.root, Root::Made(node) if self.nodes.contains(self.scopes.get(function).node, node));
                if !is_own {
                    let seen = self.seen_by_caller(*object, function, call, LONGEST_CHAIN);
                    objects.add(seen);
                }
            }
            if change.by_unknown || objects.has_unknown || !objects.list.is_empty() {
                changes.push(Change { objects, by_unknown: change.by_unknown });
            }
        }
    }

    /// What the code of a node changes, in its own terms; computed once.
    fn changes_of(&self, code: NodeId, left: usize) -> Rc<Vec<Change<'a>>> {
        if let Some(known) = self.changes.borrow().get(&code) {
            return known.clone();
        }
        // A function that calls itself: the round within adds unknown code.
        let unknown = Rc::new(vec![Change { objects: Objects::default(), by_unknown: true }]);
        self.changes.borrow_mut().insert(code, unknown);
        let changes = Rc::new(self.changes_within(code, left));
        self.changes.borrow_mut().insert(code, changes.clone());
        changes
    }
}
