//! What a loop computes again on each turn though it gives the same, and comparisons that decide what a turn does.

use super::Cx;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::uses::Use;
use crate::facts::variance::Variance;
use crate::page::Confidence;
use crate::syntax::ast::{self, BoolOp, CmpOp, Expr, Stmt};
use crate::syntax::{AnyNodeRef, HasNodeIndex};

/// What is done with a result is followed through this many names and parts.
const LONGEST_CHAIN: usize = 4;

impl<'a> Cx<'a> {
    /// Whether every turn of a loop makes the same items: of a collection that it leaves alone, by code that only
    /// computes.
    pub fn gives_the_same(&self, items: &'a Expr, growing: LoopId) -> bool {
        let made = match items {
            Expr::Generator(it) => Some((&*it.elt, &it.generators)),
            Expr::ListComp(it) => Some((&*it.elt, &it.generators)),
            Expr::SetComp(it) => Some((&*it.elt, &it.generators)),
            Expr::DictComp(it) => Some((&*it.value, &it.generators)),
            _ => None,
        };
        let Some((item, clauses)) = made else {
            let varies = || self.facts.variance(items, growing) == Variance::Varies;
            return self.is_the_same_on_every_turn(items, growing)
                && !varies()
                && !self.may_change_unseen(items, growing);
        };
        let [clause] = &**clauses else { return false };
        if self.may_change_unseen(items, growing) {
            return false;
        }
        let is_pure = |part: &Expr| self.facts.is_pure(part);
        let has_pure_key = items.as_dict_comp_expr().is_none_or(|it| it.key.as_deref().is_none_or(is_pure));
        !clause.is_async
            && self.is_the_same_on_every_turn(&clause.iter, growing)
            && is_pure(item)
            && has_pure_key
            && clause.ifs.iter().all(is_pure)
            && !self.reads_what_changes_in(items, growing)
            && !self.sets_what_is_read(items, growing)
    }

