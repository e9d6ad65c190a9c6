//! What the methods of other libraries' queries do to what their rows carry, and what reading their relations asks.

use std::rc::Rc;

use crate::project::Project;
use crate::project::evaluate::Evaluation;
use crate::project::libraries::Library;
use crate::project::missing::Lack;
use crate::project::models::{Arity, Relation};
use crate::project::queryset::{prefetch_related, select_related};
use crate::project::sessions;
use crate::project::symbols::ClassId;
use crate::project::value::{EQUAL, Instance, Made, Query, Supply, Trace, Value};

/// What a method of a query gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    /// The same rows, or fewer.
    Keeps,
    Filters,
    /// The first rows: how many, is mostly no more than a page.
    Limits,
    /// One page of the rows, beside the number of all.
    Pages,
    /// Rows of the classes that it names.
    Selects,
    /// The same rows, with those of the classes that it names.
    Prefetches,
    SelectRelated,
    PrefetchRelated,
    Options,
    /// The same rows with all that they refer to.
    LoadsAll,
    OneRow,
    Number,
    /// Rows that are no instances.
    Values,
}

/// Methods of queries, by library.
const METHODS: &[(Library, Operation, &[&str])] = &[
    (
        Library::Alchemy,
        Operation::Keeps,
        &[
            "all",
            "autoflush",
            "distinct",
            "enable_eagerloads",
            "execution_options",
            "fetchall",
            "group_by",
            "having",
            "join",
            "offset",
            "order_by",
            "outerjoin",
            "params",
            "populate_existing",
            "select_from",
            "unique",
            "with_for_update",
            "yield_per",
        ],
    ),
    (Library::Alchemy, Operation::Filters, &["filter", "filter_by", "where", "with_parent"]),
    (Library::Alchemy, Operation::Limits, &["fetchmany", "limit", "slice"]),
    (Library::Alchemy, Operation::Options, &["options"]),
    (Library::Alchemy, Operation::Pages, &["paginate"]),
    (
        Library::Alchemy,
        Operation::OneRow,
        &["first", "get", "one", "one_or_none", "scalar", "scalar_one", "scalar_one_or_none"],
    ),
    (Library::Alchemy, Operation::Number, &["count"]),
    (
        Library::Peewee,
        Operation::Keeps,
        &[
            "clone",
            "distinct",
            "execute",
            "for_update",
            "group_by",
            "having",
            "iterator",
            "join",
            "offset",
            "order_by",
            "order_by_extend",
            "select_extend",
            "switch",
        ],
    ),
    (Library::Peewee, Operation::Filters, &["filter", "orwhere", "where"]),
    (Library::Peewee, Operation::Limits, &["limit", "paginate"]),
    (Library::Peewee, Operation::Selects, &["select"]),
    (Library::Peewee, Operation::Prefetches, &["prefetch"]),
    (Library::Peewee, Operation::OneRow, &["create", "first", "get", "get_by_id", "get_or_none"]),
    (Library::Peewee, Operation::Number, &["count", "exists", "scalar"]),
    (Library::Peewee, Operation::Values, &["dicts", "namedtuples", "tuples"]),
    (Library::Pony, Operation::OneRow, &["get"]),
    (
        Library::Tortoise,
        Operation::Keeps,
        &["all", "annotate", "distinct", "offset", "order_by", "select_for_update", "using_db"],
    ),
    (Library::Tortoise, Operation::Filters, &["exclude", "filter"]),
    (Library::Tortoise, Operation::Limits, &["limit"]),
    (Library::Tortoise, Operation::SelectRelated, &["select_related"]),
    (Library::Tortoise, Operation::PrefetchRelated, &["prefetch_related"]),
    (Library::Tortoise, Operation::OneRow, &["create", "earliest", "first", "get", "get_or_none", "last", "latest"]),
    (Library::Tortoise, Operation::Number, &["count", "exists"]),
    (Library::Tortoise, Operation::Values, &["values", "values_list"]),
    (
        Library::MongoEngine,
        Operation::Keeps,
        &["all", "batch_size", "clone", "hint", "no_cache", "order_by", "skip", "timeout", "using"],
    ),
    (Library::MongoEngine, Operation::Filters, &["__call__", "exclude", "filter", "search_text"]),
    (Library::MongoEngine, Operation::Limits, &["limit"]),
    (Library::MongoEngine, Operation::LoadsAll, &["no_dereference", "select_related"]),
    (Library::MongoEngine, Operation::OneRow, &["create", "first", "get", "get_or_none"]),
    (Library::MongoEngine, Operation::Number, &["count"]),
    (Library::MongoEngine, Operation::Values, &["as_pymongo", "scalar", "values_list"]),
];

