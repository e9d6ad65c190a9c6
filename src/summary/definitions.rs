//! The frame of a summary: what a module exports, its classes, its functions.

use rustc_hash::FxHashMap;

use crate::excerpt;
use crate::facts::Facts;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeId, ScopeKind};
use crate::summary::expressions::{Builder, Frame, UNKNOWN};
use crate::summary::flow::Place;
use crate::summary::{Asked, Class, Export, Function, Parameter, Summary};
use crate::syntax::{AnyNodeRef, Ranged, ast};

/// The outermost loops of each function; of the module's own statements under `None`.
type Loops = FxHashMap<Option<ScopeId>, Vec<LoopId>>;

/// Where the definitions of a module stand in its summary.
#[derive(Default)]
struct Numbers {
    classes: FxHashMap<NodeId, u32>,
    functions: FxHashMap<NodeId, u32>,
}

/// The flows of what rules ask about, by the function in which they stand.
struct Questions<'q, 'a> {
    by_function: FxHashMap<Option<ScopeId>, Vec<usize>>,
    expressions: &'q [Vec<&'a ast::Expr>],
    asked: Vec<Asked>,
}

impl<'q, 'a> Questions<'q, 'a> {
    fn new(expressions: &'q [Vec<&'a ast::Expr>], facts: &Facts<'a>) -> Self {
        let mut by_function: FxHashMap<Option<ScopeId>, Vec<usize>> = FxHashMap::default();
        for (index, of) in expressions.iter().enumerate() {
            let Some(first) = of.first() else { continue };
            let scope = facts.nodes.get(id_of(*first)).scope;
            by_function.entry(facts.scopes.function(scope)).or_default().push(index);
        }
        Self { by_function, expressions, asked: vec![Asked::default(); expressions.len()] }
    }

    /// Writes the flows of what is asked in the function that is being summarised.
    fn write(&mut self, builder: &mut Builder<'_, 'a>, scope: Option<ScopeId>, function: u32) {
        for index in self.by_function.remove(&scope).unwrap_or_default() {
            let flows = self.expressions[index].iter().map(|it| builder.flow(it)).collect();
            self.asked[index] = Asked { function, flows };
        }
    }
}

/// The summary of a module, and what stands in it for each group of expressions.
pub(super) fn summarise<'a>(
    path: &str,
    facts: &Facts<'a>,
    expressions: &[Vec<&'a ast::Expr>],
) -> (Summary, Vec<Asked>) {
    let mut builder = Builder::new(path, facts);
    let mut questions = Questions::new(expressions, facts);
    let mut loops = builder.loops_by_function();
    builder.handing = builder.calls_with_rows();
    let numbers = builder.number(&loops);
    builder.star_imports();
    builder.settings();
    builder.summary.loads = facts.loaded().filter_map(|loaded| facts.loaded_name(&loaded)).collect();
    builder.summary.has_commands = facts.has_commands();
    builder.summary.exports = builder.bound_in(ScopeId(0), &numbers);
    for (id, scope) in facts.scopes.all() {
        if scope.kind == ScopeKind::Class {
            builder.class(id, &numbers);
        }
    }
    builder.module_statements(loops.remove(&None).unwrap_or_default(), &mut questions);
    for (id, scope) in facts.scopes.all() {
        if let Some(number) = numbers.functions.get(&scope.node) {
            builder.function(id, *number, loops.remove(&Some(id)).unwrap_or_default(), &mut questions);
        }
    }
    builder.registrations();
    builder.receivers();
    builder.works(&numbers.classes);
    builder.holdings();
    (builder.finish(), questions.asked)
}

