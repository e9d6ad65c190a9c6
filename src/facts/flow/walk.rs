//! The forward pass over statements, by structure.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::ScopeFlow;
use super::state::{ENTRY, MOST_BINDINGS, State, UNBOUND, join_into};
use crate::facts::Facts;
use crate::facts::constants;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeId};
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr, Stmt};

/// Computes the flow of a scope's statements.
pub fn flow(facts: &Facts, scope: ScopeId) -> ScopeFlow {
    let mut walk = Walk::new(facts, scope);
    let mut entry = State::filled(walk.slots.len(), UNBOUND);
    walk.bind_parameters(&mut entry);
    let node = facts.nodes.get(facts.scopes.get(scope).node).node;
    let end = match node {
        AnyNodeRef::ModModule(it) => walk.block(&it.body, Some(entry)),
        AnyNodeRef::StmtFunctionDef(it) => walk.block(&it.body, Some(entry)),
        AnyNodeRef::StmtClassDef(it) => walk.block(&it.body, Some(entry)),
        AnyNodeRef::ExprLambda(it) => {
            walk.expression(&it.body, &mut entry);
            Some(entry)
        }
        _ => Some(entry),
    };
    ScopeFlow {
        loads: walk.recorded.loads.into_inner(),
        definitions: walk.recorded.definitions.into_inner(),
        reaches_end: end.is_some(),
        at_most_once: walk.turns.iter().filter(|(_, end)| end.is_none()).map(|(id, _)| *id).collect(),
    }
}

#[derive(Default)]
pub(super) struct Recorded {
    pub(super) loads: RefCell<FxHashMap<NodeId, u64>>,
    pub(super) definitions: RefCell<FxHashMap<NodeId, FxHashMap<BindingId, u64>>>,
}

/// The ways out of the loop or `try` that is being walked.
#[derive(Default)]
pub(super) struct Frame {
    after_break: Option<State>,
    after_continue: Option<State>,
}

pub(super) struct Walk<'f, 'a> {
    pub(super) facts: &'f Facts<'a>,
    pub(super) scope: ScopeId,
    pub(super) slots: FxHashMap<&'a str, usize>,
    /// Per slot its first binding, and whether it has several.
    pub(super) first: Vec<(BindingId, bool)>,
    /// Where each binding's bit stands.
    pub(super) bits: FxHashMap<NodeId, (usize, u64)>,
    pub(super) has_walrus: bool,
    pub(super) recorded: Recorded,
    pub(super) frames: Vec<Frame>,
    /// One per open `try` or swallowing `with`: the join of the states before each of its statements.
    pub(super) exceptions: Vec<Option<State>>,
    /// What one turn of a loop leaves behind, whatever entered it.
    pub(super) turns: FxHashMap<NodeId, Option<State>>,
    /// Above zero while a loop is summarised: nothing is recorded.
    pub(super) summarising: usize,
}

impl<'f, 'a> Walk<'f, 'a> {
    fn new(facts: &'f Facts<'a>, scope: ScopeId) -> Self {
        let mut walk = Self {
            facts,
            scope,
            slots: FxHashMap::default(),
            first: Vec::new(),
            bits: FxHashMap::default(),
            has_walrus: false,
            recorded: Recorded::default(),
            frames: Vec::new(),
            exceptions: Vec::new(),
            turns: FxHashMap::default(),
            summarising: 0,
        };
        let mut counts: Vec<usize> = Vec::new();
        for id in &facts.scopes.get(scope).bindings {
            let binding = facts.scopes.binding(*id);
            let slot = *walk.slots.entry(binding.name).or_insert(walk.first.len());
            if slot == walk.first.len() {
                walk.first.push((*id, false));
                counts.push(0);
            }
            walk.first[slot].1 = counts[slot] > 0;
            let bit = if counts[slot] < MOST_BINDINGS { 1 << counts[slot] } else { 0 };
            counts[slot] += 1;
            walk.bits.insert(binding.node, (slot, bit));
            walk.has_walrus |= matches!(facts.nodes.get(binding.node).node, AnyNodeRef::ExprNamed(_));
        }
        walk
    }

    fn bind_parameters(&mut self, state: &mut State) {
        for id in &self.facts.scopes.get(self.scope).bindings {
            let node = self.facts.scopes.binding(*id).node;
            if matches!(self.facts.nodes.get(node).node, AnyNodeRef::Parameter(_)) {
                self.bind(node, state);
            }
        }
    }

    pub(super) fn bind(&self, node: NodeId, state: &mut State) {
        if let Some((slot, bit)) = self.bits.get(&node) {
            state.0[*slot] = *bit;
        }
    }

