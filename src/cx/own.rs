//! What a function does with a name of its own: every place that touches it, who else may hold what it has, and what
//! is seen of it where an error ends a loop halfway.

use super::Cx;
use crate::facts::kinds::block_with;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeKind};
use crate::facts::sources::Origin;
use crate::facts::uses::Use;
use crate::model::Kind;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{Expr, Stmt};

/// A name of a function that no inner function sees, with all places that touch it, in the order of the text.
pub struct Own<'a> {
    pub name: &'a str,
    /// The targets: of assignments, of `+=` and its like, of loops …
    pub targets: Vec<NodeId>,
    pub reads: Vec<NodeId>,
}

/// Builtins that go through what they are given, or look at it, and keep nothing of it but its items.
const ONLY_LOOK: &[&str] =
    &["all", "any", "bool", "dict", "frozenset", "len", "list", "max", "min", "print", "repr", "set", "sorted", "str"];

/// Methods of builtin collections that hand nothing out which follows the collection.
const ONLY_USE: &[&str] = &[
    "add",
    "append",
    "appendleft",
    "clear",
    "copy",
    "count",
    "discard",
    "extend",
    "get",
    "index",
    "insert",
    "isdisjoint",
    "issubset",
    "issuperset",
    "join",
    "pop",
    "popitem",
    "remove",
    "reverse",
    "setdefault",
    "sort",
    "union",
    "update",
];

