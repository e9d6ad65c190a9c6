//! Frames, columns and arrays: whether a value is one, what goes through its rows, and what a turn does besides.

use super::{Cx, confidence_of};
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::uses::Use;
use crate::model::{Certainty, Inferred, Kind};
use crate::page::Confidence;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex};

/// Methods that cost little beside what it costs to make a row, whatever they are called on.
const LIGHT_METHODS: &[&str] = &[
    "add",
    "append",
    "copy",
    "count",
    "date",
    "decode",
    "encode",
    "endswith",
    "extend",
    "format",
    "get",
    "index",
    "insert",
    "isnull",
    "isna",
    "isoformat",
    "item",
    "items",
    "join",
    "keys",
    "lower",
    "lstrip",
    "max",
    "mean",
    "min",
    "notna",
    "notnull",
    "pop",
    "replace",
    "rstrip",
    "setdefault",
    "split",
    "startswith",
    "strftime",
    "strip",
    "sum",
    "title",
    "to_dict",
    "tolist",
    "update",
    "upper",
    "values",
    "write",
    "writerow",
    "zfill",
];

/// Names that plots are drawn on.
const PLOTS: &[&str] = &["plt", "ax", "axes", "axs", "fig"];

/// Attributes of a frame or column through which cells are read and written one by one.
pub const INDEXERS: &[&str] = &["at", "iat", "iloc", "loc"];

impl<'a> Cx<'a> {
    /// How sure it is that an expression is a data frame of pandas, or none where one may be missing.
    pub fn frame(&self, expression: &Expr) -> Option<Confidence> {
        self.such(expression, |kind| *kind == Kind::Dataframe)
    }

    /// The same of a frame or one of its columns.
    pub fn frame_or_column(&self, expression: &Expr) -> Option<Confidence> {
        self.such(expression, |kind| matches!(kind, Kind::Dataframe | Kind::Series))
    }

    /// The same of an array or a column: what goes through it item by item makes an object of each.
    pub fn column_or_array(&self, expression: &Expr) -> Option<Confidence> {
        self.such(expression, |kind| matches!(kind, Kind::Ndarray | Kind::Series))
    }

    fn such(&self, expression: &Expr, test: impl Fn(&Kind) -> bool) -> Option<Confidence> {
        let Inferred { kind, certainty } = self.kind(expression);
        let mut present = kind.members().iter().filter(|kind| **kind != Kind::None).peekable();
        let is_such = present.peek().is_some() && present.all(test);
        is_such.then(|| confidence_of(certainty))
    }

    /// The loop that goes through what an expression gives: the expression is its iterable, by itself or in
    /// `enumerate` and the like.
    pub fn loop_over(&self, iterable: &impl HasNodeIndex) -> Option<LoopId> {
        let mut below = id_of(iterable);
        for (id, around) in self.ancestors(iterable) {
            match around {
                AnyNodeRef::Arguments(_) => {}
                AnyNodeRef::ExprCall(call) if self.passes_items_on(call) => below = id,
                AnyNodeRef::StmtFor(it) if id_of(&*it.iter) == below => return self.loop_at(id),
                AnyNodeRef::Comprehension(it) if id_of(&it.iter) == below => return self.loop_at(id),
                _ => return None,
            }
        }
        None
    }

    fn passes_items_on(&self, call: &ast::ExprCall) -> bool {
        let name = self.qualified(&call.func);
        let known = ["builtins.enumerate", "builtins.zip", "builtins.list", "tqdm.tqdm", "tqdm.auto.tqdm"];
        name.is_some_and(|name| known.contains(&name.as_str()))
    }

    fn loop_at(&self, node: NodeId) -> Option<LoopId> {
        self.facts.loops.all().find(|(_, it)| it.node == node).map(|(id, _)| id)
    }

    /// Whether all that a loop does on a turn costs little: operators, look-ups, methods of texts and collections, new
    /// objects. Nothing waits, and no function is called of which nothing is known.
    pub fn turns_are_light(&self, id: LoopId) -> bool {
        let extent = self.facts.loop_extent(id);
        let header = self.facts.loop_iterable(id).map(id_of);
        let is_in_header = |at: NodeId| header.is_some_and(|header| self.facts.nodes.contains(header, at));
        self.facts.nodes.within(extent).all(|(at, it)| match it.node {
            AnyNodeRef::StmtFor(_) | AnyNodeRef::StmtWhile(_) => at == extent,
            AnyNodeRef::ExprAwait(_) | AnyNodeRef::StmtWith(_) | AnyNodeRef::ExprYield(_) => false,
            AnyNodeRef::ExprCall(call) => is_in_header(at) || self.is_light_call(call),
            _ => true,
        })
    }

