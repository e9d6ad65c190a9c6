//! What rules that claim something of one function may ask of its values.

use crate::page::Confidence;
use crate::project::Project;
use crate::project::evaluate::{Evaluation, Frame};
use crate::project::symbols::FunctionId;
use crate::project::value::{Columns, Query, Value};
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
        // How many rows a table has is not in the code; those of a range of time pile up.
        let piles_up = query.trace.is_by_time && !query.trace.is_of_one;
        Some(match (piles_up, query.trace.hops) {
            (true, 0) => Confidence::High,
            (true, _) => Confidence::Medium,
            (false, _) => Confidence::Low,
        })
    }

    /// The same for a claim about one query set: `None` where it is none.
    pub fn asks_for_many_rows(&self, values: &[Value]) -> Option<Confidence> {
        match values {
            [Value::Query(query)] => self.reads_many_rows(query),
            _ => None,
        }
    }

    /// How sure it is that asking a query set of Django's anything sends a query. `None` where its rows are at hand, and where a
    /// relation of each row is asked, which is that relation's finding.
    pub fn sends_query_when_asked(&self, values: &[Value]) -> Option<Confidence> {
        let [Value::Query(query), ..] = values else { return None };
        if !self.is_model(query.model) || query.is_list || query.bound == Some(0) || self.is_row_relation(query) {
            return None;
        }
        // Whoever passed the row may have prefetched.
        let may_be_at_hand = query.related.is_some() && query.trace.is_given;
        Some(match (query.trace.is_guessed, may_be_at_hand) {
            (true, _) => Confidence::Low,
            (false, true) => Confidence::Medium,
            (false, false) => Confidence::High,
        })
    }

    /// Whether an attribute of a query set's rows is a column that comes with all of them, and is read as it is stored.
    pub fn is_column_of_rows(&self, query: &Query, name: &str) -> bool {
        let column = self.column(query.model, name).filter(|_| self.relation(query.model, name).is_none());
        query.gives_instances && column.is_some_and(|column| query.supply.columns.has(&column) == Some(true))
    }

    /// How sure it is that a query set fetches many rows for what the database could do with them. `None` where they
    /// are few, or may be at hand because they are prefetched.
    pub fn fetches_rows(&self, query: &Query) -> Option<Confidence> {
        let may_be_at_hand = query.related.is_some() && query.trace.is_given;
        if may_be_at_hand || has_loaded(query) { None } else { self.reads_many_rows(query) }
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
            // What somebody sets up once is few rows.
            Value::Query(query) if self.is_set_up(query.model) => Some(Confidence::Medium),
            Value::Query(_) => Some(Confidence::High),
            Value::Items(item) if matches!(&**item, Value::Instance(row) if row.row.is_some()) => {
                Some(Confidence::High)
            }
            // How many an argument brings, the code does not say.
            _ => Some(Confidence::Low),
        }
    }

    /// Whether reading an attribute of a query set's rows runs no code of the model: it is a column, a relation, or what
    /// the query adds. Where columns are chosen by name, what they need is not known.
    pub fn is_plain_attribute(&self, query: &Query, name: &str) -> bool {
        let is_known = self.column(query.model, name).is_some() || self.relation(query.model, name).is_some();
        matches!(query.supply.columns, Columns::All) && (is_known || query.supply.added.contains_key(name))
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

/// Whether somebody took care of what the rows carry: then they are for more than one column, or for no other.
fn has_loaded(query: &Query) -> bool {
    let supply = &query.supply;
    let has_all_columns = matches!(supply.columns, Columns::All);
    !has_all_columns || !supply.joined.is_empty() || !supply.prefetched.is_empty() || !supply.added.is_empty()
}
