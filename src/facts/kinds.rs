//! What values are. Answered on demand, once per expression; a cycle counts as nothing in its first round and must
//! be confirmed by a second.

mod annotations;
mod attributes;
mod bindings;
mod calls;
mod elements;
mod expressions;
mod files;
mod members;
mod narrowing;
mod operators;
mod results;
mod vectors;

pub use elements::{is_new, puts_in};
pub use narrowing::block_with;

use std::cell::{Cell, RefCell};

use rustc_hash::FxHashMap;

use crate::facts::Facts;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeId};
use crate::model::{Inferred, Kind};
use crate::syntax::ast::Expr;

/// What the kind of something rests on that may, in a loop or by recursion, rest on itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Question {
    Binding(BindingId),
    Result(ScopeId),
    /// An attribute of a class of this module, by the first place that sets it.
    Attribute(ScopeId, NodeId),
}

/// How far a question is answered.
#[derive(Clone)]
enum Progress {
    /// Asked further out, at this depth; the assumed answer.
    Asked(usize, Inferred),
    /// Answered by way of what is assumed at this depth: good for the running round only.
    Provisional(usize, Inferred),
    Answered(Inferred),
}

/// The answers so far.
#[derive(Default)]
pub struct Kinds {
    expressions: RefCell<FxHashMap<NodeId, Inferred>>,
    questions: RefCell<FxHashMap<Question, Progress>>,
    open_questions: Cell<usize>,
    /// The provisional answers, in the order in which they were given.
    provisional: RefCell<Vec<Question>>,
    /// The outermost open question that the running one rests on.
    rests_on: Cell<usize>,
    depth: Cell<usize>,
    effort: Cell<usize>,
}

/// Expressions nested deeper than this are unknown.
const DEEPEST: usize = 120;
/// Questions of one module after which everything further is unknown, as no file may take long: so many, and so many
/// for each node. Of 12,000 files of 70 projects, none but those that would take seconds come to it.
const MOST_EFFORT: usize = 20_000;
const MOST_EFFORT_PER_NODE: usize = 8;
const NOTHING: usize = usize::MAX;

impl<'a> Facts<'a> {
    /// The kind of an expression's value where it stands, narrowed by the conditions that hold there.
    pub fn kind(&self, expression: &Expr) -> Inferred {
        let id = id_of(expression);
        if let Some(known) = self.kinds.expressions.borrow().get(&id) {
            return known.clone();
        }
        let kinds = &self.kinds;
        if kinds.depth.get() >= DEEPEST || !self.may_ask() {
            return Inferred::UNKNOWN;
        }
        kinds.depth.set(kinds.depth.get() + 1);
        kinds.effort.set(kinds.effort.get() + 1);
        let outer = kinds.rests_on.replace(NOTHING);
        let inferred = self.kind_of_expression(expression);
        kinds.depth.set(kinds.depth.get() - 1);
        if kinds.rests_on.get() == NOTHING {
            kinds.expressions.borrow_mut().insert(id, inferred.clone());
        }
        kinds.rests_on.set(outer.min(kinds.rests_on.get()));
        inferred
    }

    /// Whether a further question may be asked of this module.
    fn may_ask(&self) -> bool {
        self.kinds.effort.get() < MOST_EFFORT + MOST_EFFORT_PER_NODE * self.nodes.all().len()
    }

    /// Answers a question that may rest on itself.
    fn settle(&self, question: Question, compute: impl Fn() -> Inferred) -> Inferred {
        let kinds = &self.kinds;
        match kinds.questions.borrow().get(&question) {
            Some(Progress::Answered(known)) => return known.clone(),
            Some(Progress::Asked(depth, assumed) | Progress::Provisional(depth, assumed)) => {
                kinds.rests_on.set(kinds.rests_on.get().min(*depth));
                return assumed.clone();
            }
            None => {}
        }
        let depth = kinds.open_questions.get();
        if depth >= DEEPEST || !self.may_ask() {
            return Inferred::UNKNOWN;
        }
        kinds.effort.set(kinds.effort.get() + 1);
        kinds.open_questions.set(depth + 1);
        let outer = kinds.rests_on.replace(NOTHING);
        let answer = kinds.ask(question, depth, &compute);
        kinds.open_questions.set(depth);
        let rests_on = kinds.rests_on.get();
        kinds.note(question, depth, &answer);
        kinds.rests_on.set(if rests_on < depth { outer.min(rests_on) } else { outer });
        answer
    }
}

impl Kinds {
    /// Answers a question in rounds, each with the last round's answer assumed where it rests on itself.
    fn ask(&self, question: Question, depth: usize, compute: &impl Fn() -> Inferred) -> Inferred {
        let first_provisional = self.provisional.borrow().len();
        // Every round starts without what the last one found by way of another assumption.
        let assume = |assumed: Inferred| {
            for forgotten in self.provisional.borrow_mut().drain(first_provisional..) {
                self.questions.borrow_mut().remove(&forgotten);
            }
            self.questions.borrow_mut().insert(question, Progress::Asked(depth, assumed));
        };
        assume(Inferred::proved(Kind::Never));
        let answer = compute();
        let rests_on = self.rests_on.get();
        // Of questions that rest on each other only the outermost is confirmed; the others follow it.
        let answer = if rests_on == depth { confirmed(answer, &assume, compute) } else { answer };
        if self.rests_on.get() >= depth {
            assume(answer.clone());
        }
        answer
    }

    /// Keeps an answer: for good, or for the running round where it rests on what is assumed further out.
    fn note(&self, question: Question, depth: usize, answer: &Inferred) {
        let rests_on = self.rests_on.get();
        if rests_on < depth {
            self.questions.borrow_mut().insert(question, Progress::Provisional(rests_on, answer.clone()));
            self.provisional.borrow_mut().push(question);
        } else {
            self.questions.borrow_mut().insert(question, Progress::Answered(answer.clone()));
        }
    }
}

/// The answer to a question that rests on itself: assumed, asked again, and unknown where it does not hold still.
fn confirmed(first: Inferred, assume: &impl Fn(Inferred), compute: &impl Fn() -> Inferred) -> Inferred {
    assume(first.clone());
    let second = compute().join(first.clone());
    if second == first {
        return first;
    }
    assume(second.clone());
    let third = compute().join(second.clone());
    if third == second {
        return second;
    }
    // Grows with every round, as `x = (x,)` does: the constructor holds, what is inside is unknown.
    assume(third.clone());
    let fourth = compute().join(third.clone());
    if fourth == third { third } else { Inferred::UNKNOWN }
}
