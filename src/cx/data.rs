//! Whether a collection comes from data: a query, a file, a folder, an answer from the network. Its size is then what
//! the data make it, not what the code says.

use super::Cx;
use crate::facts::kinds::is_new;
use crate::facts::loops::LoopId;
use crate::facts::nodes::id_of;
use crate::facts::scopes::BindingId;
use crate::facts::sources::Origin;
use crate::facts::uses::Use;
use crate::model::{Effect, Kind};
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// Attributes of a model through which the rows of its table are reached. What a relation of one object holds is
/// another matter: mostly little.
const MANAGERS: &[&str] = &["objects", "_default_manager", "_base_manager"];

/// Methods of sessions, cursors and connections that run a query.
const RUN_QUERIES: &[&str] = &["query", "execute", "scalars", "stream_scalars", "fetchall", "fetchmany"];

/// Methods that give one line or row: what is in it are its fields.
const ONE_ROW: &[&str] = &["readline", "fetchone"];

/// Methods of data frames that give their rows.
const ROWS_OF_FRAMES: &[&str] = &["iterrows", "itertuples"];

/// Functions that give back the items they are given.
const PASS_ON: &[&str] = &["list", "sorted", "tuple", "reversed", "enumerate", "set", "iter", "filter", "map", "zip"];

/// Names of names are followed this far.
const LONGEST_CHAIN: usize = 6;

impl<'a> Cx<'a> {
    /// Whether what a loop goes through comes from data, or the loop reads a stream.
    pub fn takes_in_data(&self, id: LoopId) -> bool {
        self.takes_in_a_stream(id) || self.facts.loop_iterable(id).is_some_and(|items| self.is_data(items))
    }

    /// Whether a collection comes from data.
    pub fn is_data(&self, items: &Expr) -> bool {
        self.comes_from_data(items, LONGEST_CHAIN)
    }

    fn comes_from_data(&self, items: &Expr, left: usize) -> bool {
        if left == 0 {
            return false;
        }
        match items {
            Expr::Name(name) => self.bindings(name).iter().any(|binding| {
                let source = self.facts.source_of(*binding);
                match source.origin {
                    Origin::Value(value) if source.steps.is_empty() => {
                        self.comes_from_data(value, left - 1) || self.is_filled_from_data(*binding, value, left - 1)
                    }
                    Origin::Entered { manager, .. } => self.kind(manager).kind.all(|kind| *kind == Kind::File),
                    _ => false,
                }
            }),
            Expr::ListComp(it) => self.clauses_come_from_data(&it.generators, left),
            Expr::SetComp(it) => self.clauses_come_from_data(&it.generators, left),
            Expr::Generator(it) => self.clauses_come_from_data(&it.generators, left),
            Expr::Await(it) => self.comes_from_data(&it.value, left - 1),
            Expr::If(it) => [&it.body, &it.orelse].into_iter().any(|arm| self.comes_from_data(arm, left - 1)),
            Expr::Call(it) => self.call_gives_data(it, left),
            Expr::Attribute(it) => MANAGERS.contains(&it.attr.as_str()),
            _ => false,
        }
    }

    /// Whether a query picks the rows of one owner: `filter(user=request.user)`. Mostly these are few.
    pub fn belongs_to_one(&self, rows: &Expr) -> bool {
        self.is_picked_by_owner(rows, LONGEST_CHAIN)
    }

    fn is_picked_by_owner(&self, rows: &Expr, left: usize) -> bool {
        match rows {
            _ if left == 0 => false,
            Expr::Name(name) => self.bindings(name).iter().any(|binding| match self.facts.source_of(*binding).origin {
                Origin::Value(value) => self.is_picked_by_owner(value, left - 1),
                _ => false,
            }),
            Expr::Call(call) => match &*call.func {
                Expr::Attribute(method) => {
                    let picks = matches!(method.attr.as_str(), "filter" | "filter_by");
                    picks && call.arguments.keywords.iter().any(names_an_owner)
                        || self.is_picked_by_owner(&method.value, left - 1)
                }
                _ => call.arguments.args.first().is_some_and(|first| self.is_picked_by_owner(first, left - 1)),
            },
            _ => false,
        }
    }

    fn clauses_come_from_data(&self, clauses: &[ast::Comprehension], left: usize) -> bool {
        clauses.first().is_some_and(|first| self.comes_from_data(&first.iter, left - 1))
    }

    /// Whether a new collection gets an item on each turn of a loop over data. Where a condition decides, there may be
    /// few.
    fn is_filled_from_data(&self, binding: BindingId, value: &Expr, left: usize) -> bool {
        is_new(value)
            && self.facts.reads_of_binding(binding).into_iter().any(|read| match self.facts.use_at(read) {
                Use::Calls { call, method } if matches!(method.attr.as_str(), "append" | "extend") => {
                    self.loop_of_every_turn(call).is_some_and(|id| {
                        let items = self.facts.loop_iterable(id);
                        self.takes_in_a_stream(id) || items.is_some_and(|it| self.comes_from_data(it, left))
                    })
                }
                _ => false,
            })
    }

    /// The loop whose every turn makes a call: the call is a statement of its body.
    fn loop_of_every_turn(&self, call: &ast::ExprCall) -> Option<LoopId> {
        let AnyNodeRef::StmtExpr(statement) = self.parent(call) else { return None };
        let id = self.facts.nodes.get(id_of(call)).in_loop?;
        let body = self.facts.nodes.get(id_of(statement)).parent;
        (self.facts.loops.get(id).node == body).then_some(id)
    }

    fn call_gives_data(&self, call: &ast::ExprCall, left: usize) -> bool {
        if matches!(&*call.func, Expr::Attribute(method) if ONE_ROW.contains(&method.attr.as_str())) {
            return false;
        }
        let reads = [Effect::File, Effect::Query, Effect::Http, Effect::Subprocess];
        if self.facts.known_callee(call).is_some_and(|known| known.effects.iter().any(|it| reads.contains(it))) {
            return true;
        }
        match &*call.func {
            Expr::Attribute(method) => {
                let gives_rows = runs_a_query(method) || ROWS_OF_FRAMES.contains(&method.attr.as_str());
                gives_rows || self.comes_from_data(&method.value, left - 1)
            }
            Expr::Name(name) if PASS_ON.contains(&name.id.as_str()) => {
                call.arguments.args.iter().any(|argument| self.comes_from_data(argument, left - 1))
            }
            _ => false,
        }
    }
}

/// `user=request.user`, `order=order`: a column that holds one object, and no part or comparison of it.
fn names_an_owner(condition: &ast::Keyword) -> bool {
    let last = match &condition.value {
        Expr::Name(it) => it.id.as_str(),
        Expr::Attribute(it) => it.attr.as_str(),
        _ => return false,
    };
    condition.arg.as_ref().is_some_and(|column| column.as_str() == last)
}

/// `session.query(…)`, `cursor.fetchall()`: by the names that everybody gives them.
fn runs_a_query(method: &ast::ExprAttribute) -> bool {
    let receiver = match &*method.value {
        Expr::Name(it) => it.id.as_str(),
        Expr::Attribute(it) => it.attr.as_str(),
        _ => return false,
    };
    let names = ["session", "cursor", "conn", "connection", "db"];
    RUN_QUERIES.contains(&method.attr.as_str()) && names.iter().any(|name| receiver.ends_with(name))
}
