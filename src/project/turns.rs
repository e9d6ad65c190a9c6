//! What loops go through: one turn, one item, one part.

use std::rc::Rc;

use crate::project::evaluate::{Evaluation, Frame};
use crate::project::symbols::FunctionId;
use crate::project::value::{Instance, Query, RowOrigin, Trace, Value, join, single};

impl Evaluation<'_> {
    /// One turn of a loop.
    pub fn row(&mut self, frame: &mut Frame, row: u32) -> Value {
        if let Some(known) = frame.rows.get(&row) {
            return known.clone();
        }
        frame.rows.insert(row, Value::Unknown);
        let Some(it) = self.project.function(frame.function).rows.get(row as usize) else { return Value::Unknown };
        let (missing, sent) = (self.missing.len(), self.sent);
        let iterable = self.flow(frame, it.iterable);
        if self.depth > 0 {
            self.note_evaluation(&iterable);
        } else {
            // What making the rows reads is reported where it stands.
            self.missing.truncate(missing);
            self.sent = sent;
        }
        let value =
            if it.runs_once { single(self.item(&iterable, None)) } else { self.turn(frame.function, row, &iterable) };
        frame.rows.insert(row, value.clone());
        value
    }

    /// One turn of a loop over a value.
    pub fn turn(&mut self, function: FunctionId, row: u32, iterable: &Value) -> Value {
        let origin = |model, trace: &Trace| Rc::new(RowOrigin { function, row, model, trace: trace.clone() });
        match iterable {
            Value::Query(query) => {
                let origin = origin(query.model, &query.trace);
                self.item(iterable, Some(origin))
            }
            Value::Items(item) => self.again(item, &|before| origin(before.model, &before.trace)),
            _ => self.item(iterable, None),
        }
    }

    /// An item of a list of rows, as the row of the loop that goes through the list now.
    fn again(&self, item: &Value, origin: &dyn Fn(&RowOrigin) -> Rc<RowOrigin>) -> Value {
        match item {
            Value::Instance(instance) if instance.path.is_empty() => {
                let mut instance = Instance::clone(instance);
                instance.row = instance.row.as_ref().map(|before| origin(before));
                Value::Instance(Rc::new(instance))
            }
            Value::Tuple(items) => Value::Tuple(items.iter().map(|item| self.again(item, origin)).collect()),
            other => other.clone(),
        }
    }

    /// One item of a collection. `origin` is the loop that takes all of them in turn.
    pub fn item(&mut self, collection: &Value, origin: Option<Rc<RowOrigin>>) -> Value {
        match collection {
            Value::Query(query) if query.gives_instances => {
                /// As many rows are not worth a query less.
                const FEW_ROWS: u32 = 5;
                let row = origin.filter(|_| query.bound.is_none_or(|bound| bound > FEW_ROWS));
                let Some((owner, name)) = &query.related else {
                    return from_query(query, row, Vec::new());
                };
                if owner.row.is_none() {
                    return from_query(query, row, Vec::new());
                }
                let path = owner.path.iter().cloned().chain([name.clone()]).collect();
                let row = if row.is_some() { owner.row.clone() } else { None };
                from_query(query, row, path)
            }
            Value::Query(_) | Value::Plain => Value::Plain,
            Value::Items(item) => (**item).clone(),
            Value::Tuple(items) => join(items.clone()),
            _ => Value::Unknown,
        }
    }

    /// One item, whichever.
    pub fn index(&mut self, of: &Value) -> Value {
        self.note_evaluation(of);
        single(self.item(of, None))
    }

    pub fn slice(&mut self, of: Value, bound: Option<u32>) -> Value {
        let Value::Query(query) = &of else { return of };
        let mut query = Query::clone(query);
        query.bound = bound.or(query.bound);
        if let Some((owner, name)) = &query.related
            && !self.project.is_supplied(&owner.supply, owner.model, name)
        {
            query.related = None;
        }
        Value::Query(Rc::new(query))
    }
}

fn from_query(query: &Query, row: Option<Rc<RowOrigin>>, path: Vec<String>) -> Value {
    let (model, supply, is_given) = (query.model, query.supply.clone(), query.trace.is_given);
    Value::Instance(Rc::new(Instance { model, supply, row, path, is_given }))
}
