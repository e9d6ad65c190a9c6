//! How often a loop turns: once at most, a known few times, or as often as the data say.

use crate::facts::Facts;
use crate::facts::constants;
use crate::facts::flow::Reached;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::sizes::integer;
use crate::facts::sources::Origin;
use crate::model::SMALL;
use crate::syntax::ast::{self, CmpOp, Expr, Stmt};
use crate::syntax::{AnyNodeRef, HasNodeIndex, Ranged, TextRange, TextSize};

impl<'a> Facts<'a> {
    /// The loops that repeat a node as often as the data say, innermost first: those that leave in their first turn
    /// and those of a few turns do not count.
    pub fn growing_loops(&self, node: &impl HasNodeIndex) -> Vec<LoopId> {
        let innermost = self.nodes.get(id_of(node)).in_loop;
        self.loops.around(innermost).filter(|id| self.grows(*id)).collect()
    }

    /// The innermost of these loops.
    pub fn growing_loop(&self, node: &impl HasNodeIndex) -> Option<LoopId> {
        let innermost = self.nodes.get(id_of(node)).in_loop;
        self.loops.around(innermost).find(|id| self.grows(*id))
    }

    fn grows(&self, id: LoopId) -> bool {
        !self.turns_at_most_once(id) && !self.turns_few_times(id)
    }

    /// The loops that can turn again on each turn of which a node is evaluated, innermost first.
    pub fn repeating_loops(&self, node: &impl HasNodeIndex) -> Vec<LoopId> {
        let innermost = self.nodes.get(id_of(node)).in_loop;
        self.loops.around(innermost).filter(|id| !self.turns_at_most_once(*id)).collect()
    }

    /// Whether every path through a loop's body leaves the loop.
    pub fn turns_at_most_once(&self, id: LoopId) -> bool {
        let node = self.loops.get(id).node;
        match self.nodes.get(node).node {
            AnyNodeRef::Comprehension(_) => return false,
            AnyNodeRef::StmtWhile(it) if self.ends_its_test(it) => return true,
            _ => {}
        }
        let scope = self.scopes.running(self.nodes.get(node).scope);
        self.flow(scope).leaves_at_once(node)
    }

    /// `while rows:` around `rows = []`, with nothing that could skip it or bind the name again; `while False`.
    fn ends_its_test(&self, it: &ast::StmtWhile) -> bool {
        if constants::truth(self, &it.test) == Some(false) {
            return true;
        }
        let Expr::Name(tested) = &*it.test else { return false };
        let Some((Stmt::Assign(last), earlier)) = it.body.split_last() else { return false };
        let continues = |statement: &Stmt| {
            self.nodes.within(id_of(statement)).any(|(_, node)| matches!(node.node, AnyNodeRef::StmtContinue(_)))
        };
        let empties = matches!(&*last.targets, [Expr::Name(target)] if target.id == tested.id) && is_empty(&last.value);
        empties && !earlier.iter().any(continues)
    }

    /// Whether a loop's turns are known to be few.
    pub fn turns_few_times(&self, id: LoopId) -> bool {
        self.most_turns(id).is_some()
    }

    /// The most turns of a loop that is known to turn at most eight times.
    pub fn most_turns(&self, id: LoopId) -> Option<usize> {
        let most = match self.nodes.get(self.loops.get(id).node).node {
            AnyNodeRef::StmtFor(it) => self.most_items(&it.iter),
            AnyNodeRef::Comprehension(it) => self.most_items(&it.iter),
            AnyNodeRef::StmtWhile(it) => self.most_counted(it),
            _ => None,
        };
        most.filter(|most| *most <= SMALL)
    }

    /// `while i < 3` around `i += 1`, and nothing else that binds `i`.
    fn most_counted(&self, it: &ast::StmtWhile) -> Option<usize> {
        let Expr::Compare(compare) = &*it.test else { return None };
        let (Expr::Name(counter), [op @ (CmpOp::Lt | CmpOp::LtE)], [limit]) =
            (&*compare.left, &*compare.ops, &*compare.comparators)
        else {
            return None;
        };
        let limit = usize::try_from(integer(limit)?).ok()? + usize::from(*op == CmpOp::LtE);
        let Reached::Bindings { bindings, .. } = self.reached(counter) else { return None };
        let inside = id_of(it);
        let only_counts = bindings.iter().all(|binding| {
            let is_inside = self.nodes.contains(inside, self.scopes.binding(*binding).node);
            match self.source_of(*binding).origin {
                Origin::Augmented(step) => {
                    step.op == ast::Operator::Add && integer(&step.value).is_some_and(|step| step > 0)
                }
                Origin::Value(start) if !is_inside => integer(start).is_some_and(|start| start >= 0),
                _ => false,
            }
        });
        only_counts.then_some(limit)
    }

