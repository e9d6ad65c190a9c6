//! What the methods of query sets and managers do to what their rows carry.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::project::Project;
use crate::project::missing::refused;
use crate::project::models::{Arity, Relation};
use crate::project::symbols::ClassId;
use crate::project::value::{Columns, Made, Query, Supply, Value, column_of};

/// What a method of a query set gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    /// The same rows, or fewer, by a query of its own.
    Narrows,
    /// The same rows with other columns.
    PicksColumns,
    /// The same rows, which no query set holds.
    Iterates,
    /// The very same query set: a prefetched relation still serves it.
    Same,
    Filters,
    SelectRelated,
    PrefetchRelated,
    Annotates,
    /// Rows that are no instances.
    Values,
    OneRow,
    /// One row; a prefetched relation serves it if its rows are ordered.
    FirstRow,
    /// A number or a truth that a prefetched relation answers, too.
    Summary,
    Other,
}

fn operation(name: &str) -> Option<Operation> {
    use Operation::*;
    Some(match name {
        "all" | "get_queryset" | "none" | "page" | "get_page" => Same,
        "filter" => Filters,
        "exclude" | "complex_filter" | "alias" | "order_by" | "reverse" | "distinct" | "using" | "union"
        | "intersection" | "difference" | "aiterator" => Narrows,
        "only" | "defer" => PicksColumns,
        "iterator" => Iterates,
        "select_related" => SelectRelated,
        "prefetch_related" => PrefetchRelated,
        "annotate" => Annotates,
        "values" | "values_list" | "dates" | "datetimes" => Values,
        "get" | "last" | "earliest" | "latest" | "create" | "aget" | "alast" | "acreate" => OneRow,
        "first" | "afirst" => FirstRow,
        "count" | "exists" | "contains" | "acount" | "aexists" => Summary,
        "aggregate" | "in_bulk" | "get_or_create" | "update_or_create" | "bulk_create" | "update" | "delete"
        | "raw" | "extra" | "select_for_update" | "fetch_mode" | "bulk_update" | "explain" => Other,
        _ => return None,
    })
}

/// Whether Django gives query sets a method of this name.
pub fn is_operation(name: &str) -> bool {
    operation(name).is_some()
}

/// Whether a method of this name gives a query set that asks the database nothing yet.
pub fn is_lazy(name: &str) -> bool {
    use Operation::*;
    let lazy = [Narrows, PicksColumns, Iterates, Same, Filters, SelectRelated, PrefetchRelated, Annotates, Values];
    operation(name).is_some_and(|it| lazy.contains(&it)) && name != "get_queryset"
}

/// Whether a method of this name reads from the database when it is called.
pub fn sends_query(name: &str) -> bool {
    use Operation::*;
    let is_write = matches!(name, "create" | "acreate");
    !is_write && (matches!(operation(name), Some(OneRow | FirstRow | Summary)) || name == "aggregate")
}

/// Whether a call of this method asks the database, yet is served by rows that are prefetched.
pub fn is_served_summary(name: &str) -> bool {
    operation(name) == Some(Operation::Summary)
}

impl Project {
    /// What a call of one of Django's own methods gives.
    pub fn operate(&self, query: &Rc<Query>, name: &str, call: &Made) -> Value {
        if let Some(library) = self.library(query.model) {
            return self.operate_other(library, query, name, call);
        }
        let Some(operation) = operation(name) else { return Value::Unknown };
        let mut result = Query::clone(query);
        match operation {
            Operation::Same => {
                if name == "none" {
                    result.bound = Some(0);
                }
                return Value::Query(Rc::new(result));
            }
            // `distinct("kind")` leaves one row of each kind.
            Operation::Narrows => result.trace.is_narrowed |= name == "distinct" && !call.arguments.is_empty(),
            Operation::PicksColumns if self.loses_owner(&result, name, call) => return Value::Unknown,
            Operation::PicksColumns => columns(&mut result.supply, name, call),
            // Django 4.2 drops what is prefetched, later versions refuse.
            Operation::Iterates if is_prefetch_lost(&result.supply, call) => return Value::Unknown,
            Operation::Iterates => {}
            Operation::Filters => self.filter(&mut result, call),
            Operation::SelectRelated => select_related(&mut result.supply, call),
            Operation::PrefetchRelated => prefetch_related(&mut result.supply, call),
            Operation::Annotates => annotate(&mut result.supply, call),
            Operation::Values => result.gives_instances = false,
            Operation::FirstRow if result.related.is_some() && self.meta(result.model, "ordering").is_some() => {
                return self.single(&result);
            }
            Operation::OneRow | Operation::FirstRow => return self.single(&result),
            Operation::Summary => return Value::Plain,
            Operation::Other => return Value::Unknown,
        }
        result.refused = refused(&result, name);
        result.related = None;
        result.trace.is_given = false;
        Value::Query(Rc::new(result))
    }

