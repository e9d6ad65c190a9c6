//! Rows that a loop writes one by one, through Django's models: which, and whether the turns could leave it to one
//! statement after the loop.

use super::Cx;
use crate::facts::last_name;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::sources::Origin;
use crate::facts::uses::Use;
use crate::page::Confidence;
use crate::summary::uses;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// How a row is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// `Book.objects.create(…)`
    Created,
    /// `Book(…).save()`, also by a name
    Made,
    /// `book.save()` on the row that the turn brings
    Saved,
    /// `Book.objects.filter(pk=key).update(…)`
    Updated,
}

/// A row that a loop over data writes on each turn.
pub struct RowWrite<'a> {
    pub turning: LoopId,
    pub how: Written,
    /// What says whose rows they are: a manager or query set, the class, or the row.
    pub of: &'a Expr,
    /// The columns that the turn sets, where they are all seen.
    pub columns: Vec<&'a str>,
    /// Whether all rows get the same values.
    pub is_uniform: bool,
    /// Whether the turn goes on with the row as it is in the database.
    pub is_used_on: bool,
    pub confidence: Confidence,
}

impl<'a> Cx<'a> {
    /// The row of a model that a call writes for each item of a loop. Which model it is, and what else its `save` does,
    /// the linked project knows.
    pub fn row_write(&self, call: &'a ast::ExprCall) -> Option<RowWrite<'a>> {
        let Expr::Attribute(method) = &*call.func else { return None };
        let write = match method.attr.as_str() {
            "create" | "acreate" => Self::created,
            "save" | "asave" => Self::saved,
            "update" | "aupdate" => Self::updated,
            _ => return None,
        };
        if !self.facts.speaks_of_rows() {
            return None;
        }
        let turning = self.loop_over_items(call)?;
        let confidence = self.confidence_of_write(call, turning)?;
        let write = write(self, call, method, turning)?;
        Some(RowWrite { confidence: confidence.min(write.confidence), ..write })
    }

    fn created(
        &self,
        call: &'a ast::ExprCall,
        method: &'a ast::ExprAttribute,
        turning: LoopId,
    ) -> Option<RowWrite<'a>> {
        let of = &*method.value;
        let (Expr::Attribute(_), false) = (of, call.arguments.is_empty()) else { return None };
        let is_used_on = !self.is_dropped(call, turning);
        Some(self.new_row(call, Written::Created, of, is_used_on, turning))
    }

