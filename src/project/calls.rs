//! What attributes of values are, and what calling them gives.

use std::rc::Rc;

use crate::project::contexts::nothing;
use crate::project::evaluate::Evaluation;
use crate::project::missing::Lack;
use crate::project::models::Arity;
use crate::project::queryset::{is_operation, is_served_summary, sends_query};
use crate::project::sessions::extended;
use crate::project::statements::has_method;
use crate::project::symbols::{ClassId, FunctionId};
use crate::project::value::{Instance, Made, Query, Supply, Value, join, single};
use crate::summary::{Export, Flow};

impl Evaluation<'_> {
    pub fn attribute(&mut self, of: &Value, name: &str) -> Value {
        match of {
            Value::External(base) => Value::External(format!("{base}.{name}")),
            Value::Class(class) => self.class_attribute(*class, name),
            Value::Object(class) => self.object_attribute(of, *class, None, name),
            Value::Query(query) => self.query_attribute(query, None, name),
            Value::Instance(instance) => self.instance_attribute(instance, name),
            Value::Plain => Value::Plain,
            Value::Unknown => self.session_method(name).unwrap_or_else(|| self.guessed(name)),
            Value::Made(made) => {
                let found = self.option_method(made, name).or_else(|| self.session_method(name));
                found.unwrap_or(Value::Unknown)
            }
            Value::Guessed(_) => Value::Method(Box::new(of.clone()), name.to_owned()),
            Value::Super(class, receiver) => match &**receiver {
                Value::Object(own) => self.object_attribute(receiver, *own, Some(*class), name),
                Value::Query(query) => self.query_attribute(query, Some(*class), name),
                _ => Value::Unknown,
            },
            _ => Value::Unknown,
        }
    }

    fn guessed(&self, name: &str) -> Value {
        self.project.guessed(name).map_or(Value::Unknown, Value::Guessed)
    }

    /// An attribute, called without arguments if it can be: what a template or a serializer makes of a name.
    pub fn looked_up(&mut self, of: &Value, name: &str) -> Value {
        let value = self.attribute(of, name);
        match value {
            Value::Function(_) | Value::Bound(..) | Value::Method(..) => self.call(&value, nothing()),
            other => other,
        }
    }

    fn class_attribute(&mut self, class: ClassId, name: &str) -> Value {
        if self.project.is_model(class) {
            let manager = self.manager(class, name);
            if !matches!(manager, Value::None) {
                return manager;
            }
        }
        if let Some(library) = self.project.library(class)
            && !matches!(self.project.member(class, None, name), Some((_, Export::Function(_) | Export::Class(_))))
        {
            return self.attribute_of_rows(library, class, name);
        }
        if matches!(name, "as_manager" | "from_queryset") {
            return Value::Method(Box::new(Value::Class(class)), name.to_owned());
        }
        match self.project.member(class, None, name) {
            Some((holder, Export::Function(index))) => {
                let function = FunctionId { module: holder.module, index: *index };
                if self.is_decorated(function, "classmethod") {
                    return Value::Bound(function, Box::new(Value::Class(class)));
                }
                Value::Function(function)
            }
            Some((holder, export)) => self.member_value(holder, &export.clone()),
            None => Value::Unknown,
        }
    }

    fn member_value(&mut self, holder: ClassId, export: &Export) -> Value {
        match export {
            Export::Value(flow) => self.value_of_module(holder.module, &[*flow]),
            Export::Class(index) => Value::Class(ClassId { module: holder.module, index: *index }),
            Export::Function(_) | Export::Import(_) => Value::Unknown,
        }
    }

    fn object_attribute(&mut self, receiver: &Value, class: ClassId, after: Option<ClassId>, name: &str) -> Value {
        match self.project.member(class, after, name) {
            Some((holder, Export::Function(index))) => {
                self.method(FunctionId { module: holder.module, index: *index }, receiver)
            }
            Some((holder, export)) => self.member_value(holder, &export.clone()),
            // What Django's views do unless they are told otherwise.
            None if name == "get_queryset" => Value::Method(Box::new(receiver.clone()), name.to_owned()),
            None if name == "model" => self.project.model_shown_by(class).map_or(Value::Unknown, Value::Class),
            None => Value::Unknown,
        }
    }

    /// A method, or the value of a property.
    fn method(&mut self, function: FunctionId, receiver: &Value) -> Value {
        if self.is_decorated(function, "property") || self.is_decorated(function, "cached_property") {
            return self.enter(function, vec![receiver.clone()]);
        }
        Value::Bound(function, Box::new(receiver.clone()))
    }

    pub fn is_decorated(&self, function: FunctionId, name: &str) -> bool {
        let flows = &self.project.summaries[function.module as usize].flows;
        let mut decorators = self.project.function(function).decorators.iter();
        decorators.any(|decorator| match &flows[decorator.0 as usize] {
            Flow::Name(qualified) => qualified.rsplit('.').next() == Some(name),
            _ => false,
        })
    }

    fn query_attribute(&mut self, query: &Rc<Query>, after: Option<ClassId>, name: &str) -> Value {
        if name == "model" {
            return Value::Class(query.model);
        }
        // The rows of a page: of Django's, and of Flask-SQLAlchemy's.
        if matches!(name, "object_list" | "items") && query.trace.is_paged {
            return Value::Query(query.clone());
        }
        let is_below = |class: &&ClassId| match after {
            Some(after) => self.project.order(**class).contains(&crate::project::classes::Base::Class(after)),
            None => true,
        };
        let mut classes = query.classes.iter().filter(is_below);
        let found = classes.find_map(|class| self.project.member(*class, after, name));
        match found {
            Some((holder, Export::Function(index))) => {
                self.method(FunctionId { module: holder.module, index: *index }, &Value::Query(query.clone()))
            }
            _ if self.project.library(query.model).map_or(is_operation(name), |it| has_method(it, name)) => {
                Value::Method(Box::new(Value::Query(query.clone())), name.to_owned())
            }
            _ => Value::Unknown,
        }
    }

    fn instance_attribute(&mut self, instance: &Rc<Instance>, name: &str) -> Value {
        if let Some(added) = instance.supply.added.get(name) {
            return added.clone();
        }
        let Some(relation) = self.project.relation(instance.model, name) else {
            return match self.project.member(instance.model, None, name) {
                Some((holder, Export::Function(index))) => {
                    let function = FunctionId { module: holder.module, index: *index };
                    self.method(function, &Value::Instance(instance.clone()))
                }
                _ if name == "fetch_related" => {
                    Value::Method(Box::new(Value::Instance(instance.clone())), name.to_owned())
                }
                _ => self.column(instance, name),
            };
        };
        if let Some(library) = self.project.library(instance.model) {
            return self.relation_of_row(library, instance, name, &relation.clone());
        }
        let is_supplied = self.project.is_supplied(&instance.supply, instance.model, name);
        let mut supply = if is_supplied { instance.supply.below(name) } else { Supply::default() };
        if let Some(back) = &relation.back {
            // The row at the other end knows the row it was reached from.
            supply.added.insert(back.clone(), Value::Instance(instance.clone()));
        }
        if relation.arity == Arity::Many {
            return relation.target.map_or(Value::Unknown, |model| self.related_manager(instance, name, model, supply));
        }
        if instance.row.is_some() && !is_supplied {
            if relation.is_column {
                self.column(instance, name);
            }
            self.note_missing(instance, name, Lack::Relation);
        }
        let Some(model) = relation.target else { return Value::Unknown };
        let path = instance.path.iter().cloned().chain([name.to_owned()]).collect();
        let (row, is_given) = (instance.row.clone(), instance.is_given);
        Value::Instance(Rc::new(Instance { model, supply, row, path, is_given }))
    }

    /// A column of a row, which is asked for by itself where the query leaves it out.
    fn column(&mut self, instance: &Rc<Instance>, name: &str) -> Value {
        let Some(column) = self.project.column(instance.model, name) else { return Value::Unknown };
        self.note_attribute(instance, name);
        match instance.supply.columns.has(&column) {
            Some(true) => Value::Plain,
            Some(false) => {
                if instance.row.is_some() {
                    self.note_missing_column(instance, &column);
                }
                Value::Plain
            }
            None => Value::Unknown,
        }
    }

    fn related_manager(&mut self, owner: &Rc<Instance>, name: &str, model: ClassId, supply: Supply) -> Value {
        let Value::Query(query) = self.manager(model, "_default_manager") else { return Value::Unknown };
        let mut query = Query::clone(&query);
        query.supply.join(&supply);
        query.bound = None;
        query.related = Some((owner.clone(), name.to_owned()));
        query.trace.is_given = owner.is_given;
        query.trace.is_of_one = true;
        if let Some(row) = &owner.row {
            query.trace.is_doubtful |= row.trace.is_doubtful;
        }
        Value::Query(Rc::new(query))
    }

    fn enter_with(&mut self, function: FunctionId, receiver: Option<&Value>, call: Made) -> Value {
        let parameters = &self.project.function(function).parameters;
        let receiver = receiver.filter(|_| !self.is_decorated(function, "staticmethod"));
        let takes_row = call.arguments.iter().any(|argument| matches!(argument, Value::Instance(_)));
        let positional = receiver.cloned().into_iter().chain(call.arguments);
        let mut arguments: Vec<Value> = positional.take(parameters.len()).collect();
        arguments.resize(parameters.len(), Value::Unknown);
        for (name, value) in call.keywords {
            if let Some(at) = parameters.iter().position(|parameter| parameter.name == name) {
                arguments[at] = value;
            }
        }
        match self.enter(function, arguments) {
            // A row that comes back may have been given what it lacked.
            Value::Instance(instance) if takes_row && instance.row.is_some() => Value::Unknown,
            value => value,
        }
    }
}

