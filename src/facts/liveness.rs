//! Whether a value is read after a piece of code, and whether it is read exactly once.

use crate::facts::Facts;
use crate::facts::flow::Reached;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeId, ScopeKind};
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Stmt};

/// The least and the most reads on the paths that reach a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Count {
    least: usize,
    most: usize,
}

/// Counts reads along the paths of a block.
struct Paths<'r> {
    reads: &'r [NodeId],
    /// The counts of the paths that left.
    left: Vec<Count>,
}

impl<'a> Facts<'a> {
    /// Whether the value that a name has at the end of a loop or statement may be read later.
    pub fn is_used_after(&self, owner: ScopeId, name: &str, code: NodeId) -> bool {
        if self.scopes.get(owner).kind == ScopeKind::Module {
            return true;
        }
        let bindings = self.scopes.bindings_of(owner, name);
        let is_inside = |binding: &BindingId| self.is_in_turns(code, self.scopes.binding(*binding).node);
        let inside: Vec<BindingId> = bindings.iter().copied().filter(is_inside).collect();
        let reads = self.reads_of(owner, name);
        reads.into_iter().filter(|read| !self.is_in_turns(code, *read)).any(|read| {
            if self.is_in_closure(owner, &self.nodes.get(read).node) {
                return true;
            }
            let Reached::Bindings { bindings, unbound } = self.reached_at(read, name) else { return true };
            let sees_inner = bindings.iter().any(|binding| inside.contains(binding));
            let sees_outer = bindings.iter().any(|it| !inside.contains(it) && self.may_come_before(*it, code));
            sees_inner || sees_outer && self.may_follow(read, code, &bindings, unbound)
        })
    }

    /// Whether a binding may be in effect when the code starts: it stands above, or in a loop around the code.
    fn may_come_before(&self, binding: BindingId, code: NodeId) -> bool {
        let at = self.scopes.binding(binding).node;
        let mut outer = self.loops.around(self.nodes.get(code).in_loop).map(|id| self.loops.get(id).node);
        at <= code || outer.any(|node| self.nodes.contains(node, at))
    }

    /// Whether a node is part of a loop's turns: of its body, target or test. What stands after `else` is not.
    fn is_in_turns(&self, code: NodeId, id: NodeId) -> bool {
        let orelse = match self.nodes.get(code).node {
            AnyNodeRef::StmtFor(it) => it.orelse.first(),
            AnyNodeRef::StmtWhile(it) => it.orelse.first(),
            _ => None,
        };
        self.nodes.contains(code, id) && orelse.is_none_or(|first| id < id_of(first))
    }

    /// Whether a read that sees a binding from before the code may run after it: it stands below, or in a loop around
    /// both that does not bind the name anew before the read.
    fn may_follow(&self, read: NodeId, code: NodeId, bindings: &[BindingId], unbound: bool) -> bool {
        if read > code {
            return true;
        }
        let outer = self.loops.around(self.nodes.get(code).in_loop).map(|id| self.loops.get(id).node);
        let shared: Vec<NodeId> = outer.into_iter().filter(|node| self.nodes.contains(*node, read)).collect();
        let Some(nearest) = shared.first() else { return false };
        let is_bound_anew = |binding: &BindingId| {
            let at = self.scopes.binding(*binding).node;
            self.nodes.contains(*nearest, at) && at < read
        };
        unbound || bindings.len() != 1 || !bindings.iter().all(is_bound_anew)
    }

    /// Whether the value that a binding gives is read exactly once on every path. Module-level names never are.
    pub fn is_single_use(&self, binding: BindingId) -> bool {
        let of = *self.scopes.binding(binding);
        if self.scopes.get(of.scope).kind != ScopeKind::Function || of.written_in != of.scope {
            return false;
        }
        let reads = self.reads_of_binding(binding);
        if reads.iter().any(|read| self.is_in_closure(of.scope, &self.nodes.get(*read).node)) {
            return false;
        }
        let Some((statement, block)) = self.statement_and_block(of.node) else { return false };
        let after = block.iter().position(|it| id_of(it) == statement).map_or(&[][..], |place| &block[place + 1..]);
        let is_after = |read: &NodeId| after.iter().any(|it| self.nodes.contains(id_of(it), *read));
        if !reads.iter().all(is_after) {
            return false;
        }
        let mut paths = Paths { reads: &reads, left: Vec::new() };
        let end = paths.block(self, after, Count { least: 0, most: 0 }, 0);
        let is_one = |count: &Count| count.least == 1 && count.most == 1;
        paths.left.iter().all(is_one) && end.as_ref().is_none_or(is_one)
    }

    /// The plain assignment that makes a binding, and the block it stands in.
    fn statement_and_block(&self, binding: NodeId) -> Option<(NodeId, &'a [Stmt])> {
        let mut below = binding;
        for (id, around) in self.nodes.ancestors(binding) {
            if matches!(self.nodes.get(below).node, AnyNodeRef::StmtAssign(_) | AnyNodeRef::StmtAnnAssign(_)) {
                return super::kinds::block_with(around.node, below).map(|block| (below, block));
            }
            below = id;
        }
        None
    }
}