    fn new_row(
        &self,
        call: &'a ast::ExprCall,
        how: Written,
        of: &'a Expr,
        is_used_on: bool,
        turning: LoopId,
    ) -> RowWrite<'a> {
        // A row that was written on an earlier turn may be what a later one finds.
        let is_looked_for = self.asks_the_same(call, of, turning);
        let confidence = if is_looked_for { Confidence::Low } else { Confidence::High };
        RowWrite { turning, how, of, columns: Vec::new(), is_uniform: false, is_used_on, confidence }
    }

    fn saved(&self, call: &'a ast::ExprCall, method: &'a ast::ExprAttribute, turning: LoopId) -> Option<RowWrite<'a>> {
        let row = match &*method.value {
            Expr::Call(made) => return is_class(&made.func).then(|| self.made(call, &made.func, false, turning)),
            Expr::Name(row) => row,
            _ => return None,
        };
        let bindings = self.bindings(row);
        let [binding] = bindings.as_slice() else { return None };
        let at = self.facts.scopes.binding(*binding).node;
        let source = self.facts.source_of(*binding);
        let is_used_on = self.reads_after(call, row, turning).any(|read| !self.is_put_by(read));
        match source.origin {
            Origin::Value(Expr::Call(made)) if source.steps.is_empty() && is_class(&made.func) => {
                let is_inside = self.facts.nodes.contains(self.facts.loop_extent(turning), at);
                is_inside.then(|| self.made(call, &made.func, is_used_on, turning))
            }
            _ if self.is_brought_by(row, turning) => self.saved_again(call, row, is_used_on, turning),
            _ => None,
        }
    }

    /// Whether a name is what a loop brings on each turn.
    pub fn is_brought_by(&self, name: &ast::ExprName, turning: LoopId) -> bool {
        let bindings = self.bindings(name);
        let [binding] = bindings.as_slice() else { return false };
        let at = self.facts.scopes.binding(*binding).node;
        let is_item = matches!(self.facts.source_of(*binding).origin, Origin::Item { .. });
        is_item && self.facts.nodes.get(at).in_loop == Some(turning)
    }

    fn made(&self, call: &'a ast::ExprCall, class: &'a Expr, is_used_on: bool, turning: LoopId) -> RowWrite<'a> {
        self.new_row(call, Written::Made, class, is_used_on, turning)
    }

    /// The row that the turn brings, saved after some of its columns were set.
    fn saved_again(
        &self,
        call: &'a ast::ExprCall,
        row: &'a ast::ExprName,
        is_used_on: bool,
        turning: LoopId,
    ) -> Option<RowWrite<'a>> {
        let set = self.columns_set(row, turning);
        // A row without a key is saved as another one.
        if set.iter().any(|(column, _)| matches!(*column, "pk" | "id" | "_state")) {
            return None;
        }
        let named = call.arguments.find_keyword("update_fields").map(|it| &it.value);
        let mut columns = match named {
            Some(named) => texts(named)?,
            None => set.iter().map(|(column, _)| *column).collect(),
        };
        columns.dedup();
        let is_seen = !columns.is_empty() && (named.is_some() || !self.is_handed_over(row, turning));
        let standing = uses::standing(self.facts, id_of(call), turning);
        let is_sure = is_seen && !standing.is_conditional && !is_used_on;
        let is_uniform = is_sure
            && set.iter().all(|(column, value)| columns.contains(column) && !self.depends_on_turn(*value, turning))
            && set.len() == columns.len();
        Some(RowWrite {
            turning,
            how: Written::Saved,
            of: self.value_around(call)?,
            columns: if is_seen { columns } else { Vec::new() },
            is_uniform,
            is_used_on: false,
            // Of changes that differ, `bulk_update` saves the round trips alone.
            confidence: match (is_sure, is_uniform) {
                (true, true) => Confidence::High,
                (true, false) => Confidence::Medium,
                (false, _) => Confidence::Low,
            },
        })
    }

    fn updated(
        &self,
        call: &'a ast::ExprCall,
        method: &'a ast::ExprAttribute,
        turning: LoopId,
    ) -> Option<RowWrite<'a>> {
        let values = &call.arguments.keywords;
        if values.is_empty() || !call.arguments.args.is_empty() || !self.is_statement(call) {
            return None;
        }
        let keys = self.keys_of_turn(&method.value, turning)?;
        let is_uniform = !values.iter().any(|it| self.depends_on_turn(&it.value, turning)) && keys.len() == 1;
        Some(RowWrite {
            turning,
            how: Written::Updated,
            of: &method.value,
            columns: keys.clone(),
            is_uniform,
            is_used_on: false,
            confidence: match (is_uniform, keys.len()) {
                (true, _) => Confidence::High,
                (false, 1) => Confidence::Medium,
                (false, _) => Confidence::Low,
            },
        })
    }

    /// Whether nothing is done with what a call gives, or it is only put into a list.
    pub fn is_dropped(&self, call: &'a ast::ExprCall, turning: LoopId) -> bool {
        let awaited = self.ancestors(call).find(|(_, it)| !matches!(it, AnyNodeRef::ExprAwait(_)));
        match awaited {
            Some((_, AnyNodeRef::StmtExpr(_) | AnyNodeRef::ExprListComp(_))) => true,
            Some((_, AnyNodeRef::StmtAssign(it))) => match &it.targets[..] {
                [Expr::Name(name)] => self.reads_after(call, name, turning).all(|read| self.is_put_by(read)),
                _ => false,
            },
            _ => self.is_put_by(id_of(call)),
        }
    }

    /// Whether a call stands as a statement of its own.
    pub fn is_statement(&self, call: &ast::ExprCall) -> bool {
        let around = self.ancestors(call).find(|(_, it)| !matches!(it, AnyNodeRef::ExprAwait(_)));
        matches!(around, Some((_, AnyNodeRef::StmtExpr(_))))
    }

    /// Whether an expression is only put at the end of a list: `books.append(book)`.
    fn is_put_by(&self, at: NodeId) -> bool {
        match self.facts.use_at(at) {
            Use::Argument(call) => last_name(&call.func) == Some("append"),
            _ => false,
        }
    }

    /// Where a turn reads a name after a call.
    fn reads_after(
        &self,
        call: &'a ast::ExprCall,
        name: &'a ast::ExprName,
        turning: LoopId,
    ) -> impl Iterator<Item = NodeId> {
        let own = id_of(call);
        let within = self.facts.nodes.within(self.facts.loop_extent(turning));
        within.filter_map(move |(at, it)| match it.node {
            AnyNodeRef::ExprName(other) if other.id == name.id && other.ctx.is_load() => {
                (at > own && !self.facts.nodes.contains(own, at)).then_some(at)
            }
            _ => None,
        })
    }

    /// The attributes of a row that a turn sets, and to what.
    fn columns_set(&self, row: &ast::ExprName, turning: LoopId) -> Vec<(&'a str, &'a Expr)> {
        let is_of_row = |target: &Expr| matches!(target, Expr::Name(name) if name.id == row.id);
        let column = |target: &'a Expr| match target {
            Expr::Attribute(it) if is_of_row(&it.value) => Some(it.attr.as_str()),
            _ => None,
        };
        let within = self.facts.nodes.within(self.facts.loop_extent(turning));
        let mut set = Vec::new();
        for (_, it) in within {
            match it.node {
                AnyNodeRef::StmtAssign(it) => {
                    set.extend(it.targets.iter().filter_map(|target| Some((column(target)?, &*it.value))));
                }
                AnyNodeRef::StmtAugAssign(it) => {
                    set.extend(column(&it.target).map(|name| (name, &*it.target)));
                }
                _ => {}
            }
        }
        set
    }

    /// Whether a turn calls a method of a row, or hands it to a function, for what that does to it.
    pub fn is_handed_over(&self, row: &ast::ExprName, turning: LoopId) -> bool {
        let within = self.facts.nodes.within(self.facts.loop_extent(turning));
        within.into_iter().any(|(at, it)| match it.node {
            AnyNodeRef::ExprName(name) if name.id == row.id => match self.facts.use_at(at) {
                Use::Calls { call, method } => {
                    !matches!(method.attr.as_str(), "save" | "asave" | "delete" | "adelete" | "full_clean")
                        && self.is_statement(call)
                }
                Use::Argument(call) => self.is_statement(call) && last_name(&call.func) != Some("append"),
                _ => false,
            },
            _ => false,
        })
    }

    /// Whether a loop asks a model for rows of which it writes new ones: `Book.objects.filter(…)` besides
    /// `Book.objects.create(…)`.
    fn asks_the_same(&self, call: &'a ast::ExprCall, of: &'a Expr, turning: LoopId) -> bool {
        let model = self.source(of).trim_end_matches(".objects");
        let start = format!("{model}.objects.");
        let within = self.facts.nodes.within(self.facts.loop_extent(turning));
        within.into_iter().any(|(at, it)| match it.node {
            AnyNodeRef::ExprCall(other) => at != id_of(call) && self.source(other).starts_with(&start),
            _ => false,
        })
    }

    /// The object whose method a call calls.
    pub(super) fn value_around(&self, call: &'a ast::ExprCall) -> Option<&'a Expr> {
        match &*call.func {
            Expr::Attribute(method) => Some(&method.value),
            _ => None,
        }
    }
}

/// `Book`, `models.Book`: a class, by the case of its name.
fn is_class(callee: &Expr) -> bool {
    let is_named_so = |name: &str| name.starts_with(|first: char| first.is_ascii_uppercase());
    !callee.is_call_expr() && last_name(callee).is_some_and(is_named_so)
}

/// The texts of a list or tuple of texts.
fn texts(list: &Expr) -> Option<Vec<&str>> {
    let items = match list {
        Expr::List(it) => &it.elts,
        Expr::Tuple(it) => &it.elts,
        _ => return None,
    };
    items.iter().map(|item| item.as_string_literal_expr().map(|it| it.value.to_str())).collect()
}