    /// Whether a loop is left on every path after a node of it: the node is then evaluated in one turn only.
    pub fn leaves_after(&self, node: NodeId, id: LoopId) -> bool {
        let extent = self.loop_extent(id);
        let (mut below, mut is_in_inner_loop) = (node, false);
        for (around, it) in self.nodes.ancestors(node) {
            if let Some(block) = super::kinds::block_with(it.node, below)
                && self.block_leaves(block, below, is_in_inner_loop)
            {
                return true;
            }
            if around == extent {
                return false;
            }
            is_in_inner_loop |= matches!(it.node, AnyNodeRef::StmtFor(_) | AnyNodeRef::StmtWhile(_));
            below = around;
        }
        false
    }

    /// Whether a block, from one of its statements on, leaves the loop and cannot go on to the next turn before.
    fn block_leaves(&self, block: &[Stmt], from: NodeId, is_in_inner_loop: bool) -> bool {
        let is_continue = |statement: &Stmt| {
            self.nodes.within(id_of(statement)).any(|(_, node)| matches!(node.node, AnyNodeRef::StmtContinue(_)))
        };
        let rest = block.iter().skip_while(|statement| id_of(*statement) != from);
        for statement in rest {
            match statement {
                Stmt::Return(_) | Stmt::Raise(_) => return true,
                Stmt::Break(_) => return !is_in_inner_loop,
                other if is_continue(other) => return false,
                _ => {}
            }
        }
        false
    }

    /// The part of a loop to point at: its header, without the body.
    pub fn loop_header(&self, id: LoopId) -> TextRange {
        let node = self.loops.get(id).node;
        match self.nodes.get(node).node {
            AnyNodeRef::StmtFor(it) => TextRange::new(it.range().start(), it.iter.range().end()),
            AnyNodeRef::StmtWhile(it) => TextRange::new(it.range().start(), it.test.range().end()),
            AnyNodeRef::Comprehension(it) => TextRange::new(it.range().start(), it.iter.range().end()),
            _ => TextRange::empty(TextSize::new(0)),
        }
    }

    /// What a loop goes through, if it is a `for` or a comprehension's clause.
    pub fn loop_iterable(&self, id: LoopId) -> Option<&'a Expr> {
        match self.nodes.get(self.loops.get(id).node).node {
            AnyNodeRef::StmtFor(it) => Some(&it.iter),
            AnyNodeRef::Comprehension(it) => Some(&it.iter),
            _ => None,
        }
    }

    /// The target of a `for` or of a comprehension's clause.
    pub fn loop_target(&self, id: LoopId) -> Option<&'a Expr> {
        match self.nodes.get(self.loops.get(id).node).node {
            AnyNodeRef::StmtFor(it) => Some(&it.target),
            AnyNodeRef::Comprehension(it) => Some(&it.target),
            _ => None,
        }
    }

    /// The node whose subtree is evaluated by a loop: the statement, or the whole comprehension.
    pub fn loop_extent(&self, id: LoopId) -> NodeId {
        let node = self.loops.get(id).node;
        match self.nodes.get(node).node {
            AnyNodeRef::Comprehension(_) => self.nodes.get(node).parent,
            _ => node,
        }
    }
}

/// A literal that is false.
fn is_empty(value: &Expr) -> bool {
    match value {
        Expr::List(it) => it.elts.is_empty(),
        Expr::Tuple(it) => it.elts.is_empty(),
        Expr::Dict(it) => it.items.is_empty(),
        Expr::NoneLiteral(_) => true,
        Expr::BooleanLiteral(it) => !it.value,
        Expr::StringLiteral(it) => it.value.is_empty(),
        other => integer(other) == Some(0),
    }
}
