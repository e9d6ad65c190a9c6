//! Lists and texts that a loop changes and that outlive its turns: which loop that is, and whether they get long.

use super::Cx;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::sizes::integer;
use crate::facts::sources::Origin;
use crate::facts::uses::Use;
use crate::page::Confidence;
use crate::syntax::ast::{self, BoolOp, CmpOp, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex};

/// Names of names, and copies of copies, are followed this far.
const LONGEST_CHAIN: usize = 6;

/// Functions that give the items they are given.
const COPIES: &[&str] = &["list", "sorted", "tuple", "reversed", "enumerate"];

/// Who trims a list to fewer items than this moves next to nothing.
const SHORT_WINDOW: i64 = 100;

impl<'a> Cx<'a> {
    /// The innermost loop that repeats a node as often as the data say, if a place holds one and the same object over
    /// its turns: neither the place nor what it belongs to starts anew in a turn.
    pub fn loop_outlived_by(&self, place: &Expr, at: &impl HasNodeIndex) -> Option<LoopId> {
        let growing = self.growing_loop(at)?;
        let starts_anew =
            self.is_rebound_in(place, growing) || self.is_reset_within(place, self.facts.loop_extent(growing));
        (!starts_anew && !self.facts.leaves_after(id_of(at), growing)).then_some(growing)
    }

    /// The same for a place that the loop gives new values, each made from the old one: `rest = rest[1:]`.
    pub fn loop_carrying(&self, place: &Expr, at: &impl HasNodeIndex) -> Option<LoopId> {
        let growing = self.growing_loop(at)?;
        let extent = self.facts.loop_extent(growing);
        let holder_is_the_same = match place {
            Expr::Attribute(it) => !self.is_rebound_in(&it.value, growing),
            _ => true,
        };
        let places = self.same_place_within(place, extent);
        let is_carried = places.iter().all(|read| self.leaves_or_makes_from_itself(*read, place));
        let comes_in = matches!(place, Expr::Attribute(_)) || places.iter().any(|read| self.sees_outer(*read, extent));
        let leaves = self.facts.leaves_after(id_of(at), growing);
        (holder_is_the_same && is_carried && comes_in && !leaves).then_some(growing)
    }

    fn leaves_or_makes_from_itself(&self, at: NodeId, place: &Expr) -> bool {
        if !self.is_target(at) || self.facts.is_augmented(at) {
            return true;
        }
        match self.facts.source_of_place(at).origin {
            Origin::Value(value) => !self.same_place_within(place, id_of(value)).is_empty(),
            _ => false,
        }
    }

    /// Whether a read, or the target of `+=`, may find what the name held before the loop.
    fn sees_outer(&self, read: NodeId, extent: NodeId) -> bool {
        let AnyNodeRef::ExprName(name) = self.facts.nodes.get(read).node else { return false };
        let is_outer = |id: NodeId| !self.facts.nodes.contains(extent, id);
        let reads = name.ctx.is_load() || self.facts.is_augmented(read);
        reads && self.bindings(name).iter().any(|it| is_outer(self.facts.scopes.binding(*it).node))
    }

    /// Whether a loop takes away only what stands at the front by accident: `while text.startswith(" ")`,
    /// `while rows and rows[0] == ""`.
    pub fn is_trimmed_by(&self, place: &Expr, id: LoopId) -> bool {
        let AnyNodeRef::StmtWhile(it) = self.facts.nodes.get(self.facts.loops.get(id).node).node else { return false };
        self.same_place_within(place, id_of(&*it.test)).into_iter().any(|read| match self.facts.use_at(read) {
            Use::Item(item) => integer(&item.slice) == Some(0) || item.slice.is_slice_expr(),
            Use::Calls { method, .. } => method.attr.as_str() == "startswith",
            _ => false,
        })
    }

    /// Whether a loop waits for something else on its turns, so that moving items in memory does not show.
    fn waits_within(&self, extent: NodeId) -> bool {
        self.facts.nodes.within(extent).any(|(_, it)| self.waits(it.node))
    }

    /// Whether a loop goes on until a place is empty: `while queue:`, `while len(queue) > 1:`, `while queue and …:`.
    pub fn runs_until_empty(&self, place: &Expr, id: LoopId) -> bool {
        self.emptied_by(id).into_iter().any(|emptied| self.source(emptied) == self.source(place))
    }

