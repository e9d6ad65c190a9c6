//! What has to hold for items to be made one at a time, later, instead of all at once.

use super::Cx;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeKind};
use crate::facts::uses::Use;
use crate::model::Kind;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged, TextRange};

impl<'a> Cx<'a> {
    /// The binding of the one name that a value is assigned to.
    pub fn binding_of_value(&self, value: NodeId) -> Option<BindingId> {
        let target = match self.facts.nodes.get(self.facts.nodes.get(value).parent).node {
            AnyNodeRef::StmtAssign(it) if it.targets.len() == 1 => &it.targets[0],
            AnyNodeRef::StmtAnnAssign(it) => &*it.target,
            _ => return None,
        };
        let Expr::Name(name) = target else { return None };
        let owner = self.facts.scopes.owner(self.facts.nodes.get(value).scope, name.id.as_str())?;
        let bindings = self.facts.scopes.bindings_of(owner, name.id.as_str());
        bindings.into_iter().find(|binding| self.facts.scopes.binding(*binding).node == id_of(name))
    }

    /// The `for` statement or comprehension that is the one use of a list: it stands in the header, or the list has a
    /// name that is read once, there.
    pub fn only_loop_over(&self, list: NodeId) -> Option<NodeId> {
        let facts = self.facts;
        if let Use::Iterates(consumer) = facts.use_at(list) {
            return Some(consumer).filter(|it| self.is_plain_loop(*it) && !self.is_rerun_by_clauses(list, *it));
        }
        let binding = self.binding_of_value(list)?;
        let of = *facts.scopes.binding(binding);
        if facts.scopes.get(of.scope).kind != ScopeKind::Function || of.written_in != of.scope {
            return None;
        }
        let reads = facts.reads_of_binding(binding);
        let [read] = reads.as_slice() else { return None };
        let Use::Iterates(consumer) = facts.use_at(*read) else { return None };
        let AnyNodeRef::ExprName(name) = facts.nodes.get(*read).node else { return None };
        let is_the_one = self.bindings(name).as_slice() == [binding];
        let same_blocks = self.guarded_blocks(list) == self.guarded_blocks(*read);
        let same_loop = facts.nodes.get(list).in_loop == facts.nodes.get(*read).in_loop;
        let same_function = facts.scopes.running(facts.nodes.get(*read).scope) == of.scope;
        (is_the_one && same_blocks && same_loop && same_function && self.is_plain_loop(consumer)).then_some(consumer)
    }

    /// A `for`, or a comprehension that is run where it stands; a generator expression is run later.
    fn is_plain_loop(&self, consumer: NodeId) -> bool {
        match self.facts.nodes.get(consumer).node {
            AnyNodeRef::StmtFor(it) => !it.is_async,
            AnyNodeRef::Comprehension(it) => {
                let around = self.facts.nodes.get(self.facts.nodes.get(consumer).parent).node;
                !it.is_async && !matches!(around, AnyNodeRef::ExprGenerator(_))
            }
            _ => false,
        }
    }

    /// A list in the header of an inner clause is made anew for each item of the outer one, as a generator would be.
    fn is_rerun_by_clauses(&self, list: NodeId, consumer: NodeId) -> bool {
        matches!(self.facts.nodes.get(consumer).node, AnyNodeRef::Comprehension(it) if id_of(&it.iter) != list)
    }

    /// A loop's header, to point at: the `for` up to its iterable, or the clause.
    pub fn header_of(&self, consumer: NodeId) -> TextRange {
        match self.facts.nodes.get(consumer).node {
            AnyNodeRef::StmtFor(it) => TextRange::new(it.start(), it.iter.end()),
            other => other.range(),
        }
    }

    /// The `try` and `with` blocks around a node: errors and closed files depend on where items are made.
    fn guarded_blocks(&self, node: NodeId) -> Vec<NodeId> {
        let guards = |it: AnyNodeRef| {
            matches!(it, AnyNodeRef::StmtTry(_) | AnyNodeRef::StmtWith(_) | AnyNodeRef::ExceptHandlerExceptHandler(_))
        };
        self.facts.nodes.ancestors(node).filter(|(_, it)| guards(it.node)).map(|(id, _)| id).collect()
    }

