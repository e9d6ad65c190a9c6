//! The loops of a module: `for`, `while`, and each clause of a comprehension.

use crate::facts::nodes::NodeId;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LoopId(pub u32);

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
        self.list[id.0 as usize]
    }

    pub fn all(&self) -> impl Iterator<Item = (LoopId, Loop)> {
        self.list.iter().enumerate().map(|(index, it)| (LoopId(index as u32), *it))
    }

    /// The loops around a place, innermost first.
    pub fn around(&self, innermost: Option<LoopId>) -> impl Iterator<Item = LoopId> {
        std::iter::successors(innermost, |id| self.get(*id).parent)
    }

    pub(super) fn open(&mut self, node: NodeId, parent: Option<LoopId>) -> LoopId {
        let id = LoopId(self.list.len() as u32);
        self.list.push(Loop { node, parent });
        id
    }

    /// The loop so many steps outward from one.
    pub(super) fn outward(&self, innermost: Option<LoopId>, steps: u32) -> Option<LoopId> {
        self.around(innermost).nth(steps as usize)
    }

    /// Names the clause that a comprehension's loop stands for, once it is numbered.
    pub(super) fn is_clause(&mut self, id: LoopId, clause: NodeId) {
        self.list[id.0 as usize].node = clause;
    }
}