    /// Whether a loop runs code that is not known, or waits, while items are read that others may hold: what an object
    /// has, and attributes of items.
    fn may_change_unseen(&self, items: &Expr, growing: LoopId) -> bool {
        let reads_attributes = self.facts.nodes.within(id_of(items)).any(|(at, it)| match it.node {
            AnyNodeRef::ExprAttribute(_) => !matches!(self.facts.use_at(at), Use::Called(_)),
            _ => false,
        });
        let runs_unknown = |it: AnyNodeRef<'a>| match it {
            AnyNodeRef::ExprCall(call) => !self.facts.is_harmless_call(call),
            AnyNodeRef::ExprAwait(_) | AnyNodeRef::ExprYield(_) | AnyNodeRef::ExprYieldFrom(_) => true,
            _ => false,
        };
        let extent = self.facts.loop_extent(growing);
        reads_attributes && self.facts.nodes.within(extent).any(|(_, it)| runs_unknown(it.node))
    }

    /// Whether a loop sets an attribute or item that making the items may read: `len(row.name)` beside `row.name = …`.
    fn sets_what_is_read(&self, items: &Expr, growing: LoopId) -> bool {
        let extent = self.facts.loop_extent(growing);
        let reads_items = self.facts.nodes.within(id_of(items)).any(|(_, it)| it.node.is_expr_subscript());
        let is_read = |attribute: &str| {
            let mut within = self.facts.nodes.within(id_of(items));
            within.any(|(_, it)| matches!(it.node, AnyNodeRef::ExprAttribute(it) if it.attr.as_str() == attribute))
        };
        self.facts.nodes.within(extent).any(|(_, it)| match it.node {
            AnyNodeRef::ExprAttribute(it) => !it.ctx.is_load() && is_read(it.attr.as_str()),
            AnyNodeRef::ExprSubscript(it) => !it.ctx.is_load() && reads_items,
            _ => false,
        })
    }

    /// What items come from: `rows` of `(row.size for row in rows)` and of `rows.values()`.
    pub fn source_of_items<'e>(&self, items: &'e Expr) -> &'e Expr {
        match items {
            Expr::Generator(it) => &it.generators[0].iter,
            Expr::ListComp(it) => &it.generators[0].iter,
            Expr::SetComp(it) => &it.generators[0].iter,
            Expr::DictComp(it) => &it.generators[0].iter,
            _ => items,
        }
    }

    /// How sure it is that both sizes grow where each turn of a loop goes through the same items: they come from data,
    /// or the loop goes through them itself, all of them being what a function is given.
    pub fn confidence_in_repeating(&self, at: &impl HasNodeIndex, items: &Expr, growing: LoopId) -> Confidence {
        let source = self.source_of_items(items);
        if self.is_written_out(source) || self.runs_once(at) || self.is_passed_by_some_turns(at, growing) {
            return Confidence::Low;
        }
        let tied = self.facts.loop_iterable(growing).is_some_and(|it| self.is_made_from(source, it));
        let in_growth = if tied { self.confidence_in_growth(at, growing) } else { Confidence::Medium };
        self.confidence_in_search(at, source, growing).max(in_growth)
    }

    /// Whether all turns of a loop can share one result: it is a text, or nobody changes or keeps it or a part of it.
    pub fn can_be_shared(&self, result: NodeId) -> bool {
        self.is_only_looked_at(result, LONGEST_CHAIN)
    }

    fn is_only_looked_at(&self, result: NodeId, left: usize) -> bool {
        if left == 0 || self.is_made_fixed(result) {
            return left > 0;
        }
        let follow = |at: NodeId| self.is_only_looked_at(at, left - 1);
        match self.facts.use_at(result) {
            Use::Looks => true,
            Use::Item(item) => follow(id_of(item)),
            Use::Calls { call, method } => matches!(method.attr.as_str(), "get" | "keys") && follow(id_of(call)),
            Use::Argument(call) => self.facts.only_reads_arguments(call) && self.facts.is_pure_callee(call),
            Use::Attribute(it) => follow(id_of(it)),
            _ => {
                let Some(binding) = self.binding_of_value(result) else { return false };
                let reads = self.facts.reads_of_binding(binding);
                !reads.is_empty() && reads.into_iter().all(follow)
            }
        }
    }

    /// Whether a call gives something that nobody can change: a text, a number, a date.
    fn is_made_fixed(&self, result: NodeId) -> bool {
        let AnyNodeRef::ExprCall(call) = self.facts.nodes.get(result).node else { return false };
        let name = match &*call.func {
            Expr::Attribute(it) => it.attr.as_str(),
            Expr::Name(it) => it.id.as_str(),
            _ => return false,
        };
        matches!(name, "dumps" | "strptime" | "signature" | "compress")
            || self.facts.known_callee(call).is_some_and(|known| {
                matches!(known.returns.as_deref(), Some("str" | "bytes" | "int" | "float" | "bool"))
            })
    }

    /// Whether a turn of a loop does nothing unless a comparison holds, or with `!=`, fails.
    pub fn decides_the_turn(&self, compare: &ast::ExprCompare, op: CmpOp, id: LoopId) -> bool {
        match self.facts.nodes.get(self.facts.loops.get(id).node).node {
            AnyNodeRef::StmtFor(it) => decides_body(&it.body, compare, op),
            AnyNodeRef::Comprehension(it) => op == CmpOp::Eq && it.ifs.iter().any(|test| is_required(test, compare)),
            _ => false,
        }
    }
}

fn decides_body(body: &[Stmt], compare: &ast::ExprCompare, op: CmpOp) -> bool {
    match body {
        [Stmt::If(only)] if op == CmpOp::Eq => only.elif_else_clauses.is_empty() && is_required(&only.test, compare),
        [Stmt::If(first), _, ..] if op == CmpOp::NotEq => {
            matches!(&*first.body, [Stmt::Continue(_)])
                && first.elif_else_clauses.is_empty()
                && matches!(&*first.test, Expr::Compare(it) if id_of(it) == id_of(compare))
        }
        _ => false,
    }
}

/// Whether a test fails whenever the comparison does.
fn is_required(test: &Expr, compare: &ast::ExprCompare) -> bool {
    match test {
        Expr::Compare(it) => id_of(it) == id_of(compare),
        Expr::BoolOp(it) if it.op == BoolOp::And => it.values.iter().any(|value| is_required(value, compare)),
        _ => false,
    }
}