    fn emptied_by(&self, id: LoopId) -> Vec<&'a Expr> {
        let AnyNodeRef::StmtWhile(it) = self.facts.nodes.get(self.facts.loops.get(id).node).node else {
            return Vec::new();
        };
        match &*it.test {
            Expr::BoolOp(all) if all.op == BoolOp::And => {
                all.values.iter().filter_map(|value| self.filled_where(value)).collect()
            }
            other => self.filled_where(other).into_iter().collect(),
        }
    }

    /// The place that holds something where a test holds.
    fn filled_where(&self, test: &'a Expr) -> Option<&'a Expr> {
        match test {
            Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) => Some(test),
            Expr::Call(_) => self.measured(test),
            Expr::Compare(it) => {
                let is_above = matches!(&*it.ops, [CmpOp::Gt | CmpOp::GtE | CmpOp::NotEq]);
                let is_few = |limit: &Expr| integer(limit).is_some_and(|limit| limit <= 2);
                (is_above && it.comparators.iter().all(is_few)).then(|| self.measured(&it.left)).flatten()
            }
            _ => None,
        }
    }

    /// `items` of `len(items)`.
    fn measured<'e>(&self, expression: &'e Expr) -> Option<&'e Expr> {
        let Expr::Call(call) = expression else { return None };
        let measured = call.arguments.args.first()?;
        self.facts.is_builtin(&call.func, "len").then_some(measured)
    }

    /// The limit to which a list is trimmed where a node stands: `if len(window) > limit: …`.
    pub fn limit_of_window(&self, place: &Expr, at: &impl HasNodeIndex) -> Option<&'a Expr> {
        self.ancestors(at).find_map(|(_, around)| {
            let test = match around {
                AnyNodeRef::StmtIf(it) => &*it.test,
                AnyNodeRef::StmtWhile(it) => &*it.test,
                _ => return None,
            };
            let Expr::Compare(compare) = test else { return None };
            let ([CmpOp::Gt | CmpOp::GtE | CmpOp::Eq], [limit]) = (&*compare.ops, &*compare.comparators) else {
                return None;
            };
            let is_limit = integer(limit).is_none_or(|limit| limit > 2);
            let measured = self.measured(&compare.left)?;
            (is_limit && self.source(measured) == self.source(place)).then_some(limit)
        })
    }

    /// Whether a list is kept short where a node stands.
    pub fn is_kept_short(&self, place: &Expr, at: &impl HasNodeIndex) -> bool {
        self.limit_of_window(place, at).and_then(integer).is_some_and(|limit| limit <= SHORT_WINDOW)
    }

    /// Whether a list holds the parts of one line, path or command: few, whatever the data.
    pub fn is_parts_of_a_line(&self, list: &Expr) -> bool {
        self.any_source(list, LONGEST_CHAIN, &|source| match source {
            Expr::Call(call) => splits_a_line(call),
            Expr::Attribute(_) => self.qualified(source).as_deref() == Some("sys.argv"),
            _ => false,
        })
    }

    /// Whether any value that a name may have, or what that is a copy of, passes a test.
    fn any_source(&self, list: &Expr, left: usize, test: &dyn Fn(&Expr) -> bool) -> bool {
        if left == 0 || test(list) {
            return left > 0;
        }
        let copied = match list {
            Expr::Name(name) => {
                return self.bindings(name).iter().any(|binding| match self.facts.source_of(*binding).origin {
                    Origin::Value(value) => self.any_source(value, left - 1, test),
                    Origin::Annotated(it) => it.value.as_deref().is_some_and(|it| self.any_source(it, left - 1, test)),
                    _ => false,
                });
            }
            Expr::Call(call) => copied_by_call(call),
            Expr::ListComp(it) => it.generators.first().map(|clause| &clause.iter),
            Expr::Subscript(it) if it.slice.is_slice_expr() => Some(&*it.value),
            _ => None,
        };
        copied.is_some_and(|copied| self.any_source(copied, left - 1, test))
    }

    /// Whether a list or text gets as long as the data: it comes from them, or the function fills it with them.
    pub fn is_filled_with_data(&self, place: &Expr, at: &impl HasNodeIndex) -> bool {
        let holds_lines = |source: &Expr| matches!(source, Expr::Call(call) if splits_into_lines(call));
        self.is_data(place)
            || self.any_source(place, LONGEST_CHAIN, &holds_lines)
            || self.function(at).is_some_and(|function| {
                let fillings = self.same_place_within(place, id_of(function));
                fillings.into_iter().any(|read| self.puts_in_data(read))
            })
    }

    fn puts_in_data(&self, read: NodeId) -> bool {
        let Use::Calls { call, method } = self.facts.use_at(read) else { return false };
        if !crate::facts::kinds::puts_in(method.attr.as_str()) {
            return false;
        }
        let extends = method.attr.as_str() == "extend" && call.arguments.args.iter().any(|it| self.is_data(it));
        extends || self.growing_loop(call).is_some_and(|growing| self.takes_in_data(growing))
    }

    /// Whether what a loop goes through is a copy of a list: `list(items)`, `items[:]`, `items.copy()`.
    pub fn is_copy_of(&self, items: &Expr, list: &Expr) -> bool {
        let copied = match items {
            Expr::Call(call) => copied_by_call(call),
            Expr::Subscript(it) if it.slice.is_slice_expr() => Some(&*it.value),
            _ => None,
        };
        copied.is_some_and(|copied| self.source(copied) == self.source(list))
    }

    /// Whether a list is what callers of a public function give it, or a copy of that: as long as they like. What an
    /// object is told is mostly short.
    fn is_whole_input(&self, list: &Expr, at: &impl HasNodeIndex) -> bool {
        let is_method = |it: &ast::StmtFunctionDef| {
            it.parameters.args.first().is_some_and(|first| matches!(first.name().as_str(), "self" | "cls"))
        };
        let is_public = self.function(at).is_some_and(|it| !it.name.starts_with('_') && !is_method(it));
        is_public
            && self.any_source(list, LONGEST_CHAIN, &|source| {
                let Expr::Name(name) = source else { return false };
                self.bindings(name).iter().any(|binding| match self.facts.source_of(*binding).origin {
                    Origin::Parameter(it) => !self.is_variadic(it),
                    _ => false,
                })
            })
    }

    /// Whether a parameter takes any number of arguments: `*items`, `**options`.
    pub fn is_variadic(&self, parameter: &ast::Parameter) -> bool {
        match self.parent(parameter) {
            AnyNodeRef::Parameters(all) => {
                all.vararg.iter().chain(&all.kwarg).any(|it| id_of(&**it) == id_of(parameter))
            }
            _ => false,
        }
    }

    /// Whether a loop looks up, in a graph or table, what it takes out of a list, and puts into the list what it finds:
    /// `for neighbour in graph[node]: queue.append(neighbour)`. Such a search goes through the whole graph.
    fn searches_a_graph(&self, list: &Expr, id: LoopId) -> bool {
        let extent = self.facts.loop_extent(id);
        let places = self.same_place_within(list, extent);
        let feeds = places.iter().any(|at| match self.facts.use_at(*at) {
            Use::Calls { method, .. } => crate::facts::kinds::puts_in(method.attr.as_str()),
            _ => false,
        });
        feeds && places.iter().any(|at| self.is_taken_and_looked_up(*at, extent))
    }

    /// `node = queue.pop(0)`, then `graph[node]` or `graph.neighbors(node)`.
    fn is_taken_and_looked_up(&self, at: NodeId, extent: NodeId) -> bool {
        let Use::Calls { call, .. } = self.facts.use_at(at) else { return false };
        let AnyNodeRef::StmtAssign(assignment) = self.parent(call) else { return false };
        let is_taken = |it: &Expr| match it {
            Expr::Name(name) => self
                .facts
                .nodes
                .within(id_of(&assignment.targets[0]))
                .any(|(_, target)| matches!(target.node, AnyNodeRef::ExprName(target) if target.id == name.id)),
            _ => false,
        };
        self.facts.nodes.within(extent).any(|(_, it)| match it.node {
            AnyNodeRef::ExprSubscript(it) => it.ctx.is_load() && is_taken(&it.slice) && self.is_given(&it.value),
            AnyNodeRef::ExprCall(it) => {
                let table = table_of_look_up(it);
                it.arguments.args.first().is_some_and(is_taken) && table.is_some_and(|table| self.is_given(table))
            }
            _ => false,
        })
    }

    /// Whether a graph or table comes from elsewhere: a function that makes its own may make it of a few parts.
    fn is_given(&self, table: &Expr) -> bool {
        match table {
            Expr::Name(name) => self.bindings(name).iter().all(|binding| {
                !matches!(self.facts.source_of(*binding).origin, Origin::Value(_) | Origin::Annotated(_))
            }),
            Expr::Attribute(_) => true,
            _ => false,
        }
    }

    /// How sure it is that a list gets long which a loop changes, and that it shows: the loop only computes, and the
    /// list holds data, is the whole input of an algorithm, or the frontier of a search through a graph.
    pub fn confidence_in_long_list(&self, list: &Expr, at: &impl HasNodeIndex, growing: LoopId) -> Confidence {
        if self.limit_of_window(list, at).is_some() || !self.only_computes(at, growing) {
            return Confidence::Low;
        }
        let extent = self.outermost_extent(at, growing);
        let until_empty = self.runs_until_empty(list, growing);
        let is_search = || until_empty && self.searches_a_graph(list, growing);
        let is_long = || self.is_filled_with_data(list, at) || until_empty && self.is_whole_input(list, at);
        let shows = is_search() || is_long() && !self.facts.may_run_unknown(extent);
        if shows { Confidence::High } else { Confidence::Medium }
    }

    /// How sure it is that what a loop builds gets long, and that it shows: the loop only computes, and takes in data
    /// or the whole input of an algorithm.
    pub fn confidence_in_growth(&self, at: &impl HasNodeIndex, growing: LoopId) -> Confidence {
        if !self.only_computes(at, growing) {
            return Confidence::Low;
        }
        let extent = self.outermost_extent(at, growing);
        let is_algorithm = || self.goes_through_whole_input(at, growing) && !self.facts.may_run_unknown(extent);
        if self.takes_in_data(growing) || is_algorithm() { Confidence::High } else { Confidence::Medium }
    }

    /// Whether nothing between two turns waits for something else, and the code is run more than once in the life of
    /// an installation.
    pub fn only_computes(&self, at: &impl HasNodeIndex, growing: LoopId) -> bool {
        !self.runs_once(at) && !self.waits_within(self.outermost_extent(at, growing))
    }

    /// All that runs between two turns of any loop around a node.
    fn outermost_extent(&self, at: &impl HasNodeIndex, growing: LoopId) -> NodeId {
        let outermost = self.facts.growing_loops(at).last().copied();
        self.facts.loop_extent(outermost.unwrap_or(growing))
    }

    /// `for row in rows:`, `while rows:`, where callers of a public function give the rows.
    fn goes_through_whole_input(&self, at: &impl HasNodeIndex, growing: LoopId) -> bool {
        if let Some(items) = self.facts.loop_iterable(growing) {
            return self.is_whole_input(items, at);
        }
        // Where each turn makes anew what is left, that costs more than what it builds.
        let extent = self.facts.loop_extent(growing);
        let is_input = |place: &&Expr| self.is_whole_input(place, at) && !self.is_reset_within(place, extent);
        self.emptied_by(growing).iter().any(is_input)
    }
}

