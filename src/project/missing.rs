//! What is read of rows that do not carry it: noted while values are followed.

use std::rc::Rc;

use crate::project::Project;
use crate::project::evaluate::Evaluation;
use crate::project::libraries::Library;
use crate::project::symbols::FunctionId;
use crate::project::value::{Columns, Instance, Query, Refused, Value};
use crate::summary::{Flow, PlaceId, Usage};

/// Something that is read of each row, and that the database is asked for each time.
#[derive(Clone, Debug)]
pub struct Missing {
    pub instance: Rc<Instance>,
    /// The relation or column; of `Lack::Answer` the relation, of `Lack::Query` the function.
    pub name: String,
    pub lack: Lack,
    /// Where it is read, unless the loop itself reads it.
    pub inside: Option<Inside>,
}

/// What rows lack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// A relation that is not loaded with them.
    Relation,
    /// Such a relation to one row, of which nothing but the key is read.
    Key,
    /// A column that the query set names in `defer`, or does not name in `only`.
    Column { is_deferred: bool },
    /// What a method asks of a relation that is prefetched, and that the prefetched rows do not tell it.
    Answer(String),
    /// What a function asks the database that they are handed to.
    Query,
}

impl Lack {
    /// Whether a relation is loaded for it.
    pub fn is_relation(&self) -> bool {
        matches!(self, Self::Relation | Self::Key)
    }
}

/// A function that was entered.
#[derive(Clone, Debug)]
pub struct Entered {
    pub function: FunctionId,
    /// The return that is being followed.
    pub returned: Option<PlaceId>,
    /// Whether it is a property or method of a row, or of its relation.
    pub is_member: bool,
    /// The row of a loop that it was handed.
    pub row: Option<Rc<Instance>>,
    /// Whether it writes rows itself: its queries are what it is for.
    pub writes: bool,
    /// Whether it remembers its answers.
    pub remembers: bool,
}

/// The way from a loop to a read that stands in some function.
#[derive(Clone, Copy, Debug)]
pub struct Inside {
    /// What the loop calls, or reads as a property.
    pub first: FunctionId,
    pub is_member: bool,
    /// Where it is read.
    pub last: FunctionId,
    pub place: Option<PlaceId>,
    /// Whether a function on the way writes rows.
    pub writes: bool,
}

