//! Where the value of a binding comes from: an assignment, a loop, a parameter, an import …

use smallvec::SmallVec;

use crate::facts::Facts;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::BindingId;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

/// Where a value comes from.
#[derive(Clone, Copy)]
pub enum Origin<'a> {
    /// `target = value`, `(target := value)`
    Value(&'a Expr),
    /// `target: annotation = value`, or no value
    Annotated(&'a ast::StmtAnnAssign),
    /// `target op= value`
    Augmented(&'a ast::StmtAugAssign),
    /// an item of an iterable, by `for` or a comprehension's clause
    Item {
        iterable: &'a Expr,
        is_async: bool,
    },
    /// `with manager as target`
    Entered {
        manager: &'a Expr,
        is_async: bool,
    },
    Caught(&'a ast::ExceptHandlerExceptHandler),
    Parameter(&'a ast::Parameter),
    Function(&'a ast::StmtFunctionDef),
    Class(&'a ast::StmtClassDef),
    Import(&'a ast::Alias),
    ImportFrom(&'a ast::StmtImportFrom, &'a ast::Alias),
    /// a pattern's capture, `del`, a type alias
    Other,
}

/// A step from a value to the part of it that a nested target takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// the item at this place; counted from the end where a starred target stands before it
    Item(usize),
    ItemFromEnd(usize),
    /// a starred target: the rest, as a list
    Rest,
}

/// The origin of a binding, and the unpacking between it and the name.
pub struct Source<'a> {
    pub origin: Origin<'a>,
    /// From the whole value inwards.
    pub steps: SmallVec<[Step; 2]>,
}

impl<'a> Facts<'a> {
    /// Where a binding's value comes from.
    pub fn source_of(&self, binding: BindingId) -> Source<'a> {
        let id = self.scopes.binding(binding).node;
        let plain = |origin| Source { origin, steps: SmallVec::new() };
        match self.nodes.get(id).node {
            AnyNodeRef::ExprName(_) => self.source_of_place(id),
            AnyNodeRef::ExprNamed(it) => plain(Origin::Value(&it.value)),
            AnyNodeRef::Parameter(it) => plain(Origin::Parameter(it)),
            AnyNodeRef::StmtFunctionDef(it) => plain(Origin::Function(it)),
            AnyNodeRef::StmtClassDef(it) => plain(Origin::Class(it)),
            AnyNodeRef::ExceptHandlerExceptHandler(it) => plain(Origin::Caught(it)),
            AnyNodeRef::Alias(alias) => match self.nodes.get(self.nodes.get(id).parent).node {
                AnyNodeRef::StmtImportFrom(it) => plain(Origin::ImportFrom(it, alias)),
                _ => plain(Origin::Import(alias)),
            },
            _ => plain(Origin::Other),
        }
    }

    /// Where the value of a target comes from: a name, attribute or item that is assigned. Climbs through the tuples,
    /// lists and stars around it.
    pub fn source_of_place(&self, target: NodeId) -> Source<'a> {
        let mut steps: SmallVec<[Step; 2]> = SmallVec::new();
        let mut below = target;
        for (id, around) in self.nodes.ancestors(target) {
            match around.node {
                AnyNodeRef::ExprTuple(it) => steps.push(self.step(&it.elts, below)),
                AnyNodeRef::ExprList(it) => steps.push(self.step(&it.elts, below)),
                AnyNodeRef::ExprStarred(_) => {}
                node => {
                    steps.reverse();
                    return Source { origin: self.origin(node, below), steps };
                }
            }
            below = id;
        }
        Source { origin: Origin::Other, steps }
    }

    fn step(&self, targets: &[Expr], below: NodeId) -> Step {
        let place = targets.iter().position(|target| self.nodes.contains(id_of(target), below)).unwrap_or(0);
        let star = targets.iter().position(Expr::is_starred_expr);
        match star {
            Some(star) if star == place => Step::Rest,
            Some(star) if star < place => Step::ItemFromEnd(targets.len() - place),
            _ => Step::Item(place),
        }
    }

    fn origin(&self, node: AnyNodeRef<'a>, below: NodeId) -> Origin<'a> {
        match node {
            AnyNodeRef::StmtAssign(it) => Origin::Value(&it.value),
            AnyNodeRef::StmtAnnAssign(it) => Origin::Annotated(it),
            AnyNodeRef::StmtAugAssign(it) => Origin::Augmented(it),
            AnyNodeRef::StmtFor(it) => Origin::Item { iterable: &it.iter, is_async: it.is_async },
            AnyNodeRef::Comprehension(it) => Origin::Item { iterable: &it.iter, is_async: it.is_async },
            AnyNodeRef::WithItem(it) => {
                let is_async = self.nodes.ancestors(below).any(
                    |(_, around)| matches!(around.node, AnyNodeRef::StmtWith(with) if with.is_async && with.range().contains_range(it.range())),
                );
                Origin::Entered { manager: &it.context_expr, is_async }
            }
            _ => Origin::Other,
        }
    }
}