pub fn call(evaluation: &mut Evaluation, callee: &Value, call: Made) -> Value {
    match callee {
        Value::Function(function) => evaluation.enter_with(*function, None, call),
        Value::Bound(function, receiver) => evaluation.enter_with(*function, Some(receiver), call),
        Value::Class(class) => instantiate(evaluation, *class, &call),
        Value::Manager(_) => callee.clone(),
        Value::Method(receiver, name) => call_method(evaluation, receiver, name, call),
        Value::External(name) => call_external(evaluation, name, call),
        // `Book.objects(title=title)` of MongoEngine.
        Value::Query(_) => call_method(evaluation, callee, "__call__", call),
        _ => Value::Unknown,
    }
}

fn instantiate(evaluation: &mut Evaluation, class: ClassId, call: &Made) -> Value {
    let project = evaluation.project;
    if project.has_rows(class) {
        return project.single_row(class, Supply::default(), false);
    }
    if !project.is_manager(class) {
        return Value::Object(class);
    }
    let model = call.arguments.first().or(call.keywords.iter().find(|(name, _)| name == "model").map(|(_, it)| it));
    match model {
        Some(Value::Class(model)) if project.is_model(*model) => {
            Value::Query(Rc::new(project.plain_query(*model, vec![class])))
        }
        Some(_) => Value::Unknown,
        None => Value::Manager(vec![class]),
    }
}

