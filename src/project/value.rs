//! What the linked project knows a value to be.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::project::symbols::{ClassId, FunctionId};
use crate::summary::PlaceId;

/// The callee of what stands for an equality.
pub const EQUAL: &str = "operator.eq";

#[derive(Clone, Debug)]
pub enum Value {
    Unknown,
    /// Something at hand that leads to no rows: a column, a number of rows, and all that is made of them.
    Plain,
    None,
    Boolean(bool),
    Text(String),
    /// Something from elsewhere, by its qualified name.
    External(String),
    /// What a call of something from elsewhere gave.
    Made(Rc<Made>),
    Class(ClassId),
    /// A column or relation of a class, as it stands in a statement: `Book.author`.
    Member(ClassId, String),
    /// An instance of a class that is no model.
    Object(ClassId),
    Function(FunctionId),
    /// A method, and what it is called on.
    Bound(FunctionId, Box<Value>),
    /// A method that Django gives a manager, query set or class, by name.
    Method(Box<Value>, String),
    /// What `super()` is in a method of this class.
    Super(ClassId, Box<Value>),
    /// A manager that no model has yet: the classes with its methods.
    Manager(Vec<ClassId>),
    Query(Rc<Query>),
    /// A relation to many rows of a model, if the name of the attribute is not misleading.
    Guessed(ClassId),
    Instance(Rc<Instance>),
    /// Many of these.
    Items(Box<Value>),
    Tuple(Vec<Value>),
    /// A dictionary of which these keys are known.
    Mapping(BTreeMap<String, Value>),
}

impl Value {
    /// Whether anything that is looked up of it may be a row.
    pub fn may_lead_to_rows(&self) -> bool {
        !matches!(
            self,
            Self::Unknown
                | Self::None
                | Self::Boolean(_)
                | Self::Text(_)
                | Self::External(_)
                | Self::Made(_)
                | Self::Member(..)
        )
    }
}

/// A call of something from elsewhere.
#[derive(Clone, Debug)]
pub struct Made {
    pub callee: String,
    pub arguments: Vec<Value>,
    pub keywords: Vec<(String, Value)>,
}

/// A query set, or a manager of a model.
#[derive(Clone, Debug)]
pub struct Query {
    pub model: ClassId,
    /// The classes of the project that give it methods, besides Django's own.
    pub classes: Vec<ClassId>,
    pub supply: Supply,
    /// Whether its rows are instances of the model.
    pub gives_instances: bool,
    /// The most rows it can have, when that is known.
    pub bound: Option<u32>,
    /// Whether its rows are in a list already: no method of a query set asks the database for them again.
    pub is_list: bool,
    /// The row whose relation it is, as long as a prefetch can serve it.
    pub related: Option<(Rc<Instance>, String)>,
    /// The prefetched relation that it asks anew.
    pub refused: Option<Rc<Refused>>,
    pub trace: Trace,
}

impl Query {
    /// All rows of a model, with nothing but their own columns.
    pub fn of_all(model: ClassId, classes: Vec<ClassId>, trace: Trace) -> Self {
        Self {
            model,
            classes,
            supply: Supply::default(),
            gives_instances: true,
            bound: None,
            is_list: false,
            related: None,
            refused: None,
            trace,
        }
    }
}

/// A relation that is prefetched for the rows of a loop, and a method that its rows do not serve.
#[derive(Debug)]
pub struct Refused {
    pub owner: Rc<Instance>,
    pub relation: String,
    pub method: String,
}

/// How a query set came about.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Where it was first written, and in which function.
    pub origin: Option<(FunctionId, PlaceId)>,
    /// Functions and attributes it came through.
    pub hops: u32,
    /// Whether something on the way may change what its rows carry.
    pub is_doubtful: bool,
    /// Whether nothing but names says that it is a query set.
    pub is_guessed: bool,
    /// Whether it is the relation of a row that came as an argument: whoever passed it may have prefetched.
    pub is_given: bool,
    /// Whether it is what one object refers to, or a part of that: mostly few rows.
    pub is_of_one: bool,
    /// Whether its rows are filtered by what they have in common with something, as `filter(owner=customer)`: perhaps few.
    pub is_narrowed: bool,
    /// Whether its rows are picked by time: then they have piled up over time.
    pub is_by_time: bool,
    /// Whether a call handed it to the function that goes through it: other calls may hand over what is loaded.
    pub is_handed: bool,
    /// Whether its rows are shown page by page: then there are many, whoever they belong to.
    pub is_paged: bool,
}

/// One row of a model.
#[derive(Clone, Debug)]
pub struct Instance {
    pub model: ClassId,
    pub supply: Supply,
    /// The loop whose turns bring it; `None` for a single row.
    pub row: Option<Rc<RowOrigin>>,
    /// The relations from that loop's row to this one.
    pub path: Vec<String>,
    /// Whether it came as an argument, or through one.
    pub is_given: bool,
}

