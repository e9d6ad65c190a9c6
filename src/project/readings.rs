//! What others than loops do with each row of a query set: serializers, change lists, feeds, tables and select boxes
//! look up its attributes, call methods with it, and put it out as text.

use crate::project::Project;
use crate::project::contexts::nothing;
use crate::project::evaluate::Evaluation;
use crate::project::missing::Lack;
use crate::project::reads::{Reads, Site, outside_python};
use crate::project::relations::LazyRelation;
use crate::project::value::{Made, Value};
use crate::summary::PlaceId;

/// A place, and the module in which it is.
pub(super) type Somewhere = (u32, PlaceId);

/// Rows being gone through, one attribute after the other.
pub(super) struct Reading<'p> {
    pub project: &'p Project,
    pub evaluation: Evaluation<'p>,
    reads: Reads,
}

impl<'p> Reading<'p> {
    pub fn new(project: &'p Project) -> Self {
        Self { project, evaluation: Evaluation::new(project), reads: Reads::default() }
    }

    /// One of the rows that are all gone through at a place.
    pub fn each(&mut self, rows: &Value, (module, place): Somewhere) -> Value {
        let row = self.reads.open(module, place);
        self.evaluation.turn(outside_python(module), row, rows)
    }

    /// The relations that were read and that no query set loads.
    pub fn lazy_relations(&self) -> Vec<LazyRelation> {
        let mut found = self.lacks();
        found.retain(|lazy| lazy.lack == Lack::Relation);
        found
    }

    /// Whatever was read and is not loaded: relations, columns, answers.
    pub fn lacks(&self) -> Vec<LazyRelation> {
        self.reads.lazy_relations(self.project, |model| self.project.is_model(model))
    }

    /// `author.city`, each part an attribute that is called if it can be.
    pub fn path<'n>(&mut self, row: &Value, names: impl Iterator<Item = &'n str>, place: Somewhere) -> Value {
        names.fold(row.clone(), |value, name| self.looked_up(&value, name, place))
    }

    /// An attribute that is called if it can be.
    pub fn looked_up(&mut self, value: &Value, name: &str, place: Somewhere) -> Value {
        self.forget();
        let value = self.evaluation.looked_up(value, name);
        self.note(place, false);
        value
    }

    /// What a function makes of these arguments, with nothing lazy left.
    pub fn called(&mut self, function: &Value, arguments: Vec<Value>, place: Somewhere) {
        self.forget();
        let value = self.evaluation.call(function, Made { arguments, ..nothing() });
        self.note(place, true);
        self.evaluated(&value, place);
    }

    /// What is put out for a value: of a row, what its `__str__` says.
    pub fn text_of(&mut self, value: &Value, place: Somewhere) {
        self.shown(value, "__str__", place);
    }

    /// What a method of a row says that is called for it.
    pub fn shown(&mut self, row: &Value, method: &str, place: Somewhere) {
        if !matches!(row, Value::Instance(_)) {
            return;
        }
        self.forget();
        self.evaluation.looked_up(row, method);
        self.note(place, true);
    }

    /// One of the rows that a relation leads to, all of which are read.
    pub fn first_of(&mut self, value: &Value, place: Somewhere) -> Value {
        self.evaluated(value, place);
        let origin = match value {
            Value::Query(query) => query.related.as_ref().and_then(|(owner, _)| owner.row.clone()),
            _ => None,
        };
        self.evaluation.item(value, origin)
    }

    /// A value whose rows are asked for, if it has some.
    pub fn evaluated(&mut self, value: &Value, place: Somewhere) {
        self.forget();
        self.evaluation.note_evaluation(value);
        self.note(place, false);
    }

    fn forget(&mut self) {
        self.evaluation.missing.clear();
        self.evaluation.perhaps_missing.clear();
        self.evaluation.steps = 0;
    }

    fn note(&mut self, (module, place): Somewhere, is_inside: bool) {
        let site = Site { module, place, is_conditional: false, is_inside };
        let missing = std::mem::take(&mut self.evaluation.missing);
        self.reads.note(self.project, site, missing);
        let missing = std::mem::take(&mut self.evaluation.perhaps_missing);
        self.reads.note(self.project, Site { is_conditional: true, ..site }, missing);
    }
}
