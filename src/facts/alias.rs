//! Whether two expressions give one object. Two parameters, and a parameter and a global, are assumed distinct.

use crate::facts::Facts;
use crate::facts::objects::{Object, Objects, Root};
use crate::syntax::ast::Expr;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alias {
    /// One object, always.
    Same,
    May,
    Distinct,
}

impl<'a> Facts<'a> {
    /// Whether two expressions that stand at the same place give one object.
    pub fn alias_of(&self, one: &'a Expr, other: &'a Expr) -> Alias {
        let (of_one, of_other) = (self.objects(one), self.objects(other));
        if of_one.has_unknown || of_other.has_unknown || of_one.list.is_empty() || of_other.list.is_empty() {
            return Alias::May;
        }
        if let (Some(one), Some(other)) = (self.only_object(&of_one), self.only_object(&of_other))
            && one == other
        {
            return Alias::Same;
        }
        let share = of_one.list.iter().any(|object| of_other.contains(object));
        // What stands inside something may be anything that was put there.
        let is_inside = |objects: &Objects| objects.list.iter().any(|object| object.is_inside || is_slot(object));
        if share || is_inside(&of_one) || is_inside(&of_other) { Alias::May } else { Alias::Distinct }
    }

    /// The one object, where it is made once or came in from outside.
    fn only_object(&self, objects: &Objects<'a>) -> Option<Object<'a>> {
        let [only] = objects.list.as_slice() else { return None };
        let is_one = match only.root {
            Root::Made(node) => self.nodes.get(node).in_loop.is_none(),
            Root::Parameter(_) => true,
            Root::Global(_) | Root::Attribute(..) => false,
        };
        (is_one && !only.is_inside).then_some(*only)
    }
}

fn is_slot(object: &Object) -> bool {
    matches!(object.root, Root::Global(_) | Root::Attribute(..))
}