/// Statements nested deeper than this are not followed.
const DEEPEST: usize = 60;

impl Count {
    fn plus(self, other: Count) -> Count {
        Count { least: self.least + other.least, most: self.most + other.most }
    }

    fn or(self, other: Count) -> Count {
        Count { least: self.least.min(other.least), most: self.most.max(other.most) }
    }
}

impl Paths<'_> {
    fn block(&mut self, facts: &Facts, block: &[Stmt], entering: Count, depth: usize) -> Option<Count> {
        let mut count = entering;
        for statement in block {
            count = self.statement(facts, statement, count, depth + 1)?;
        }
        Some(count)
    }

    fn statement(&mut self, facts: &Facts, statement: &Stmt, before: Count, depth: usize) -> Option<Count> {
        let all = self.within(facts, id_of(statement));
        if depth > DEEPEST {
            return Some(before.plus(Count { least: 0, most: 2 * all }));
        }
        match statement {
            Stmt::Return(_) | Stmt::Raise(_) | Stmt::Break(_) | Stmt::Continue(_) => {
                let count = before.plus(self.evaluated(facts, id_of(statement)));
                self.left.push(count);
                None
            }
            Stmt::If(it) => self.branch(facts, it, before, depth),
            Stmt::With(it) => {
                let header: Count = it
                    .items
                    .iter()
                    .map(|item| self.evaluated(facts, id_of(item)))
                    .fold(Count { least: 0, most: 0 }, Count::plus);
                self.block(facts, &it.body, before.plus(header), depth)
            }
            Stmt::For(it) => {
                let header = self.evaluated(facts, id_of(&*it.iter));
                let rest = all - self.within(facts, id_of(&*it.iter));
                Some(before.plus(header).plus(self.uncertain(rest, has_leaving(facts, statement))))
            }
            Stmt::While(_) | Stmt::Try(_) | Stmt::Match(_) => {
                Some(before.plus(self.uncertain(all, has_leaving(facts, statement))))
            }
            _ => Some(before.plus(self.evaluated(facts, id_of(statement)))),
        }
    }

    fn branch(&mut self, facts: &Facts, it: &ast::StmtIf, before: Count, depth: usize) -> Option<Count> {
        let mut rest = before.plus(self.evaluated(facts, id_of(&*it.test)));
        let mut after = self.block(facts, &it.body, rest, depth);
        let mut has_else = false;
        for clause in &it.elif_else_clauses {
            if let Some(test) = &clause.test {
                rest = rest.plus(self.evaluated(facts, id_of(test)));
            }
            has_else |= clause.test.is_none();
            let end = self.block(facts, &clause.body, rest, depth);
            after = joined(after, end);
        }
        if has_else { after } else { joined(after, Some(rest)) }
    }

    /// Reads that may happen any number of times; a way out among them may skip those that follow.
    fn uncertain(&mut self, reads: usize, leaves: bool) -> Count {
        if leaves {
            // On the paths that leave from inside, what follows is not read.
            self.left.push(Count { least: 0, most: 0 });
        }
        Count { least: 0, most: 2 * reads }
    }

    fn within(&self, facts: &Facts, node: NodeId) -> usize {
        self.reads.iter().filter(|read| facts.nodes.contains(node, **read)).count()
    }

    /// The reads of an expression: those in its conditional parts may not happen, those in a loop happen often.
    fn evaluated(&self, facts: &Facts, node: NodeId) -> Count {
        let mut count = Count { least: 0, most: 0 };
        for read in self.reads.iter().filter(|read| facts.nodes.contains(node, **read)) {
            let is_repeated = facts.nodes.get(*read).in_loop != facts.nodes.get(node).in_loop;
            let is_conditional =
                facts.nodes.ancestors(*read).take_while(|(id, _)| *id >= node).any(|(_, around)| match around.node {
                    AnyNodeRef::ExprIf(it) => !facts.nodes.contains(id_of(&*it.test), *read),
                    AnyNodeRef::ExprBoolOp(it) => !facts.nodes.contains(id_of(&it.values[0]), *read),
                    AnyNodeRef::ExprLambda(_) => true,
                    _ => false,
                });
            count.most += if is_repeated { 2 } else { 1 };
            count.least += usize::from(!is_repeated && !is_conditional);
        }
        count
    }
}

fn joined(one: Option<Count>, other: Option<Count>) -> Option<Count> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.or(other)),
        (one, other) => one.or(other),
    }
}

fn has_leaving(facts: &Facts, statement: &Stmt) -> bool {
    let leaves = |node: AnyNodeRef| matches!(node, AnyNodeRef::StmtReturn(_) | AnyNodeRef::StmtRaise(_));
    facts.nodes.within(id_of(statement)).any(|(_, it)| leaves(it.node))
}