impl<'a> Builder<'_, 'a> {
    /// Names classes, and the functions that are worth following, so that each can refer to any other.
    fn number(&mut self, loops: &Loops) -> Numbers {
        let mut numbers = Numbers::default();
        self.summary.functions.push(Function::default());
        for (id, scope) in self.facts.scopes.all() {
            match self.facts.nodes.get(scope.node).node {
                AnyNodeRef::StmtClassDef(_) => {
                    numbers.classes.insert(scope.node, self.summary.classes.len() as u32);
                    let class = Class { name: self.dotted(id), ..Class::default() };
                    self.summary.classes.push(class);
                }
                AnyNodeRef::StmtFunctionDef(it) if self.speaks_of_rows || self.may_hold_rows(id, it, loops) => {
                    numbers.functions.insert(scope.node, self.summary.functions.len() as u32);
                    let class_node = self.facts.scopes.get(scope.parent).node;
                    let class = numbers.classes.get(&class_node).copied();
                    self.summary.functions.push(Function { name: self.dotted(id), class, ..Function::default() });
                }
                _ => {}
            }
        }
        numbers
    }

    /// The names of a definition and of those around it.
    pub fn dotted(&self, scope: ScopeId) -> String {
        let mut names = Vec::new();
        let mut at = scope;
        while at != ScopeId(0) {
            let around = self.facts.scopes.get(at);
            match self.facts.nodes.get(around.node).node {
                AnyNodeRef::StmtClassDef(it) => names.push(it.name.as_str()),
                AnyNodeRef::StmtFunctionDef(it) => names.push(it.name.as_str()),
                _ => {}
            }
            at = around.parent;
        }
        names.reverse();
        names.join(".")
    }

    /// Whether a function loops, or returns what a name of the module gives.
    fn may_hold_rows(&self, scope: ScopeId, function: &'a ast::StmtFunctionDef, loops: &Loops) -> bool {
        let mut returned = Vec::new();
        returns(&function.body, &mut returned);
        loops.contains_key(&Some(scope)) || returned.iter().any(|value| is_call_of_module(value, self.facts))
    }

    fn star_imports(&mut self) {
        if !self.facts.scopes.get(ScopeId(0)).is_opaque {
            return;
        }
        let AnyNodeRef::ModModule(module) = self.facts.nodes.get(NodeId(0)).node else { return };
        for statement in &module.body {
            if let ast::Stmt::ImportFrom(from) = statement
                && from.names.iter().any(|name| name.name.as_str() == "*")
                && let Some(imported) = self.imported_from(from)
            {
                self.summary.star_imports.push(imported);
            }
        }
    }

    /// What the names of a module or class stand for.
    fn bound_in(&mut self, scope: ScopeId, numbers: &Numbers) -> Vec<(String, Export)> {
        let bindings = self.facts.scopes.get(scope).bindings.clone();
        let exports = bindings.into_iter().filter_map(|id| {
            let name = self.facts.scopes.binding(id).name.to_owned();
            Some((name, self.export(id, numbers)?))
        });
        exports.collect()
    }

    fn export(&mut self, id: BindingId, numbers: &Numbers) -> Option<Export> {
        let node = self.facts.scopes.binding(id).node;
        Some(match self.facts.nodes.get(node).node {
            AnyNodeRef::Alias(alias) => Export::Import(self.imported(node, alias)?),
            AnyNodeRef::StmtClassDef(_) => Export::Class(*numbers.classes.get(&node)?),
            AnyNodeRef::StmtFunctionDef(_) => Export::Function(*numbers.functions.get(&node)?),
            _ if !self.speaks_of_rows => return None,
            _ => {
                // A row is a value only inside its function.
                let flow = self.binding(id)?;
                Export::Value(if self.is_made_of_row(flow) { UNKNOWN } else { flow })
            }
        })
    }

    fn class(&mut self, scope: ScopeId, numbers: &Numbers) {
        let node = self.facts.scopes.get(scope).node;
        let AnyNodeRef::StmtClassDef(class) = self.facts.nodes.get(node).node else { return };
        self.frame = Frame::default();
        let bases = class.bases().iter().map(|base| self.flow(base)).collect();
        let decorators = self.decorators_of(class);
        let body = self.bound_in(scope, numbers);
        let annotations = if self.speaks_of_rows { annotations(class, self.facts.text) } else { Vec::new() };
        let fields = self.fields_of(class);
        let places = self.places_in(class);
        let methods = class.body.iter().filter_map(|it| it.as_function_def_stmt()).map(|it| it.name.to_string());
        let methods = methods.collect();
        let written = &mut self.summary.classes[numbers.classes[&node] as usize];
        written.fields = fields;
        written.places = places;
        written.methods = methods;
        written.bases = bases;
        written.decorators = decorators;
        written.body = body;
        written.annotations = annotations;
    }

    fn loops_by_function(&self) -> Loops {
        let mut loops = Loops::default();
        for (id, it) in self.facts.loops.all() {
            if it.parent.is_none() {
                let scope = self.facts.nodes.get(it.node).scope;
                loops.entry(self.facts.scopes.function(scope)).or_default().push(id);
            }
        }
        loops
    }

    fn module_statements(&mut self, loops: Vec<LoopId>, questions: &mut Questions<'_, 'a>) {
        self.frame = Frame::default();
        self.rows_of(&loops);
        self.hands();
        questions.write(self, None, 0);
        self.summary.functions[0] = std::mem::take(&mut self.frame.function);
    }

    fn function(&mut self, scope: ScopeId, number: u32, loops: Vec<LoopId>, questions: &mut Questions<'_, 'a>) {
        let node = self.facts.scopes.get(scope).node;
        let AnyNodeRef::StmtFunctionDef(definition) = self.facts.nodes.get(node).node else { return };
        let mut returned = Vec::new();
        returns(&definition.body, &mut returned);
        if !self.speaks_of_rows {
            returned.retain(|value| is_call_of_module(value, self.facts));
        }
        let function = std::mem::take(&mut self.summary.functions[number as usize]);
        self.frame = Frame { scope: Some(scope), function, ..Frame::default() };
        self.frame.function.is_generator = self.facts.scopes.get(scope).has_yield;
        self.frame.function.parameters = definition.parameters.iter().map(|it| self.parameter_of(it)).collect();
        if self.speaks_of_rows {
            let decorators = definition.decorator_list.iter().map(|it| self.flow(&it.expression)).collect();
            self.frame.function.decorators = decorators;
            let annotation = definition.returns.as_deref().filter(|_| !definition.decorator_list.is_empty());
            self.frame.function.declared = annotation.map(|it| self.declared(it));
        }
        if self.speaks_of_rows {
            self.frame.function.writes = self.facts.writes_rows_within(node);
            self.frame.function.returned = returned.iter().map(|value| self.place(value.range())).collect();
        }
        let returns = returned.into_iter().map(|value| self.context_or_flow(value)).collect();
        self.frame.function.returns = returns;
        self.rows_of(&loops);
        self.renders(id_of(definition));
        self.handovers(id_of(definition));
        self.hands();
        self.choices(definition, id_of(definition));
        questions.write(self, Some(scope), number);
        self.summary.functions[number as usize] = std::mem::take(&mut self.frame.function);
    }

    fn parameter_of(&mut self, parameter: ast::AnyParameterRef<'a>) -> Parameter {
        let annotation = parameter.annotation().filter(|_| self.speaks_of_rows).map(|it| self.flow(it));
        Parameter { name: parameter.name().as_str().to_owned(), annotation }
    }

    /// Gives every noted place its lines and columns.
    fn finish(mut self) -> Summary {
        if !self.ranges.is_empty() {
            let places = excerpt::places(self.facts.text, &self.ranges).into_iter();
            self.summary.places = places.map(|(span, line)| Place { span, line }).collect();
        }
        // Summaries are held until the link, all at once.
        self.summary.flows.shrink_to_fit();
        self.summary.exports.shrink_to_fit();
        self.summary.functions.shrink_to_fit();
        for function in &mut self.summary.functions {
            function.rows.shrink_to_fit();
            function.demands.shrink_to_fit();
            function.returns.shrink_to_fit();
        }
        self.summary
    }
}

