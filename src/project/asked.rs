//! What rules that claim something of one function may ask of its values.

use crate::page::Confidence;
use crate::project::Project;
use crate::project::evaluate::{Evaluation, Frame};
use crate::project::symbols::FunctionId;
use crate::project::value::{Query, Value};
use crate::summary::Asked;

/// Of as many rows, hardly anybody notices how they were asked for.
const FEW_ROWS: u32 = 100;

impl Project {
    /// What is known of expressions of one function of a module; nothing if the function is not summarised.
    pub fn values_of(&self, module: u32, asked: &Asked) -> Vec<Value> {
        if asked.flows.is_empty() {
            return Vec::new();
        }
        let id = FunctionId { module, index: asked.function };
        let mut evaluation = Evaluation::new(self);
        let mut frame = Frame::new(id, self.arguments(id));
        let value = |flow| {
            evaluation.missing.clear();
            let value = evaluation.flow(&mut frame, flow);
            // What only a relation of each row leads to is that relation's finding.
            if evaluation.missing.is_empty() { value } else { Value::Unknown }
        };
        asked.flows.iter().copied().map(value).collect()
    }

    /// How sure it is that asking a query set for its rows reads many of them from the database. `None` where
    /// they are few or at hand already, and where a relation of each row is what is read.
    pub fn reads_many_rows(&self, query: &Query) -> Option<Confidence> {
        let is_few = query.bound.is_some_and(|bound| bound <= FEW_ROWS);
        if !self.is_model(query.model) || query.is_list || is_few || self.is_row_relation(query) {
            return None;
        }
        // Where nobody says whose rows they are, they mostly are those of one thing at hand.
        if query.trace.is_guessed {
            return Some(Confidence::Low);
        }
        let is_known = query.trace.hops == 0 && query.trace.is_by_time && !query.trace.is_of_one;
        Some(if is_known { Confidence::High } else { Confidence::Medium })
    }

    /// The same for a claim about one query set: `None` where it is none.
    pub fn asks_for_many_rows(&self, values: &[Value]) -> Option<Confidence> {
        match values {
            [Value::Query(query)] => self.reads_many_rows(query),
            _ => None,
        }
    }

    /// How sure it is that a query set is one.
    pub fn is_query_set(&self, query: &Query) -> Confidence {
        if query.trace.is_guessed { Confidence::Low } else { Confidence::High }
    }

    /// How many turns a loop over a value takes: `None` where they are few, `High` where it takes in the rows of a
    /// query set, else nobody knows.
    pub fn turns_over(&self, items: &Value) -> Option<Confidence> {
        const FEW_TURNS: u32 = 5;
        match items {
            Value::Query(query) if query.bound.is_some_and(|bound| bound <= FEW_TURNS) => None,
            Value::Query(_) => Some(Confidence::High),
            Value::Items(item) if matches!(&**item, Value::Instance(row) if row.row.is_some()) => {
                Some(Confidence::High)
            }
            _ => Some(Confidence::Medium),
        }
    }

    /// Whether a loop over a value goes through the rows of a query that nothing has narrowed.
    pub fn goes_through_all_rows(&self, items: &Value) -> bool {
        let trace = match items {
            Value::Query(query) if query.bound.is_none() => &query.trace,
            Value::Items(item) => match &**item {
                Value::Instance(instance) => match &instance.row {
                    Some(row) => &row.trace,
                    None => return false,
                },
                _ => return false,
            },
            _ => return false,
        };
        !trace.is_narrowed && !trace.is_of_one && !trace.is_given
    }

    /// Whether a query set is the relation of a row of a loop, or one that was loaded with its row.
    pub fn is_row_relation(&self, query: &Query) -> bool {
        let related = query.related.as_ref();
        related.is_some_and(|(owner, name)| owner.row.is_some() || self.is_supplied(&owner.supply, owner.model, name))
    }
}