    fn filter(&self, result: &mut Query, call: &Made) {
        for argument in &call.arguments {
            match argument {
                Value::Made(made) if made.callee.starts_with("django.db.models.") && made.callee.ends_with(".Q") => {
                    self.filter(result, made);
                }
                // What several conditions in one ask for is not seen.
                _ => result.trace.is_narrowed = true,
            }
        }
        for (name, value) in &call.keywords {
            let field = name.trim_end_matches("__exact").trim_end_matches("__iexact");
            if matches!(field, "pk" | "id") {
                result.bound = Some(1);
            }
            let is_one_row = |relation: &Relation| relation.arity == Arity::One;
            if let (Some(empty), Value::Boolean(true)) = (name.strip_suffix("__isnull"), value)
                && self.relation(result.model, empty).is_some_and(|it| it.is_column)
            {
                result.supply.added.insert(empty.to_owned(), Value::None);
            }
            let is_narrow = is_narrow(field, value);
            let key = field.trim_end_matches("_id");
            result.trace.is_of_one |= self.relation(result.model, key).is_some_and(is_one_row);
            // `customer__number=number`
            let first = field.split_once("__").filter(|_| is_narrow).map_or("", |(first, _)| first);
            result.trace.is_of_one |= self.relation(result.model, first).is_some_and(is_one_row);
            result.trace.is_narrowed |= is_narrow;
            result.trace.is_by_time |= is_range_of_time(name);
        }
    }

    /// One row of a query set, not one of many.
    pub fn single(&self, query: &Query) -> Value {
        if !query.gives_instances {
            return Value::Unknown;
        }
        self.single_row(query.model, query.supply.clone(), query.trace.is_given)
    }

    /// Whether the relation of a row is loaded with it.
    pub fn is_supplied(&self, supply: &Supply, model: ClassId, name: &str) -> bool {
        let Some(relation) = self.relation(model, name) else { return true };
        let by_wildcard = match relation.arity {
            Arity::One => supply.any_to_one || supply.required_to_one && !relation.is_optional,
            Arity::Many => supply.any_to_many,
        };
        by_wildcard || relation.is_same_row || supply.is_loaded(name)
    }

    /// Whether rows of a relation are asked for without the column that leads back: each asks for it by itself.
    fn loses_owner(&self, query: &Query, name: &str, call: &Made) -> bool {
        let Some((owner, relation)) = &query.related else { return false };
        let Some(back) = self.relation(owner.model, relation).and_then(|it| it.back.as_ref()) else { return false };
        let is_named = call.arguments.iter().any(|it| matches!(it, Value::Text(column) if column_of(column) == back));
        is_named == (name == "defer")
    }
}

pub(super) fn select_related(supply: &mut Supply, call: &Made) {
    if call.arguments.is_empty() && call.keywords.is_empty() {
        supply.required_to_one = true;
        return;
    }
    for argument in &call.arguments {
        match argument {
            Value::Text(path) => supply.join_path(path),
            Value::None => {
                supply.any_to_one = false;
                supply.required_to_one = false;
                supply.joined.clear();
            }
            _ => supply.any_to_one = true,
        }
    }
}

pub(super) fn prefetch_related(supply: &mut Supply, call: &Made) {
    for argument in &call.arguments {
        match argument {
            Value::Text(path) => supply.prefetch(path),
            Value::None => {
                supply.any_to_many = false;
                supply.prefetched.clear();
                supply.nested.clear();
                supply.added.retain(|_, value| matches!(value, Value::Plain));
            }
            Value::Made(made) if made.callee.ends_with("Prefetch") => prefetch(supply, made),
            _ => {
                supply.any_to_one = true;
                supply.any_to_many = true;
            }
        }
    }
}

