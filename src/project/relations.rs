//! Relations that a loop reads of each row although the query set of the rows does not load them.

use rustc_hash::FxHashMap;

use crate::diagnostic::Label;
use crate::page::Confidence;
use crate::project::Project;
use crate::project::evaluate::{Evaluation, Frame, Missing};
use crate::project::models::{Arity, Relation};
use crate::project::symbols::{ClassId, FunctionId, Symbol};
use crate::project::value::{RowOrigin, Supply, Value};
use crate::summary::{Demand, Flow, FlowId, Place, PlaceId, Row, Usage};

/// A relation that is read of each row and loaded for none.
pub struct LazyRelation {
    pub function: FunctionId,
    pub access: PlaceId,
    /// What the loop iterates.
    pub iterable: (FunctionId, PlaceId),
    /// Where the query set is first written.
    pub query: Option<(FunctionId, PlaceId)>,
    /// The model of the rows.
    pub model: ClassId,
    /// From the row to what is read.
    pub path: Vec<String>,
    /// The lookups that load this, and all that is read behind it.
    pub lookups: Vec<String>,
    /// Whether one row is read at the end of the path, or many.
    pub arity: Arity,
    /// Whether all of it can be joined in the same query.
    pub is_joinable: bool,
    /// Whether it is read in a property or method of the row.
    pub is_inside: bool,
    pub confidence: Confidence,
}

/// One read of a relation that is not loaded.
struct Read {
    path: Vec<String>,
    row: std::rc::Rc<RowOrigin>,
    arity: Arity,
    place: PlaceId,
    is_conditional: bool,
    is_inside: bool,
}

/// The query set that rows come from, as far as it tells loops of one function apart.
type Source = (Option<(FunctionId, PlaceId)>, u32, ClassId);

impl Project {
    /// All of them that are read in Python, in the order of files and of the text.
    pub fn lazy_relations(&self) -> &[LazyRelation] {
        self.lazy.get_or_init(|| self.read_lazy_relations())
    }

    fn read_lazy_relations(&self) -> Vec<LazyRelation> {
        let mut found = Vec::new();
        for (module, summary) in self.summaries.iter().enumerate() {
            for (index, function) in summary.functions.iter().enumerate() {
                if !function.demands.is_empty() {
                    let function = FunctionId { module: module as u32, index: index as u32 };
                    self.lazy_relations_in(function, &mut found);
                }
            }
        }
        found
    }

    fn lazy_relations_in(&self, id: FunctionId, found: &mut Vec<LazyRelation>) {
        let mut evaluation = Evaluation::new(self);
        let arguments = self.arguments(id);
        let mut frame = Frame::new(id, arguments);
        let function = self.function(id);
        let preloaded = self.preloaded(&mut evaluation, &mut frame, &function.preloads);
        let (mut reads, mut replaced) = (Vec::new(), Vec::new());
        for demand in &function.demands {
            evaluation.steps = 0;
            evaluation.missing.clear();
            replaced.extend(self.replaced(&mut evaluation, &mut frame, demand));
            if demand.usage == Usage::Replaced {
                continue;
            }
            evaluation.missing.clear();
            let value = evaluation.flow(&mut frame, demand.value);
            if demand.usage == Usage::Evaluated {
                evaluation.note_evaluation(&value);
            }
            let missing = std::mem::take(&mut evaluation.missing);
            reads.extend(missing.into_iter().filter_map(|missing| self.read(id, demand, missing)));
        }
        reads.retain(|read| !replaced.iter().any(|(row, path)| *row == read.row.row && read.path.starts_with(path)));
        reads.retain(|read| match preloaded.get(&read.row.model) {
            Some(supply) => !supply.any_to_many && !supply.is_loaded(&read.path.join("__")),
            None => true,
        });
        self.settle(id, reads, found);
    }

    /// What is known of a function's parameters without its callers.
    pub(super) fn arguments(&self, id: FunctionId) -> Vec<Value> {
        let function = self.function(id);
        let evaluation = Evaluation::new(self);
        let is_static = evaluation.is_decorated(id, "staticmethod");
        let class = function.class.filter(|_| !is_static).map(|index| ClassId { module: id.module, index });
        let parameters = function.parameters.iter().enumerate();
        let argument = |(position, parameter): (usize, &crate::summary::Parameter)| match class {
            Some(class) if position == 0 && evaluation.is_decorated(id, "classmethod") => Value::Class(class),
            Some(class) if position == 0 && self.has_rows(class) => self.single_row(class, Supply::default(), true),
            Some(class) if position == 0 && !self.is_manager(class) => Value::Object(class),
            _ => parameter.annotation.map_or(Value::Unknown, |annotation| self.annotated(id.module, annotation)),
        };
        parameters.map(argument).collect()
    }