/// What a class declares the names to be that its body sets to the result of a call.
fn annotations(class: &ast::StmtClassDef, text: &str) -> Vec<(String, String)> {
    let declared = class.body.iter().filter_map(|statement| {
        let ast::Stmt::AnnAssign(it) = statement else { return None };
        let ast::Expr::Name(name) = &*it.target else { return None };
        it.value.as_ref().filter(|value| value.is_call_expr())?;
        Some((name.id.to_string(), text[it.annotation.range()].to_owned()))
    });
    declared.collect()
}

/// Whether an expression calls a function of the module, or a method of what such a call gives. An instance of a
/// class, by the case of its name, is no collection of rows.
pub(super) fn is_call_of_module(expression: &ast::Expr, facts: &Facts) -> bool {
    let ast::Expr::Call(call) = expression else { return false };
    let mut at = &*call.func;
    loop {
        at = match at {
            ast::Expr::Attribute(it) => &it.value,
            ast::Expr::Call(it) => &it.func,
            ast::Expr::Name(name) => {
                let scope = facts.nodes.get(id_of(name)).scope;
                let is_class = name.id.as_str().starts_with(|first: char| first.is_ascii_uppercase());
                return !is_class && facts.scopes.owner(scope, name.id.as_str()) == Some(ScopeId(0));
            }
            _ => return false,
        };
    }
}

/// The values that a function's own statements return.
pub(super) fn returns<'a>(body: &'a [ast::Stmt], found: &mut Vec<&'a ast::Expr>) {
    for statement in body {
        match statement {
            ast::Stmt::Return(it) => found.extend(it.value.as_deref()),
            ast::Stmt::If(it) => {
                returns(&it.body, found);
                it.elif_else_clauses.iter().for_each(|clause| returns(&clause.body, found));
            }
            ast::Stmt::For(ast::StmtFor { body, orelse, .. })
            | ast::Stmt::While(ast::StmtWhile { body, orelse, .. }) => {
                returns(body, found);
                returns(orelse, found);
            }
            ast::Stmt::With(it) => returns(&it.body, found),
            ast::Stmt::Match(it) => it.cases.iter().for_each(|case| returns(&case.body, found)),
            ast::Stmt::Try(it) => {
                [&it.body, &it.orelse, &it.finalbody].into_iter().for_each(|body| returns(body, found));
                for ast::ExceptHandler::ExceptHandler(handler) in &it.handlers {
                    returns(&handler.body, found);
                }
            }
            _ => {}
        }
    }
}
