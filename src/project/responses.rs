//! The relations that response models of FastAPI read of each row that a route returns.

use crate::project::Project;
use crate::project::classes::Base;
use crate::project::evaluate::{Evaluation, Frame};
use crate::project::libraries::Library;
use crate::project::reads::{Reads, Site, outside_python};
use crate::project::relations::LazyRelation;
use crate::project::symbols::{ClassId, FunctionId, Symbol};
use crate::project::value::Value;
use crate::summary::{Flow, FlowId, PlaceId};

/// Models inside one another that are followed.
const DEEPEST: usize = 4;

/// Decorators of routes, by their last names.
const VERBS: &[&str] = &["api_route", "get", "patch", "post", "put"];

/// A function that answers requests with many of a model.
struct Route {
    function: FunctionId,
    model: ClassId,
    place: PlaceId,
}

/// The fields of one response being read.
struct Reading<'p> {
    project: &'p Project,
    evaluation: Evaluation<'p>,
    reads: Reads,
    module: u32,
    place: PlaceId,
}

impl Project {
    /// Relations that response models read of each row although no query loads them, and the models' names.
    pub fn lazy_relations_of_responses(&self) -> Vec<(LazyRelation, &str)> {
        let mut found = Vec::new();
        if !self.uses_sessions() {
            return found;
        }
        for (module, summary) in self.summaries.iter().enumerate() {
            for (index, function) in summary.functions.iter().enumerate() {
                if function.decorators.is_empty() || function.returns.is_empty() {
                    continue;
                }
                let id = FunctionId { module: module as u32, index: index as u32 };
                if let Some(route) = self.route(id) {
                    let lazy = self.responded(&route);
                    found.extend(lazy.into_iter().map(|lazy| (lazy, self.class_name(route.model))));
                }
            }
        }
        found
    }

    /// A route that says which model it answers with many of.
    fn route(&self, id: FunctionId) -> Option<Route> {
        let flow = |at: FlowId| &self.summaries[id.module as usize].flows[at.0 as usize];
        let function = self.function(id);
        function.decorators.iter().find_map(|decorator| {
            let Flow::Call { callee, arguments, keywords, place: Some(place) } = flow(*decorator) else { return None };
            let (Flow::Name(name) | Flow::Attribute { name, .. }) = flow(*callee) else { return None };
            let has_path = arguments.first().is_some_and(|path| matches!(flow(*path), Flow::Text(_)));
            if !has_path || !VERBS.contains(&name.rsplit('.').next()?) {
                return None;
            }
            let named = keywords.iter().find(|(name, _)| name == "response_model").map(|(_, it)| *it);
            let Flow::Comprehension(model) = flow(named.or(function.declared)?) else { return None };
            let model = self.read_model(id.module, *model)?;
            Some(Route { function: id, model, place: *place })
        })
    }

    /// The class that a flow names, if its instances are made of the attributes of something else.
    fn read_model(&self, module: u32, flow: FlowId) -> Option<ClassId> {
        let class = self.class_declared(module, flow)?;
        let is_model = |name: &str| name.starts_with("pydantic.") || name.starts_with("sqlmodel.");
        self.has_external_base(class, is_model).then_some(class)
    }

    /// The class that an annotation names, also in quotes.
    pub(super) fn class_declared(&self, module: u32, flow: FlowId) -> Option<ClassId> {
        let resolved = self.symbol(module, flow).or_else(|| {
            let name = format!("{}.{}", self.summaries[module as usize].module, self.text(module, flow)?);
            Some(self.modules.resolve_from(&self.summaries, Some(module), &name))
        });
        match resolved {
            Some((Symbol::Class(class), rest)) if rest.is_empty() => Some(class),
            _ => None,
        }
    }

    fn responded(&self, route: &Route) -> Vec<LazyRelation> {
        let mut frame = Frame::new(route.function, self.arguments(route.function));
        let mut found = Vec::new();
        for returned in &self.function(route.function).returns {
            let mut evaluation = Evaluation::new(self);
            let rows = evaluation.flow(&mut frame, *returned);
            let is_mapped = matches!(&rows, Value::Query(it) if self.library(it.model) == Some(Library::Alchemy));
            if !is_mapped {
                continue;
            }
            let module = route.function.module;
            let flow = &self.summaries[module as usize].flows[returned.0 as usize];
            let written = if let Flow::Call { place, .. } = flow { *place } else { None };
            let (reads, place) = (Reads::default(), route.place);
            let mut reading = Reading { project: self, evaluation: Evaluation::new(self), reads, module, place };
            let row = reading.reads.open(module, written.unwrap_or(place));
            let item = reading.evaluation.turn(outside_python(module), row, &rows);
            reading.model(route.model, &item, DEEPEST);
            found.extend(reading.reads.lazy_relations(self, |model| self.library(model) == Some(Library::Alchemy)));
        }
        found
    }

    /// The fields of a model and of its bases, the most derived first, with what each is declared to be.
    pub(super) fn fields_read(&self, model: ClassId) -> Vec<(&str, ClassId, FlowId)> {
        let mut fields: Vec<(&str, ClassId, FlowId)> = Vec::new();
        for base in self.order(model) {
            let Base::Class(class) = base else { continue };
            for (name, declared) in &self.class(*class).fields {
                if !fields.iter().any(|(known, ..)| known == name) {
                    fields.push((name, *class, *declared));
                }
            }
        }
        fields
    }
}

impl Reading<'_> {
    /// Reads the fields of a model of one row.
    fn model(&mut self, model: ClassId, row: &Value, left: usize) {
        let (Some(left), Value::Instance(instance)) = (left.checked_sub(1), row) else { return };
        for (name, ClassId { module, .. }, declared) in self.project.fields_read(model) {
            if self.project.relation(instance.model, name).is_none() {
                continue;
            }
            self.evaluation.missing.clear();
            self.evaluation.steps = 0;
            let value = self.evaluation.attribute(row, name);
            let missing = std::mem::take(&mut self.evaluation.missing);
            let site = Site { module: self.module, place: self.place, is_conditional: false, is_inside: false };
            self.reads.note(self.project, site, missing);
            let flow = &self.project.summaries[module as usize].flows[declared.0 as usize];
            let inner = if let Flow::Comprehension(inner) = flow { *inner } else { declared };
            let Some(nested) = self.project.read_model(module, inner) else { continue };
            let item = match &value {
                Value::Query(query) => {
                    let origin = query.related.as_ref().and_then(|(owner, _)| owner.row.clone());
                    self.evaluation.item(&value, origin)
                }
                _ => value,
            };
            self.model(nested, &item, left);
        }
    }
}