    /// Whether all calls in an expression cost little: see `turns_are_light`.
    pub fn is_light(&self, expression: &Expr) -> bool {
        self.facts.nodes.within(id_of(expression)).all(|(_, it)| match it.node {
            AnyNodeRef::ExprCall(call) => self.is_light_call(call),
            AnyNodeRef::ExprAwait(_) | AnyNodeRef::Comprehension(_) => false,
            _ => true,
        })
    }

    fn is_light_call(&self, call: &ast::ExprCall) -> bool {
        if let Some(name) = self.qualified(&call.func) {
            let is_light = ["builtins.", "math.", "numpy.", "json.loads", "json.dumps", "datetime."];
            let last = name.rsplit('.').next().unwrap_or_default();
            let is_class = last.starts_with(char::is_uppercase) || last.starts_with("is") || last.starts_with("not");
            return is_class || is_light.iter().any(|start| name.starts_with(start)) && last != "open";
        }
        match &*call.func {
            Expr::Attribute(method) => LIGHT_METHODS.contains(&method.attr.as_str()),
            _ => false,
        }
    }

    /// How sure it is that going through the rows of a frame one by one matters: the frame is one, rows are all that
    /// a turn spends its time on, and the code runs more than once.
    pub fn confidence_in_rows(&self, frame: Option<Confidence>, id: LoopId) -> Confidence {
        let extent = self.facts.loop_extent(id);
        let node = self.facts.nodes.get(extent).node;
        let draws = self.facts.nodes.within(extent).any(|(_, it)| match it.node {
            AnyNodeRef::ExprAttribute(it) => is_plotting(it),
            _ => false,
        });
        let (only_computes, is_plot) = match node {
            AnyNodeRef::StmtFor(it) => (self.only_computes(it, id), self.is_for_a_plot(it)),
            _ => (true, false),
        };
        match frame {
            _ if !only_computes => Confidence::Low,
            Some(certainty) if self.turns_are_light(id) && !draws && !is_plot => certainty,
            _ => Confidence::Medium,
        }
    }

    /// Whether what an expression gives is only shown: drawn in a plot, printed, or put into a text. Few items are.
    pub fn is_only_shown(&self, expression: &impl HasNodeIndex) -> bool {
        if self.is_for_a_plot(expression) {
            return true;
        }
        let mut around = self.ancestors(expression).take_while(|(_, it)| !it.is_statement());
        around.any(|(_, it)| match it {
            AnyNodeRef::ExprCall(call) => match &*call.func {
                Expr::Attribute(method) => is_plotting(method),
                function => self.facts.is_builtin(function, "print"),
            },
            AnyNodeRef::InterpolatedElement(_) => true,
            _ => false,
        })
    }

    /// Whether a function or module is there to draw, by its name.
    fn is_for_a_plot(&self, node: &impl HasNodeIndex) -> bool {
        let function = self.function(node).map_or("", |it| it.name.as_str());
        function.contains("plot") || self.facts.module_name.contains("plot")
    }

