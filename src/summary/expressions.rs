//! From trees to `Flow`s.

use rustc_hash::FxHashMap;

use crate::facts::Facts;
use crate::facts::loops::LoopId;
use crate::facts::scopes::{BindingId, ScopeId};
use crate::summary::flow::{Flow, FlowId, PlaceId};
use crate::summary::hands::Hands;
use crate::summary::{Function, Row, Summary, contexts, protocols, serializers};
use crate::syntax::{AnyNodeRef, Ranged, TextRange, ast};

/// Flows that one module may have; beyond, everything is unknown. Only generated code comes near.
const MOST_FLOWS: usize = 30_000;
/// Links of a chain of calls and attributes, or displays inside one another, that are followed.
const DEEPEST: u32 = 48;

/// Writes the summary of one module.
pub(super) struct Builder<'f, 'a> {
    pub facts: &'f Facts<'a>,
    pub summary: Summary,
    /// Per flow, whether it is made of some loop's row.
    pub has_row: Vec<bool>,
    /// The places of the summary, as they stand in the text.
    pub ranges: Vec<TextRange>,
    /// Whether the text names anything that rows come from; else only what may be handed rows is followed.
    pub speaks_of_rows: bool,
    /// Whether it names classes beside them that others read rows by.
    pub speaks_of_protocols: bool,
    /// Whether it hands rows to some.
    pub speaks_of_handovers: bool,
    /// Whether it names a function that renders a template beside them.
    pub speaks_of_rendering: bool,
    /// The calls that may hand query sets to others, of the functions that are yet to be written.
    pub handing: Hands,
    /// The function whose flows are being written.
    pub frame: Frame,
    depth: u32,
}

/// What is known while one function is written.
#[derive(Default)]
pub(super) struct Frame {
    pub scope: Option<ScopeId>,
    pub function: Function,
    pub rows: FxHashMap<LoopId, u32>,
    pub bindings: FxHashMap<BindingId, Option<FlowId>>,
}

/// The flow that every summary has first.
pub(super) const UNKNOWN: FlowId = FlowId(0);

impl<'f, 'a> Builder<'f, 'a> {
    pub fn new(path: &str, facts: &'f Facts<'a>) -> Self {
        let module = if facts.module_name.is_empty() { module_of(path) } else { facts.module_name.to_owned() };
        let summary = Summary { path: path.to_owned(), module, flows: vec![Flow::Unknown], ..Summary::default() };
        let frame = Frame::default();
        let speaks_of_rows = facts.speaks_of_rows();
        Self {
            facts,
            summary,
            has_row: vec![false],
            ranges: Vec::new(),
            speaks_of_rows,
            speaks_of_protocols: speaks_of_rows && protocols::speaks_of_them(facts.text),
            speaks_of_handovers: speaks_of_rows && serializers::speaks_of_them(facts.text),
            speaks_of_rendering: speaks_of_rows && contexts::speaks_of_rendering(facts.text),
            handing: Hands::default(),
            frame,
            depth: 0,
        }
    }

    pub fn add(&mut self, flow: Flow) -> FlowId {
        if self.summary.flows.len() >= MOST_FLOWS {
            return UNKNOWN;
        }
        let has_row = match &flow {
            Flow::Row(_) => true,
            Flow::Attribute { of, .. } | Flow::Spread(of) | Flow::Index(of) | Flow::Awaited(of) => {
                self.is_made_of_row(*of)
            }
            Flow::Equal(left, right) => self.is_made_of_row(*left) || self.is_made_of_row(*right),
            Flow::Element(of, _) | Flow::Slice(of, _) | Flow::Comprehension(of) => self.is_made_of_row(*of),
            Flow::Call { callee, arguments, .. } => {
                self.is_made_of_row(*callee) || arguments.iter().any(|it| self.is_made_of_row(*it))
            }
            Flow::Mapping { items, .. } => items.iter().any(|(_, it)| self.is_made_of_row(*it)),
            Flow::Sequence(items) | Flow::Join(items) | Flow::Parts(items) => {
                items.iter().any(|it| self.is_made_of_row(*it))
            }
            _ => false,
        };
        let id = FlowId(self.summary.flows.len() as u32);
        self.summary.flows.push(flow);
        self.has_row.push(has_row);
        id
    }

    pub fn is_made_of_row(&self, flow: FlowId) -> bool {
        self.has_row[flow.0 as usize]
    }

    pub fn place(&mut self, range: TextRange) -> PlaceId {
        let id = PlaceId(self.ranges.len() as u32);
        self.ranges.push(range);
        id
    }

