//! How it is reported that something is loaded row by row, wherever it is read.

use crate::cx::LinkReport;
use crate::diagnostic::Label;
use crate::page::Impact;
use crate::project::Project;
use crate::project::libraries::Library;
use crate::project::missing::{Inside, Lack};
use crate::project::models::Arity;
use crate::project::relations::LazyRelation;
use crate::project::symbols::FunctionId;
use crate::summary::PlaceId;

/// What a report says of its place: the label there, the message, the note and the help.
struct Words {
    label: String,
    message: String,
    note: &'static str,
    help: String,
}

/// Calls that are shown of those that hand rows to one function.
const MOST_CALLS: usize = 3;

const PER_ROW: &str = "one query per row";

pub fn lazy_relation(project: &Project, lazy: &LazyRelation) -> LinkReport {
    let Words { label: at, message, note, help } = words(project, lazy);
    let related = related(project, lazy);
    let mut at = label(project, lazy, lazy.function, lazy.access, at);
    let path = project.summaries[lazy.function.module as usize].path.clone();
    at.path = Some(path);
    let functions = &project.summaries[lazy.function.module as usize].functions;
    let function = functions.get(lazy.function.index as usize).map(|it| it.name.clone());
    LinkReport {
        at,
        message,
        note: note.to_owned(),
        help,
        related,
        function: function.filter(|name| !name.is_empty()),
        impact: Impact::High,
        confidence: lazy.confidence,
    }
}

/// The way to a finding: where it is asked for, where the rows come from, and the loop over them.
fn related(project: &Project, lazy: &LazyRelation) -> Vec<Label> {
    let mut related = Vec::new();
    if let Some(Inside { last, place: Some(place), .. }) = lazy.inside {
        related.push(label(project, lazy, last, place, "this asks for it".to_owned()));
    }
    for (caller, call) in lazy.handed.iter().take(MOST_CALLS) {
        related.push(label(
            project,
            lazy,
            *caller,
            *call,
            format!("hands them to `{}`", own_name(project, lazy.function)),
        ));
    }
    if let Some((function, place)) = lazy.query
        && !(function == lazy.function && place_is_same(project, lazy, place))
        && !is_made_in_call(project, lazy, function, place)
    {
        let query = if project.is_model(lazy.model) { "query set" } else { "query" };
        related.push(label(project, lazy, function, place, format!("the {query} is made here")));
    }
    let turn = format!("runs once for each `{}`", project.class_name(lazy.model));
    let (function, iterable) = lazy.iterable;
    related.push(label(project, lazy, function, iterable, turn));
    related
}

fn words(project: &Project, lazy: &LazyRelation) -> Words {
    let model = project.class_name(lazy.model);
    let path = lazy.path.join(".");
    let reader = lazy.inside.map(|inside| own_name(project, inside.first));
    match &lazy.lack {
        Lack::Relation => relation(project, lazy, model, &path, reader),
        Lack::Key => key(lazy, model, &path),
        Lack::Column { is_deferred } => column(model, &path, *is_deferred),
        Lack::Answer(method) => answer(model, &path, reader.unwrap_or(method), method),
        Lack::Query => query(model, reader.unwrap_or(&path)),
    }
}

fn relation(project: &Project, lazy: &LazyRelation, model: &str, path: &str, reader: Option<&str>) -> Words {
    let (verb, pronoun) = if lazy.arity == Arity::One { ("is", "its") } else { ("are", "their") };
    let label = match reader {
        Some(_) => format!("reads `{path}`, not loaded with the `{model}`"),
        None => format!("not loaded with the `{model}`"),
    };
    let message = match reader {
        Some(reader) => format!("`{reader}` loads the `{path}` of each `{model}` by a query of {pronoun} own"),
        None => format!("the `{path}` of each `{model}` {verb} loaded by a query of {pronoun} own"),
    };
    Words { label, message, note: PER_ROW, help: help(project, lazy) }
}

fn key(lazy: &LazyRelation, model: &str, path: &str) -> Words {
    let relation = lazy.path.last().map_or("", String::as_str);
    Words {
        label: format!("`{relation}_id` holds the same"),
        message: format!("the `{path}` of each `{model}` is loaded for its key alone"),
        note: PER_ROW,
        help: format!("ask for `{path}_id`, a column of the row that is at hand"),
    }
}

fn column(model: &str, path: &str, is_deferred: bool) -> Words {
    let name = path.rsplit('.').next().unwrap_or_default();
    let help = if is_deferred {
        format!("leave `\"{name}\"` out of `defer(…)`")
    } else {
        format!("name `\"{name}\"` in `only(…)`, or do without `only`")
    };
    Words {
        label: "not among the columns of the query set".to_owned(),
        message: format!("the column `{path}` of each `{model}` is loaded by a query of its own"),
        note: PER_ROW,
        help,
    }
}

fn answer(model: &str, path: &str, reader: &str, method: &str) -> Words {
    let name = path.rsplit('.').next().unwrap_or_default();
    let help = match method {
        "values_list" | "values" => format!("take what is wanted from the rows of `{name}.all()`"),
        "iterator" | "aiterator" => format!("go through `{name}.all()`: these rows are in memory already"),
        "first" | "last" | "order_by" | "earliest" | "latest" | "reverse" => format!(
            "prefetch the rows in that order, `Prefetch(\"{name}\", queryset=…)`, or pick from `{name}.all()` in Python"
        ),
        _ => format!(
            "pick from `{name}.all()` in Python, or prefetch what is wanted: `Prefetch(\"{name}\", queryset=…, to_attr=…)`"
        ),
    };
    Words {
        label: "the prefetched rows do not answer this".to_owned(),
        message: format!("`{reader}` asks the database for the `{path}` of each `{model}`, which are prefetched"),
        note: "one query per row, and the prefetch for nothing",
        help,
    }
}

fn query(model: &str, reader: &str) -> Words {
    Words {
        label: format!("a round trip to the database for each `{model}`"),
        message: format!("`{reader}` sends a query for each `{model}`"),
        note: PER_ROW,
        help:
            "ask for all rows at once, before the loop: annotate the query set, or look up by key what one query gives"
                .to_owned(),
    }
}

/// The name of a function or method without the class around it.
fn own_name(project: &Project, function: FunctionId) -> &str {
    project.function(function).name.rsplit('.').next().unwrap_or_default()
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

/// Whether a query set is written among the arguments of the call that hands it over.
fn is_made_in_call(project: &Project, lazy: &LazyRelation, function: FunctionId, place: PlaceId) -> bool {
    let (start, end) = project.place(function, place).span.offsets;
    lazy.handed.iter().any(|(caller, call)| {
        let around = project.place(*caller, *call).span.offsets;
        *caller == function && around.0 <= start && end <= around.1
    })
}

fn place_is_same(project: &Project, lazy: &LazyRelation, place: PlaceId) -> bool {
    project.place(lazy.function, place).span == project.place(lazy.iterable.0, lazy.iterable.1).span
}

fn label(project: &Project, lazy: &LazyRelation, function: FunctionId, place: PlaceId, message: String) -> Label {
    project.label(function.module, place, message, lazy.function.module)
}