    /// Whether the items of a list come one at a time, from a file, a range or a generator: then the list is the only
    /// place that holds them all. Where they come from a collection, that holds as many.
    pub fn is_made_from_a_stream(&self, list: NodeId) -> bool {
        match self.facts.nodes.get(list).node {
            AnyNodeRef::ExprListComp(it) => it.generators.iter().any(|clause| self.is_streamed(&clause.iter)),
            AnyNodeRef::ExprCall(it) => it.arguments.args.iter().any(|items| self.is_streamed(items)),
            _ => false,
        }
    }

    /// Whether neither a loop over a list, nor what runs before it, can change what the list's items are made of.
    pub fn leaves_sources_alone(&self, list: NodeId, consumer: NodeId) -> bool {
        let nodes = &self.facts.nodes;
        let extent = self.extent_of(consumer);
        let names = self.outer_names_in(list);
        if self.reads_a_view(list) && self.sets_items_within(extent) {
            return false;
        }
        let since = (nodes.get(list).end.0..nodes.get(extent).end.0).map(NodeId);
        since.filter(|id| !nodes.contains(list, *id)).all(|id| self.leaves_alone(id, &names))
    }

    /// All of a loop that consumes something: the statement, or the comprehension that a clause belongs to.
    pub fn loop_of(&self, consumer: NodeId) -> TextRange {
        self.facts.nodes.get(self.extent_of(consumer)).node.range()
    }

    /// The node of all of such a loop.
    pub(super) fn extent_of(&self, consumer: NodeId) -> NodeId {
        match self.facts.nodes.get(consumer).node {
            AnyNodeRef::Comprehension(_) => self.facts.nodes.get(consumer).parent,
            _ => consumer,
        }
    }

    /// `known = answer.keys()` follows what is done to `answer`.
    fn reads_a_view(&self, list: NodeId) -> bool {
        let is_view = |kind: &Kind| matches!(kind, Kind::Keys(_) | Kind::Values(_) | Kind::Items(..) | Kind::Unknown);
        self.facts.nodes.within(list).any(|(_, it)| match it.node {
            AnyNodeRef::ExprName(name) if name.ctx.is_load() => {
                self.facts.kind_of_name(name).kind.members().iter().any(is_view)
            }
            _ => false,
        })
    }

    fn sets_items_within(&self, extent: NodeId) -> bool {
        let sets = |it: AnyNodeRef| matches!(it, AnyNodeRef::ExprSubscript(it) if !it.ctx.is_load());
        self.facts.nodes.within(extent).any(|(_, it)| sets(it.node))
    }

    /// The names that an expression reads, without the targets of its own comprehensions.
    fn outer_names_in(&self, list: NodeId) -> Vec<&'a str> {
        let within = self.facts.nodes.within(list);
        within
            .filter_map(|(_, node)| match node.node {
                AnyNodeRef::ExprName(it) => {
                    let owner = self.facts.scopes.owner(node.scope, it.id.as_str())?;
                    let is_own = self.facts.scopes.get(owner).kind == ScopeKind::Comprehension;
                    (!is_own).then_some(it.id.as_str())
                }
                _ => None,
            })
            .collect()
    }

    fn leaves_alone(&self, id: NodeId, names: &[&str]) -> bool {
        match self.facts.nodes.get(id).node {
            AnyNodeRef::ExprCall(call) => self.facts.is_harmless_call(call) && !changes_one_of(call, names),
            AnyNodeRef::ExprAwait(_) | AnyNodeRef::ExprYield(_) | AnyNodeRef::ExprYieldFrom(_) => false,
            AnyNodeRef::ExprName(it) => it.ctx.is_load() || !names.contains(&it.id.as_str()),
            AnyNodeRef::ExprAttribute(it) => it.ctx.is_load(),
            AnyNodeRef::ExprSubscript(it) => it.ctx.is_load() || !root_is_one_of(&it.value, names),
            AnyNodeRef::StmtFunctionDef(_) | AnyNodeRef::StmtClassDef(_) | AnyNodeRef::StmtDelete(_) => false,
            _ => true,
        }
    }
}

fn changes_one_of(call: &ast::ExprCall, names: &[&str]) -> bool {
    matches!(&*call.func, Expr::Attribute(method) if root_is_one_of(&method.value, names))
}

fn root_is_one_of(place: &Expr, names: &[&str]) -> bool {
    match place {
        Expr::Name(it) => names.contains(&it.id.as_str()),
        Expr::Attribute(it) => root_is_one_of(&it.value, names),
        Expr::Subscript(it) => root_is_one_of(&it.value, names),
        _ => false,
    }
}
