//! Query sets that a template asks twice: whether they have rows, or how many, and then for the rows.

use crate::page::Confidence;
use crate::project::Project;
use crate::project::value::Value;
use crate::summary::PlaceId;
use crate::template::{Operand, Root};

/// What a template asks of a query set before it goes through the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    Existence,
    Number,
    /// The rows themselves, of a query set that is not kept.
    Rows,
}

/// A question that costs a query although the rows are fetched anyway.
#[derive(Clone)]
pub struct Requery {
    pub question: Question,
    /// The template, and where it asks.
    pub module: u32,
    pub place: PlaceId,
    /// Where it goes through the rows.
    pub rows: (u32, PlaceId),
    pub confidence: Confidence,
}

/// What names a query set: which of the names in sight, and what is looked up of it.
#[derive(Clone, PartialEq)]
struct Key {
    binding: usize,
    path: Vec<String>,
}

struct Asked {
    key: Key,
    question: Question,
    is_tested: bool,
    module: u32,
    place: PlaceId,
    /// The conditions around, by their numbers, and those whose test this is a part of.
    branches: Vec<u32>,
    own: Vec<u32>,
    confidence: Confidence,
}

/// What one rendering asks.
#[derive(Default)]
pub(super) struct Questions {
    asked: Vec<Asked>,
    /// Names whose own query set has fetched its rows.
    held: Vec<Key>,
    /// The conditions around what is rendered now.
    branches: Vec<u32>,
    /// How many conditions there were.
    count: u32,
    /// The questions of the test that was read last.
    latest: usize,
    pub found: Vec<Requery>,
}

/// Where and how an operand stands.
#[derive(Clone, Copy)]
pub(super) struct Stand {
    pub module: u32,
    pub place: PlaceId,
    /// The number of the name that its path starts from.
    pub binding: usize,
    pub is_tested: bool,
}

/// The question that the last name of a path asks of what comes before it.
pub(super) fn question_of(operand: &Operand) -> Option<Question> {
    match (&operand.root, operand.path.last()?.as_str()) {
        (Root::Name(_), "exists") => Some(Question::Existence),
        (Root::Name(_), "count") => Some(Question::Number),
        (Root::Name(_), "all") => Some(Question::Rows),
        _ => None,
    }
}

impl Questions {
    /// Notes a question about a query set.
    pub fn ask(&mut self, project: &Project, stand: Stand, operand: &Operand, question: Question, of: &Value) {
        let Some(confidence) = project.sends_query_when_asked(std::slice::from_ref(of)) else { return };
        let key = key(stand.binding, &operand.path[..operand.path.len() - 1]);
        if self.held.contains(&key) {
            return;
        }
        self.asked.push(Asked {
            key,
            question,
            is_tested: stand.is_tested,
            module: stand.module,
            place: stand.place,
            branches: self.branches.clone(),
            own: Vec::new(),
            confidence,
        });
    }

    /// Notes that a name's query set has fetched its rows.
    pub fn hold(&mut self, binding: usize) {
        self.held.push(key(binding, &[]));
    }

    /// Notes that a loop goes through the rows of a query set.
    pub fn go_through(&mut self, stand: Stand, operand: &Operand) {
        let path = match operand.path.split_last() {
            Some((last, rest)) if last == "all" => rest,
            _ => &operand.path,
        };
        let key = key(stand.binding, path);
        for asked in self.asked.iter().filter(|asked| asked.key == key) {
            let Some(confidence) = self.certainty(asked) else { continue };
            self.found.push(Requery {
                question: asked.question,
                module: asked.module,
                place: asked.place,
                rows: (stand.module, stand.place),
                confidence: confidence.min(asked.confidence),
            });
        }
    }

    /// How sure it is that who came to a question comes to what is rendered now.
    fn certainty(&self, asked: &Asked) -> Option<Confidence> {
        let is_around = asked.branches.starts_with(&self.branches);
        let is_own =
            self.branches.split_last().is_some_and(|(last, outer)| asked.own.contains(last) && outer == asked.branches);
        match (asked.question, asked.is_tested) {
            _ if !is_around && !is_own => None,
            // Too many rows may be the reason not to fetch them.
            (Question::Number, true) => Some(Confidence::Medium),
            _ => Some(Confidence::High),
        }
    }

    /// Comes into a branch. Gives what `leave_branch` takes: the test that stands before it.
    pub fn enter_branch(&mut self) -> usize {
        self.count += 1;
        for asked in &mut self.asked[self.latest..] {
            asked.own.push(self.count);
        }
        self.branches.push(self.count);
        self.latest
    }

    pub fn leave_branch(&mut self, test: usize) {
        self.branches.pop();
        self.latest = test.min(self.asked.len());
    }

    /// What is read next is no part of the test before.
    pub fn end_test(&mut self) {
        self.latest = self.asked.len();
    }

    /// Forgets what names stood for that are no longer in sight.
    pub fn forget(&mut self, known: usize) {
        self.asked.retain(|asked| asked.key.binding < known);
        self.held.retain(|key| key.binding < known);
        self.latest = self.latest.min(self.asked.len());
    }
}

fn key(binding: usize, path: &[String]) -> Key {
    Key { binding, path: path.to_vec() }
}

/// Adds findings, each place once: of several ways to the same place the surest counts.
pub(super) fn add(found: &mut Vec<Requery>, more: Vec<Requery>) {
    for requery in more {
        match found.iter_mut().find(|it| it.module == requery.module && it.place == requery.place) {
            Some(known) if known.confidence < requery.confidence => *known = requery,
            Some(_) => {}
            None => found.push(requery),
        }
    }
}
