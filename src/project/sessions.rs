//! What sessions of SQLAlchemy are asked for, and what the options of statements load.

use std::rc::Rc;

use crate::project::calls::paged;
use crate::project::evaluate::Evaluation;
use crate::project::libraries::Library;
use crate::project::statements::load_all;
use crate::project::value::{Made, Query, Supply, Value};

/// Methods of a session that take a class or a statement.
const METHODS: &[&str] =
    &["exec", "execute", "get", "get_one", "paginate", "query", "scalar", "scalars", "select", "stream_scalars"];

/// What makes an option that loads a relation with the rows, or sees to it that nobody loads it later.
const LOADING: &[&str] = &[
    "contains_eager",
    "defaultload",
    "immediateload",
    "joinedload",
    "joinedload_all",
    "noload",
    "raiseload",
    "selectinload",
    "subqueryload",
];
/// What makes an option that says nothing of relations.
const OTHER: &[&str] = &["Load", "defer", "lazyload", "load_only", "undefer", "undefer_group", "with_expression"];

impl Evaluation<'_> {
    /// An attribute of something unknown that may be a session: `session.query`, `db.session.scalars`.
    pub fn session_method(&self, name: &str) -> Option<Value> {
        let is_method = METHODS.contains(&name) && self.project.uses_sessions();
        is_method.then(|| Value::Method(Box::new(Value::Unknown), name.to_owned()))
    }

    /// What a session's method gives, if what it is given says that it is one.
    pub fn call_session(&self, name: &str, call: &Made) -> Value {
        let [first, rest @ ..] = call.arguments.as_slice() else { return Value::Unknown };
        match (name, first) {
            ("query" | "select", Value::Class(class)) if self.is_mapped(first) && rest.is_empty() => {
                Value::Query(Rc::new(self.project.rows_of(*class)))
            }
            ("get" | "get_one", Value::Class(class)) if self.is_mapped(first) => {
                self.project.single_row(*class, Supply::default(), false)
            }
            ("scalars" | "exec" | "stream_scalars", Value::Query(query)) if self.is_mapped(first) => {
                Value::Query(query.clone())
            }
            ("paginate", Value::Query(_)) if self.is_mapped(first) => paged(first),
            ("execute", Value::Query(query)) if self.is_mapped(first) => {
                Value::Query(Rc::new(Query { gives_instances: false, ..Query::clone(query) }))
            }
            ("scalar", Value::Query(query)) if self.is_mapped(first) => self.project.single(query),
            _ => Value::Unknown,
        }
    }

    fn is_mapped(&self, value: &Value) -> bool {
        let class = match value {
            Value::Class(class) => *class,
            Value::Query(query) => query.model,
            _ => return false,
        };
        self.project.library(class) == Some(Library::Alchemy)
    }

    /// `joinedload(Book.author).joinedload(Author.city)`: a further step of an option.
    pub fn option_method(&self, option: &Rc<Made>, name: &str) -> Option<Value> {
        let is_option = option.callee.starts_with("sqlalchemy.") && is_known(option.callee.rsplit('.').next()?);
        (is_option && is_known(name)).then(|| Value::Method(Box::new(Value::Made(option.clone())), name.to_owned()))
    }
}

fn is_known(name: &str) -> bool {
    LOADING.contains(&name) || OTHER.contains(&name)
}

/// An option with one more step.
pub fn extended(option: &Made, step: &str, call: Made) -> Value {
    if !LOADING.contains(&step) {
        return Value::Made(Rc::new(option.clone()));
    }
    let is_start = option.callee.ends_with(".Load");
    let before = if is_start { Vec::new() } else { option.arguments.clone() };
    let arguments = before.into_iter().chain(call.arguments).collect();
    let callee = if is_start { format!("sqlalchemy.orm.{step}") } else { option.callee.clone() };
    Value::Made(Rc::new(Made { callee, arguments, keywords: Vec::new() }))
}

/// What `options(…)` adds to what rows carry.
pub fn load(supply: &mut Supply, call: &Made) {
    for option in &call.arguments {
        let Value::Made(made) = option else { return load_all(supply) };
        let name = made.callee.rsplit('.').next().unwrap_or_default();
        if OTHER.contains(&name) {
            continue;
        }
        let names = made.arguments.iter().map(|argument| match argument {
            Value::Member(_, name) => Some(name.clone()),
            Value::Text(path) if !path.contains('*') => Some(path.replace('.', "__")),
            _ => None,
        });
        match names.collect::<Option<Vec<String>>>() {
            Some(names) if LOADING.contains(&name) => supply.join_path(&names.join("__")),
            _ => return load_all(supply),
        }
    }
}