    fn block(&mut self, body: &'a [Stmt], mut state: Option<State>) -> Option<State> {
        for statement in body {
            let Some(before) = state else {
                // Nothing reaches the rest.
                return None;
            };
            for exception in &mut self.exceptions {
                join_into(exception, Some(&before));
            }
            state = self.statement(statement, before);
        }
        state
    }

    fn statement(&mut self, statement: &'a Stmt, mut state: State) -> Option<State> {
        match statement {
            Stmt::If(it) => self.branch(it, state),
            Stmt::For(it) => self.for_loop(it, state),
            Stmt::While(it) => self.while_loop(it, state),
            Stmt::Try(it) => self.try_block(it, state),
            Stmt::With(it) => self.with_block(it, state),
            Stmt::Match(it) => self.match_block(it, state),
            Stmt::Return(_) | Stmt::Raise(_) => {
                self.scan(id_of(statement), &mut state);
                None
            }
            Stmt::Break(_) => {
                self.leave(state, |frame| &mut frame.after_break);
                None
            }
            Stmt::Continue(_) => {
                self.leave(state, |frame| &mut frame.after_continue);
                None
            }
            Stmt::Assert(it) => {
                self.scan(id_of(statement), &mut state);
                (!matches!(constants::truth(self.facts, &it.test), Some(false))).then_some(state)
            }
            Stmt::Expr(it) => {
                self.expression(&it.value, &mut state);
                (!constants::never_returns(self.facts, &it.value)).then_some(state)
            }
            _ => {
                self.simple(statement, &mut state);
                Some(state)
            }
        }
    }

    fn leave(&mut self, state: State, way: impl Fn(&mut Frame) -> &mut Option<State>) {
        if let Some(frame) = self.frames.last_mut() {
            join_into(way(frame), Some(&state));
        }
    }

    fn simple(&mut self, statement: &'a Stmt, state: &mut State) {
        match statement {
            Stmt::Assign(it) => {
                self.expression(&it.value, state);
                for target in &it.targets {
                    self.expression(target, state);
                }
            }
            Stmt::AugAssign(it) => {
                if let Expr::Name(name) = &*it.target {
                    self.load(id_of(name), name.id.as_str(), state);
                }
                self.expression(&it.value, state);
                self.expression(&it.target, state);
            }
            Stmt::AnnAssign(it) => {
                self.expression(&it.annotation, state);
                if let Some(value) = &it.value {
                    self.expression(value, state);
                    self.expression(&it.target, state);
                } else if !it.target.is_name_expr() {
                    self.expression(&it.target, state);
                }
            }
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => self.definition(id_of(statement), state),
            _ => self.scan(id_of(statement), state),
        }
    }

    fn branch(&mut self, it: &'a ast::StmtIf, mut state: State) -> Option<State> {
        self.expression(&it.test, &mut state);
        let mut known = constants::truth(self.facts, &it.test);
        let body = if known == Some(false) { None } else { self.block(&it.body, Some(state.clone())) };
        let mut after = body;
        let mut rest = (known != Some(true)).then_some(state);
        for clause in &it.elif_else_clauses {
            let Some(mut entering) = rest.take() else { break };
            match &clause.test {
                Some(test) => {
                    self.expression(test, &mut entering);
                    known = constants::truth(self.facts, test);
                    if known != Some(false) {
                        let end = self.block(&clause.body, Some(entering.clone()));
                        join_into(&mut after, end.as_ref());
                    }
                    rest = (known != Some(true)).then_some(entering);
                }
                None => {
                    let end = self.block(&clause.body, Some(entering));
                    join_into(&mut after, end.as_ref());
                }
            }
        }
        join_into(&mut after, rest.as_ref());
        after
    }

    fn for_loop(&mut self, it: &'a ast::StmtFor, mut state: State) -> Option<State> {
        self.expression(&it.iter, &mut state);
        let turn = self.turn(id_of(it), |walk, state| walk.for_turn(it, state));
        let header = self.header(state, turn.as_ref());
        self.frames.push(Frame::default());
        self.for_turn(it, header.clone());
        let frame = self.frames.pop().unwrap_or_default();
        let mut after = self.block(&it.orelse, Some(header));
        join_into(&mut after, frame.after_break.as_ref());
        after
    }

    fn for_turn(&mut self, it: &'a ast::StmtFor, mut state: State) -> Option<State> {
        self.expression(&it.target, &mut state);
        self.block(&it.body, Some(state))
    }

    fn while_loop(&mut self, it: &'a ast::StmtWhile, state: State) -> Option<State> {
        let turn = self.turn(id_of(it), |walk, mut state| {
            walk.expression(&it.test, &mut state);
            walk.block(&it.body, Some(state))
        });
        let mut header = self.header(state, turn.as_ref());
        self.expression(&it.test, &mut header);
        let known = constants::truth(self.facts, &it.test);
        self.frames.push(Frame::default());
        if known != Some(false) {
            self.block(&it.body, Some(header.clone()));
        }
        let frame = self.frames.pop().unwrap_or_default();
        let mut after = if known == Some(true) { None } else { self.block(&it.orelse, Some(header)) };
        join_into(&mut after, frame.after_break.as_ref());
        after
    }

