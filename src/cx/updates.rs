//! A dict that is made anew from itself and more: how to put the new keys into the one that is there.

use super::{Cx, Replacement, Rewrite};
use crate::facts::nodes::id_of;
use crate::model::Kind;
use crate::page::Safety;
use crate::syntax::ast::{self, Expr, Operator};
use crate::syntax::{AnyNodeRef, Ranged, TextRange};

impl<'a> Cx<'a> {
    /// `merged[key] = value` or `merged.update(more)` for `merged = {**merged, …}` and its like, where nobody else holds
    /// the dict while it is built.
    pub fn as_update(&self, assignment: &'a ast::StmtAssign) -> Option<Rewrite> {
        let own = self.own_name(&assignment.targets[0])?;
        if !self.is_held_by_name_alone(&own, id_of(assignment)) {
            return None;
        }
        let is_old = |it: &Expr| matches!(it, Expr::Name(name) if name.id.as_str() == own.name);
        let (text, is_sure) = match &*assignment.value {
            Expr::Dict(it) => self.put_in_by_display(it, own.name, is_old)?,
            Expr::BinOp(it) if it.op == Operator::BitOr && is_old(&it.left) => self.put_in(own.name, &it.right),
            Expr::Call(it) => match (&*it.arguments.args, &*it.arguments.keywords) {
                ([old], [more]) if is_old(old) && more.arg.is_none() => self.put_in(own.name, &more.value),
                _ => return None,
            },
            _ => return None,
        };
        Some(Rewrite {
            safety: if is_sure { Safety::Safe } else { Safety::Unsafe },
            message: "put the new keys into the dict that is there".to_owned(),
            edits: vec![Replacement::replace(assignment.range(), text)],
            relies_on: self.function(assignment).map(Ranged::range),
        })
    }

    fn put_in(&self, name: &str, more: &Expr) -> (String, bool) {
        let is_dict = self.is_exactly(more, |kind| matches!(kind, Kind::Dict(..)));
        (format!("{name}.update({})", self.source(more)), is_dict)
    }

    /// What follows the old dict in a display: one key, one dict, or several of either.
    fn put_in_by_display(
        &self,
        it: &ast::ExprDict,
        name: &str,
        is_old: impl Fn(&Expr) -> bool,
    ) -> Option<(String, bool)> {
        let [first, more @ ..] = &*it.items else { return None };
        if first.key.is_some() || !is_old(&first.value) {
            return None;
        }
        match more {
            [] => None,
            [only] => match &only.key {
                None => Some(self.put_in(name, &only.value)),
                Some(key) => {
                    // The display evaluates the key before the value, the assignment after it.
                    let is_sure = self.cannot_fail(key) && !self.binds_within(&only.value);
                    Some((format!("{name}[{}] = {}", self.source(key), self.source(&only.value)), is_sure))
                }
            },
            [one, .., last] => {
                let start = one.key.as_ref().map_or(one.value.start(), Ranged::start);
                let is_plain = more.iter().all(|item| item.key.is_some());
                let text = self.source(TextRange::new(start, last.value.end()));
                is_plain.then(|| (format!("{name}.update({{{text}}})"), true))
            }
        }
    }

    fn binds_within(&self, expression: &Expr) -> bool {
        let mut within = self.facts.nodes.within(id_of(expression));
        within.any(|(_, it)| matches!(it.node, AnyNodeRef::ExprNamed(_)))
    }
}
