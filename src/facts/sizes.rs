//! How many items a collection may hold: known to be few, or any number.

use crate::facts::Facts;
use crate::facts::flow::Reached;
use crate::facts::kinds::{is_new, puts_in};
use crate::facts::nodes::NodeId;
use crate::facts::scopes::BindingId;
use crate::facts::sources::{Origin, Step};
use crate::facts::uses::Use;
use crate::model::{Kind, SMALL, Size};
use crate::syntax::ast::{self, Expr};

/// Names of names are followed this far.
const LONGEST_CHAIN: usize = 12;

impl<'a> Facts<'a> {
    /// Whether a collection, text or range is known to be small.
    pub fn size(&self, expression: &Expr) -> Size {
        match self.most_items(expression) {
            Some(items) if items <= SMALL => Size::KnownSmall,
            _ => Size::Any,
        }
    }

    /// The most items an expression can hold, or give when it is gone through; `None` when there is no telling.
    pub fn most_items(&self, expression: &Expr) -> Option<usize> {
        self.items(expression, LONGEST_CHAIN)
    }

    /// The most items an expression can hold; `None` when there is no telling.
    fn items(&self, expression: &Expr, left: usize) -> Option<usize> {
        if left == 0 {
            return None;
        }
        let left = left - 1;
        match expression {
            Expr::List(it) => self.items_of_display(&it.elts, left),
            Expr::Tuple(it) => self.items_of_display(&it.elts, left),
            Expr::Set(it) => self.items_of_display(&it.elts, left),
            Expr::Dict(it) => it.items.iter().all(|item| item.key.is_some()).then_some(it.items.len()),
            Expr::StringLiteral(it) => Some(it.value.chars().count()),
            Expr::BytesLiteral(it) => Some(it.value.bytes().count()),
            Expr::ListComp(it) => self.items_of_comprehension(&it.generators, left),
            Expr::SetComp(it) => self.items_of_comprehension(&it.generators, left),
            Expr::Generator(it) => self.items_of_comprehension(&it.generators, left),
            Expr::DictComp(it) => self.items_of_comprehension(&it.generators, left),
            Expr::If(it) => Some(self.items(&it.body, left)?.max(self.items(&it.orelse, left)?)),
            Expr::BoolOp(it) => {
                let each: Option<Vec<usize>> = it.values.iter().map(|value| self.items(value, left)).collect();
                each?.into_iter().max()
            }
            Expr::BinOp(it) => self.items_of_operator(it, left),
            Expr::Subscript(it) => self.items_of_slice(it, left),
            Expr::Call(it) => self.items_of_call(it, left),
            Expr::Name(it) => self.items_of_name(it, left),
            Expr::Attribute(it) => self.items_of_attribute(it, left),
            _ => None,
        }
    }

    fn items_of_display(&self, elements: &[Expr], left: usize) -> Option<usize> {
        let each = elements.iter().map(|element| match element {
            Expr::Starred(it) => self.items(&it.value, left),
            _ => Some(1),
        });
        each.sum()
    }

    fn items_of_comprehension(&self, clauses: &[ast::Comprehension], left: usize) -> Option<usize> {
        let [only] = clauses else { return None };
        self.items(&only.iter, left)
    }

    fn items_of_operator(&self, it: &ast::ExprBinOp, left: usize) -> Option<usize> {
        match it.op {
            ast::Operator::Mult => match (integer(&it.left), integer(&it.right)) {
                (_, Some(times)) => Some(self.items(&it.left, left)? * usize::try_from(times).ok()?),
                (Some(times), _) => Some(self.items(&it.right, left)? * usize::try_from(times).ok()?),
                _ => None,
            },
            ast::Operator::Add | ast::Operator::BitOr => {
                Some(self.items(&it.left, left)? + self.items(&it.right, left)?)
            }
            ast::Operator::Sub | ast::Operator::BitAnd => self.items(&it.left, left),
            _ => None,
        }
    }

