//! The loops of a module: `for`, `while`, and each clause of a comprehension.

use std::num::NonZeroU32;

use crate::facts::nodes::NodeId;

/// A loop's place in the list of its module, counted from 1, so that no loop takes no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LoopId(NonZeroU32);

/// A loop and the loop around it, within one function.
#[derive(Clone, Copy, Debug)]
pub struct Loop {
    /// A `for` or `while` statement, or a comprehension's clause.
    pub node: NodeId,
    pub parent: Option<LoopId>,
}

#[derive(Default)]
pub struct Loops {
    list: Vec<Loop>,
}

impl Loops {
    pub fn get(&self, id: LoopId) -> Loop {
        self.list[id.0.get() as usize - 1]
    }

    pub fn all(&self) -> impl Iterator<Item = (LoopId, Loop)> {
        (1..).map_while(NonZeroU32::new).map(LoopId).zip(self.list.iter().copied())
    }

    /// The loops around a place, innermost first.
    pub fn around(&self, innermost: Option<LoopId>) -> impl Iterator<Item = LoopId> {
        std::iter::successors(innermost, |id| self.get(*id).parent)
    }

    pub(super) fn open(&mut self, node: NodeId, parent: Option<LoopId>) -> LoopId {
        self.list.push(Loop { node, parent });
        LoopId(NonZeroU32::new(self.list.len() as u32).expect("a loop was pushed"))
    }

    /// The loop so many steps outward from one.
    pub(super) fn outward(&self, innermost: Option<LoopId>, steps: u32) -> Option<LoopId> {
        self.around(innermost).nth(steps as usize)
    }

    /// Names the clause that a comprehension's loop stands for, once it is numbered.
    pub(super) fn is_clause(&mut self, id: LoopId, clause: NodeId) {
        self.list[id.0.get() as usize - 1].node = clause;
    }
}
