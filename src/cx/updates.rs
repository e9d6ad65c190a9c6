//! A dict or list that is made anew from itself and more: how to put what is new into the one that is there.

use super::{Cx, Replacement, Rewrite};
use crate::facts::nodes::{NodeId, id_of};
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

    /// `items.append(item)` or `items.extend(more)` for `items = items + more` and its like, where nobody else holds the
    /// list while it is built.
    pub fn as_append(&self, assignment: &'a ast::StmtAssign) -> Option<Rewrite> {
        let own = self.own_name(&assignment.targets[0])?;
        if !self.is_held_by_name_alone(&own, id_of(assignment)) {
            return None;
        }
        let is_old = |it: &Expr| matches!(it, Expr::Name(name) if name.id.as_str() == own.name);
        let (text, is_sure) = match &*assignment.value {
            Expr::BinOp(it) if is_old(&it.left) => match &*it.right {
                Expr::List(more) => (self.adding(&more.elts, self.source(more))?, true),
                more if self.kind(more).kind.is_list() => {
                    let is_list = self.is_exactly(more, |kind| matches!(kind, Kind::List(_)));
                    (format!("extend({})", self.source(more)), is_list)
                }
                _ => return None,
            },
            Expr::List(it) => match &*it.elts {
                [Expr::Starred(old), more @ ..] if is_old(&old.value) => {
                    let all = TextRange::new(more.first()?.start(), more.last()?.end());
                    (self.adding(more, &format!("[{}]", self.source(all)))?, true)
                }
                _ => return None,
            },
            _ => return None,
        };
        Some(Rewrite {
            safety: if is_sure { Safety::Safe } else { Safety::Unsafe },
            message: "add to the list that is there".to_owned(),
            edits: vec![Replacement::replace(assignment.range(), format!("{}.{text}", own.name))],
            relies_on: self.function(assignment).map(Ranged::range),
        })
    }

    fn adding(&self, items: &[Expr], all: &str) -> Option<String> {
        match items {
            [] => None,
            [only] if !only.is_starred_expr() => Some(format!("append({})", self.source(only))),
            _ => Some(format!("extend({all})")),
        }
    }

    /// `items.append(item)`, and one `reverse()` after the loop, for `items = [item] + items`.
    pub fn as_append_and_reverse(&self, assignment: &'a ast::StmtAssign) -> Option<Rewrite> {
        let append = |statement| {
            let (target, item) = self.item_in_front(statement)?;
            let text = format!("{}.append({})", self.source(target), self.source(item));
            Some(Replacement::replace(self.facts.nodes.get(statement).node.range(), text))
        };
        self.reversed_once(&assignment.targets[0], append)
    }

    /// The edits that put items at the end of a list which a loop fills from the front, and reverse it once after the
    /// loop: where it starts empty, and nothing looks at it meanwhile.
    pub fn reversed_once(&self, list: &Expr, append: impl Fn(NodeId) -> Option<Replacement>) -> Option<Rewrite> {
        let building = self.building(list, |statement| append(statement).is_some(), |_| false)?;
        if !self.is_empty_list(building.start) || building.is_read_after_error {
            return None;
        }
        let mut edits = building.additions.iter().map(|it| append(*it)).collect::<Option<Vec<Replacement>>>()?;
        edits.push(self.after(&building, &format!("{}.reverse()", building.own.name))?);
        Some(Rewrite {
            safety: Safety::Safe,
            message: "append, and reverse once after the loop".to_owned(),
            edits,
            relies_on: self.function(building.last).map(Ranged::range),
        })
    }
}