fn operation(library: Library, name: &str) -> Option<Operation> {
    let mut of_library = METHODS.iter().filter(|(known, ..)| *known == library);
    of_library.find(|(_, _, names)| names.contains(&name)).map(|(_, operation, _)| *operation)
}

/// What a class gives that stands for its rows, and what it only gives by a call.
fn starts_query(library: Library, name: &str) -> bool {
    match library {
        Library::Alchemy => name == "query",
        Library::MongoEngine => name == "objects",
        Library::Pony => operation(library, name).is_some(),
        Library::Peewee => operation(library, name).is_some() && !matches!(name, "where" | "join" | "order_by"),
        Library::Tortoise => operation(library, name).is_some() && !name.ends_with("_related"),
    }
}

/// Whether a library's queries have a method of this name.
pub fn has_method(library: Library, name: &str) -> bool {
    operation(library, name).is_some() || library == Library::Alchemy && name == "scalars"
}

/// Whether a method of this name asks some library's database for one row or one number.
pub fn may_ask_for_one(name: &str) -> bool {
    METHODS.iter().any(|(library, _, names)| names.contains(&name) && asks_for_one(*library, name))
}

fn asks_for_one(library: Library, name: &str) -> bool {
    let is_asked = matches!(operation(library, name), Some(Operation::OneRow | Operation::Number));
    is_asked && library != Library::Alchemy && name != "create"
}

impl Project {
    /// All rows of a class that another library than Django keeps.
    pub fn rows_of(&self, model: ClassId) -> Query {
        Query::of_all(model, Vec::new(), Trace::default())
    }

    /// Whether a method of a value asks the database for one row or one number each time; without a name, whether going
    /// through the value asks it. A relation of each row that is gone through whole is another finding.
    pub fn asks_each_time(&self, value: &Value, method: &str) -> bool {
        match value {
            Value::Class(class) => self.library(*class).is_some_and(|library| asks_for_one(library, method)),
            Value::Query(query) => {
                let is_small = query.is_list || query.bound == Some(0);
                let Some(library) = self.library(query.model).filter(|_| !is_small) else { return false };
                let goes_through = method.is_empty() && library != Library::Alchemy && query.related.is_none();
                goes_through || asks_for_one(library, method) && !self.is_at_hand(query)
            }
            _ => false,
        }
    }

    /// Whether a query is the relation of a row that was loaded with it.
    fn is_at_hand(&self, query: &Query) -> bool {
        query.related.as_ref().is_some_and(|(owner, name)| self.is_supplied(&owner.supply, owner.model, name))
    }

    /// What a call of one of such a library's own methods gives.
    pub(super) fn operate_other(&self, library: Library, query: &Rc<Query>, name: &str, call: &Made) -> Value {
        let mut result = Query::clone(query);
        result.related = None;
        if name == "scalars" {
            result.gives_instances = true;
            return Value::Query(Rc::new(result));
        }
        match operation(library, name) {
            Some(Operation::Keeps) => result.related.clone_from(&query.related),
            Some(Operation::Filters) => self.narrow(&mut result, name, call),
            Some(Operation::Limits) => result.trace.is_narrowed = true,
            Some(Operation::Pages) => result.trace.is_paged = true,
            Some(Operation::Selects) => self.select(&mut result, call),
            Some(Operation::Prefetches) => self.load_classes(&mut result, &call.arguments, Arity::Many),
            Some(Operation::SelectRelated) => select_related(&mut result.supply, call),
            Some(Operation::PrefetchRelated) => prefetch_related(&mut result.supply, call),
            Some(Operation::Options) => sessions::load(&mut result.supply, call),
            Some(Operation::LoadsAll) => load_all(&mut result.supply),
            Some(Operation::OneRow) => return self.single(&result),
            Some(Operation::Number) => return Value::Plain,
            Some(Operation::Values) => result.gives_instances = false,
            None => return Value::Unknown,
        }
        Value::Query(Rc::new(result))
    }

