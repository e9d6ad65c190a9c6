//! How a relation that is loaded row by row is reported, wherever it is read.

use crate::cx::LinkReport;
use crate::diagnostic::Label;
use crate::page::Impact;
use crate::project::Project;
use crate::project::libraries::Library;
use crate::project::models::Arity;
use crate::project::relations::LazyRelation;
use crate::project::symbols::FunctionId;
use crate::summary::PlaceId;

pub fn lazy_relation(project: &Project, lazy: &LazyRelation) -> LinkReport {
    let model = project.class_name(lazy.model);
    let relation = lazy.path.join(".");
    let (verb, pronoun) = if lazy.arity == Arity::One { ("is", "its") } else { ("are", "their") };
    let mut related = Vec::new();
    if let Some((function, place)) = lazy.query
        && !(function == lazy.function && place_is_same(project, lazy, place))
    {
        let query = if project.is_model(lazy.model) { "query set" } else { "query" };
        related.push(label(project, lazy, function, place, format!("the {query} is made here")));
    }
    let turn = format!("runs once for each `{model}`");
    let (function, iterable) = lazy.iterable;
    related.push(label(project, lazy, function, iterable, turn));
    let mut at = label(project, lazy, lazy.function, lazy.access, format!("not loaded with the `{model}`"));
    let path = project.summaries[lazy.function.module as usize].path.clone();
    at.path = Some(path);
    let functions = &project.summaries[lazy.function.module as usize].functions;
    let function = functions.get(lazy.function.index as usize).map(|it| it.name.clone());
    LinkReport {
        at,
        message: format!("the `{relation}` of each `{model}` {verb} loaded by a query of {pronoun} own"),
        note: "one query per row".to_owned(),
        help: help(project, lazy),
        related,
        function: function.filter(|name| !name.is_empty()),
        impact: Impact::High,
        confidence: lazy.confidence,
    }
}

fn help(project: &Project, lazy: &LazyRelation) -> String {
    let lookups: Vec<String> = lazy.lookups.iter().map(|lookup| format!("\"{lookup}\"")).collect();
    let lookups = lookups.join(", ");
    let method = if lazy.is_joinable { "select_related" } else { "prefetch_related" };
    match project.library(lazy.model) {
        None => format!("add `.{method}({lookups})` to the query set"),
        Some(Library::Tortoise) => format!("add `.{method}({lookups})` to the query"),
        Some(Library::MongoEngine | Library::Pony) => {
            "add `.select_related()` to the query, which loads them all at once".to_owned()
        }
        Some(Library::Peewee) => help_of_peewee(project, lazy),
        Some(Library::Alchemy) => {
            let options: Vec<String> = lazy.lookups.iter().map(|lookup| option(project, lazy, lookup)).collect();
            format!("add `.options({})` to the query", options.join(", "))
        }
    }
}

fn help_of_peewee(project: &Project, lazy: &LazyRelation) -> String {
    let model = project.class_name(lazy.model);
    let steps = steps(project, lazy, &lazy.path.join("__"));
    let classes: Vec<&str> = steps.iter().map(|(_, _, target)| *target).collect();
    if lazy.is_joinable {
        let joins: String = classes.iter().map(|class| format!(".join({class})")).collect();
        format!("read them together: `{model}.select({model}, {}){joins}`", classes.join(", "))
    } else {
        format!("load them for all rows at once: `prefetch(query, {})`", classes.join(", "))
    }
}

/// `selectinload(Author.books).joinedload(Book.publisher)`
fn option(project: &Project, lazy: &LazyRelation, lookup: &str) -> String {
    let steps = steps(project, lazy, lookup);
    let calls = steps.iter().map(|(class, name, _)| format!("selectinload({class}.{name})"));
    calls.collect::<Vec<String>>().join(".")
}

/// The relations of a path: the class that has each, its name, and the class that it leads to.
fn steps<'p>(project: &'p Project, lazy: &LazyRelation, path: &str) -> Vec<(&'p str, String, &'p str)> {
    let mut at = Some(lazy.model);
    let step = |name: &str| {
        let class = at?;
        let target = project.relation(class, name)?.target;
        at = target;
        Some((project.class_name(class), name.to_owned(), target.map_or("…", |target| project.class_name(target))))
    };
    path.split("__").map_while(step).collect()
}

fn place_is_same(project: &Project, lazy: &LazyRelation, place: PlaceId) -> bool {
    project.place(lazy.function, place).span == project.place(lazy.iterable.0, lazy.iterable.1).span
}

fn label(project: &Project, lazy: &LazyRelation, function: FunctionId, place: PlaceId, message: String) -> Label {
    project.label(function.module, place, message, lazy.function.module)
}
