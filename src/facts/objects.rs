//! Which objects an expression may give: one made in this function, what a parameter holds, what stands in a global.

mod calls;

use crate::facts::Facts;
use crate::facts::flow::Reached;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeId, ScopeKind};
use crate::facts::sources::{Origin, Source, Step};
use crate::model::Kind;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// Where an object comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Root<'a> {
    /// Made anew each time this expression is evaluated.
    Made(NodeId),
    /// What a caller passed.
    Parameter(BindingId),
    /// What a name of the module holds, whoever set it.
    Global(&'a str),
    /// `object.attribute`, the object being what a binding holds.
    Attribute(BindingId, &'a str),
}

/// A root, or something that it holds at any depth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Object<'a> {
    pub root: Root<'a>,
    pub is_inside: bool,
}

/// The objects that a value may be. Values that can never change have none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Objects<'a> {
    pub list: Vec<Object<'a>>,
    /// Whether it may be any object that unknown code can see.
    pub has_unknown: bool,
}

/// Chains of names, calls and containers are followed this far; past it, anything.
const LONGEST_CHAIN: usize = 12;
/// Sets of more objects than this are not told apart.
const MOST_OBJECTS: usize = 24;
/// Steps of one question; past it, anything.
const MOST_EFFORT: usize = 400;
/// Steps of all questions of one module: no file may take long.
const MOST_EFFORT_OF_MODULE: usize = 20_000;

impl<'a> Objects<'a> {
    const UNKNOWN: Self = Self { list: Vec::new(), has_unknown: true };

    fn one(root: Root<'a>) -> Self {
        Self { list: vec![Object { root, is_inside: false }], has_unknown: false }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.has_unknown |= other.has_unknown;
        for object in other.list {
            if self.list.len() >= MOST_OBJECTS {
                self.has_unknown = true;
            } else if !self.list.contains(&object) {
                self.list.push(object);
            }
        }
    }

    /// What these objects hold.
    fn inside(mut self) -> Self {
        self.list.iter_mut().for_each(|object| object.is_inside = true);
        self.list.dedup();
        self
    }

    pub fn contains(&self, object: &Object) -> bool {
        self.list.contains(object)
    }
}

