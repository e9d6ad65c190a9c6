//! What a loop reads of each row although the query set of the rows does not load it.

use std::cell::OnceCell;

use crate::diagnostic::Label;
use crate::page::Confidence;
use crate::project::Project;
use crate::project::evaluate::{Evaluation, Frame};
use crate::project::missing::{Inside, Lack, Missing};
use crate::project::models::{Arity, Relation};
use crate::project::symbols::{ClassId, FunctionId};
use crate::project::templates::AskedByTemplates;
use crate::project::value::{RowOrigin, Value, column_of};
use crate::project::worth::confidence;
use crate::summary::{Demand, Place, PlaceId, Usage};

/// A relation or column that is read of each row and loaded for none.
pub struct LazyRelation {
    pub lack: Lack,
    /// Where it is read, unless the loop itself reads it.
    pub inside: Option<Inside>,
    pub function: FunctionId,
    pub access: PlaceId,
    /// What the loop iterates.
    pub iterable: (FunctionId, PlaceId),
    /// Where the query set is first written.
    pub query: Option<(FunctionId, PlaceId)>,
    /// Calls that hand such a query set to the function that reads it.
    pub handed: Vec<(FunctionId, PlaceId)>,
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
    pub confidence: Confidence,
}

impl LazyRelation {
    /// Whether the rows lack a relation, and the loop reads it itself, or a property or method of theirs.
    pub fn is_of_its_own(&self) -> bool {
        self.lack.is_relation() && self.inside.is_none_or(|inside| inside.is_member)
    }
}

/// One read of a relation that is not loaded.
pub(super) struct Read {
    pub lack: Lack,
    path: Vec<String>,
    pub row: std::rc::Rc<RowOrigin>,
    arity: Arity,
    place: PlaceId,
    pub is_conditional: bool,
    pub inside: Option<Inside>,
}

/// All of them, by where they are read; each found once, for all rules.
#[derive(Default)]
pub(super) struct Lazy {
    loops: OnceCell<InLoops>,
    pub templates: OnceCell<AskedByTemplates>,
    pub serializers: OnceCell<Vec<LazyRelation>>,
}

struct InLoops {
    django: Vec<LazyRelation>,
    others: Vec<LazyRelation>,
}

/// The query set that rows come from, as far as it tells loops of one function apart.
type Source = (Option<(FunctionId, PlaceId)>, u32, ClassId);

impl Project {
    /// What loops of Python read so of rows of Django's models, in the order of files and of the text.
    pub fn lazy_in_loops(&self) -> &[LazyRelation] {
        &self.in_loops().django
    }

    /// What loops and templates read so of rows that other libraries keep.
    pub fn lazy_of_others(&self) -> impl Iterator<Item = &LazyRelation> {
        self.in_loops().others.iter().chain(&self.templates_ask().lazy_of_others)
    }

    /// What is read so of rows of Django's models in loops, templates and serializers.
    pub fn lazy_everywhere(&self) -> impl Iterator<Item = &LazyRelation> {
        self.lazy_in_loops().iter().chain(self.lazy_in_templates()).chain(self.lazy_in_serializers())
    }

    fn in_loops(&self) -> &InLoops {
        self.lazy.loops.get_or_init(|| {
            let found = self.find_lazy_in_loops();
            let (django, others) = found.into_iter().partition(|lazy| self.is_model(lazy.model));
            InLoops { django, others }
        })
    }

    /// Whether the project has any class whose instances are rows.
    fn knows_rows(&self) -> bool {
        !self.models.is_empty() || !self.mapped.is_empty() || !self.libraries.is_empty()
    }

    fn find_lazy_in_loops(&self) -> Vec<LazyRelation> {
        let mut found = Vec::new();
        if !self.knows_rows() {
            return found;
        }
        for (module, summary) in self.summaries.iter().enumerate() {
            for (index, function) in summary.functions.iter().enumerate() {
                if !function.demands.is_empty() {
                    let function = FunctionId { module: module as u32, index: index as u32 };
                    self.lazy_relations_in(function, self.arguments(function), &mut found);
                }
            }
        }
        self.add_lazy_of_handed(&mut found);
        found
    }