fn call_method(evaluation: &mut Evaluation, receiver: &Value, name: &str, call: Made) -> Value {
    match receiver {
        Value::Query(query) => call_query(evaluation, query, name, &call),
        Value::Guessed(model) => evaluation.guessed_rows(*model, name, &call),
        Value::Unknown => evaluation.call_session(name, &call),
        Value::Made(option) => extended(option, name, call),
        Value::Instance(instance) => {
            evaluation.fetch_related(instance, &call);
            Value::Plain
        }
        Value::Class(class) => {
            let others = call.arguments.iter().filter_map(|argument| match argument {
                Value::Class(class) => Some(*class),
                _ => None,
            });
            Value::Manager(std::iter::once(*class).chain(others).collect())
        }
        Value::Object(class) => {
            let queryset = evaluation.object_attribute(receiver, *class, None, "queryset");
            if matches!(queryset, Value::Query(_)) {
                return queryset;
            }
            match evaluation.object_attribute(receiver, *class, None, "model") {
                Value::Class(model) if evaluation.project.is_model(model) => {
                    evaluation.manager(model, "_default_manager")
                }
                _ => Value::Unknown,
            }
        }
        _ => Value::Unknown,
    }
}

/// A method of a query: what it asks the database, and what it gives.
fn call_query(evaluation: &mut Evaluation, query: &Rc<Query>, name: &str, call: &Made) -> Value {
    let is_django = evaluation.project.is_model(query.model);
    let is_first = matches!(name, "first" | "afirst");
    let is_served = is_first && evaluation.project.meta(query.model, "ordering").is_some();
    // Other libraries' numbers are asked for anew, whatever is loaded.
    if !is_django {
        evaluation.sent += 1;
    } else if is_served || is_served_summary(name) {
        evaluation.note_rows(query);
    } else if sends_query(name) {
        evaluation.note_asked(query, name);
    }
    evaluation.project.operate(query, name, call)
}