impl<'a> Cx<'a> {
    /// All that a function does with a name of its own; `None` for anything else, and where code that is not seen may
    /// touch the name.
    pub fn own_name(&self, place: &Expr) -> Option<Own<'a>> {
        let Expr::Name(name) = place else { return None };
        if !self.is_plain_local(name) {
            return None;
        }
        let scopes = &self.facts.scopes;
        let owner = scopes.owner(self.facts.nodes.get(id_of(name)).scope, name.id.as_str())?;
        if scopes.get(owner).kind != ScopeKind::Function || scopes.get(owner).is_opaque {
            return None;
        }
        let bindings = scopes.bindings_of(owner, name.id.as_str());
        let first = scopes.binding(*bindings.first()?);
        if bindings.iter().any(|it| scopes.binding(*it).written_in != owner) {
            return None;
        }
        let reads = self.facts.reads_of(owner, name.id.as_str()).into_iter();
        Some(Own {
            name: first.name,
            targets: bindings.iter().map(|it| scopes.binding(*it).node).collect(),
            reads: reads.filter(|at| !self.facts.is_augmented(*at)).collect(),
        })
    }

    /// The value that a plain assignment gives its one target.
    pub fn assigned_to(&self, target: NodeId) -> Option<&'a Expr> {
        match self.facts.nodes.get(self.facts.nodes.get(target).parent).node {
            AnyNodeRef::StmtAssign(it) if it.targets.len() == 1 => Some(&it.value),
            AnyNodeRef::StmtAnnAssign(it) => it.value.as_deref(),
            _ => None,
        }
    }

    /// Whether an expression makes a collection that nothing else holds, by itself.
    pub fn makes_collection(&self, value: &Expr) -> bool {
        match value {
            Expr::List(_) | Expr::Set(_) | Expr::Dict(_) => true,
            Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) => true,
            Expr::Call(call) => {
                ["list", "set", "dict", "sorted", "bytearray"].iter().any(|it| self.facts.is_builtin(&call.func, it))
            }
            _ => false,
        }
    }

    /// Whether an expression gives a collection that is made in plain sight, whatever its items are: by itself, or as the
    /// value of a name. It is of a builtin class then, and of no subclass.
    pub fn is_made_in_sight(&self, collection: &Expr) -> bool {
        let Expr::Name(name) = collection else { return self.makes_collection(collection) };
        let bindings = self.bindings(name);
        let is_made = |binding: BindingId| {
            let source = self.facts.source_of(binding);
            matches!(source.origin, Origin::Value(value) if source.steps.is_empty() && self.makes_collection(value))
        };
        !bindings.is_empty() && bindings.into_iter().all(is_made)
    }

    /// Whether nobody else holds the collection that a name has while a loop makes it anew from itself: it is made here,
    /// and until the last turn of all loops around, it is only looked at. Then it can as well be changed in place.
    pub fn is_held_by_name_alone(&self, own: &Own<'a>, rebuilt: NodeId) -> bool {
        let Some(outermost) = self.outermost_loop(rebuilt) else { return false };
        let stays_own = |target: &NodeId| match self.assigned_to(*target) {
            Some(value) => self.makes_collection(value) || self.joins_with_new(value, own.name),
            None => self.facts.is_augmented(*target),
        };
        let end = self.facts.nodes.get(outermost).end;
        own.targets.iter().all(stays_own)
            && own.reads.iter().filter(|at| **at < end).all(|at| self.only_looks(*at, rebuilt))
    }

    /// `items + more`, where `items` is the name of a builtin collection: a new one.
    fn joins_with_new(&self, value: &Expr, name: &str) -> bool {
        let is_it = |side: &Expr| match side {
            Expr::Name(it) => it.id.as_str() == name,
            other => self.makes_collection(other) || self.joins_with_new(other, name),
        };
        matches!(value, Expr::BinOp(it) if is_it(&it.left) || is_it(&it.right))
    }

    /// The statement of the outermost loop around a node, within its function.
    fn outermost_loop(&self, node: NodeId) -> Option<NodeId> {
        let innermost = self.facts.nodes.get(node).in_loop;
        self.facts.loops.around(innermost).last().map(|id| self.facts.loop_extent(id))
    }

    fn only_looks(&self, at: NodeId, rebuilt: NodeId) -> bool {
        match self.facts.use_at(at) {
            Use::Looks | Use::Unpacks | Use::Item(_) | Use::SetsItem(_) | Use::Augments(_) | Use::Returned => true,
            // A loop over the collection that grows in it would never end.
            Use::Iterates(consumer) => !self.facts.nodes.contains(self.extent_of(consumer), rebuilt),
            Use::Calls { method, .. } => ONLY_USE.contains(&method.attr.as_str()),
            Use::Argument(call) => ONLY_LOOK.iter().any(|name| self.facts.is_builtin(&call.func, name)),
            _ => self.is_unpacked_into_dict(at),
        }
    }

    /// `{**merged, …}`
    fn is_unpacked_into_dict(&self, at: NodeId) -> bool {
        let AnyNodeRef::ExprDict(it) = self.facts.nodes.get(self.facts.nodes.get(at).parent).node else { return false };
        it.items.iter().any(|item| item.key.is_none() && id_of(&item.value) == at)
    }

    /// The statements of the block that a statement stands in.
    pub fn block_of(&self, statement: NodeId) -> Option<&'a [Stmt]> {
        block_with(self.facts.nodes.get(self.facts.nodes.get(statement).parent).node, statement)
    }

    /// Whether something reads a name after an error has ended a statement halfway: a handler, a `finally`, or what
    /// follows a `try` or a `with`, which may swallow errors.
    pub fn is_read_after_error(&self, own: &Own<'a>, statement: NodeId) -> bool {
        let mut below = statement;
        for (id, around) in self.facts.nodes.ancestors(statement) {
            if matches!(around.node, AnyNodeRef::StmtFunctionDef(_)) {
                return false;
            }
            if matches!(around.node, AnyNodeRef::StmtTry(_)) || self.may_swallow(around.node) {
                let Some(block) = block_with(around.node, below) else { return true };
                let is_inside = |at: &NodeId| block.iter().any(|it| self.facts.nodes.contains(id_of(it), *at));
                if !own.reads.iter().filter(|at| **at > statement).all(is_inside) {
                    return true;
                }
            }
            below = id;
        }
        true
    }

    /// Whether a node is a `with` of anything but files, which may swallow an error.
    pub(super) fn may_swallow(&self, with: AnyNodeRef) -> bool {
        let AnyNodeRef::StmtWith(it) = with else { return false };
        !it.items.iter().all(|item| self.is_exactly(&item.context_expr, |kind| *kind == Kind::File))
    }
}