    fn items_of_slice(&self, it: &ast::ExprSubscript, left: usize) -> Option<usize> {
        let Expr::Slice(slice) = &*it.slice else { return None };
        let bound = |bound: &Option<Box<Expr>>| bound.as_deref().map(integer);
        let by_bounds = match (bound(&slice.lower), bound(&slice.upper)) {
            (None, Some(Some(upper))) if upper >= 0 => usize::try_from(upper).ok(),
            (Some(Some(lower)), None) if lower < 0 => usize::try_from(-lower).ok(),
            (Some(Some(lower)), Some(Some(upper))) if lower >= 0 && upper >= 0 || lower < 0 && upper < 0 => {
                usize::try_from((upper - lower).max(0)).ok()
            }
            _ => None,
        };
        by_bounds.or_else(|| self.items(&it.value, left))
    }

    fn items_of_call(&self, call: &ast::ExprCall, left: usize) -> Option<usize> {
        let arguments = &*call.arguments.args;
        let name = self.qualified(&call.func);
        match name.as_deref() {
            Some("builtins.range") => self.range_items(arguments),
            Some(
                "builtins.list" | "builtins.tuple" | "builtins.set" | "builtins.frozenset" | "builtins.sorted"
                | "builtins.reversed" | "builtins.enumerate" | "builtins.dict" | "csv.reader",
            ) => arguments.first().map_or(Some(0), |it| self.items(it, left)),
            Some("builtins.zip") => arguments.iter().filter_map(|it| self.items(it, left)).min(),
            Some("itertools.chain") => arguments.iter().map(|it| self.items(it, left)).sum(),
            Some("itertools.islice") => arguments.get(1).and_then(constant_length),
            Some("heapq.nlargest" | "heapq.nsmallest") => arguments.first().and_then(constant_length),
            Some("numpy.array" | "numpy.asarray" | "pandas.Series" | "pandas.Index") => {
                arguments.first().and_then(|it| self.items(it, left))
            }
            Some("pandas.DataFrame") => arguments.first().and_then(|it| self.rows_of_data(it, left)),
            Some("numpy.zeros" | "numpy.ones" | "numpy.empty" | "numpy.full" | "numpy.eye" | "numpy.arange") => {
                arguments.first().and_then(|it| usize::try_from(self.constant_integer(it)?).ok())
            }
            _ => self.items_of_method(call, left),
        }
    }

    /// The rows of a frame of a dict of columns, or of a list of rows.
    fn rows_of_data(&self, data: &Expr, left: usize) -> Option<usize> {
        let Expr::Dict(columns) = data else { return self.items(data, left) };
        let each: Option<Vec<usize>> = columns.items.iter().map(|column| self.items(&column.value, left)).collect();
        each?.into_iter().max()
    }

    fn range_items(&self, arguments: &[Expr]) -> Option<usize> {
        let numbers: Option<Vec<i64>> = arguments.iter().map(|it| self.constant_integer(it)).collect();
        let (start, stop, step) = match *numbers?.as_slice() {
            [stop] => (0, stop, 1),
            [start, stop] => (start, stop, 1),
            [start, stop, step] if step != 0 => (start, stop, step),
            _ => return None,
        };
        let span = if step > 0 { stop - start } else { start - stop };
        usize::try_from((span.max(0) as u64).div_ceil(step.unsigned_abs())).ok()
    }

    /// A literal integer, or a name that is bound to one and to nothing else: `width, height = 8, 8`.
    pub fn constant_integer(&self, expression: &Expr) -> Option<i64> {
        let Expr::Name(name) = expression else { return integer(expression) };
        let Reached::Bindings { bindings, unbound: false } = self.reached(name) else { return None };
        let [only] = bindings.as_slice() else { return None };
        let source = self.source_of(*only);
        match (source.origin, source.steps.as_slice()) {
            (Origin::Value(value), []) => integer(value),
            (Origin::Value(Expr::Tuple(values)), [Step::Item(place)]) => integer(values.elts.get(*place)?),
            _ => None,
        }
    }

    fn items_of_method(&self, call: &ast::ExprCall, left: usize) -> Option<usize> {
        let Expr::Attribute(method) = &*call.func else { return None };
        let arguments = &*call.arguments.args;
        match method.attr.as_str() {
            "keys" | "values" | "items" | "copy" if arguments.is_empty() => self.items(&method.value, left),
            "split" | "rsplit" => {
                let limit = arguments.get(1).or(call.arguments.find_keyword("maxsplit").map(|it| &it.value))?;
                constant_length(limit).map(|splits| splits + 1)
            }
            "head" | "tail" if self.kind(&method.value).kind.is_vector() => {
                arguments.first().map_or(Some(5), constant_length)
            }
            "partition" | "rpartition" => Some(3),
            "most_common" => arguments.first().and_then(constant_length),
            _ => None,
        }
    }