/// A loop over the rows of a query set.
#[derive(Clone, Debug)]
pub struct RowOrigin {
    pub function: FunctionId,
    pub row: u32,
    pub model: ClassId,
    pub trace: Trace,
}

/// What rows carry, so that reading it asks the database nothing.
#[derive(Clone, Debug, Default)]
pub struct Supply {
    /// Relations that are joined, as paths: `author`, `author__city`.
    pub joined: BTreeSet<String>,
    /// Relations that are prefetched, as paths.
    pub prefetched: BTreeSet<String>,
    /// Prefetched relations with a query set of their own.
    pub nested: BTreeMap<String, Rc<Query>>,
    /// The columns that come with the rows.
    pub columns: Columns,
    /// Attributes that the query adds: annotations, `to_attr`.
    pub added: BTreeMap<String, Value>,
    /// All relations to one row, or all relations to many, may be loaded: the names are not known.
    pub any_to_one: bool,
    pub any_to_many: bool,
    /// All relations to one row that cannot be null.
    pub required_to_one: bool,
}

/// The columns that come with rows, as paths: `title`, `author__name`.
#[derive(Clone, Debug, Default)]
pub enum Columns {
    #[default]
    All,
    Only(BTreeSet<String>),
    Except(BTreeSet<String>),
    Unknown,
}

impl Supply {
    /// Notes a path that is joined, and the paths that lead to it.
    pub fn join_path(&mut self, path: &str) {
        note_path(&mut self.joined, path);
    }

    /// Notes a path that is prefetched, and the paths that lead to it.
    pub fn prefetch(&mut self, path: &str) {
        note_path(&mut self.prefetched, path);
    }

    pub fn is_loaded(&self, path: &str) -> bool {
        self.joined.contains(path) || self.prefetched.contains(path)
    }

    /// What the rows at the end of a relation carry.
    pub fn below(&self, name: &str) -> Self {
        let inside = |path: &String| path.strip_prefix(name)?.strip_prefix("__").map(str::to_owned);
        let mut below = self.nested.get(name).map_or_else(Self::default, |query| query.supply.clone());
        if self.joined.contains(name) {
            below.columns = self.columns.below(name);
        }
        below.joined.extend(self.joined.iter().filter_map(inside));
        below.prefetched.extend(self.prefetched.iter().filter_map(inside));
        let nested = self.nested.iter().filter_map(|(path, query)| Some((inside(path)?, query.clone())));
        below.nested.extend(nested);
        let added = self.added.iter().filter_map(|(path, value)| Some((inside(path)?, value.clone())));
        below.added.extend(added);
        below.any_to_one |= self.any_to_one;
        below.any_to_many |= self.any_to_many;
        below.required_to_one |= self.required_to_one;
        below
    }

    /// Adds what another way of getting the same rows loads: what one way loads is taken to be needed on that way.
    pub fn join(&mut self, other: &Self) {
        self.joined.extend(other.joined.iter().cloned());
        self.prefetched.extend(other.prefetched.iter().cloned());
        if !matches!((&self.columns, &other.columns), (Columns::All, Columns::All)) {
            self.columns = Columns::Unknown;
        }
        self.nested.extend(other.nested.iter().map(|(path, query)| (path.clone(), query.clone())));
        self.added.extend(other.added.iter().map(|(path, value)| (path.clone(), value.clone())));
        self.any_to_one |= other.any_to_one;
        self.any_to_many |= other.any_to_many;
        self.required_to_one |= other.required_to_one;
    }
}

fn note_path(paths: &mut BTreeSet<String>, path: &str) {
    for (at, _) in path.match_indices("__") {
        paths.insert(path[..at].to_owned());
    }
    paths.insert(path.to_owned());
}

impl Columns {
    /// Whether a column comes with the rows, as the key always does; `None` where it is not known.
    pub fn has(&self, attribute: &str) -> Option<bool> {
        let column = column_of(attribute);
        match self {
            _ if column == "pk" => Some(true),
            Columns::All => Some(true),
            Columns::Only(names) => {
                let leads_on = |path: &String| path.strip_prefix(column).is_some_and(|rest| rest.starts_with("__"));
                Some(names.contains(column) || names.iter().any(leads_on))
            }
            Columns::Except(names) => Some(!names.contains(column)),
            Columns::Unknown => None,
        }
    }