    /// Notes what conditions say of how many rows they leave.
    fn narrow(&self, result: &mut Query, name: &str, call: &Made) {
        result.trace.is_of_one |= name == "with_parent";
        for argument in &call.arguments {
            match argument {
                Value::Made(made) if made.callee == EQUAL => match made.arguments.as_slice() {
                    [Value::Member(_, column), value] => self.narrow_by(result, column, value),
                    _ => result.trace.is_narrowed = true,
                },
                // What other conditions leave is not seen.
                _ => result.trace.is_narrowed = true,
            }
        }
        for (name, value) in &call.keywords {
            self.narrow_by(result, name, value);
        }
    }

    fn narrow_by(&self, result: &mut Query, column: &str, value: &Value) {
        let field = column.trim_end_matches("_id");
        if matches!(column, "id" | "pk" | "uuid") {
            result.bound = Some(1);
        }
        let is_one_row = |relation: &Relation| relation.arity == Arity::One;
        result.trace.is_of_one |= column.ends_with("_id") || self.relation(result.model, field).is_some_and(is_one_row);
        let is_written_out = matches!(value, Value::Boolean(_) | Value::Text(_) | Value::None);
        result.trace.is_narrowed |= !is_written_out;
    }

    /// `Book.select(Book, Author)`, which some `join` must follow.
    fn select(&self, result: &mut Query, call: &Made) {
        let is_whole = call.arguments.is_empty() || call.arguments.iter().any(|it| matches!(it, Value::Class(_)));
        let is_known = |it: &Value| matches!(it, Value::Class(_) | Value::Member(..));
        // Of rows without all columns, and of aliases, it is not known what they carry.
        result.supply.any_to_one |= !is_whole || !call.arguments.iter().all(is_known);
        self.load_classes(result, &call.arguments, Arity::One);
    }

    /// Notes relations as loaded that lead to rows of these classes, through others of them too.
    pub(super) fn load_classes(&self, result: &mut Query, classes: &[Value], arity: Arity) {
        const DEEPEST: usize = 4;
        let classes: Vec<ClassId> = classes.iter().filter_map(class_of).collect();
        let mut ends = vec![(String::new(), result.model)];
        for _ in 0..DEEPEST {
            let mut next = Vec::new();
            for (path, class) in &ends {
                for (name, target) in self.relations_to(*class, &classes) {
                    let path = if path.is_empty() { name.to_owned() } else { format!("{path}__{name}") };
                    next.push((path, target));
                }
            }
            for (path, _) in &next {
                match arity {
                    Arity::One => result.supply.join_path(path),
                    Arity::Many => result.supply.prefetch(path),
                }
            }
            ends = next;
        }
    }
}

fn class_of(value: &Value) -> Option<ClassId> {
    match value {
        Value::Class(class) => Some(*class),
        Value::Member(class, _) => Some(*class),
        Value::Query(query) => Some(query.model),
        _ => None,
    }
}

pub(super) fn load_all(supply: &mut Supply) {
    supply.any_to_one = true;
    supply.any_to_many = true;
}

