//! Whether a collection comes from data: a query, a file, a folder, an answer from the network. Its size is then what
//! the data make it, not what the code says.

use crate::facts::Facts;
use crate::facts::flow::Reached;
use crate::facts::kinds::is_new;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
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

/// What counts as coming from data.
#[derive(Clone, Copy, PartialEq)]
enum Share {
    /// The collection is as long as the data are.
    All,
    /// It has items of the data, though conditions may pick few of them, or it is a part of what was read.
    Some,
}

impl<'a> Facts<'a> {
    /// Whether a collection comes from data.
    pub fn is_data(&self, items: &Expr) -> bool {
        self.comes_from_data(items, Share::All, LONGEST_CHAIN)
    }

    /// Whether a collection takes items from data, be it only a part of them.
    pub fn has_data(&self, items: &Expr) -> bool {
        self.comes_from_data(items, Share::Some, LONGEST_CHAIN)
    }

    /// Whether a loop takes in a stream: the lines of a file, or what a `while` reads piece by piece. What it builds
    /// then grows as the input does.
    pub fn takes_in_a_stream(&self, id: LoopId) -> bool {
        if let Some(items) = self.loop_iterable(id) {
            return self.is_stream(items);
        }
        let reads = |call: &ast::ExprCall| {
            let Expr::Attribute(method) = &*call.func else { return false };
            matches!(method.attr.as_str(), "read" | "readline" | "recv" | "read1" | "readuntil")
        };
        self.nodes.within(self.loop_extent(id)).any(|(_, it)| match it.node {
            AnyNodeRef::ExprCall(call) => reads(call),
            _ => false,
        })
    }

    fn is_stream(&self, items: &Expr) -> bool {
        let is_input = matches!(self.qualified(items).as_deref(), Some("sys.stdin"));
        is_input || self.kind(items).kind.all(|kind| *kind == Kind::File)
    }

    fn comes_from_data(&self, items: &Expr, share: Share, left: usize) -> bool {
        if left == 0 {
            return false;
        }
        match items {
            Expr::Name(name) => {
                let Reached::Bindings { bindings, .. } = self.reached(name) else { return false };
                bindings.iter().any(|binding| self.is_bound_to_data(*binding, share, left))
            }
            Expr::ListComp(it) => self.clauses_come_from_data(&it.generators, share, left),
            Expr::SetComp(it) => self.clauses_come_from_data(&it.generators, share, left),
            Expr::DictComp(it) if share == Share::Some => self.clauses_come_from_data(&it.generators, share, left),
            Expr::Generator(it) => self.clauses_come_from_data(&it.generators, share, left),
            Expr::Await(it) => self.comes_from_data(&it.value, share, left - 1),
            Expr::If(it) => [&it.body, &it.orelse].into_iter().any(|arm| self.comes_from_data(arm, share, left - 1)),
            Expr::Call(it) => self.call_gives_data(it, share, left),
            Expr::Attribute(it) => MANAGERS.contains(&it.attr.as_str()),
            Expr::Subscript(it) if share == Share::Some => self.comes_from_data(&it.value, share, left - 1),
            _ => false,
        }
    }

    fn is_bound_to_data(&self, binding: BindingId, share: Share, left: usize) -> bool {
        let source = self.source_of(binding);
        match source.origin {
            Origin::Value(value) if source.steps.is_empty() => {
                self.comes_from_data(value, share, left - 1)
                    || is_new(value) && self.is_filled_from_data(binding, share, left - 1)
            }
            Origin::Annotated(ast::StmtAnnAssign { value: Some(value), .. }) if share == Share::Some => {
                self.comes_from_data(value, share, left - 1)
                    || is_new(value) && self.is_filled_from_data(binding, share, left - 1)
            }
            Origin::Item { iterable, .. } if share == Share::Some => self.comes_from_data(iterable, share, left - 1),
            Origin::Entered { manager, .. } => self.kind(manager).kind.all(|kind| *kind == Kind::File),
            _ => false,
        }
    }

