//! What a `Flow` comes to: names followed to their modules, functions entered, query sets followed call by call.

use std::collections::BTreeMap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::project::Project;
use crate::project::calls;
use crate::project::missing::{Entered, Missing};
use crate::project::symbols::{ClassId, FunctionId, Symbol};
use crate::project::value::{EQUAL, Made, Query, Value, element, join, through};
use crate::summary::{Flow, FlowId, Function, PlaceId};

/// Functions that are entered inside one another.
const DEEPEST: u32 = 5;
/// Flows that are evaluated inside one another: a thread's stack carries them.
const DEEPEST_FLOW: u32 = 400;
/// Flows that are evaluated for one demand; beyond, its value is unknown.
const MOST_STEPS: u32 = 4_000;

/// An evaluation on the linked project.
pub struct Evaluation<'p> {
    pub project: &'p Project,
    /// What was read without being loaded, since this was last emptied.
    pub missing: Vec<Missing>,
    /// The same of ways of which only one was gone.
    pub perhaps_missing: Vec<Missing>,
    /// How many queries were sent besides, since this was last set to zero.
    pub sent: u32,
    /// Whether more may have been asked of the database than was seen.
    pub is_vague: bool,
    /// How many functions, classes and modules are entered.
    pub depth: u32,
    /// The functions among them, the outermost first.
    pub entered: Vec<Entered>,
    pub steps: u32,
    /// How many flows are being evaluated inside one another.
    nesting: u32,
}

/// The function whose flows are evaluated, and with what.
pub struct Frame {
    pub function: FunctionId,
    pub arguments: Vec<Value>,
    pub rows: FxHashMap<u32, Value>,
}

impl Frame {
    pub fn new(function: FunctionId, arguments: Vec<Value>) -> Self {
        Self { function, arguments, rows: FxHashMap::default() }
    }
}

impl Project {
    pub fn function(&self, id: FunctionId) -> &Function {
        &self.summaries[id.module as usize].functions[id.index as usize]
    }
}

impl<'p> Evaluation<'p> {
    pub fn new(project: &'p Project) -> Self {
        Self {
            project,
            missing: Vec::new(),
            perhaps_missing: Vec::new(),
            sent: 0,
            is_vague: false,
            depth: 0,
            entered: Vec::new(),
            steps: 0,
            nesting: 0,
        }
    }

    pub fn flow(&mut self, frame: &mut Frame, id: FlowId) -> Value {
        self.steps += 1;
        if self.steps > MOST_STEPS || self.nesting >= DEEPEST_FLOW {
            return Value::Unknown;
        }
        self.nesting += 1;
        let value = self.flow_here(frame, id);
        self.nesting -= 1;
        value
    }

    fn flow_here(&mut self, frame: &mut Frame, id: FlowId) -> Value {
        let project = self.project;
        match &project.summaries[frame.function.module as usize].flows[id.0 as usize] {
            Flow::Unknown | Flow::Spread(_) | Flow::Number => Value::Unknown,
            Flow::None => Value::None,
            Flow::Boolean(value) => Value::Boolean(*value),
            Flow::Text(text) => Value::Text(text.clone()),
            Flow::Parameter(position) => frame.arguments.get(usize::from(*position)).cloned().unwrap_or(Value::Unknown),
            Flow::Super => self.super_of(frame),
            Flow::Name(name) => self.name(frame.function.module, name),
            Flow::Attribute { of, name } => {
                let of = self.flow(frame, *of);
                self.attribute(&of, name)
            }
            Flow::Call { callee, arguments, keywords, place } => {
                self.call_flow(frame, *callee, arguments, keywords, *place)
            }
            Flow::Awaited(of) => {
                let of = self.flow(frame, *of);
                self.awaited(of)
            }
            Flow::Equal(left, right) => self.equality(frame, *left, *right),
            Flow::Index(of) => {
                let of = self.flow(frame, *of);
                self.index(&of)
            }
            Flow::Element(of, position) => element(self.flow(frame, *of), *position),
            Flow::Slice(of, bound) => {
                let of = self.flow(frame, *of);
                self.slice(of, *bound)
            }
            Flow::Row(row) => self.row(frame, *row),
            Flow::Comprehension(element) => Value::Items(Box::new(self.flow(frame, *element))),
            Flow::Sequence(items) => Value::Tuple(items.iter().map(|item| self.flow(frame, *item)).collect()),
            Flow::Parts(parts) => self.parts(frame, parts),
            Flow::Mapping { of, items } => self.mapping(frame, *of, items),
            Flow::Join(ways) => self.one_of(frame, ways),
        }
    }

    fn equality(&mut self, frame: &mut Frame, left: FlowId, right: FlowId) -> Value {
        let arguments = vec![self.flow(frame, left), self.flow(frame, right)];
        Value::Made(Rc::new(Made { callee: EQUAL.to_owned(), arguments, keywords: Vec::new() }))
    }

    fn parts(&mut self, frame: &mut Frame, parts: &[FlowId]) -> Value {
        for part in parts {
            let value = self.flow(frame, *part);
            self.note_evaluation(&value);
        }
        Value::Unknown
    }

