//! Whether what a loop writes on each turn could be written at once: the turns are many, and none needs another.

use super::Cx;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::knowledge::entries::EntryKind;
use crate::model::Effect;
use crate::page::Confidence;
use crate::summary::uses;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// Parts of the names of functions that set up what is there once, or make things up.
const SETS_UP: &[&str] = &["default", "demo", "fixture", "install", "populate", "sample", "seed", "setup", "set_up"];

/// Methods that send a query, and that nothing else has.
const QUERIES: &[&str] = &[
    "aget",
    "bulk_create",
    "create",
    "delete",
    "exclude",
    "exists",
    "filter",
    "get_or_create",
    "save",
    "select_for_update",
    "update_or_create",
];

impl<'a> Cx<'a> {
    /// How sure it is that a loop writes on each of many turns what it could write at once. `None` where the turns are
    /// few, depend on each other, or each has to be written by itself.
    pub fn confidence_of_write(&self, call: &'a ast::ExprCall, turning: LoopId) -> Option<Confidence> {
        let items = self.facts.loop_iterable(turning)?;
        if self.goes_through_few(items) || self.ends_early(turning) {
            return None;
        }
        // What a turn brings and saves is one row, whatever it is called.
        let is_row = matches!(self.value_around(call), Some(Expr::Name(row)) if self.is_brought_by(row, turning));
        if !is_row && self.goes_through_batches(turning) {
            return None;
        }
        if self.takes_turns(turning) || self.needs_last_turn(call, turning) || self.runs_once(call) {
            return None;
        }
        let standing = uses::standing(self.facts, id_of(call), turning);
        if standing.is_guarded {
            return None;
        }
        let function = self.function(call).map_or("", |it| it.name.as_str());
        let is_one_of_several = self.may_fail_alone(call, turning)
            || self.asks_more(call, turning)
            || self.does_what_lasts(turning)
            || self.loops_inside(turning);
        if is_one_of_several || SETS_UP.iter().any(|part| function.contains(part)) {
            return Some(Confidence::Low);
        }
        let is_command = self.entry(call).is_some_and(|entry| entry.kind == EntryKind::Command);
        let is_plain = !is_command && !standing.is_conditional;
        Some(if is_plain { Confidence::High } else { Confidence::Medium })
    }

    /// Whether a turn sends other queries besides: then one statement less changes little.
    fn asks_more(&self, call: &'a ast::ExprCall, turning: LoopId) -> bool {
        let own = id_of(call);
        let within = self.facts.nodes.within(self.facts.loop_extent(turning));
        within.into_iter().any(|(at, it)| match it.node {
            AnyNodeRef::ExprCall(other) if !self.facts.nodes.contains(own, at) => match &*other.func {
                Expr::Attribute(method) => QUERIES.contains(&method.attr.as_str()) && !self.is_header_of(at, turning),
                _ => false,
            },
            _ => false,
        })
    }

    /// Whether a turn goes through something else: then the write is the least of it.
    fn loops_inside(&self, turning: LoopId) -> bool {
        let mut inside = self.facts.nodes.within(self.facts.loop_extent(turning)).skip(1);
        inside.any(|(_, it)| matches!(it.node, AnyNodeRef::StmtFor(_) | AnyNodeRef::StmtWhile(_)))
    }

    /// Whether a turn does what a row must tell of before the next one: it asks another service, or writes a file.
    pub fn does_what_lasts(&self, turning: LoopId) -> bool {
        let lasts = |effect: &Effect| {
            matches!(effect, Effect::Http | Effect::Network | Effect::Subprocess | Effect::File | Effect::Process)
        };
        let within = self.facts.nodes.within(self.facts.loop_extent(turning));
        within.into_iter().any(|(at, it)| match it.node {
            AnyNodeRef::ExprCall(call) if !self.is_header_of(at, turning) => {
                self.facts.known_callee(call).is_some_and(|known| known.effects.iter().any(lasts))
            }
            _ => false,
        })
    }

    /// Whether a node stands in what a loop goes through.
    fn is_header_of(&self, at: NodeId, turning: LoopId) -> bool {
        self.facts.loop_iterable(turning).is_some_and(|items| self.facts.nodes.contains(id_of(items), at))
    }

    /// The columns that a query set picks one row of the turn by: `filter(pk=key)`. `None` where it picks by anything
    /// else that differs from turn to turn.
    pub fn keys_of_turn(&self, queryset: &'a Expr, turning: LoopId) -> Option<Vec<&'a str>> {
        let mut keys = Vec::new();
        let mut at = queryset;
        while let Expr::Call(call) = at {
            let Expr::Attribute(method) = &*call.func else { return None };
            if call.arguments.args.iter().any(|it| self.depends_on_turn(it, turning)) {
                return None;
            }
            for keyword in &call.arguments.keywords {
                if !self.depends_on_turn(&keyword.value, turning) {
                    continue;
                }
                let name = keyword.arg.as_ref()?.as_str();
                if !matches!(method.attr.as_str(), "filter" | "get") || is_comparison(name) {
                    return None;
                }
                keys.push(name);
            }
            at = &method.value;
        }
        (!keys.is_empty() && !self.depends_on_turn(at, turning)).then_some(keys)
    }
}

/// `created__lt`: more than one row, and not by a key.
fn is_comparison(lookup: &str) -> bool {
    let Some((_, last)) = lookup.rsplit_once("__") else { return false };
    matches!(last, "gt" | "gte" | "lt" | "lte" | "range" | "in" | "isnull" | "regex" | "iregex" | "date")
        || last.ends_with("contains")
        || last.ends_with("startswith")
        || last.ends_with("endswith")
}