/// A `Prefetch(lookup, queryset, to_attr)`.
fn prefetch(supply: &mut Supply, made: &Made) {
    let argument = |position: usize, name: &str| {
        let named = made.keywords.iter().find(|(keyword, _)| keyword == name).map(|(_, value)| value);
        made.arguments.get(position).or(named)
    };
    let Some(Value::Text(lookup)) = argument(0, "lookup") else {
        supply.any_to_one = true;
        supply.any_to_many = true;
        return;
    };
    let queryset = match argument(1, "queryset") {
        Some(Value::Query(query)) => Some(query.clone()),
        Some(Value::None) | None => None,
        // What the query set loads for its own rows is not known.
        Some(_) => {
            supply.any_to_one = true;
            supply.any_to_many = true;
            None
        }
    };
    let Some(to_attr) = argument(2, "to_attr") else {
        supply.prefetch(lookup);
        if let Some(query) = queryset {
            supply.nested.insert(lookup.clone(), query);
        }
        return;
    };
    let Value::Text(to_attr) = to_attr else { return };
    let around = lookup.rsplit_once("__").map(|(around, _)| around);
    if let Some(around) = around {
        supply.prefetch(around);
    }
    let path = around.map_or_else(|| to_attr.clone(), |around| format!("{around}__{to_attr}"));
    let rows = queryset.map(|query| Query { is_list: true, related: None, refused: None, ..Query::clone(&query) });
    supply.added.insert(path, rows.map_or(Value::Unknown, |query| Value::Query(Rc::new(query))));
}

fn annotate(supply: &mut Supply, call: &Made) {
    for (name, _) in &call.keywords {
        supply.added.insert(name.clone(), Value::Plain);
    }
}

/// `only` and `defer`. Of several calls of `only` the last one counts.
fn columns(supply: &mut Supply, name: &str, call: &Made) {
    let named = call.arguments.iter().map(|argument| match argument {
        Value::Text(column) => Some(column_of(column).to_owned()),
        _ => None,
    });
    let named: Option<BTreeSet<String>> = named.collect();
    supply.columns = match (named, name, std::mem::take(&mut supply.columns)) {
        (Some(named), "only", _) => Columns::Only(named),
        (Some(named), _, Columns::All) => Columns::Except(named),
        (Some(named), _, Columns::Except(before)) => Columns::Except(&before | &named),
        (Some(named), _, Columns::Only(before)) => Columns::Only(&before - &named),
        (None, "defer", _) if matches!(call.arguments.as_slice(), [Value::None]) => Columns::All,
        _ => Columns::Unknown,
    };
}

fn is_prefetch_lost(supply: &Supply, call: &Made) -> bool {
    !supply.prefetched.is_empty() && call.arguments.is_empty() && call.keywords.is_empty()
}

/// Whether a condition may pick few rows: an equality with a value that the code does not write out, as `owner=customer`
/// or `number=number`. `status=True` picks many, `pk__in=keys` as many as there are keys; conditions that are not seen,
/// as in `**conditions`, may be of either sort.
fn is_narrow(field: &str, value: &Value) -> bool {
    let is_written_out = matches!(value, Value::Boolean(_) | Value::Text(_) | Value::None);
    let lookup = field.rsplit_once("__").map_or("", |(_, last)| last);
    let is_other = ["in", "gt", "gte", "lt", "lte", "range", "isnull"].contains(&lookup);
    field.is_empty() || !is_written_out && !is_other && !lookup.ends_with("contains") && !lookup.ends_with("startswith")
}

/// `created_at__gte`, `start_date__range`
fn is_range_of_time(lookup: &str) -> bool {
    let Some((field, range)) = lookup.rsplit_once("__") else { return false };
    let last = field.rsplit("__").next().unwrap_or_default();
    let is_time = |part: &str| {
        matches!(part, "date" | "datetime" | "time" | "timestamp" | "created" | "modified" | "at" | "dt" | "on")
    };
    matches!(range, "gt" | "gte" | "lt" | "lte" | "range") && last.split('_').any(is_time)
}