    /// What the loops of a function read so, where it is given these arguments.
    pub(super) fn lazy_relations_in(&self, id: FunctionId, arguments: Vec<Value>, found: &mut Vec<LazyRelation>) {
        let mut evaluation = Evaluation::new(self);
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
            evaluation.note_usage(&value, demand.usage);
            let mut missing = std::mem::take(&mut evaluation.missing);
            missing.retain(|missing| demand.usage != Usage::HandedOn || missing.inside.is_some());
            reads.extend(missing.into_iter().filter_map(|missing| self.read(id, demand, missing)));
        }
        reads.retain(|read| !replaced.iter().any(|(row, path)| *row == read.row.row && read.path.starts_with(path)));
        reads.retain(|read| match preloaded.get(&read.row.model) {
            Some(supply) => !supply.any_to_many && !supply.is_loaded(&read.path.join("__")),
            None => true,
        });
        let before = found.len();
        self.settle(id, reads, found);
        merge_inside(found, before);
    }

    fn read(&self, function: FunctionId, demand: &Demand, missing: Missing) -> Option<Read> {
        let row = missing.instance.row.clone()?;
        // Whoever passed the row may have prefetched what is read of its relations.
        if row.function != function || row.trace.is_given {
            return None;
        }
        let arity = self.arity(&missing)?;
        let Missing { instance, name, lack, inside } = missing;
        let path = instance.path.iter().cloned().chain([name]).collect();
        let Demand { place, is_conditional, .. } = *demand;
        Some(Read { lack, path, row, arity, place, is_conditional, inside })
    }

    /// Whether one row or value is missing, or many rows.
    pub(super) fn arity(&self, missing: &Missing) -> Option<Arity> {
        match missing.lack {
            Lack::Column { .. } | Lack::Query => Some(Arity::One),
            _ => self.relation(missing.instance.model, &missing.name).map(|relation| relation.arity),
        }
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
                if !group.iter().any(is_behind)
                    && !is_column_of_relation(read, &group)
                    && !shortest.contains(&&read.path)
                {
                    shortest.push(&read.path);
                }
            }
            found.extend(shortest.into_iter().filter_map(|path| self.finding(function, path, &group)));
        }
    }

    fn finding(&self, function: FunctionId, path: &[String], group: &[Read]) -> Option<LazyRelation> {
        let mut same = group.iter().filter(|read| read.path == path);
        let is_plain = |read: &&Read| !read.is_conditional && read.inside.is_none();
        let first = same.clone().find(is_plain).or_else(|| same.next())?;
        let behind = group
            .iter()
            .filter(|read| read.path.starts_with(path) && (read.path.len() == path.len() || read.lack.is_relation()));
        let behind: Vec<&Read> = behind.collect();
        let is_for_more = behind.iter().any(|read| read.path.len() > path.len() || read.lack == Lack::Relation);
        let is_last = |read: &&&Read| {
            !behind.iter().any(|other| other.path.len() > read.path.len() && other.path.starts_with(&read.path))
        };
        let mut lookups: Vec<String> = behind.iter().filter(is_last).map(|read| read.path.join("__")).collect();
        lookups.sort();
        lookups.dedup();
        let turns = self.function(function).rows.get(first.row.row as usize)?;
        let is_joinable = behind.iter().all(|read| self.is_joinable(first.row.model, &read.path));
        let lack = if first.lack == Lack::Key && is_for_more { Lack::Relation } else { first.lack.clone() };
        Some(LazyRelation {
            confidence: confidence(first, &lack, turns, self.is_set_up(first.row.model)),
            lack,
            inside: first.inside,
            function,
            access: first.place,
            iterable: (function, turns.place),
            query: first.row.trace.origin,
            handed: Vec::new(),
            model: first.row.model,
            path: path.to_vec(),
            lookups,
            arity: first.arity,
            is_joinable,
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

    /// Whether the rows of a model are set up by somebody, once, and are few: by its name, or since each can be switched
    /// off, and has a name of its own.
    pub(super) fn is_set_up(&self, model: ClassId) -> bool {
        let is_switched = || self.column(model, "enabled").is_some() && self.column_is_unique(model, "name");
        is_named_as_set_up(self.class_name(self.concrete(model))) || is_switched()
    }

    /// A label in one of the project's files; its path is left out in the file `here`.
    pub fn label(&self, module: u32, place: PlaceId, message: String, here: u32) -> Label {
        let summary = &self.summaries[module as usize];
        let place = &summary.places[place.0 as usize];
        let path = (module != here).then(|| summary.path.clone());
        Label { path, span: place.span, message, line: place.line.clone() }
    }

    /// The label of a finding in one of the project's files.
    pub fn label_with_path(&self, module: u32, place: PlaceId, message: String) -> Label {
        self.label(module, place, message, u32::MAX)
    }

    pub fn place(&self, function: FunctionId, place: PlaceId) -> &Place {
        &self.summaries[function.module as usize].places[place.0 as usize]
    }
}

/// Leaves one finding of those that one call of a function makes: what it loads of each row is loaded at once, and
/// what it asks besides is seen when that is gone.
fn merge_inside(found: &mut Vec<LazyRelation>, before: usize) {
    fn rank(lazy: &LazyRelation) -> u32 {
        match lazy.lack {
            Lack::Answer(_) => 0,
            Lack::Relation | Lack::Key => 1,
            Lack::Column { .. } => 2,
            Lack::Query => 3,
        }
    }
    for lazy in found.split_off(before) {
        let is_same = |it: &&mut LazyRelation| it.inside.is_some() && it.access == lazy.access;
        match found[before..].iter_mut().find(is_same).filter(|_| lazy.inside.is_some()) {
            Some(known) if rank(&lazy) < rank(known) => *known = lazy,
            Some(known) if rank(&lazy) == rank(known) => {
                known.lookups.extend(lazy.lookups);
                known.is_joinable &= lazy.is_joinable;
                known.confidence = known.confidence.max(lazy.confidence);
            }
            Some(_) => {}
            None => found.push(lazy),
        }
    }
}

/// Whether a column is read only to load the relation whose key it holds.
fn is_column_of_relation(read: &Read, group: &[Read]) -> bool {
    let Some((column, around)) = read.path.split_last() else { return false };
    let is_of = |other: &Read| match other.path.split_last() {
        Some((name, before)) => other.lack.is_relation() && before == around && column_of(column) == name,
        None => false,
    };
    matches!(read.lack, Lack::Column { .. }) && group.iter().any(is_of)
}

/// Whether a model's name says that its rows are set up by somebody, once, and are few: `OrderType`, `Category`.
fn is_named_as_set_up(model: &str) -> bool {
    const ENDS: [&str; 17] = [
        "Type",
        "Category",
        "Status",
        "Kind",
        "Level",
        "Role",
        "Setting",
        "Config",
        "Language",
        "Country",
        "Currency",
        "Menu",
        "Nav",
        "Plan",
        "Settings",
        "Template",
        "Configuration",
    ];
    ENDS.iter().any(|end| model.ends_with(end))
}