fn call_external(evaluation: &mut Evaluation, name: &str, call: Made) -> Value {
    let first = call.arguments.first();
    match name {
        "builtins.list" | "builtins.tuple" | "builtins.sorted" | "builtins.reversed" | "builtins.set"
        | "builtins.iter" | "builtins.frozenset" => {
            first.map_or(Value::Unknown, |collection| as_list(evaluation, collection))
        }
        "builtins.filter" => call.arguments.get(1).map_or(Value::Unknown, |it| as_list(evaluation, it)),
        "builtins.enumerate" => first.map_or(Value::Unknown, |collection| {
            let item = list_item(evaluation, collection);
            Value::Items(Box::new(Value::Tuple(vec![Value::Unknown, item])))
        }),
        "builtins.zip" => {
            let items = call.arguments.iter().map(|collection| list_item(evaluation, collection)).collect();
            Value::Items(Box::new(Value::Tuple(items)))
        }
        "builtins.next" => first.map_or(Value::Unknown, |collection| single(list_item(evaluation, collection))),
        "django.core.paginator.Paginator" => first.map_or(Value::Unknown, paged),
        "itertools.chain" => join(call.arguments.iter().map(|it| as_list(evaluation, it)).collect()),
        "django.contrib.auth.get_user_model" => evaluation.project.user_model().map_or(Value::Unknown, Value::Class),
        "django.shortcuts.get_object_or_404" => match first {
            Some(Value::Query(query)) => evaluation.project.single(query),
            Some(Value::Class(model)) if evaluation.project.is_model(*model) => {
                evaluation.project.single_row(*model, Supply::default(), false)
            }
            _ => Value::Unknown,
        },
        _ if name.ends_with(".from_queryset") => {
            let classes = call.arguments.iter().filter_map(|argument| match argument {
                Value::Class(class) => Some(*class),
                _ => None,
            });
            Value::Manager(classes.collect())
        }
        "django.db.models.Manager" | "django.db.models.manager.Manager" => Value::Manager(Vec::new()),
        _ => called_by_name(evaluation, name, call),
    }
}

/// Functions of other libraries than Django, known by their last names and by what they are given.
fn called_by_name(evaluation: &Evaluation, name: &str, call: Made) -> Value {
    let known = match (name.rsplit('.').next().unwrap_or_default(), call.arguments.as_slice()) {
        ("prefetch", [Value::Query(query), classes @ ..]) => {
            let mut query = Query::clone(query);
            evaluation.project.load_classes(&mut query, classes, Arity::Many);
            query.is_list = true;
            Value::Query(Rc::new(query))
        }
        (method, [Value::Class(_) | Value::Query(_), ..]) if name.contains('.') => {
            evaluation.call_session(method, &call)
        }
        _ => Value::Unknown,
    };
    match known {
        Value::Unknown => Value::Made(Rc::new(Made { callee: name.to_owned(), ..call })),
        known => known,
    }
}

/// Rows that are shown page by page. The paginator, its pages and their rows are taken for one.
pub fn paged(rows: &Value) -> Value {
    let Value::Query(query) = rows else { return Value::Unknown };
    let mut query = Query::clone(query);
    query.trace.is_paged = true;
    Value::Query(Rc::new(query))
}

/// A list of what a collection holds. Rows keep the query set they come from.
fn as_list(evaluation: &mut Evaluation, collection: &Value) -> Value {
    match collection {
        Value::Query(query) => Value::Query(Rc::new(Query { is_list: true, ..Query::clone(query) })),
        Value::Items(_) => collection.clone(),
        Value::Tuple(_) => Value::Items(Box::new(list_item(evaluation, collection))),
        _ => Value::Unknown,
    }
}

/// What a loop over a collection gets, when the loop itself is added later.
fn list_item(evaluation: &mut Evaluation, collection: &Value) -> Value {
    let Value::Query(query) = collection else { return evaluation.item(collection, None) };
    let row = evaluation.project.row_to_come(query);
    evaluation.item(collection, row)
}
