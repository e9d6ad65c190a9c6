//! What a loop reads of each row of a query of SQLAlchemy.

use super::entities::EntityRows;
use super::savings::method_name;
use super::{Cx, entities};
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// The first read of an attribute of a row in each turn of a loop.
pub struct EntityRead<'a> {
    pub row: &'a ast::ExprName,
    pub query: EntityRows<'a>,
    pub turning: LoopId,
}

impl<'a> Cx<'a> {
    /// The read of an attribute of each row of a query, where nothing in the function has set or read it before.
    pub fn first_read_of_entity(&self, read: &'a ast::ExprAttribute) -> Option<EntityRead<'a>> {
        let Expr::Name(row) = &*read.value else { return None };
        if !read.ctx.is_load() || !self.facts.speaks_of_statements() {
            return None;
        }
        let (rows, turning) = self.rows_around(row)?;
        let query = self.rows_of_entity(rows)?;
        let is_first = self.is_row_of(row, turning) && self.is_first_in_turn(read, turning);
        (is_first && !self.is_read_before(read, rows)).then_some(EntityRead { row, query, turning })
    }

    /// What the loop goes through whose turns bind a name, and that loop.
    fn rows_around(&self, row: &'a ast::ExprName) -> Option<(&'a Expr, LoopId)> {
        let innermost = self.facts.nodes.get(id_of(row)).in_loop?;
        let mut around = self.facts.loops.around(Some(innermost));
        let turning = around.find(|id| self.target_named(*id).is_some_and(|target| target.id == row.id))?;
        Some((self.facts.loop_iterable(turning)?, turning))
    }

    fn target_named(&self, turning: LoopId) -> Option<&'a ast::ExprName> {
        match self.facts.loop_target(turning) {
            Some(Expr::Name(target)) => Some(target),
            _ => None,
        }
    }

    /// Whether nothing but the loop has bound the name where it stands.
    fn is_row_of(&self, row: &ast::ExprName, turning: LoopId) -> bool {
        let target = self.target_named(turning).map(id_of);
        let bindings = self.bindings(row);
        matches!(bindings.as_slice(), [only] if Some(self.facts.scopes.binding(*only).node) == target)
    }

    /// Whether a turn reads the attribute here first: what it has set or read is at hand.
    fn is_first_in_turn(&self, read: &ast::ExprAttribute, turning: LoopId) -> bool {
        let text = self.source(read);
        let mut others = self.facts.nodes.within(self.facts.loop_extent(turning));
        !others.any(|(at, it)| match it.node {
            AnyNodeRef::ExprAttribute(other) => {
                (at < id_of(read) || !other.ctx.is_load()) && at != id_of(read) && self.source(other) == text
            }
            _ => false,
        })
    }

    /// Whether a loop before this one has read the attribute of the same rows, which a list holds.
    fn is_read_before(&self, read: &'a ast::ExprAttribute, rows: &Expr) -> bool {
        let (Expr::Name(list), Some(function)) = (rows, self.function(read)) else { return false };
        let mut before = self.facts.nodes.within(id_of(function)).take_while(|(at, _)| *at < id_of(read));
        before.any(|(_, it)| match it.node {
            AnyNodeRef::ExprAttribute(other) if other.attr.as_str() == read.attr.as_str() => match &*other.value {
                Expr::Name(row) => matches!(self.rows_around(row), Some((Expr::Name(of), _)) if of.id == list.id),
                _ => false,
            },
            _ => false,
        })
    }

    /// The option of a query that leaves an attribute of its rows out: `load_only` that does not name it, or `defer` that
    /// does. `None` where another option may bring it back.
    pub fn option_without(&self, query: &EntityRows<'a>, attribute: &str) -> Option<&'a ast::ExprCall> {
        let options = query.calls.iter().filter(|call| method_name(call) == Some("options"));
        let mut without = None;
        for option in options.flat_map(|call| &call.arguments.args) {
            let Expr::Call(option) = option else { return None };
            let names = option.arguments.args.iter().map(entities::named_attribute).collect::<Option<Vec<_>>>();
            match (callee_name(option), names) {
                (Some("load_only"), Some(names)) if !names.contains(&attribute) => without = Some(option),
                (Some("defer"), Some(names)) if names.contains(&attribute) => without = Some(option),
                (Some("load_only" | "defer" | "joinedload" | "selectinload" | "subqueryload"), Some(_)) => {}
                _ => return None,
            }
        }
        without
    }
}

fn callee_name(call: &ast::ExprCall) -> Option<&str> {
    match &*call.func {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(it) if it.value.is_name_expr() => Some(it.attr.as_str()),
        _ => None,
    }
}