impl<'a> Facts<'a> {
    /// The objects that an expression may give.
    pub fn objects(&self, expression: &'a Expr) -> Objects<'a> {
        self.with_effort(|| self.objects_within(expression, LONGEST_CHAIN))
    }

    /// One question may take so many steps, those it leads to included.
    fn with_effort(&self, answer: impl FnOnce() -> Objects<'a>) -> Objects<'a> {
        let outer = self.effort_left.get();
        if outer.is_none() {
            self.effort_left.set(Some(MOST_EFFORT));
        }
        let objects = answer();
        if outer.is_none() {
            self.effort_left.set(None);
        }
        objects
    }

    /// Whether a step may still be taken, by this question and by this module.
    pub(super) fn spends_effort(&self) -> bool {
        let spent = self.effort_spent.get();
        let left = self.effort_left.get();
        self.effort_spent.set(spent.saturating_add(1));
        self.effort_left.set(left.map(|left| left.saturating_sub(1)));
        spent < MOST_EFFORT_OF_MODULE && left != Some(0)
    }

    /// The objects that an expression may give, and all that they may hold.
    pub fn objects_and_held(&self, expression: &'a Expr) -> Objects<'a> {
        self.with_effort(|| {
            let mut all = self.objects(expression);
            let held = self.held_by(&all, LONGEST_CHAIN);
            all.add(held);
            all
        })
    }

    /// What the objects hold: themselves at any depth, and what was put in where they were made.
    pub(super) fn held_by(&self, objects: &Objects<'a>, left: usize) -> Objects<'a> {
        let mut held = objects.clone().inside();
        if left == 0 || !self.spends_effort() {
            return Objects::UNKNOWN;
        }
        for object in &objects.list {
            let Root::Made(node) = object.root else { continue };
            let parts = self.parts_of(node, left - 1);
            let deeper = self.held_by(&parts, left - 1);
            held.add(parts);
            held.add(deeper);
        }
        held
    }

    /// What stands in an expression that makes a container.
    fn parts_of(&self, node: NodeId, left: usize) -> Objects<'a> {
        let mut parts = Objects::default();
        let mut add = |expression: &'a Expr| parts.add(self.objects_within(expression, left));
        match self.nodes.get(node).node {
            AnyNodeRef::ExprList(it) => it.elts.iter().for_each(add),
            AnyNodeRef::ExprTuple(it) => it.elts.iter().for_each(add),
            AnyNodeRef::ExprSet(it) => it.elts.iter().for_each(add),
            AnyNodeRef::ExprDict(it) => it.items.iter().for_each(|item| add(&item.value)),
            AnyNodeRef::ExprListComp(it) => add(&it.elt),
            AnyNodeRef::ExprSetComp(it) => add(&it.elt),
            AnyNodeRef::ExprGenerator(it) => add(&it.elt),
            AnyNodeRef::ExprDictComp(it) => add(&it.value),
            AnyNodeRef::ExprBinOp(it) => [&*it.left, &*it.right].into_iter().for_each(add),
            AnyNodeRef::ExprSubscript(it) => add(&it.value),
            AnyNodeRef::ExprCall(it) => {
                // `d.setdefault(key, value)` gives a value, never the key.
                let keys = usize::from(is_look_up(it));
                it.arguments.args.iter().skip(keys).for_each(&mut add);
                it.arguments.keywords.iter().for_each(|keyword| add(&keyword.value));
                if let Expr::Attribute(method) = &*it.func {
                    add(&method.value);
                }
            }
            _ => {}
        }
        parts
    }

    fn objects_within(&self, expression: &'a Expr, left: usize) -> Objects<'a> {
        if left == 0 || !self.spends_effort() {
            return Objects::UNKNOWN;
        }
        let left = left - 1;
        let made = || Objects::one(Root::Made(id_of(expression)));
        match expression {
            Expr::Name(it) => self.objects_of_name(id_of(it), it.id.as_str(), left),
            Expr::Named(it) => self.objects_within(&it.value, left),
            Expr::Starred(it) => self.objects_within(&it.value, left).inside(),
            Expr::Attribute(it) => self.objects_of_attribute(it, left),
            Expr::Subscript(it) if !it.slice.is_slice_expr() => self.objects_within(&it.value, left).inside(),
            Expr::Subscript(it) => {
                let mut objects = made();
                if !self.kind(&it.value).kind.all(copies_when_sliced) {
                    objects.add(self.objects_within(&it.value, left));
                }
                objects
            }
            Expr::If(it) => self.objects_of_any([&*it.body, &*it.orelse].into_iter(), left),
            Expr::BoolOp(it) => self.objects_of_any(it.values.iter(), left),
            Expr::Call(it) => self.objects_of_call(it, expression, left),
            Expr::Await(_) | Expr::Yield(_) | Expr::YieldFrom(_) => Objects::UNKNOWN,
            Expr::Compare(_) | Expr::UnaryOp(_) | Expr::FString(_) | Expr::StringLiteral(_) => Objects::default(),
            Expr::NumberLiteral(_) | Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) => Objects::default(),
            Expr::BytesLiteral(_) | Expr::EllipsisLiteral(_) => Objects::default(),
            _ => made(),
        }
    }

    fn objects_of_any(&self, values: impl Iterator<Item = &'a Expr>, left: usize) -> Objects<'a> {
        let mut objects = Objects::default();
        values.for_each(|value| objects.add(self.objects_within(value, left)));
        objects
    }

    fn objects_of_name(&self, at: NodeId, name: &str, left: usize) -> Objects<'a> {
        let bindings = match self.reached_at(at, name) {
            Reached::Builtin => return Objects::default(),
            Reached::Unknown => return Objects::UNKNOWN,
            Reached::Bindings { bindings, .. } => bindings,
        };
        let mut objects = Objects::default();
        for binding in bindings {
            objects.add(self.objects_of_binding(binding, left));
        }
        objects
    }

    /// The objects that a binding may give its name.
    pub(super) fn objects_of_binding(&self, binding: BindingId, left: usize) -> Objects<'a> {
        if left == 0 {
            return Objects::UNKNOWN;
        }
        let of = *self.scopes.binding(binding);
        let source = self.source_of(binding);
        if matches!(source.origin, Origin::Import(_) | Origin::ImportFrom(..) | Origin::Caught(_)) {
            return Objects::default();
        }
        if of.scope == ScopeId(0) {
            return Objects::one(Root::Global(of.name));
        }
        self.objects_of_source(&source, of.node, binding, left - 1)
    }

    fn objects_of_source(&self, source: &Source<'a>, at: NodeId, binding: BindingId, left: usize) -> Objects<'a> {
        let whole = match source.origin {
            Origin::Value(value) => return self.objects_of_part(value, &source.steps, left),
            Origin::Annotated(it) => match &it.value {
                Some(value) => self.objects_within(value, left),
                None => Objects::default(),
            },
            Origin::Augmented(it) => self.objects_of_augmented(it, at, left),
            Origin::Item { iterable, .. } => {
                let whole = self.objects_within(iterable, left);
                self.held_by(&whole, left)
            }
            Origin::Entered { manager, .. } => self.objects_within(manager, left),
            Origin::Parameter(_) => Objects::one(Root::Parameter(binding)),
            Origin::Function(_) | Origin::Class(_) => Objects::one(Root::Made(at)),
            _ => Objects::UNKNOWN,
        };
        if source.steps.is_empty() { whole } else { self.held_by(&whole, left) }
    }

    /// `a, b = x, y` takes the value at its place; of other values, something inside.
    fn objects_of_part(&self, value: &'a Expr, steps: &[Step], left: usize) -> Objects<'a> {
        match (steps, value) {
            ([], value) => self.objects_within(value, left),
            ([Step::Item(place), rest @ ..], Expr::Tuple(ast::ExprTuple { elts, .. }))
                if elts.len() > *place && !elts.iter().any(Expr::is_starred_expr) =>
            {
                self.objects_of_part(&elts[*place], rest, left)
            }
            _ => {
                let whole = self.objects_within(value, left);
                self.held_by(&whole, left)
            }
        }
    }

    /// `xs += more` keeps a list and makes a new str; of an unknown kind, either.
    fn objects_of_augmented(&self, it: &'a ast::StmtAugAssign, at: NodeId, left: usize) -> Objects<'a> {
        let Expr::Name(name) = &*it.target else { return Objects::UNKNOWN };
        let before = self.kind_before(at, name.id.as_str()).kind;
        let made = Objects::one(Root::Made(id_of(it)));
        if before.all(is_rebound_by_augmenting) {
            return made;
        }
        let mut objects = self.objects_of_name(at, name.id.as_str(), left);
        if before.is_unknown() || before.members().iter().any(is_rebound_by_augmenting) {
            objects.add(made);
        }
        objects
    }

    fn objects_of_attribute(&self, it: &'a ast::ExprAttribute, left: usize) -> Objects<'a> {
        if let Some(shared) = self.class_level_member(it) {
            return Objects::one(Root::Attribute(shared, it.attr.as_str()));
        }
        if let Expr::Name(name) = &*it.value
            && let Reached::Bindings { bindings, .. } = self.reached(name)
            && let [only] = bindings.as_slice()
            && self.scopes.get(self.scopes.binding(*only).scope).kind != ScopeKind::Module
        {
            return Objects::one(Root::Attribute(*only, it.attr.as_str()));
        }
        if self.kind(&it.value).kind.all(|kind| matches!(kind, Kind::Module(_))) {
            return Objects::UNKNOWN;
        }
        self.objects_within(&it.value, left).inside()
    }

    /// What a class body binds is one object for all instances, as long as none sets its own.
    fn class_level_member(&self, it: &ast::ExprAttribute) -> Option<BindingId> {
        let class = self.class_of_instance(&it.value)?;
        self.member(class, it.attr.as_str()).filter(|_| self.attribute_stores(it.attr.as_str()).is_empty())
    }
}

fn copies_when_sliced(kind: &Kind) -> bool {
    matches!(kind, Kind::List(_) | Kind::Str | Kind::Bytes | Kind::Bytearray | Kind::Tuple(_) | Kind::TupleOf(_))
}

/// `+=` on such a value binds a new one.
fn is_rebound_by_augmenting(kind: &Kind) -> bool {
    kind.is_immutable() || matches!(kind, Kind::Tuple(_) | Kind::TupleOf(_) | Kind::Frozenset(_))
}

/// `d.get(key)`, `d.setdefault(key, value)`
pub(super) fn is_look_up(call: &ast::ExprCall) -> bool {
    matches!(&*call.func, Expr::Attribute(method) if matches!(method.attr.as_str(), "get" | "pop" | "setdefault"))
}