    /// A row of the model that an annotation names, or an object of the class that nothing inherits from.
    fn annotated(&self, module: u32, annotation: FlowId) -> Value {
        let model = match &self.summaries[module as usize].flows[annotation.0 as usize] {
            Flow::Name(_) => self.symbol(module, annotation),
            Flow::Text(name) => {
                let name = format!("{}.{name}", self.summaries[module as usize].module);
                Some(self.modules.resolve_from(&self.summaries, Some(module), &name))
            }
            _ => None,
        };
        match model {
            Some((Symbol::Class(class), rest)) if rest.is_empty() && self.has_rows(class) => {
                self.single_row(class, Supply::default(), true)
            }
            Some((Symbol::Class(class), rest)) if rest.is_empty() && self.is_only_itself(class) => Value::Object(class),
            _ => Value::Unknown,
        }
    }

    fn is_only_itself(&self, class: ClassId) -> bool {
        !self.is_manager(class) && self.below(class).is_empty()
    }

    /// What `prefetch_related_objects` loads in a function, by the model of the rows it is given.
    fn preloaded(
        &self,
        evaluation: &mut Evaluation,
        frame: &mut Frame,
        preloads: &[Vec<FlowId>],
    ) -> FxHashMap<ClassId, Supply> {
        let mut found: FxHashMap<ClassId, Supply> = FxHashMap::default();
        for preload in preloads {
            let mut values = preload.iter().map(|flow| evaluation.flow(frame, *flow));
            let model = match values.next() {
                Some(Value::Query(query)) => query.model,
                Some(Value::Items(item)) => match *item {
                    Value::Instance(instance) => instance.model,
                    _ => continue,
                },
                _ => continue,
            };
            let values: Vec<Value> = values.collect();
            let supply = found.entry(model).or_default();
            for lookup in values {
                match lookup {
                    Value::Text(path) => supply.prefetch(&path),
                    _ => supply.any_to_many = true,
                }
            }
        }
        found
    }

    /// The row and path whose value the loop itself sets.
    fn replaced(&self, evaluation: &mut Evaluation, frame: &mut Frame, demand: &Demand) -> Option<(u32, Vec<String>)> {
        let flows = &self.summaries[frame.function.module as usize].flows;
        let of = |flow: FlowId| match &flows[flow.0 as usize] {
            Flow::Attribute { of, name } => Some((*of, name)),
            _ => None,
        };
        let value = match &flows[demand.value.0 as usize] {
            Flow::Awaited(of) => &flows[of.0 as usize],
            value => value,
        };
        if let Flow::Call { callee, .. } = value {
            let (relation, method) = of(*callee)?;
            return self.written(evaluation, frame, relation, method);
        }
        let (of, name) = of(demand.value).filter(|_| demand.usage == Usage::Replaced)?;
        let Value::Instance(instance) = evaluation.flow(frame, of) else { return None };
        let path = instance.path.iter().cloned().chain([name.clone()]).collect();
        Some((instance.row.as_ref()?.row, path))
    }

    /// The row and path of a relation to many rows that the loop writes: what it held before is of no use.
    fn written(
        &self,
        evaluation: &mut Evaluation,
        frame: &mut Frame,
        relation: FlowId,
        method: &str,
    ) -> Option<(u32, Vec<String>)> {
        let is_write = matches!(method, "add" | "remove" | "set" | "clear" | "create" | "update" | "delete");
        let Value::Query(query) = Some(relation).filter(|_| is_write).map(|it| evaluation.flow(frame, it))? else {
            return None;
        };
        let (owner, name) = query.related.as_ref()?;
        let path = owner.path.iter().cloned().chain([name.clone()]).collect();
        Some((owner.row.as_ref()?.row, path))
    }

    fn read(&self, function: FunctionId, demand: &Demand, missing: Missing) -> Option<Read> {
        let row = missing.instance.row.clone()?;
        // Whoever passed the row may have prefetched what is read of its relations.
        if row.function != function || row.trace.is_given {
            return None;
        }
        let arity = self.relation(missing.instance.model, &missing.name)?.arity;
        let path = missing.instance.path.iter().cloned().chain([missing.name]).collect();
        let Demand { place, is_conditional, .. } = *demand;
        Some(Read { path, row, arity, place, is_conditional, is_inside: missing.is_inside })
    }

