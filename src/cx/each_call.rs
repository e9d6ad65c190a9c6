//! What a function makes anew on each call, though it could be made once.

use super::Cx;
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::facts::scopes::{ScopeId, ScopeKind};
use crate::page::Confidence;
use crate::syntax::ast;
use crate::syntax::{AnyNodeRef, HasNodeIndex, Ranged, TextRange};

/// What repeats something that could be made once.
pub enum Repeats {
    Loop(LoopId),
    /// A call, in a loop, of the function that makes it.
    CallInLoop(TextRange),
    /// Calls from elsewhere.
    Calls,
}

impl Repeats {
    /// When it happens again, for a message.
    pub fn how_often(&self) -> &'static str {
        match self {
            Self::Loop(_) => "on every turn",
            Self::CallInLoop(_) | Self::Calls => "on every call",
        }
    }
}

impl<'a> Cx<'a> {
    /// What makes the same thing again and again where a node stands: a loop, or the calls of the function around. `None`
    /// where it reads something that differs from turn to turn or from call to call, or is made once.
    pub fn repeats_of(&self, node: &impl HasNodeIndex) -> Option<Repeats> {
        if let Some(growing) = self.growing_loop(node)
            && !self.reads_what_changes_in(node, growing)
        {
            return Some(Repeats::Loop(growing));
        }
        let function = self.facts.scopes.function(self.facts.nodes.get(id_of(node)).scope)?;
        if self.reads_names_of_calls(node) {
            return None;
        }
        let in_loop = self.call_in_loop(function).map(|(call, _)| Repeats::CallInLoop(call.range()));
        Some(in_loop.unwrap_or(Repeats::Calls))
    }

    /// How sure it is that something is made often: loops are, unless they go through what is written out.
    pub fn confidence_in_repeats(&self, repeats: &Repeats) -> Confidence {
        match repeats {
            Repeats::Loop(id) if self.facts.loop_iterable(*id).is_some_and(|items| self.is_written_out(items)) => {
                Confidence::Low
            }
            Repeats::Loop(_) => Confidence::High,
            Repeats::CallInLoop(_) => Confidence::Medium,
            Repeats::Calls => Confidence::Low,
        }
    }

    /// Where it is repeated, to point at.
    pub fn place_of_repeats(&self, repeats: &Repeats) -> Vec<(TextRange, String)> {
        match repeats {
            Repeats::Loop(id) => vec![(self.header(*id), format!("runs once per {}", self.turn_of(*id)))],
            Repeats::CallInLoop(call) => vec![(*call, "is called on every turn of a loop".to_owned())],
            Repeats::Calls => Vec::new(),
        }
    }

    /// Whether a node reads names of the functions around it, other than what it binds itself.
    pub(super) fn reads_names_of_calls(&self, node: &impl HasNodeIndex) -> bool {
        let own = id_of(node);
        self.facts.nodes.within(own).any(|(_, it)| match it.node {
            AnyNodeRef::ExprName(name) if name.ctx.is_load() => {
                let owner = self.facts.scopes.owner(it.scope, name.id.as_str());
                owner.is_some_and(|owner| {
                    let scope = self.facts.scopes.get(owner);
                    scope.kind != ScopeKind::Module && !self.facts.nodes.contains(own, scope.node)
                })
            }
            _ => false,
        })
    }

    /// A call of a function of this module that a loop repeats as often as the data say.
    pub(super) fn call_in_loop(&self, function: ScopeId) -> Option<(&'a ast::ExprCall, LoopId)> {
        let name = self.facts.function_definition(function)?.name.as_str();
        self.facts.nodes.all().iter().find_map(|it| match it.node {
            AnyNodeRef::ExprCall(call) => {
                let is_it = it.in_loop.is_some()
                    && super::questions::may_be_named(&call.func, name)
                    && self.facts.called_function(call) == Some(function);
                is_it.then(|| self.growing_loop(call)).flatten().map(|growing| (call, growing))
            }
            _ => None,
        })
    }
}