    /// The place whose rows a loop counts through by number or label: `df` in `range(len(df))`, `df.index`,
    /// `range(df.shape[0])`; of a column, the column.
    pub fn counted_rows(&self, iterable: &'a Expr) -> Option<&'a Expr> {
        match iterable {
            Expr::Attribute(it) if it.attr.as_str() == "index" => Some(&it.value),
            Expr::Call(call) if self.facts.is_builtin(&call.func, "enumerate") => {
                self.counted_rows(call.arguments.args.first()?)
            }
            Expr::Call(call) if self.facts.is_builtin(&call.func, "range") => {
                let stop = match &*call.arguments.args {
                    [stop] | [_, stop] => stop,
                    _ => return None,
                };
                self.number_of_rows(stop)
            }
            _ => None,
        }
    }

    /// `df` in `len(df)`, `len(df.index)`, `df.shape[0]`, `df.size`, also with something taken away.
    pub fn number_of_rows(&self, count: &'a Expr) -> Option<&'a Expr> {
        let without_index = |place: &'a Expr| match place {
            Expr::Attribute(it) if it.attr.as_str() == "index" => &*it.value,
            other => other,
        };
        match count {
            Expr::Call(call) if self.facts.is_builtin(&call.func, "len") => {
                call.arguments.args.first().map(without_index)
            }
            Expr::Subscript(it) if matches!(&*it.slice, Expr::NumberLiteral(number) if number.value.as_int().is_some_and(|it| *it == 0)) => {
                match &*it.value {
                    Expr::Attribute(shape) if shape.attr.as_str() == "shape" => Some(&shape.value),
                    _ => None,
                }
            }
            Expr::Attribute(it) if it.attr.as_str() == "size" => Some(&it.value),
            Expr::BinOp(it) if it.op == ast::Operator::Sub => self.number_of_rows(&it.left),
            _ => None,
        }
    }

    /// The pieces that a call puts together: its first argument, where that is a list or tuple written out.
    pub fn pieces(&self, call: &'a ast::ExprCall) -> Option<&'a [Expr]> {
        match call.arguments.args.first()? {
            Expr::List(it) => Some(&it.elts),
            Expr::Tuple(it) => Some(&it.elts),
            _ => None,
        }
    }

    /// The loop over which a place is made anew of its old value and more: it does not start anew in it, and the turns
    /// are not few.
    pub fn grown_in(&self, old: &Expr, assignment: &'a ast::StmtAssign) -> Option<LoopId> {
        let growing = self.growing_loop(assignment)?;
        let extent = self.facts.loop_extent(growing);
        let name = self.source(old);
        let is_reset = self.facts.nodes.within(extent).any(|(_, it)| match it.node {
            AnyNodeRef::StmtAssign(it) if id_of(it) != id_of(assignment) => {
                let is_target = it.targets.iter().any(|target| self.source(target) == name);
                is_target && !self.reads_place(&it.value, name)
            }
            _ => false,
        });
        let leaves = self.facts.leaves_after(id_of(assignment), growing);
        (!is_reset && !leaves && !self.is_read_besides(old, extent)).then_some(growing)
    }

    /// Whether a loop reads a place for anything but to make it longer, or to measure it: what is only collected for
    /// later can stay in a list, what each turn works with cannot.
    fn is_read_besides(&self, old: &Expr, extent: NodeId) -> bool {
        let name = self.source(old);
        self.same_place_within(old, extent).into_iter().any(|at| {
            let makes_it = self.facts.nodes.ancestors(at).any(|(_, it)| match it.node {
                AnyNodeRef::StmtAssign(it) => it.targets.iter().any(|target| self.source(target) == name),
                _ => false,
            });
            let measures =
                matches!(self.facts.use_at(at), Use::Argument(call) if self.facts.is_builtin(&call.func, "len"));
            !makes_it && !measures
        })
    }

    fn reads_place(&self, value: &Expr, name: &str) -> bool {
        self.facts.nodes.within(id_of(value)).any(|(_, it)| match it.node {
            AnyNodeRef::ExprName(it) => it.id.as_str() == name,
            AnyNodeRef::ExprAttribute(it) => self.source(it) == name,
            _ => false,
        })
    }

    /// How sure it is that what a loop puts together piece by piece gets large: it takes in data, or rows, or counts up
    /// to a number that is not written in the code; and a turn does not wait for the network.
    pub fn confidence_in_pieces(&self, at: &impl HasNodeIndex, growing: LoopId) -> Confidence {
        let counts = self.facts.loop_iterable(growing).is_some_and(|items| match items {
            Expr::Call(call) => self.facts.is_builtin(&call.func, "range") || self.goes_through_rows(call),
            other => self.kind(other).kind.is_vector(),
        });
        let is_large = self.takes_in_data(growing) || counts;
        if is_large && self.only_computes(at, growing) { Confidence::High } else { Confidence::Medium }
    }

    fn goes_through_rows(&self, call: &ast::ExprCall) -> bool {
        let Expr::Attribute(method) = &*call.func else { return false };
        matches!(method.attr.as_str(), "iterrows" | "itertuples")
    }

    /// Whether a value is proved or declared to be a Python number, not an array.
    pub fn is_python_number(&self, expression: &Expr) -> bool {
        let Inferred { kind, certainty } = self.kind(expression);
        certainty == Certainty::Proved && kind.all(|kind| matches!(kind, Kind::Float | Kind::Int))
    }
}

fn is_plotting(attribute: &ast::ExprAttribute) -> bool {
    matches!(&*attribute.value, Expr::Name(it) if PLOTS.contains(&it.id.as_str()))
}