    /// One finding for each query set and shortest path.
    fn settle(&self, function: FunctionId, reads: Vec<Read>, found: &mut Vec<LazyRelation>) {
        let mut groups: Vec<(Source, Vec<Read>)> = Vec::new();
        for read in reads {
            let loops = if read.row.trace.origin.is_some() { 0 } else { read.row.row };
            let source = (read.row.trace.origin, loops, read.row.model);
            match groups.iter_mut().find(|(known, _)| *known == source) {
                Some((_, group)) => group.push(read),
                None => groups.push((source, vec![read])),
            }
        }
        for (_, group) in groups {
            let mut shortest: Vec<&Vec<String>> = Vec::new();
            for read in &group {
                let is_behind = |other: &Read| other.path.len() < read.path.len() && read.path.starts_with(&other.path);
                if !group.iter().any(is_behind) && !shortest.contains(&&read.path) {
                    shortest.push(&read.path);
                }
            }
            found.extend(shortest.into_iter().filter_map(|path| self.finding(function, path, &group)));
        }
    }

    fn finding(&self, function: FunctionId, path: &[String], group: &[Read]) -> Option<LazyRelation> {
        let mut same = group.iter().filter(|read| read.path == path);
        let first = same.clone().find(|read| !read.is_conditional && !read.is_inside).or_else(|| same.next())?;
        let behind: Vec<&Read> = group.iter().filter(|read| read.path.starts_with(path)).collect();
        let is_last = |read: &&&Read| {
            !behind.iter().any(|other| other.path.len() > read.path.len() && other.path.starts_with(&read.path))
        };
        let mut lookups: Vec<String> = behind.iter().filter(is_last).map(|read| read.path.join("__")).collect();
        lookups.sort();
        lookups.dedup();
        let turns = self.function(function).rows.get(first.row.row as usize)?;
        let is_joinable = behind.iter().all(|read| self.is_joinable(first.row.model, &read.path));
        Some(LazyRelation {
            function,
            access: first.place,
            iterable: (function, turns.place),
            query: first.row.trace.origin,
            model: first.row.model,
            path: path.to_vec(),
            lookups,
            arity: first.arity,
            is_joinable,
            is_inside: first.is_inside,
            confidence: confidence(first, turns, is_set_up(self.class_name(first.row.model))),
        })
    }

    /// Whether a path leads from one row to one row all the way.
    pub(super) fn is_joinable(&self, model: ClassId, path: &[String]) -> bool {
        let mut at = model;
        path.iter().all(|name| match self.relation(at, name) {
            Some(Relation { target: Some(target), arity: Arity::One, .. }) => {
                at = *target;
                true
            }
            _ => false,
        })
    }

    /// A label in one of the project's files; its path is left out in the file `here`.
    pub fn label(&self, module: u32, place: PlaceId, message: String, here: u32) -> Label {
        let summary = &self.summaries[module as usize];
        let place = &summary.places[place.0 as usize];
        let path = (module != here).then(|| summary.path.clone());
        Label { path, span: place.span, message, line: place.line.clone() }
    }

    pub fn place(&self, function: FunctionId, place: PlaceId) -> &Place {
        &self.summaries[function.module as usize].places[place.0 as usize]
    }
}

/// Whether a model's name says that its rows are set up by somebody, once, and are few: `OrderType`, `Category`.
fn is_set_up(model: &str) -> bool {
    const ENDS: [&str; 14] = [
        "Type", "Category", "Status", "Kind", "Level", "Role", "Setting", "Config", "Language", "Country", "Currency",
        "Menu", "Nav", "Plan",
    ];
    ENDS.iter().any(|end| model.ends_with(end))
}

fn confidence(read: &Read, turns: &Row, is_set_up: bool) -> Confidence {
    /// Through as many helpers a query set is followed call by call, and what one way through them loads counts.
    const SURE_HOPS: u32 = 2;
    let trace = &read.row.trace;
    let is_near = trace.hops == 0 || trace.hops <= SURE_HOPS && !trace.is_of_one;
    let is_direct = is_near && !read.is_inside;
    // What one object refers to are mostly few rows.
    let matters_little = trace.is_narrowed || trace.is_of_one || turns.writes || is_set_up;
    if is_direct && !trace.is_doubtful && !matters_little && !read.is_conditional {
        Confidence::High
    } else if trace.is_guessed || trace.hops > 1 && (trace.is_doubtful || read.is_conditional) {
        Confidence::Low
    } else {
        Confidence::Medium
    }
}
