//! Searches that a loop repeats: whether what is searched, and how often, grows with the data, and whether an index
//! beside it could answer instead.

use super::Cx;
use crate::facts::loops::LoopId;
use crate::model::Kind;
use crate::page::Confidence;
use crate::syntax::HasNodeIndex;
use crate::syntax::ast::Expr;

impl<'a> Cx<'a> {
    /// A loop over data that asks a collection made of data has two sizes that grow. Where either comes from elsewhere,
    /// it may as well be short.
    pub fn confidence_in_search(&self, at: &impl HasNodeIndex, searched: &Expr, growing: LoopId) -> Confidence {
        let tied = self.facts.loop_iterable(growing).is_some_and(|items| self.is_made_from(searched, items));
        let grows = self.takes_in_data(growing) && (tied || self.is_data(searched));
        if grows && !self.runs_once(at) { Confidence::High } else { Confidence::Medium }
    }

    /// Whether a set or dict could hold the items of a collection and be asked for an item: what is known to be a
    /// list, set or dict has no hash.
    pub fn may_be_hashed(&self, item: &Expr, collection: &Expr) -> bool {
        !has_no_hash(&self.kind(item).kind) && !has_no_hash(&self.kind(collection).kind.element())
    }
}

fn has_no_hash(kind: &Kind) -> bool {
    kind.members().iter().any(|it| matches!(it, Kind::List(_) | Kind::Set(_) | Kind::Dict(..) | Kind::Bytearray))
}
