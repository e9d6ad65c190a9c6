//! The relations that types of strawberry read of each row, if whoever asks wants them.

use crate::page::Confidence;
use crate::project::Project;
use crate::project::classes::Base;
use crate::project::models::Arity;
use crate::project::readings::{Reading, Somewhere};
use crate::project::reads;
use crate::project::relations::LazyRelation;
use crate::project::symbols::{ClassId, FunctionId, Symbol};
use crate::project::value::Value;
use crate::summary::{Export, Flow, FlowId};

/// Types inside one another that are followed.
const DEEPEST: usize = 3;
/// What a field says of how it is resolved, or of what the optimizer is to load for it.
const HINTS: [&str; 6] = ["annotate", "field_name", "only", "prefetch_related", "resolver", "select_related"];

/// The types of one answer being written out for each row.
struct Writing<'p> {
    reading: Reading<'p>,
    is_optimized: bool,
}

impl Project {
    /// Relations that types of strawberry read of each row of Django although no query set loads them; either of answers
    /// whose relations the optimizer loads, where methods alone read what it does not know of, or of all others.
    pub fn lazy_relations_of_strawberry(&self, is_optimized: bool) -> Vec<LazyRelation> {
        let mut found = Vec::new();
        let mut types = self.classes().filter(|class| self.is_strawberry_type(*class)).peekable();
        if types.peek().is_none() || self.imports_any_such(&["DataLoader", "dataloader"]) {
            return found;
        }
        let has_optimizer = self.imports_any_such(&["OptimizerExtension"]);
        for class in types {
            for (resolver, place) in self.field_resolvers(class) {
                let Some(of) = self.listed_type(resolver) else { continue };
                if is_optimized != (has_optimizer && self.is_strawberry_of_django(of)) {
                    continue;
                }
                let mut writing = Writing { reading: Reading::new(self), is_optimized };
                let rows = writing.reading.evaluation.enter(resolver, self.arguments(resolver));
                let row = writing.reading.each(&rows, place);
                writing.one(of, &row, DEEPEST);
                reads::add(&mut found, writing.reading.lazy_relations());
            }
        }
        // Only what is asked for is read, and nobody knows what that will be.
        found.iter_mut().for_each(|lazy| lazy.confidence = Confidence::Low);
        found
    }

    /// The type of the rows that a resolver says it gives many of, unless the type picks its rows itself.
    fn listed_type(&self, resolver: FunctionId) -> Option<ClassId> {
        let declared = self.function(resolver).declared?;
        match &self.summaries[resolver.module as usize].flows[declared.0 as usize] {
            Flow::Comprehension(of) => self.type_declared(resolver.module, *of),
            _ => None,
        }
    }

    /// The type that an annotation names, unless it picks its rows itself.
    fn type_declared(&self, module: u32, flow: FlowId) -> Option<ClassId> {
        let of = self.class_declared(module, flow)?;
        (self.is_strawberry_type(of) && self.member(of, None, "get_queryset").is_none()).then_some(of)
    }

    fn is_strawberry_type(&self, class: ClassId) -> bool {
        self.type_decorator(class).is_some()
    }

    /// Whether rows of Django are resolved by strawberry-django, with its hints and its optimizer.
    fn is_strawberry_of_django(&self, class: ClassId) -> bool {
        self.type_decorator(class).is_some_and(|name| name.contains("django"))
    }

    fn type_decorator(&self, class: ClassId) -> Option<String> {
        let decorators = self.class(class).decorators.iter();
        let mut names = decorators.filter_map(|it| self.name_of_strawberry(class.module, *it));
        names.find(|name| name.ends_with(".type") || name.ends_with(".interface"))
    }

    /// The qualified name of what is named or called, if it is one of strawberry.
    fn name_of_strawberry(&self, module: u32, flow: FlowId) -> Option<String> {
        let callee = match &self.summaries[module as usize].flows[flow.0 as usize] {
            Flow::Call { callee, .. } => *callee,
            _ => flow,
        };
        match self.symbol(module, callee)? {
            (Symbol::External(name), _) if name.starts_with("strawberry") => Some(name),
            _ => None,
        }
    }

    /// The methods that resolve fields of a type, without those that say what is to be loaded for them, and where
    /// they are.
    fn field_resolvers(&self, of: ClassId) -> Vec<(FunctionId, Somewhere)> {
        let mut found = Vec::new();
        for base in self.order(of) {
            let Base::Class(class) = base else { continue };
            for (name, export) in &self.class(*class).body {
                let Export::Function(index) = export else { continue };
                let resolver = FunctionId { module: class.module, index: *index };
                if self.resolves_field(resolver)
                    && let Some(place) = self.class_place(*class, name)
                {
                    found.push((resolver, place));
                }
            }
        }
        found
    }

    fn resolves_field(&self, method: FunctionId) -> bool {
        self.function(method).decorators.iter().any(|decorator| {
            let name = self.name_of_strawberry(method.module, *decorator);
            name.is_some_and(|name| name.ends_with(".field")) && !self.has_hints(method.module, *decorator)
        })
    }

    fn has_hints(&self, module: u32, flow: FlowId) -> bool {
        match &self.summaries[module as usize].flows[flow.0 as usize] {
            Flow::Call { keywords, .. } => keywords.iter().any(|(name, _)| HINTS.contains(&name.as_str())),
            _ => false,
        }
    }
}

impl Writing<'_> {
    /// Reads what a type shows of a row.
    fn one(&mut self, of: ClassId, row: &Value, left: usize) {
        let Some(left) = left.checked_sub(1) else { return };
        let project = self.reading.project;
        for (name, class, declared) in project.fields_read(of) {
            if !self.is_optimized && !is_told(project, class, name) {
                self.field(of, row, (name, class, declared), left);
            }
        }
        for (resolver, place) in project.field_resolvers(of) {
            let first = project.function(resolver).parameters.first();
            if first.is_some_and(|it| it.name != "info") {
                self.reading.called(&Value::Function(resolver), vec![row.clone()], place);
            }
        }
    }

    /// Reads a relation that a field shows by a type of its own.
    fn field(&mut self, of: ClassId, row: &Value, field: (&str, ClassId, FlowId), left: usize) {
        let (project, (name, class, declared)) = (self.reading.project, field);
        let Value::Instance(instance) = row else { return };
        let (Some(relation), Some(place)) = (project.relation(instance.model, name), project.class_place(class, name))
        else {
            return;
        };
        let (inner, is_list) = match &project.summaries[class.module as usize].flows[declared.0 as usize] {
            Flow::Comprehension(inner) => (*inner, true),
            _ => (declared, false),
        };
        // A manager is no list: without strawberry-django such a field is an error.
        let is_many = relation.arity == Arity::Many;
        if is_many != is_list || is_many && !project.is_strawberry_of_django(of) {
            return;
        }
        let Some(inner) = project.type_declared(class.module, inner) else { return };
        let value = self.reading.looked_up(row, name, place);
        let value = if is_many { self.reading.first_of(&value, place) } else { value };
        self.one(inner, &value, left);
    }
}

/// Whether a field that a class declares is resolved elsewhere, or says what is to be loaded for it.
fn is_told(project: &Project, class: ClassId, field: &str) -> bool {
    matches!(project.own_member(class, field), Some(Export::Value(flow)) if project.has_hints(class.module, *flow))
}