    /// The flow of an expression; the last call of its chain gets a place.
    pub fn flow(&mut self, expression: &'a ast::Expr) -> FlowId {
        let id = self.part(expression);
        if self.speaks_of_rows && id != UNKNOWN && matches!(expression, ast::Expr::Call(_)) {
            let at = self.place(expression.range());
            if let Flow::Call { place, .. } = &mut self.summary.flows[id.0 as usize] {
                *place = Some(at);
            }
        }
        id
    }

    fn part(&mut self, expression: &'a ast::Expr) -> FlowId {
        if self.depth >= DEEPEST {
            return UNKNOWN;
        }
        self.depth += 1;
        let id = self.part_here(expression);
        self.depth -= 1;
        id
    }

    fn part_here(&mut self, expression: &'a ast::Expr) -> FlowId {
        match expression {
            ast::Expr::Name(name) => self.name(name),
            ast::Expr::Attribute(it) => {
                let of = self.part(&it.value);
                self.attribute(of, it.attr.as_str())
            }
            ast::Expr::Call(it) => self.call(it),
            ast::Expr::Await(it) => self.waited_for(&it.value),
            ast::Expr::Named(it) => self.part(&it.value),
            ast::Expr::Subscript(it) => self.subscript(it),
            ast::Expr::StringLiteral(it) if self.speaks_of_rows => self.add(Flow::Text(it.value.to_str().to_owned())),
            ast::Expr::NumberLiteral(_) => self.add(Flow::Number),
            ast::Expr::NoneLiteral(_) => self.add(Flow::None),
            ast::Expr::BooleanLiteral(it) => self.add(Flow::Boolean(it.value)),
            ast::Expr::If(it) => self.one_of([&*it.body, &it.orelse]),
            ast::Expr::BoolOp(it) if it.op == ast::BoolOp::Or => self.one_of(&it.values),
            // Two query sets, or two conditions, combined: both must agree on what their rows carry.
            ast::Expr::BinOp(it) if matches!(it.op, ast::Operator::BitOr | ast::Operator::BitAnd) => {
                self.one_of([&*it.left, &it.right])
            }
            ast::Expr::Compare(it) if self.speaks_of_rows => self.comparison(it),
            ast::Expr::BinOp(it) if self.speaks_of_rows => self.parts([&*it.left, &it.right]),
            ast::Expr::FString(it) if self.speaks_of_rows => {
                let interpolations = it.value.elements().filter_map(|part| part.as_interpolation());
                self.parts(interpolations.map(|part| &*part.expression))
            }
            ast::Expr::ListComp(it) => self.comprehension(&it.elt),
            ast::Expr::SetComp(it) => self.comprehension(&it.elt),
            ast::Expr::Generator(it) => self.comprehension(&it.elt),
            ast::Expr::Tuple(it) => self.sequence(&it.elts),
            ast::Expr::List(it) => self.sequence(&it.elts),
            ast::Expr::Set(it) => self.sequence(&it.elts),
            ast::Expr::Starred(it) => {
                let of = self.part(&it.value);
                self.add(Flow::Spread(of))
            }
            _ => UNKNOWN,
        }
    }

    fn one_of(&mut self, ways: impl IntoIterator<Item = &'a ast::Expr>) -> FlowId {
        let ways = ways.into_iter().map(|way| self.flow(way)).collect();
        self.add(Flow::Join(ways))
    }

    /// A text or number; nothing where nothing is known of what it is made of.
    fn parts(&mut self, expressions: impl IntoIterator<Item = &'a ast::Expr>) -> FlowId {
        let parts: Vec<FlowId> =
            expressions.into_iter().map(|part| self.flow(part)).filter(|flow| *flow != UNKNOWN).collect();
        if parts.is_empty() { UNKNOWN } else { self.add(Flow::Parts(parts)) }
    }

    fn waited_for(&mut self, awaitable: &'a ast::Expr) -> FlowId {
        let of = self.flow(awaitable);
        self.awaited(of)
    }

    pub fn awaited(&mut self, of: FlowId) -> FlowId {
        if of == UNKNOWN { UNKNOWN } else { self.add(Flow::Awaited(of)) }
    }

    /// `Book.author == author`
    fn comparison(&mut self, compare: &'a ast::ExprCompare) -> FlowId {
        let ([ast::CmpOp::Eq], [right]) = (&*compare.ops, &*compare.comparators) else { return UNKNOWN };
        let (left, right) = (self.flow(&compare.left), self.flow(right));
        if left == UNKNOWN { UNKNOWN } else { self.add(Flow::Equal(left, right)) }
    }

    pub fn attribute(&mut self, of: FlowId, name: &str) -> FlowId {
        if of == UNKNOWN {
            return UNKNOWN;
        }
        if let Flow::Name(qualified) = &self.summary.flows[of.0 as usize] {
            let qualified = format!("{qualified}.{name}");
            return self.add(Flow::Name(qualified));
        }
        self.add(Flow::Attribute { of, name: name.to_owned() })
    }

