//! Queries that a loop sends: whether every turn sends one, and whether one query could serve all turns.

use super::Cx;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::page::Confidence;
use crate::summary::uses;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex, Ranged};

impl<'a> Cx<'a> {
    /// How sure it is that a query within a loop is sent on each of many turns for no need. `None` where the loop is
    /// short, works off batches, or the query is what is left when something has failed.
    pub fn confidence_of_query_in(&self, query: &impl HasNodeIndex, id: LoopId) -> Option<Confidence> {
        let items = self.facts.loop_iterable(id)?;
        if self.is_constant_name(items) || self.is_short_or_batched(id, items) || self.asks_for_many(id_of(query)) {
            return None;
        }
        let standing = uses::standing(self.facts, id_of(query), id);
        if standing.is_guarded || self.fills_a_cache(query) {
            return None;
        }
        let is_plain = !standing.is_conditional && !self.writes_or_leaves(id) && !self.runs_once(query);
        Some(if is_plain { Confidence::High } else { Confidence::Medium })
    }

    /// The same where one query for all turns has to be put together by hand: of those that only some turns send, that
    /// stand beside writes, or that a command sends, few were worth it.
    pub fn confidence_of_row_query_in(&self, query: &impl HasNodeIndex, id: LoopId) -> Option<Confidence> {
        let confidence = self.confidence_of_query_in(query, id)?;
        let is_sure = confidence == Confidence::High && !self.is_run_by_hand(query);
        Some(if is_sure { confidence } else { Confidence::Low })
    }

    /// How sure it is, at most, that the turns of a loop which asks by a key are many: low for what is few by its name or
    /// by a limit, for programs that are run by hand, and where each turn opens a session of its own on purpose.
    pub fn confidence_in_many_turns(&self, query: &'a ast::ExprCall, id: LoopId) -> Confidence {
        const LIMITS: &[&str] = &["limit", "top", "top_n"];
        let Some(items) = self.facts.loop_iterable(id) else { return Confidence::High };
        let is_limited = self.facts.nodes.within(id_of(items)).any(|(_, node)| match node.node {
            AnyNodeRef::Keyword(keyword) => keyword.arg.as_ref().is_some_and(|name| LIMITS.contains(&name.as_str())),
            _ => false,
        });
        let opens = self.is_rebound_in(beginning(&query.func), id);
        let is_few = is_limited || opens || self.goes_through_few(items) || self.is_run_by_hand(query);
        if is_few { Confidence::Low } else { Confidence::High }
    }

    /// Whether code belongs to a command of a command line, or to what fills a database with examples.
    pub fn is_run_by_hand(&self, node: &impl HasNodeIndex) -> bool {
        const FOLDERS: &[&str] = &["cli", "commands", "fixtures", "script", "scripts", "seeds"];
        let is_such = |part: &str| FOLDERS.contains(&part) || part.starts_with("example");
        self.is_command(node) || self.facts.module_name.split('.').any(is_such)
    }

    /// Whether the same call stands in a loop before this one: what is said of that holds for both.
    pub fn is_repeated_in(&self, query: &(impl HasNodeIndex + Ranged), id: LoopId) -> bool {
        let text = self.source(query.range());
        let mut within = self.facts.nodes.within(self.facts.loop_extent(id));
        within.any(|(at, node)| match node.node {
            AnyNodeRef::ExprCall(other) => at.0 < id_of(query).0 && self.source(other) == text,
            _ => false,
        })
    }

    fn is_short_or_batched(&self, id: LoopId, items: &'a Expr) -> bool {
        let text = self.source(items);
        let target = self.facts.loop_target(id).map_or("", |target| self.source(target));
        let says_batch = |text: &str| ["chunk", "batch", "page"].iter().any(|word| text.contains(word));
        let is_setting = text.starts_with("settings.") || text.contains("_meta.");
        is_setting || text.starts_with("range(") || says_batch(target) || says_batch(text)
    }

    /// `filter(pk__in=keys)`, `where(Book.id.in_(keys))` and `where(Book.id << keys)` ask for many rows at once.
    fn asks_for_many(&self, query: NodeId) -> bool {
        self.facts.nodes.within(query).any(|(_, node)| match node.node {
            AnyNodeRef::Keyword(keyword) => keyword.arg.as_ref().is_some_and(|name| name.as_str().ends_with("__in")),
            AnyNodeRef::ExprAttribute(it) => it.attr.as_str() == "in_",
            AnyNodeRef::ExprBinOp(it) => it.op == ast::Operator::LShift,
            _ => false,
        })
    }

    /// `if key not in found: found[key] = query`
    fn fills_a_cache(&self, query: &impl HasNodeIndex) -> bool {
        self.ancestors(query).any(|(_, around)| {
            let AnyNodeRef::StmtIf(it) = around else { return false };
            let tests_membership = |op: &ast::CmpOp| matches!(op, ast::CmpOp::In | ast::CmpOp::NotIn | ast::CmpOp::Is);
            matches!(&*it.test, Expr::Compare(compare) if compare.ops.iter().any(tests_membership))
        })
    }

    /// Whether a loop writes rows, opens a transaction for each turn, or leaves before it is through.
    fn writes_or_leaves(&self, id: LoopId) -> bool {
        let extent = self.facts.loop_extent(id);
        self.facts.writes_rows_within(extent)
            || self.facts.nodes.within(extent).any(|(_, node)| match node.node {
                AnyNodeRef::StmtBreak(_) | AnyNodeRef::StmtReturn(_) => true,
                AnyNodeRef::ExprCall(call) => match &*call.func {
                    Expr::Attribute(method) => method.attr.as_str() == "atomic",
                    Expr::Name(name) => name.id.as_str() == "atomic",
                    _ => false,
                },
                _ => false,
            })
    }
}

/// What a chain of calls and attributes begins with.
fn beginning(chain: &Expr) -> &Expr {
    let mut at = chain;
    loop {
        at = match at {
            Expr::Call(call) => &call.func,
            Expr::Attribute(it) => &it.value,
            other => return other,
        };
    }
}
