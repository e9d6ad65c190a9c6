//! How a run of a module as a program comes to its functions: on every run, under a condition, or as one of several
//! commands.

use rustc_hash::FxHashSet;

use super::Cx;
use crate::facts::loading::{is_command, is_group, is_main};
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{ScopeId, ScopeKind};
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::Expr;

/// How sure it is that some runs do without a function. The order is from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Every run calls it.
    Always,
    /// Nothing is known of who calls it.
    Unknown,
    /// All calls of it stand under a condition.
    Branch,
    /// It is one of several commands, or called by such alone.
    Command,
}

/// Functions that call each other are followed this far.
const DEEPEST: usize = 6;

impl<'a> Cx<'a> {
    /// How a run comes to a function of the module itself.
    pub fn reach(&self, function: ScopeId) -> Reach {
        self.reach_within(function, DEEPEST)
    }

    fn reach_within(&self, function: ScopeId, left: usize) -> Reach {
        let Some(definition) = self.name_of_function(function).filter(|_| left > 0) else { return Reach::Unknown };
        let name = definition.name.as_str();
        let scopes = &self.facts.scopes;
        if scopes.count_of(ScopeId(0), name) != 1 {
            return Reach::Unknown;
        }
        let own = scopes.get(function).node;
        let reads = self.facts.reads_of(ScopeId(0), name);
        let outside = reads.into_iter().filter(|read| !self.facts.nodes.contains(own, *read));
        let called = outside.map(|read| self.reach_of_read(read, left - 1)).min();
        let several = self.commands().len() > 1;
        match &*definition.decorator_list {
            [] => called.unwrap_or(Reach::Unknown),
            decorators if decorators.iter().any(is_command) && several => called.unwrap_or(Reach::Command),
            decorators if decorators.iter().any(|it| is_command(it) || is_group(it)) => Reach::Always,
            _ => called.map_or(Reach::Unknown, |called| called.min(Reach::Unknown)),
        }
    }

    /// How a run comes to a place that names a function.
    fn reach_of_read(&self, read: NodeId, left: usize) -> Reach {
        if self.is_handed_to_parser(read) {
            return if self.commands().len() > 1 { Reach::Command } else { Reach::Unknown };
        }
        let parent = self.facts.nodes.get(self.facts.nodes.get(read).parent).node;
        if !matches!(parent, AnyNodeRef::ExprCall(call) if id_of(&*call.func) == read) {
            return Reach::Unknown;
        }
        let scope = self.facts.nodes.get(read).scope;
        let around = match self.facts.scopes.function(scope) {
            Some(inner) => self.reach_within(self.outermost_function(inner), left),
            None if self.facts.scopes.get(self.facts.scopes.running(scope)).kind == ScopeKind::Module => Reach::Always,
            None => Reach::Unknown,
        };
        if around != Reach::Unknown && self.is_conditional(read) { around.max(Reach::Branch) } else { around }
    }

    /// Whether a node stands in a branch, within its function or module.
    pub fn is_conditional(&self, node: NodeId) -> bool {
        let mut below = node;
        for (id, around) in self.facts.nodes.ancestors(node) {
            match around.node {
                AnyNodeRef::StmtFunctionDef(_) => return false,
                AnyNodeRef::StmtIf(it) if id_of(&*it.test) != below && !is_main(&it.test) => return true,
                AnyNodeRef::ExprIf(it) if id_of(&*it.test) != below => return true,
                AnyNodeRef::MatchCase(_) | AnyNodeRef::ExceptHandlerExceptHandler(_) => return true,
                AnyNodeRef::ExprBoolOp(it) if id_of(&it.values[0]) != below => return true,
                _ => {}
            }
            below = id;
        }
        false
    }

    /// The functions of the module that are commands of one program: decorated as such, or handed to a parser.
    pub fn commands(&self) -> FxHashSet<NodeId> {
        let mut commands = FxHashSet::default();
        for binding in &self.facts.scopes.get(ScopeId(0)).bindings {
            let of = self.facts.scopes.binding(*binding);
            let AnyNodeRef::StmtFunctionDef(it) = self.facts.nodes.get(of.node).node else { continue };
            let is_handed = || self.facts.reads_of(ScopeId(0), of.name).iter().any(|it| self.is_handed_to_parser(*it));
            if it.decorator_list.iter().any(is_command) || is_handed() {
                commands.insert(of.node);
            }
        }
        commands
    }

    /// `parser.set_defaults(func=run)`
    fn is_handed_to_parser(&self, read: NodeId) -> bool {
        let mut around = self.facts.nodes.ancestors(read).map(|(_, it)| it.node);
        let is_keyword = matches!(around.next(), Some(AnyNodeRef::Keyword(_)));
        is_keyword
            && around.any(|it| match it {
                AnyNodeRef::ExprCall(call) => matches!(&*call.func, Expr::Attribute(it) if it.attr == *"set_defaults"),
                _ => false,
            })
    }

    /// The commands that come to one of some functions: they themselves, or through the functions of the module.
    pub fn commands_using(&self, functions: &[ScopeId]) -> FxHashSet<NodeId> {
        let commands = self.commands();
        let mut met: FxHashSet<NodeId> = FxHashSet::default();
        let mut waiting: Vec<NodeId> = functions.iter().map(|it| self.facts.scopes.get(*it).node).collect();
        while let Some(next) = waiting.pop() {
            let AnyNodeRef::StmtFunctionDef(it) = self.facts.nodes.get(next).node else { continue };
            if !met.insert(next) {
                continue;
            }
            let reads = self.facts.reads_of(ScopeId(0), it.name.as_str()).into_iter();
            let users = reads.filter_map(|read| self.facts.scopes.function(self.facts.nodes.get(read).scope));
            waiting.extend(users.map(|inner| self.facts.scopes.get(self.outermost_function(inner)).node));
        }
        met.intersection(&commands).copied().collect()
    }
}