    pub fn call(&mut self, call: &'a ast::ExprCall) -> FlowId {
        if let ast::Expr::Name(name) = &*call.func
            && name.id.as_str() == "super"
            && call.arguments.is_empty()
        {
            return self.add(Flow::Super);
        }
        if self.speaks_of_rows && is_formatting(call) {
            return self.parts(call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|it| &it.value)));
        }
        let callee = self.part(&call.func);
        self.called(callee, call)
    }

    /// The result of a call whose callee is known.
    pub fn called(&mut self, callee: FlowId, call: &'a ast::ExprCall) -> FlowId {
        if callee == UNKNOWN {
            return UNKNOWN;
        }
        let arguments = call.arguments.args.iter().map(|argument| self.flow(argument)).collect();
        let keywords = call.arguments.keywords.iter().map(|keyword| {
            let name = keyword.arg.as_ref().map_or("", ast::Identifier::as_str);
            let value = match name {
                "sa_relationship_kwargs" => self.context_or_flow(&keyword.value),
                "response_model" => self.declared(&keyword.value),
                _ => self.flow(&keyword.value),
            };
            (name.to_owned(), value)
        });
        let keywords = keywords.collect();
        self.add(Flow::Call { callee, arguments, keywords, place: None })
    }

    fn subscript(&mut self, subscript: &'a ast::ExprSubscript) -> FlowId {
        let of = self.part(&subscript.value);
        self.subscripted(of, subscript)
    }

    /// An item or a slice of a collection that is known.
    pub fn subscripted(&mut self, of: FlowId, subscript: &'a ast::ExprSubscript) -> FlowId {
        if of == UNKNOWN {
            return UNKNOWN;
        }
        let ast::Expr::Slice(slice) = &*subscript.slice else { return self.add(Flow::Index(of)) };
        let bound = |side: &Option<Box<ast::Expr>>| match side.as_deref() {
            None => Some(0),
            Some(ast::Expr::NumberLiteral(number)) => match &number.value {
                ast::Number::Int(number) => number.as_i64().and_then(|number| u32::try_from(number).ok()),
                _ => None,
            },
            Some(_) => None,
        };
        let (lower, upper) = (bound(&slice.lower), bound(&slice.upper));
        let most = slice.upper.as_ref().and(upper).zip(lower).map(|(upper, lower)| upper.saturating_sub(lower));
        self.add(Flow::Slice(of, most))
    }

    fn comprehension(&mut self, element: &'a ast::Expr) -> FlowId {
        let element = self.flow(element);
        if element == UNKNOWN {
            return UNKNOWN;
        }
        self.add(Flow::Comprehension(element))
    }

    fn sequence(&mut self, items: &'a [ast::Expr]) -> FlowId {
        /// Longer displays are tables, not values whose flow matters.
        const LONGEST: usize = 32;
        if items.len() > LONGEST {
            return UNKNOWN;
        }
        let items = items.iter().map(|item| self.flow(item)).collect();
        self.add(Flow::Sequence(items))
    }

    /// Whether a loop waits for each item.
    fn is_awaited_by(&self, id: LoopId) -> bool {
        match self.facts.nodes.get(self.facts.loops.get(id).node).node {
            AnyNodeRef::StmtFor(it) => it.is_async,
            AnyNodeRef::Comprehension(it) => it.is_async,
            _ => false,
        }
    }

    /// The row of a loop, noted with what the loop iterates.
    pub fn row(&mut self, id: LoopId, iterable: &'a ast::Expr, runs_once: bool) -> FlowId {
        if let Some(row) = self.frame.rows.get(&id) {
            return self.add(Flow::Row(*row));
        }
        let items = self.flow(iterable);
        let flow = if self.is_awaited_by(id) { self.awaited(items) } else { items };
        let place = self.place(iterable.range());
        let row = self.frame.function.rows.len() as u32;
        let writes = self.speaks_of_rows && self.facts.writes_rows_within(self.facts.loop_extent(id));
        self.frame.function.rows.push(Row { iterable: flow, place, runs_once, writes });
        self.frame.rows.insert(id, row);
        self.add(Flow::Row(row))
    }
}

/// The module that a path names when nobody says which import root it has.
fn module_of(path: &str) -> String {
    let stem = path.strip_suffix(".py").or_else(|| path.strip_suffix(".pyi")).unwrap_or(path);
    let stem = stem.strip_suffix("__init__").map_or(stem, |package| package.trim_end_matches('/'));
    stem.trim_start_matches(['.', '/']).replace('/', ".")
}

/// `"{}, {}".format(title, author)`
fn is_formatting(call: &ast::ExprCall) -> bool {
    matches!(&*call.func, ast::Expr::Attribute(it) if it.attr.as_str() == "format" && it.value.is_string_literal_expr())
}