    fn items_of_name(&self, name: &ast::ExprName, left: usize) -> Option<usize> {
        let Reached::Bindings { bindings, .. } = self.reached(name) else { return None };
        if bindings.is_empty() {
            return None;
        }
        let each: Option<Vec<usize>> = bindings.iter().map(|binding| self.items_of_binding(*binding, left)).collect();
        each?.into_iter().max()
    }

    fn items_of_binding(&self, binding: BindingId, left: usize) -> Option<usize> {
        let source = self.source_of(binding);
        let value = match source.origin {
            Origin::Value(value) if source.steps.is_empty() => value,
            Origin::Annotated(it) => it.value.as_deref()?,
            Origin::Class(it) => return self.items_of_enumeration(it),
            _ => return None,
        };
        let items = self.items(value, left)?;
        let of = self.scopes.binding(binding);
        if !is_new(value) {
            return Some(items);
        }
        Some(items + self.items_added(&self.reads_of(of.scope, of.name))?)
    }

    /// `for member in Color`: an enumeration's members are written out.
    fn items_of_enumeration(&self, it: &ast::StmtClassDef) -> Option<usize> {
        let bases = it.arguments.as_deref()?;
        let is_enumeration = bases.args.iter().any(|base| {
            matches!(self.qualified(base).as_deref(), Some(name) if name.starts_with("enum.") && name.ends_with("num"))
        });
        is_enumeration.then(|| it.body.iter().filter(|statement| statement.is_assign_stmt()).count().min(SMALL))
    }

    fn items_of_attribute(&self, it: &ast::ExprAttribute, left: usize) -> Option<usize> {
        let attribute = it.attr.as_str();
        // A table has few columns, however many rows it has.
        if attribute == "columns" && self.kind(&it.value).kind == Kind::Dataframe {
            return Some(SMALL);
        }
        let class = self.class_of_instance(&it.value)?;
        if !self.attribute_stores(attribute).is_empty() || !self.subclasses(class).is_empty() {
            return None;
        }
        let source = self.source_of(self.member(class, attribute)?);
        let value = match source.origin {
            Origin::Value(value) if source.steps.is_empty() => value,
            Origin::Annotated(it) => it.value.as_deref()?,
            _ => return None,
        };
        let items = self.items(value, left)?;
        if !is_new(value) {
            return Some(items);
        }
        Some(items + self.items_added(self.attribute_reads(attribute))?)
    }

    /// How many items the uses of a collection add; `None` when it may be any number.
    fn items_added(&self, reads: &[NodeId]) -> Option<usize> {
        reads.iter().map(|read| self.items_added_at(*read)).sum()
    }

    fn items_added_at(&self, read: NodeId) -> Option<usize> {
        let one_outside_loops = || self.nodes.get(read).in_loop.is_none().then_some(1);
        match self.use_at(read) {
            Use::Looks | Use::Iterates(_) | Use::Unpacks | Use::Attribute(_) | Use::Item(_) => Some(0),
            // Who gets it back may add to it, but that happens after.
            Use::Returned => Some(0),
            Use::Calls { method, .. } => match method.attr.as_str() {
                "append" | "add" | "insert" | "appendleft" | "setdefault" => one_outside_loops(),
                other if puts_in(other) => None,
                _ => Some(0),
            },
            Use::SetsItem(it) if it.slice.is_slice_expr() => None,
            Use::SetsItem(it) => match self.kind(&it.value).kind {
                Kind::List(_) => Some(0),
                _ => one_outside_loops(),
            },
            Use::Argument(call) => self.only_reads_arguments(call).then_some(0),
            Use::Augments(_) | Use::SetsAttribute(_) | Use::Called(_) | Use::Escapes => None,
        }
    }
}

/// A literal integer, with its sign.
pub fn integer(expression: &Expr) -> Option<i64> {
    match expression {
        Expr::NumberLiteral(it) => it.value.as_int().and_then(ast::Int::as_i64),
        Expr::UnaryOp(it) if it.op == ast::UnaryOp::USub => integer(&it.operand).map(|value| -value),
        _ => None,
    }
}

fn constant_length(expression: &Expr) -> Option<usize> {
    integer(expression).and_then(|value| usize::try_from(value).ok())
}