    fn one_of(&mut self, frame: &mut Frame, ways: &[FlowId]) -> Value {
        let missing = self.missing.len();
        let value = join(ways.iter().map(|way| self.flow(frame, *way)).collect());
        // Which way was gone is not known.
        self.forget_missing(missing);
        value
    }

    /// A dictionary. What is put in under one name in several places is any of these.
    fn mapping(&mut self, frame: &mut Frame, of: Option<FlowId>, items: &[(String, FlowId)]) -> Value {
        let mut mapping = match of.map(|of| self.flow(frame, of)) {
            Some(Value::Mapping(mapping)) => mapping,
            _ => BTreeMap::new(),
        };
        let mut put_in: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for (name, flow) in items {
            let value = self.flow(frame, *flow);
            put_in.entry(name.clone()).or_default().push(value);
        }
        mapping.extend(put_in.into_iter().map(|(name, values)| (name, join(values))));
        Value::Mapping(mapping)
    }

    fn call_flow(
        &mut self,
        frame: &mut Frame,
        callee: FlowId,
        arguments: &[FlowId],
        keywords: &[(String, FlowId)],
        place: Option<PlaceId>,
    ) -> Value {
        let callee = self.flow(frame, callee);
        if matches!(callee, Value::Unknown | Value::Plain) {
            return callee;
        }
        let call = Made {
            callee: String::new(),
            arguments: arguments.iter().map(|argument| self.flow(frame, *argument)).collect(),
            keywords: keywords.iter().map(|(name, value)| (name.clone(), self.flow(frame, *value))).collect(),
        };
        let result = self.call(&callee, call);
        let Some(place) = place else { return result };
        let Value::Query(query) = &result else { return result };
        if query.trace.origin.is_some() {
            return result;
        }
        let mut query = Query::clone(query);
        query.trace.origin = Some((frame.function, place));
        Value::Query(Rc::new(query))
    }

    fn name(&mut self, module: u32, name: &str) -> Value {
        let (symbol, attributes) = self.project.modules.resolve_from(&self.project.summaries, Some(module), name);
        let mut value = match symbol {
            Symbol::Class(class) => Value::Class(class),
            Symbol::Function(function) => Value::Function(function),
            Symbol::External(name) => return Value::External(name),
            Symbol::Value(module, flows) => self.value_of_module(module, &flows),
        };
        for attribute in attributes {
            value = self.attribute(&value, &attribute);
        }
        value
    }

    /// A value that the statements of a module, or of a class in it, have made.
    pub fn value_of_module(&mut self, module: u32, flows: &[FlowId]) -> Value {
        if self.depth >= DEEPEST {
            return Value::Unknown;
        }
        self.depth += 1;
        let mut frame = Frame::new(FunctionId { module, index: 0 }, Vec::new());
        let value = join(flows.iter().map(|flow| self.flow(&mut frame, *flow)).collect());
        self.depth -= 1;
        through(value)
    }

    /// What a function of the project returns for these arguments.
    pub fn enter(&mut self, function: FunctionId, arguments: Vec<Value>) -> Value {
        let body = self.project.function(function);
        if self.depth >= DEEPEST || body.is_generator || body.returns.is_empty() {
            return Value::Unknown;
        }
        self.depth += 1;
        // What the statements before the return do is not followed.
        self.is_vague = true;
        self.note_entered(function, &arguments);
        let mut frame = Frame::new(function, arguments);
        let missing = self.missing.len();
        let value = self.returned(&mut frame, body);
        for row in &body.rows {
            self.returns_from(Some(row.place));
            let rows = self.flow(&mut frame, row.iterable);
            self.note_evaluation(&rows);
        }
        self.entered.pop();
        self.depth -= 1;
        // Of several returns only one was taken.
        if body.returns.len() > 1 {
            self.forget_missing(missing);
        }
        through(value)
    }

    fn returned(&mut self, frame: &mut Frame, body: &Function) -> Value {
        let values = body.returns.iter().enumerate().map(|(at, flow)| {
            self.returns_from(body.returned.get(at).copied());
            self.flow(frame, *flow)
        });
        join(values.collect())
    }

    /// Notes which part of the function is being followed that was entered last.
    fn returns_from(&mut self, place: Option<PlaceId>) {
        if let Some(entered) = self.entered.last_mut() {
            entered.returned = place;
        }
    }

    fn super_of(&mut self, frame: &Frame) -> Value {
        let class = self.project.function(frame.function).class;
        match (class, frame.arguments.first()) {
            (Some(index), Some(receiver)) => {
                let class = ClassId { module: frame.function.module, index };
                Value::Super(class, Box::new(receiver.clone()))
            }
            _ => Value::Unknown,
        }
    }

    pub fn forget_missing(&mut self, known: usize) {
        self.is_vague |= self.missing.len() > known;
        self.perhaps_missing.extend(self.missing.drain(known..));
    }

    pub fn call(&mut self, callee: &Value, call: Made) -> Value {
        calls::call(self, callee, call)
    }
}
