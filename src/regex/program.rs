//! A pattern as the steps of a machine that tries one way after the other, as CPython's does.

use super::chars::Chars;
use super::{Greed, Node, Place, What};

/// A program longer than this takes too long to look at.
const LONGEST: usize = 2_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One character of these.
    Chars(Chars),
    /// The first way, and if it leads nowhere the second.
    Split(usize, usize),
    Jump(usize),
    At(Place),
    /// Remembers where a group starts (even numbers) or ends (odd numbers), or where a turn of a loop began.
    Save(usize),
    /// A turn of a loop that matched nothing is its last.
    Progress(usize),
    Back(usize),
    /// Matches what follows up to `Accept`, goes on at `next` from where it started, or as far back for one that looks
    /// behind.
    Look {
        negative: bool,
        back: usize,
        next: usize,
    },
    /// Matches what follows up to `Accept` in the first way that leads there, and goes on at `next`.
    Atomic {
        next: usize,
    },
    /// Goes on behind this step if a group has matched, else at `otherwise`.
    IfGroup {
        group: usize,
        otherwise: usize,
    },
    Accept,
}

/// A part of a pattern that may be repeated without end.
pub struct Loop {
    /// Its first step and the one behind its last.
    pub steps: (usize, usize),
    /// Whether a turn can match in several ways.
    pub has_choice: bool,
    /// Where it stands in the pattern's text, in bytes.
    pub start: usize,
    pub end: usize,
}

pub struct Program {
    pub steps: Vec<Step>,
    /// The loops, inner ones first.
    pub loops: Vec<Loop>,
    /// How many places are remembered.
    pub slots: usize,
}

/// The steps of a pattern; `None` where they are too many.
pub fn compile(node: &Node, is_full: bool) -> Option<Program> {
    let groups = highest_group(node) + 1;
    let mut compiler = Compiler { steps: Vec::new(), loops: Vec::new(), slots: groups * 2 };
    compiler.node(node)?;
    if is_full {
        compiler.push(Step::At(Place::TextEnd))?;
    }
    compiler.push(Step::Accept)?;
    Some(Program { steps: compiler.steps, loops: compiler.loops, slots: compiler.slots })
}

fn highest_group(node: &Node) -> usize {
    let own = if let What::Group { number, .. } = node.what { number } else { 0 };
    node.parts().into_iter().map(highest_group).fold(own, usize::max)
}

struct Compiler {
    steps: Vec<Step>,
    loops: Vec<Loop>,
    slots: usize,
}

impl Compiler {
    fn push(&mut self, step: Step) -> Option<usize> {
        self.steps.push(step);
        (self.steps.len() <= LONGEST).then_some(self.steps.len() - 1)
    }

    fn node(&mut self, node: &Node) -> Option<()> {
        match &node.what {
            What::Set(set) => self.push(Step::Chars(set.chars)).map(drop),
            What::At(place) => self.push(Step::At(*place)).map(drop),
            What::Back(group) => self.push(Step::Back(*group)).map(drop),
            What::Sequence(parts) => parts.iter().try_for_each(|part| self.node(part)),
            What::Branch(parts) => self.branch(parts),
            What::Group { number, inner } => {
                self.push(Step::Save(number * 2))?;
                self.node(inner)?;
                self.push(Step::Save(number * 2 + 1)).map(drop)
            }
            What::Repeat { greed: Greed::Possessive, .. } => self.atomic(|compiler| compiler.repeat(node)),
            What::Repeat { .. } => self.repeat(node),
            What::Atomic(inner) => self.atomic(|compiler| compiler.node(inner)),
            What::Look { inner, behind, negative } => self.look(inner, *behind, *negative),
            What::Conditional { group, yes, no } => {
                let test = self.push(Step::IfGroup { group: *group, otherwise: 0 })?;
                self.node(yes)?;
                let jump = self.push(Step::Jump(0))?;
                self.steps[test] = Step::IfGroup { group: *group, otherwise: self.steps.len() };
                self.node(no)?;
                self.steps[jump] = Step::Jump(self.steps.len());
                Some(())
            }
        }
    }

    fn branch(&mut self, parts: &[Node]) -> Option<()> {
        let mut jumps = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            if at + 1 == parts.len() {
                self.node(part)?;
                break;
            }
            let split = self.push(Step::Jump(0))?;
            self.node(part)?;
            jumps.push(self.push(Step::Jump(0))?);
            self.steps[split] = Step::Split(split + 1, self.steps.len());
        }
        let end = self.steps.len();
        jumps.into_iter().for_each(|jump| self.steps[jump] = Step::Jump(end));
        Some(())
    }

    fn repeat(&mut self, node: &Node) -> Option<()> {
        let What::Repeat { inner, least, most, greed } = &node.what else { return None };
        (0..*least).try_for_each(|_| self.node(inner))?;
        let Some(most) = *most else { return self.star(node, inner, *greed) };
        let mut splits = Vec::new();
        for _ in *least..most {
            splits.push(self.push(Step::Jump(0))?);
            self.node(inner)?;
        }
        let end = self.steps.len();
        splits.into_iter().for_each(|split| self.steps[split] = ways(split + 1, end, *greed));
        Some(())
    }

    fn star(&mut self, node: &Node, inner: &Node, greed: Greed) -> Option<()> {
        let slot = self.slots;
        self.slots += 1;
        let split = self.push(Step::Jump(0))?;
        self.push(Step::Save(slot))?;
        self.node(inner)?;
        if inner.width().0 == 0 {
            self.push(Step::Progress(slot))?;
        }
        self.push(Step::Jump(split))?;
        let end = self.steps.len();
        self.steps[split] = ways(split + 1, end, greed);
        let has_choice = inner.has_choice();
        self.loops.push(Loop { steps: (split, end), has_choice, start: node.start, end: node.end });
        Some(())
    }

    fn atomic(&mut self, inner: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        let start = self.push(Step::Jump(0))?;
        inner(self)?;
        self.push(Step::Accept)?;
        self.steps[start] = Step::Atomic { next: self.steps.len() };
        Some(())
    }

    fn look(&mut self, inner: &Node, behind: bool, negative: bool) -> Option<()> {
        let back = match inner.width() {
            _ if !behind => 0,
            (least, most) if most == Some(least) => least,
            _ => return None,
        };
        let start = self.push(Step::Jump(0))?;
        self.node(inner)?;
        self.push(Step::Accept)?;
        self.steps[start] = Step::Look { negative, back, next: self.steps.len() };
        Some(())
    }
}

fn ways(inside: usize, behind: usize, greed: Greed) -> Step {
    if greed == Greed::Lazy { Step::Split(behind, inside) } else { Step::Split(inside, behind) }
}