    /// What one turn of a loop leaves at its back edge, whatever entered it; computed once.
    fn turn(&mut self, id: NodeId, run: impl FnOnce(&mut Self, State) -> Option<State>) -> Option<State> {
        if let Some(turn) = self.turns.get(&id) {
            return turn.clone();
        }
        self.summarising += 1;
        self.frames.push(Frame::default());
        let exceptions = std::mem::take(&mut self.exceptions);
        let mut end = run(self, State::filled(self.first.len(), ENTRY));
        self.exceptions = exceptions;
        let frame = self.frames.pop().unwrap_or_default();
        self.summarising -= 1;
        join_into(&mut end, frame.after_continue.as_ref());
        self.turns.insert(id, end.clone());
        end
    }

    /// The state at a loop's header. A `try` around the loop sees it too: an exception may come at any turn.
    fn header(&mut self, state: State, turn: Option<&State>) -> State {
        let header = match turn {
            Some(turn) => state.with_back_edge(turn),
            None => state,
        };
        for exception in &mut self.exceptions {
            join_into(exception, Some(&header));
        }
        header
    }

    fn try_block(&mut self, it: &'a ast::StmtTry, state: State) -> Option<State> {
        self.exceptions.push(Some(state.clone()));
        let has_finally = !it.finalbody.is_empty();
        let body = self.block(&it.body, Some(state));
        let thrown = self.exceptions.pop().flatten();
        // What the `finally` sees besides the normal ways out.
        self.exceptions.push(thrown.clone());
        join_into(self.exceptions.last_mut().unwrap_or(&mut None), body.as_ref());
        let mut after = self.block(&it.orelse, body);
        let mut entering = thrown;
        for handler in &it.handlers {
            let ast::ExceptHandler::ExceptHandler(handler) = handler;
            let end = self.handler(handler, entering.clone());
            join_into(&mut after, end.as_ref());
            // Of several `except*` each may run.
            if it.is_star {
                join_into(&mut entering, end.as_ref());
            }
        }
        let mut irregular = self.exceptions.pop().flatten();
        if !has_finally {
            return after;
        }
        join_into(&mut irregular, after.as_ref());
        // Once for what its own reads may see, once for what follows.
        self.block(&it.finalbody, irregular);
        self.block(&it.finalbody, after)
    }

    fn handler(&mut self, it: &'a ast::ExceptHandlerExceptHandler, thrown: Option<State>) -> Option<State> {
        let mut state = thrown?;
        if let Some(kind) = &it.type_ {
            self.expression(kind, &mut state);
        }
        self.bind(id_of(it), &mut state);
        let mut end = self.block(&it.body, Some(state))?;
        // `except E as e` unbinds `e` on every way out.
        if let Some(slot) = it.name.as_ref().and_then(|name| self.slots.get(name.as_str())) {
            end.0[*slot] = UNBOUND;
        }
        Some(end)
    }

    fn with_block(&mut self, it: &'a ast::StmtWith, mut state: State) -> Option<State> {
        for item in &it.items {
            self.expression(&item.context_expr, &mut state);
            if let Some(target) = &item.optional_vars {
                self.expression(target, &mut state);
            }
        }
        if !it.items.iter().any(|item| constants::may_swallow(&item.context_expr)) {
            return self.block(&it.body, Some(state));
        }
        self.exceptions.push(Some(state.clone()));
        let mut after = self.block(&it.body, Some(state));
        let swallowed = self.exceptions.pop().flatten();
        join_into(&mut after, swallowed.as_ref());
        after
    }

    fn match_block(&mut self, it: &'a ast::StmtMatch, mut state: State) -> Option<State> {
        self.expression(&it.subject, &mut state);
        let mut after = None;
        let mut rest = Some(state);
        for case in &it.cases {
            let Some(entering) = rest.take() else { break };
            let mut matched = entering.clone();
            for (id, _) in self.facts.nodes.within(id_of(&case.pattern)) {
                self.bind(id, &mut matched);
            }
            if let Some(guard) = &case.guard {
                self.expression(guard, &mut matched);
            }
            let end = self.block(&case.body, Some(matched.clone()));
            join_into(&mut after, end.as_ref());
            if !(case.guard.is_none() && case.pattern.is_irrefutable()) {
                // A failed pattern may have bound some of its names.
                matched.join(&entering);
                rest = Some(matched);
            }
        }
        join_into(&mut after, rest.as_ref());
        after
    }
}