impl Evaluation<'_> {
    /// Notes that a function is entered.
    pub fn note_entered(&mut self, function: FunctionId, arguments: &[Value]) {
        let body = self.project.function(function);
        let is_of_row = matches!(arguments.first(), Some(Value::Instance(_) | Value::Query(_)));
        let mut rows = arguments.iter().filter_map(|argument| match argument {
            Value::Instance(instance) => Some(instance),
            Value::Query(query) => query.related.as_ref().map(|(owner, _)| owner),
            _ => None,
        });
        let row = rows.find(|instance| instance.row.is_some()).cloned();
        let is_member = body.class.is_some() && is_of_row;
        let remembers = self.project.remembers(function);
        self.entered.push(Entered { function, returned: None, is_member, row, writes: body.writes, remembers });
    }

    /// Notes what asking a value for its rows asks of the database.
    pub fn note_evaluation(&mut self, value: &Value) {
        let Value::Query(query) = value else { return };
        // What Tortoise has to ask for must be awaited.
        if self.project.library(query.model) != Some(Library::Tortoise) {
            self.note_rows(query);
        }
    }

    /// Notes that a query is asked for its rows.
    pub fn note_rows(&mut self, query: &Query) {
        if query.is_list || query.bound == Some(0) {
            return;
        }
        if let Some(refused) = &query.refused {
            self.note_refused(refused);
            return;
        }
        let Some((owner, name)) = &query.related else {
            self.note_sent();
            return;
        };
        let is_supplied = self.project.is_supplied(&owner.supply, owner.model, name);
        if owner.row.is_some() && !is_supplied {
            self.note_missing(owner, name, Lack::Relation);
        }
    }

    /// Notes what the way in which a loop uses a value asks of the database.
    pub fn note_usage(&mut self, value: &Value, usage: Usage) {
        if usage.asks_for_rows() {
            self.note_evaluation(value);
        }
        match (value, usage) {
            (Value::Instance(row), Usage::Tested | Usage::Compared) => self.note_key(row),
            (Value::Instance(_), Usage::Printed) => {
                self.looked_up(value, "__str__");
            }
            _ => {}
        }
    }

    /// Notes that a method asks the database for one row, or for a number, of a query set.
    pub fn note_asked(&mut self, query: &Rc<Query>, method: &str) {
        match refused(query, method) {
            Some(refused) => self.note_refused(&refused),
            None => self.note_sent(),
        }
    }

    fn note_refused(&mut self, refused: &Refused) {
        self.note_missing(&refused.owner, &refused.relation, Lack::Answer(refused.method.clone()));
    }

    /// Notes a query, which a loop sends for each of its rows if it has handed a row to the function that sends it.
    fn note_sent(&mut self) {
        self.sent += 1;
        if self.entered.iter().any(|entered| entered.writes) {
            return;
        }
        let Some(Entered { function, row: Some(row), .. }) = self.entered.first().cloned() else { return };
        let name = &self.project.function(function).name;
        let name = name.rsplit('.').next().unwrap_or_default().to_owned();
        self.note_missing(&row, &name, Lack::Query);
    }

    /// Notes that something is read of each row that is not loaded with it.
    pub fn note_missing(&mut self, instance: &Rc<Instance>, name: &str, lack: Lack) {
        if self.entered.iter().any(|entered| entered.remembers) {
            return;
        }
        let inside = match (self.entered.first(), self.entered.last()) {
            (Some(first), Some(last)) => Some(Inside {
                first: first.function,
                is_member: first.is_member,
                last: last.function,
                place: last.returned,
                writes: self.entered.iter().any(|entered| entered.writes),
            }),
            _ => None,
        };
        self.missing.push(Missing { instance: instance.clone(), name: name.to_owned(), lack, inside });
    }

    /// Notes that a column is read that does not come with a row.
    pub fn note_missing_column(&mut self, instance: &Rc<Instance>, column: &str) {
        let is_deferred = matches!(instance.supply.columns, Columns::Except(_));
        self.note_missing(instance, column, Lack::Column { is_deferred });
    }

    /// Notes that an attribute of a row is read: if that is its key, and a relation was just loaded to read it, it was
    /// at hand.
    pub fn note_attribute(&mut self, row: &Instance, attribute: &str) {
        // What a function that the related row is handed to reads of it says nothing of what else it is loaded for.
        let here = self.entered.last().map(|entered| entered.function);
        let is_read_here = |last: &Missing| last.inside.map(|inside| inside.last) == here;
        let is_key = self.missing.last().is_some_and(|last| leads_to(last, row) && is_read_here(last));
        if is_key && self.project.is_key(row.model, attribute) {
            self.note_key(row);
        }
    }

    /// Notes that nothing but the key is asked of a row.
    pub fn note_key(&mut self, row: &Instance) {
        let Some(last) = self.missing.last_mut() else { return };
        let relation = self.project.relation(last.instance.model, &last.name);
        let holds_key = relation.is_some_and(|relation| relation.holds_key);
        if last.lack == Lack::Relation && holds_key && leads_to(last, row) {
            last.lack = Lack::Key;
        }
    }
}

impl Project {
    /// Whether a function is decorated to remember its answers, for all rows.
    fn remembers(&self, function: FunctionId) -> bool {
        let flows = &self.summaries[function.module as usize].flows;
        self.function(function).decorators.iter().any(|decorator| {
            let name = match &flows[decorator.0 as usize] {
                Flow::Call { callee, .. } => &flows[callee.0 as usize],
                other => other,
            };
            let Flow::Name(name) = name else { return false };
            let own = name.rsplit('.').next().unwrap_or_default();
            own != "cached_property" && (own.contains("cache") || own.contains("memo"))
        })
    }
}

/// Whether what is missing is the relation by which a row was reached.
fn leads_to(missing: &Missing, row: &Instance) -> bool {
    row.path.split_last().is_some_and(|(name, path)| missing.name == *name && missing.instance.path == path)
}

/// The relation of a row of a loop that a method asks anew, though it is prefetched.
pub fn refused(query: &Query, method: &str) -> Option<Rc<Refused>> {
    if query.refused.is_some() {
        return query.refused.clone();
    }
    let (owner, relation) = query.related.as_ref()?;
    let is_prefetched = owner.row.is_some() && owner.supply.prefetched.contains(relation);
    // The first of rows that were prefetched in an order of their own is at hand.
    if !is_prefetched || method == "first" && owner.supply.nested.contains_key(relation) {
        return None;
    }
    Some(Rc::new(Refused { owner: owner.clone(), relation: relation.clone(), method: method.to_owned() }))
}
