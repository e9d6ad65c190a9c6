//! The managers of models: the query sets that every other starts from.

use std::rc::Rc;

use crate::project::Project;
use crate::project::classes::Base;
use crate::project::evaluate::Evaluation;
use crate::project::symbols::{ClassId, FunctionId, Symbol};
use crate::project::value::{Instance, Query, RowOrigin, Supply, Trace, Value};
use crate::summary::{Export, Flow, FlowId};

/// Packages whose models or managers load relations in ways of their own.
const OPAQUE: &[&str] = &["polymorphic", "auto_prefetch", "treebeard", "wagtail", "seal", "parler", "hvad"];

/// Managers from elsewhere that only narrow the rows.
const PLAIN_MANAGERS: &[&str] = &["django_scopes.ScopedManager", "django.contrib.auth.models.UserManager"];

impl Project {
    /// Whether a class is a manager or a query set.
    pub fn is_manager(&self, id: ClassId) -> bool {
        self.has_external_base(id, |name| name.ends_with("Manager") || name.ends_with("QuerySet"))
    }

    pub fn single_row(&self, model: ClassId, supply: Supply, is_given: bool) -> Value {
        Value::Instance(Rc::new(Instance { model, supply, row: None, path: Vec::new(), is_given }))
    }

    /// All rows of a model, with nothing but their own columns.
    pub fn plain_query(&self, model: ClassId, classes: Vec<ClassId>) -> Query {
        // A base that nobody knows may bring managers of its own.
        let is_doubtful = self.has_external_base(model, str::is_empty);
        Query::of_all(model, classes, Trace { is_doubtful, ..Trace::default() })
    }

    /// The origin of rows whose loop is not known yet.
    pub fn row_to_come(&self, query: &Query) -> Option<Rc<RowOrigin>> {
        let nowhere = FunctionId { module: u32::MAX, index: u32::MAX };
        let trace = query.trace.clone();
        Some(Rc::new(RowOrigin { function: nowhere, row: u32::MAX, model: query.model, trace }))
    }

    fn is_opaque_model(&self, id: ClassId) -> bool {
        self.has_external_base(id, |name| OPAQUE.iter().any(|package| name.starts_with(package)))
    }

    /// The name of the manager that relations use: the first one that a model declares.
    fn default_manager(&self, model: ClassId) -> Option<(ClassId, FlowId)> {
        let classes = self.order(model).iter().filter_map(|base| match base {
            Base::Class(class) => Some(*class),
            Base::External(_) => None,
        });
        classes.into_iter().find_map(|class| {
            let mut body = self.class(class).body.iter();
            body.find_map(|(_, export)| match export {
                Export::Value(flow) if self.makes_manager(class.module, *flow) => Some((class, *flow)),
                _ => None,
            })
        })
    }

    /// Whether a flow calls a manager's class, or what makes one, by its name.
    fn makes_manager(&self, module: u32, flow: FlowId) -> bool {
        let flows = &self.summaries[module as usize].flows;
        let Flow::Call { callee, .. } = &flows[flow.0 as usize] else { return false };
        let (name, inner) = match &flows[callee.0 as usize] {
            Flow::Name(name) => (name.as_str(), None),
            Flow::Attribute { name, .. } => (name.as_str(), None),
            Flow::Call { callee, .. } => ("", Some(*callee)),
            _ => return false,
        };
        let name = match inner.map(|inner| &flows[inner.0 as usize]) {
            Some(Flow::Name(name)) => name.as_str(),
            _ => name,
        };
        let is_named_so = ["Manager", ".as_manager", ".from_queryset"].iter().any(|end| name.ends_with(end));
        is_named_so || self.is_managers_name(module, name)
    }

    fn is_managers_name(&self, module: u32, name: &str) -> bool {
        match self.modules.resolve_from(&self.summaries, Some(module), name) {
            (Symbol::Class(class), rest) => rest.is_empty() && self.is_manager(class),
            _ => false,
        }
    }
}

impl Evaluation<'_> {
    /// The manager that a model has under a name; `None` if the name is no manager's.
    pub fn manager(&mut self, model: ClassId, name: &str) -> Value {
        let project = self.project;
        let is_default = matches!(name, "_default_manager" | "_base_manager");
        let declared = match project.member(model, None, name) {
            _ if is_default => project.default_manager(model),
            Some((class, Export::Value(flow))) if project.makes_manager(class.module, *flow) => Some((class, *flow)),
            Some(_) => return Value::None,
            None if name == "objects" => None,
            None => return Value::None,
        };
        if project.is_opaque_model(model) {
            return Value::Unknown;
        }
        let Some((class, flow)) = declared else {
            return Value::Query(Rc::new(project.plain_query(model, Vec::new())));
        };
        match self.value_of_module(class.module, &[flow]) {
            Value::Manager(classes) => self.rows_of_manager(model, classes),
            Value::Made(made) if OPAQUE.iter().any(|package| made.callee.starts_with(package)) => Value::Unknown,
            Value::Made(made) => {
                let mut query = project.plain_query(model, Vec::new());
                query.trace.is_doubtful |= !PLAIN_MANAGERS.contains(&made.callee.as_str());
                Value::Query(Rc::new(query))
            }
            _ => Value::Unknown,
        }
    }

    /// What the managers' own `get_queryset` gives.
    fn rows_of_manager(&mut self, model: ClassId, classes: Vec<ClassId>) -> Value {
        let project = self.project;
        if classes.iter().any(|class| project.has_external_base(*class, is_opaque_manager)) {
            return Value::Unknown;
        }
        let manager = project.plain_query(model, classes);
        let own = manager.classes.iter().find_map(|class| project.member(*class, None, "get_queryset"));
        let Some((holder, Export::Function(index))) = own else { return Value::Query(Rc::new(manager)) };
        let function = FunctionId { module: holder.module, index: *index };
        let receiver = Value::Query(Rc::new(manager.clone()));
        let Value::Query(rows) = self.enter(function, vec![receiver]) else { return Value::Unknown };
        let mut rows = Query::clone(&rows);
        let more = rows.classes.iter().filter(|class| !manager.classes.contains(class));
        rows.classes = manager.classes.iter().chain(more).copied().collect();
        rows.trace = Trace { is_doubtful: rows.trace.is_doubtful, ..manager.trace };
        Value::Query(Rc::new(rows))
    }
}

fn is_opaque_manager(name: &str) -> bool {
    OPAQUE.iter().any(|package| name.starts_with(package))
        || name.ends_with("InheritanceManager")
        || name.ends_with("InheritanceQuerySet")
}
