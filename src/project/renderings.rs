//! What happens when a template is rendered with known values.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::project::Project;
use crate::project::evaluate::Evaluation;
use crate::project::reads::{Reads, Site, outside_python};
use crate::project::requeries::{Question, Questions, Stand, question_of};
use crate::project::templates::Names;
use crate::project::value::{Query, Value, element};
use crate::template::{Binding, Node, Operand, Root};

/// Templates that are included inside one another, or extend one another.
const DEEPEST: usize = 8;
/// Values that one rendering looks up; beyond, nothing more is known.
const MOST_READS: usize = 5_000;

pub(super) struct Rendering<'p> {
    project: &'p Project,
    names: &'p Names<'p>,
    evaluation: Evaluation<'p>,
    /// What names stand for, the innermost last.
    values: Vec<(String, Value)>,
    /// The blocks of the templates that extend one another, the most derived first.
    blocks: Vec<(&'p str, u32, &'p [Node])>,
    /// How many templates are open, and how many conditions.
    depth: usize,
    conditions: usize,
    looked_up: usize,
    pub reads: Reads,
    pub questions: Questions,
}

impl<'p> Rendering<'p> {
    pub fn new(project: &'p Project, names: &'p Names<'p>, context: BTreeMap<String, Value>) -> Self {
        Self {
            project,
            names,
            evaluation: Evaluation::new(project),
            values: context.into_iter().collect(),
            blocks: Vec::new(),
            depth: 0,
            conditions: 0,
            looked_up: 0,
            reads: Reads::default(),
            questions: Questions::default(),
        }
    }

    /// Renders the template of a module, and the ones that it extends.
    pub fn render(&mut self, module: u32) {
        let Some(template) = self.project.template(module) else { return };
        if self.depth >= DEEPEST {
            return;
        }
        self.depth += 1;
        let base = template.extends.as_ref().and_then(|base| self.named(base, module));
        match base {
            Some(base) => {
                self.fill(module, &template.nodes);
                self.render(base);
            }
            // What it extends is not known: its blocks are rendered somewhere.
            None => self.nodes(module, &template.nodes),
        }
        self.depth -= 1;
    }

    /// Notes the blocks of a template that extends another.
    fn fill(&mut self, module: u32, nodes: &'p [Node]) {
        for node in nodes {
            if let Node::Block { name, body } = node {
                self.blocks.push((name, module, body));
                self.fill(module, body);
            }
        }
    }

    fn named(&mut self, operand: &Operand, module: u32) -> Option<u32> {
        match self.operand(module, operand) {
            Value::Text(name) => self.project.template_named(self.names, &name, module),
            _ => None,
        }
    }

    fn nodes(&mut self, module: u32, nodes: &'p [Node]) {
        let before = self.values.len();
        let mut is_test = false;
        for node in nodes {
            // What is tested stands right before the branches.
            let goes_on = match node {
                Node::Maybe(_) => true,
                Node::Read(_) => is_test,
                _ => false,
            };
            if !goes_on {
                self.questions.end_test();
            }
            is_test = matches!(node, Node::Read(_));
            self.node(module, node);
        }
        self.forget(before);
    }

    fn node(&mut self, module: u32, node: &'p Node) {
        match node {
            Node::Print(it) => self.print(module, it),
            Node::Read(it) => {
                self.evaluated(module, it);
                self.ask(module, it, true);
            }
            Node::For { targets, items, body } => self.turns(module, targets, items, body),
            Node::Maybe(body) => {
                self.conditions += 1;
                let test = self.questions.enter_branch();
                self.nodes(module, body);
                self.questions.leave_branch(test);
                self.conditions -= 1;
            }
            Node::With { bindings, body } => {
                let before = self.values.len();
                let bound = self.bound(module, bindings);
                self.values.extend(bound);
                self.nodes(module, body);
                self.forget(before);
            }
            Node::Set(binding) => {
                let bound = self.bound(module, std::slice::from_ref(binding));
                self.values.extend(bound);
            }
            Node::Include { template, bindings, is_alone } => self.include(module, template, bindings, *is_alone),
            Node::Block { name, body } => self.block(module, name, body),
        }
    }

    /// The innermost filling of a block, or what the block itself holds.
    fn block(&mut self, module: u32, name: &str, body: &'p [Node]) {
        let filled = self.blocks.iter().find(|(known, ..)| *known == name).copied();
        let (module, body) = filled.map_or((module, body), |(_, module, body)| (module, body));
        self.nodes(module, body);
    }

    fn include(&mut self, module: u32, template: &Operand, bindings: &[Binding], is_alone: bool) {
        let Some(included) = self.named(template, module) else { return };
        let bound = self.bound(module, bindings);
        let outer = if is_alone { std::mem::take(&mut self.values) } else { Vec::new() };
        let questions = is_alone.then(|| std::mem::take(&mut self.questions));
        let blocks = std::mem::take(&mut self.blocks);
        let before = self.values.len();
        self.values.extend(bound);
        self.render(included);
        self.forget(before);
        self.blocks = blocks;
        if let Some(mut questions) = questions {
            questions.found.append(&mut self.questions.found);
            self.questions = questions;
        }
        if is_alone {
            self.values = outer;
        }
    }

    fn bound(&mut self, module: u32, bindings: &[Binding]) -> Vec<(String, Value)> {
        let value = |binding: &Binding| {
            let value = binding.value.as_ref().map_or(Value::Unknown, |value| self.operand(module, value));
            (binding.name.clone(), value)
        };
        bindings.iter().map(value).collect()
    }