impl Evaluation<'_> {
    /// What an attribute of a class is whose rows another library than Django keeps.
    pub fn attribute_of_rows(&self, library: Library, class: ClassId, name: &str) -> Value {
        let rows = || Value::Query(Rc::new(self.project.rows_of(class)));
        match library {
            _ if !starts_query(library, name) => Value::Member(class, name.to_owned()),
            Library::Alchemy | Library::MongoEngine => rows(),
            Library::Peewee | Library::Pony | Library::Tortoise => Value::Method(Box::new(rows()), name.to_owned()),
        }
    }

    /// What reading a relation of a row gives, and whether that asks the database.
    pub fn relation_of_row(
        &mut self,
        library: Library,
        owner: &Rc<Instance>,
        name: &str,
        relation: &Relation,
    ) -> Value {
        let is_supplied = self.project.is_supplied(&owner.supply, owner.model, name);
        let is_asked = owner.row.is_some() && !is_supplied;
        let is_read_at_once = matches!(library, Library::Alchemy | Library::MongoEngine);
        let waits_to_be_asked = library == Library::Tortoise && !is_supplied;
        if is_asked && !waits_to_be_asked && (is_read_at_once || relation.arity == Arity::One) {
            self.note_missing(owner, name, Lack::Relation);
        }
        let Some(model) = relation.target else { return Value::Unknown };
        let mut supply = if is_supplied { owner.supply.below(name) } else { Supply::default() };
        // A session holds the row that led to these; what `prefetch` loads is tied to it.
        if library == Library::Alchemy || is_supplied && relation.arity == Arity::Many {
            self.hold_owner(&mut supply, model, owner);
        }
        if relation.arity == Arity::One && !waits_to_be_asked {
            let path = owner.path.iter().cloned().chain([name.to_owned()]).collect();
            let (row, is_given) = (owner.row.clone(), owner.is_given);
            return Value::Instance(Rc::new(Instance { model, supply, row, path, is_given }));
        }
        let mut query = self.project.rows_of(model);
        query.supply = supply;
        query.is_list = is_read_at_once;
        query.bound = (relation.arity == Arity::One).then_some(1);
        query.trace.is_given = owner.is_given;
        query.trace.is_of_one = true;
        query.related = Some((owner.clone(), name.to_owned()));
        Value::Query(Rc::new(query))
    }

    /// Notes that rows know the one that led to them, so that nobody asks for it again.
    fn hold_owner(&self, supply: &mut Supply, model: ClassId, owner: &Rc<Instance>) {
        for (back, _) in self.project.relations_to(model, &[owner.model]) {
            if self.project.relation(model, back).is_some_and(|it| it.arity == Arity::One) {
                supply.added.insert(back.to_owned(), Value::Instance(owner.clone()));
            }
        }
    }

    /// `await book.fetch_related("author")`: asked for each row.
    pub fn fetch_related(&mut self, row: &Rc<Instance>, call: &Made) {
        for argument in &call.arguments {
            let Value::Text(path) = argument else { continue };
            let name = path.split("__").next().unwrap_or_default();
            let is_known = self.project.relation(row.model, name).is_some();
            if is_known && row.row.is_some() && !self.project.is_supplied(&row.supply, row.model, name) {
                self.note_missing(row, name, Lack::Relation);
            }
        }
    }

    /// What waiting for a value gives.
    pub fn awaited(&mut self, value: Value) -> Value {
        let Value::Query(query) = &value else { return value };
        match self.project.library(query.model) {
            // An asynchronous session loads nothing when an attribute is read: that is an error, which shows itself.
            Some(Library::Alchemy) => Value::Unknown,
            Some(Library::Tortoise) => {
                self.note_rows(query);
                let mut query = Query::clone(query);
                query.is_list = true;
                match &query.related {
                    Some((owner, name)) if query.bound == Some(1) => {
                        let path = owner.path.iter().cloned().chain([name.clone()]).collect();
                        let (model, supply, row) = (query.model, query.supply.clone(), owner.row.clone());
                        Value::Instance(Rc::new(Instance { model, supply, row, path, is_given: owner.is_given }))
                    }
                    _ => Value::Query(Rc::new(query)),
                }
            }
            _ => value,
        }
    }
}