    /// The columns of the rows that are joined under a name.
    fn below(&self, name: &str) -> Self {
        let inside = |paths: &BTreeSet<String>| -> BTreeSet<String> {
            paths.iter().filter_map(|path| path.strip_prefix(name)?.strip_prefix("__").map(str::to_owned)).collect()
        };
        match self {
            Columns::Only(paths) if inside(paths).is_empty() => Columns::All,
            Columns::Only(paths) => Columns::Only(inside(paths)),
            Columns::Except(paths) => Columns::Except(inside(paths)),
            Columns::All | Columns::Unknown => self.clone(),
        }
    }
}

/// A foreign key is one column under two names: `author`, `author_id`.
pub fn column_of(attribute: &str) -> &str {
    attribute.strip_suffix("_id").unwrap_or(attribute)
}

/// One of several values. Query sets of one model are joined; what is `None` on one way is not used on it.
pub fn join(values: Vec<Value>) -> Value {
    let is_empty = |value: &Value| match value {
        Value::None => true,
        Value::Tuple(items) => items.is_empty(),
        _ => false,
    };
    let mut values = values.into_iter().filter(|value| !is_empty(value));
    let Some(first) = values.next() else { return Value::None };
    values.fold(first, join_two)
}

fn join_two(left: Value, right: Value) -> Value {
    match (left, right) {
        (Value::Query(left), Value::Query(right)) if left.model == right.model => join_queries(&left, &right),
        (Value::Instance(left), Value::Instance(right)) if left.model == right.model => {
            let mut joined = Instance::clone(&left);
            joined.supply.join(&right.supply);
            // A row that is single on one way is not known to be one of many.
            if right.row.is_none() {
                joined.row = None;
            }
            Value::Instance(Rc::new(joined))
        }
        (Value::Items(left), Value::Items(right)) => Value::Items(Box::new(join_two(*left, *right))),
        (Value::Mapping(left), Value::Mapping(right)) => join_mappings(left, right),
        (Value::Text(left), Value::Text(right)) if left == right => Value::Text(left),
        (Value::Plain, Value::Plain) => Value::Plain,
        (Value::Class(left), Value::Class(right)) if left == right => Value::Class(left),
        (Value::Object(left), Value::Object(right)) if left == right => Value::Object(left),
        _ => Value::Unknown,
    }
}

fn join_mappings(mut left: BTreeMap<String, Value>, right: BTreeMap<String, Value>) -> Value {
    for (name, value) in right {
        let joined = match left.remove(&name) {
            Some(other) => join(vec![other, value]),
            None => value,
        };
        left.insert(name, joined);
    }
    Value::Mapping(left)
}

fn join_queries(left: &Rc<Query>, right: &Rc<Query>) -> Value {
    let mut joined = Query::clone(left);
    joined.supply.join(&right.supply);
    joined.is_list |= right.is_list;
    joined.refused = left.refused.clone().filter(|_| right.refused.is_some());
    joined.gives_instances &= right.gives_instances;
    joined.bound = left.bound.zip(right.bound).map(|(left, right)| left.max(right));
    joined.trace.hops = left.trace.hops.max(right.trace.hops);
    joined.trace.is_doubtful |= right.trace.is_doubtful;
    joined.trace.is_guessed |= right.trace.is_guessed;
    joined.trace.is_given |= right.trace.is_given;
    joined.trace.is_of_one |= right.trace.is_of_one;
    joined.trace.is_narrowed |= right.trace.is_narrowed;
    joined.trace.is_handed |= right.trace.is_handed;
    joined.trace.is_by_time &= right.trace.is_by_time;
    joined.trace.is_paged &= right.trace.is_paged;
    if left.related.is_some() != right.related.is_some() {
        return Value::Unknown;
    }
    Value::Query(Rc::new(joined))
}

/// A value that came out of a function, class or module.
pub fn through(value: Value) -> Value {
    match value {
        Value::Query(query) => {
            let mut query = Query::clone(&query);
            query.trace.hops += 1;
            Value::Query(Rc::new(query))
        }
        Value::Items(item) => Value::Items(Box::new(through(*item))),
        Value::Instance(instance) if instance.row.is_some() => {
            let mut instance = Instance::clone(&instance);
            instance.row = instance.row.map(|row| {
                let mut row = RowOrigin::clone(&row);
                row.trace.hops += 1;
                Rc::new(row)
            });
            Value::Instance(Rc::new(instance))
        }
        other => other,
    }
}

pub fn element(tuple: Value, position: u16) -> Value {
    match tuple {
        Value::Tuple(items) => items.into_iter().nth(usize::from(position)).unwrap_or(Value::Unknown),
        Value::Plain => Value::Plain,
        _ => Value::Unknown,
    }
}

/// One row that is not one of many.
pub fn single(value: Value) -> Value {
    match value {
        Value::Instance(instance) if instance.row.is_some() && instance.path.is_empty() => {
            Value::Instance(Rc::new(Instance { row: None, ..Instance::clone(&instance) }))
        }
        other => other,
    }
}