    fn turns(&mut self, module: u32, targets: &[String], items: &Operand, body: &'p [Node]) {
        let value = self.evaluated(module, items);
        self.go_through(module, items, &value);
        let Some(place) = self.project.summaries[module as usize].place_of(items) else { return };
        let row = self.reads.open(module, place);
        let item = self.evaluation.turn(outside_python(module), row, &value);
        let before = self.values.len();
        match targets {
            [only] => self.values.push((only.clone(), item)),
            several => {
                let parts = several.iter().zip(0..).map(|(name, at)| (name.clone(), element(item.clone(), at)));
                self.values.extend(parts);
            }
        }
        self.nodes(module, body);
        self.forget(before);
    }

    /// Forgets the names that are bound since.
    fn forget(&mut self, known: usize) {
        self.values.truncate(known);
        self.questions.forget(known);
    }

    /// Puts out a value as text: of a row, what its `__str__` says.
    fn print(&mut self, module: u32, operand: &Operand) {
        let value = self.evaluated(module, operand);
        self.ask(module, operand, false);
        if matches!(value, Value::Instance(_)) {
            self.evaluation.missing.clear();
            self.evaluation.looked_up(&value, "__str__");
            self.note(module, operand, true);
        }
    }

    /// A value that is looked at: a relation to many rows asks for them.
    fn evaluated(&mut self, module: u32, operand: &Operand) -> Value {
        let value = self.operand(module, operand);
        self.evaluation.missing.clear();
        self.evaluation.note_evaluation(&value);
        self.note(module, operand, false);
        value
    }

    /// Notes what an operand asks of a query set, whose rows may be gone through later.
    fn ask(&mut self, module: u32, operand: &Operand, is_tested: bool) {
        let Some(stand) = self.stand(module, operand, is_tested) else { return };
        let Some(question) = question_of(operand) else {
            // The truth or the length of a query set fetches the rows, which it keeps.
            if operand.path.is_empty() {
                self.questions.hold(stand.binding);
            }
            return;
        };
        let mut of = operand.clone();
        of.filters.clear();
        if question != Question::Rows {
            of.path.pop();
        }
        let value = self.operand(module, &of);
        self.questions.ask(self.project, stand, operand, question, &value);
    }

    fn go_through(&mut self, module: u32, items: &Operand, value: &Value) {
        let Some(stand) = self.stand(module, items, false) else { return };
        if !matches!(value, Value::Query(_)) || !items.filters.is_empty() {
            return;
        }
        self.questions.go_through(stand, items);
        if items.path.is_empty() {
            self.questions.hold(stand.binding);
        }
    }

    fn stand(&self, module: u32, operand: &Operand, is_tested: bool) -> Option<Stand> {
        let Root::Name(name) = &operand.root else { return None };
        let binding = self.values.iter().rposition(|(known, _)| known == name)?;
        let place = self.project.summaries[module as usize].place_of(operand)?;
        Some(Stand { module, place, binding, is_tested })
    }

    fn operand(&mut self, module: u32, operand: &Operand) -> Value {
        self.looked_up += 1;
        if self.looked_up > MOST_READS {
            return Value::Unknown;
        }
        let mut value = match &operand.root {
            Root::Name(name) => {
                self.values.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.clone())
            }
            Root::Text(text) => Some(Value::Text(text.clone())),
            Root::Other => None,
        }
        .unwrap_or(Value::Unknown);
        self.evaluation.missing.clear();
        self.evaluation.steps = 0;
        for (name, at) in operand.path.iter().zip(0..) {
            value = self.looked_up(value, name, operand.called.contains(&at));
        }
        self.note(module, operand, false);
        operand.filters.iter().fold(value, |value, filter| filtered(value, filter))
    }

    /// `value.name`: an item, or an attribute, which Django calls if it can be, and Jinja where brackets follow.
    fn looked_up(&mut self, value: Value, name: &str, is_called: bool) -> Value {
        if let Value::Mapping(items) = &value {
            return items.get(name).cloned().unwrap_or(Value::Unknown);
        }
        if let Ok(at) = name.parse::<u16>() {
            return match value {
                Value::Tuple(_) => element(value, at),
                other => self.evaluation.index(&other),
            };
        }
        if is_called || self.project.is_of_django(&value) {
            return self.evaluation.looked_up(&value, name);
        }
        self.evaluation.attribute(&value, name)
    }

    /// Notes what the last look-up found missing.
    fn note(&mut self, module: u32, operand: &Operand, is_inside: bool) {
        let missing = std::mem::take(&mut self.evaluation.missing);
        let Some(place) = self.project.summaries[module as usize].place_of(operand) else { return };
        let site = Site { module, place, is_conditional: self.conditions > 0, is_inside };
        self.reads.note(self.project, site, missing);
    }
}

/// What a filter leaves of a value.
fn filtered(value: Value, filter: &str) -> Value {
    match (filter, value) {
        ("dictsort" | "dictsortreversed" | "list" | "reverse" | "safe" | "sort", value) => value,
        // As many as are sliced off in a template are few.
        ("slice", Value::Query(query)) => Value::Query(Rc::new(Query { bound: Some(1), ..Query::clone(&query) })),
        _ => Value::Unknown,
    }
}