    fn clauses_come_from_data(&self, clauses: &[ast::Comprehension], share: Share, left: usize) -> bool {
        clauses.first().is_some_and(|first| self.comes_from_data(&first.iter, share, left - 1))
    }

    /// Whether a new collection gets an item on each turn of a loop over data. Where a condition decides, there may be
    /// few.
    fn is_filled_from_data(&self, binding: BindingId, share: Share, left: usize) -> bool {
        self.reads_of_binding(binding).into_iter().any(|read| match self.use_at(read) {
            Use::Calls { call, method } if matches!(method.attr.as_str(), "append" | "extend") => {
                let filling = match share {
                    Share::All => self.loop_of_every_turn(call),
                    Share::Some => self.nodes.get(id_of(call)).in_loop,
                };
                let takes_in = |id: LoopId| {
                    let items = self.loop_iterable(id);
                    self.takes_in_a_stream(id) || items.is_some_and(|it| self.comes_from_data(it, share, left))
                };
                filling.is_some_and(takes_in) || share == Share::Some && self.is_extended_by_data(call, method, left)
            }
            _ => false,
        })
    }

    fn is_extended_by_data(&self, call: &ast::ExprCall, method: &ast::ExprAttribute, left: usize) -> bool {
        let mut given = call.arguments.args.iter();
        method.attr.as_str() == "extend" && given.any(|items| self.comes_from_data(items, Share::Some, left))
    }

    /// The loop whose every turn makes a call: the call is a statement of its body.
    fn loop_of_every_turn(&self, call: &ast::ExprCall) -> Option<LoopId> {
        let parent_of = |id: NodeId| self.nodes.get(id).parent;
        let AnyNodeRef::StmtExpr(statement) = self.nodes.get(parent_of(id_of(call))).node else { return None };
        let id = self.nodes.get(id_of(call)).in_loop?;
        (self.loops.get(id).node == parent_of(id_of(statement))).then_some(id)
    }

    fn call_gives_data(&self, call: &ast::ExprCall, share: Share, left: usize) -> bool {
        if matches!(&*call.func, Expr::Attribute(method) if ONE_ROW.contains(&method.attr.as_str())) {
            return false;
        }
        if share == Share::Some && is_picked_by_list(call) {
            return false;
        }
        let reads = [Effect::File, Effect::Query, Effect::Http, Effect::Subprocess];
        if self.known_callee(call).is_some_and(|known| known.effects.iter().any(|it| reads.contains(it))) {
            return true;
        }
        let is_given_data = || call.arguments.args.iter().any(|it| self.comes_from_data(it, share, left - 1));
        let is_known = || match &*call.func {
            Expr::Attribute(method) => {
                let gives_rows = runs_a_query(method) || ROWS_OF_FRAMES.contains(&method.attr.as_str());
                gives_rows || self.comes_from_data(&method.value, share, left - 1)
            }
            Expr::Name(name) => PASS_ON.contains(&name.id.as_str()) && is_given_data(),
            _ => false,
        };
        is_known() || share == Share::Some && self.known_callee(call).is_some_and(|it| it.is_pure) && is_given_data()
    }
}

/// Whether a query picks the rows that a list names, `filter(Book.id.in_(ids))`: no more than there are in the list.
fn is_picked_by_list(call: &ast::ExprCall) -> bool {
    let names_list = |it: &Expr| {
        let callee = it.as_call_expr().and_then(|call| call.func.as_attribute_expr());
        callee.is_some_and(|callee| &callee.attr == "in_")
    };
    let ends_in = |it: &ast::Keyword| it.arg.as_ref().is_some_and(|name| name.ends_with("__in"));
    let picks = call.arguments.args.iter().any(names_list) || call.arguments.keywords.iter().any(ends_in);
    let before = call.func.as_attribute_expr().and_then(|method| method.value.as_call_expr());
    picks || before.is_some_and(is_picked_by_list)
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