/// `graph` of `graph.neighbors(node)` and of `graph.get(node, ())`
fn table_of_look_up(call: &ast::ExprCall) -> Option<&Expr> {
    let Expr::Attribute(method) = &*call.func else { return None };
    let looks_up = matches!(method.attr.as_str(), "get" | "neighbors" | "successors" | "predecessors" | "adjacent");
    looks_up.then_some(&method.value)
}

fn copied_by_call(call: &ast::ExprCall) -> Option<&Expr> {
    match &*call.func {
        Expr::Name(name) if COPIES.contains(&name.id.as_str()) => call.arguments.args.first(),
        Expr::Attribute(method) if method.attr.as_str() == "copy" => Some(&method.value),
        _ => None,
    }
}

/// `line.split()`, `path.split("/")`, `shlex.split(command)`; the lines of a text are another matter.
fn splits_a_line(call: &ast::ExprCall) -> bool {
    let Expr::Attribute(method) = &*call.func else { return false };
    matches!(method.attr.as_str(), "split" | "rsplit" | "partition" | "rpartition" | "groups")
        && !splits_into_lines(call)
}

fn splits_into_lines(call: &ast::ExprCall) -> bool {
    let Expr::Attribute(method) = &*call.func else { return false };
    match method.attr.as_str() {
        "splitlines" => true,
        "split" => {
            call.arguments.args.first().is_some_and(
                |separator| matches!(separator, Expr::StringLiteral(it) if it.value.to_str().contains('\n')),
            )
        }
        _ => false,
    }
}
