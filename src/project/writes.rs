//! Rows that are written: whether writing many at once does what writing each by itself does.

use rustc_hash::FxHashMap;

use crate::page::Confidence;
use crate::project::Project;
use crate::project::classes::Base;
use crate::project::evaluate::Evaluation;
use crate::project::symbols::{ClassId, Symbol};
use crate::project::value::{Instance, Query, Trace, Value};
use crate::summary::{Export, Flow, FlowId};

/// The signals that are received, by the models that send them.
#[derive(Default)]
pub(super) struct Receivers {
    of: FxHashMap<ClassId, Vec<String>>,
    /// Of every model.
    of_all: Vec<String>,
    /// Of models that are not known.
    of_some: Vec<String>,
}

/// Whose rows a receiver is told of.
enum Sender {
    Model(ClassId),
    /// None of the project's.
    Other,
    Unknown,
}

/// Classes from elsewhere that leave it to Django how a row is saved and deleted.
const PLAIN_BASES: &[&str] = &[
    "abc.ABC",
    "builtins.object",
    "django.contrib.auth.models.AbstractUser",
    "django.contrib.auth.models.PermissionsMixin",
    "django.contrib.gis.db.models.Model",
    "django.db.models.Model",
    "django.db.models.base.Model",
    "model_utils.models.TimeStampedModel",
    "model_utils.models.UUIDModel",
    "typing.Generic",
];
/// Attributes of a model that note each of its changes.
const HISTORIES: &[&str] = &["AuditlogHistoryField", "HistoricalRecords"];

/// As few turns are not worth a change.
const FEW_TURNS: u32 = 5;

impl Project {
    /// How sure it is that `save` and `create` of a model do nothing but write a row, so that `bulk_create` and
    /// `bulk_update` do the same. `None` where the model does more, or somebody is told of each row.
    pub fn saves_plainly(&self, model: ClassId) -> Option<Confidence> {
        if !self.is_model(model) || self.overrides(model, "save") || self.keeps_history(model) || self.has_parent(model)
        {
            return None;
        }
        self.is_unheard(model, &["pre_save", "post_save"])
    }

    /// The same for `create` of a query set.
    pub fn creates_plainly(&self, query: &Query) -> Option<Confidence> {
        if let Some((owner, name)) = &query.related {
            // A relation that is kept in a table of its own is written there, too.
            self.relation(owner.model, name)?.back.as_ref()?;
        }
        if self.has_own(query, "create") {
            return None;
        }
        Some(self.saves_plainly(query.model)?.min(self.is_query_set(query)))
    }

    /// The same for `delete` and the `delete` of a query set, which sends the same signals.
    pub fn deletes_plainly(&self, model: ClassId) -> Option<Confidence> {
        if !self.is_model(model) || self.overrides(model, "delete") {
            return None;
        }
        match Evaluation::new(self).manager(model, "_default_manager") {
            Value::Query(query) => (!self.has_own(&query, "delete")).then_some(Confidence::High),
            _ => Some(Confidence::Low),
        }
    }

    /// How sure it is that a loop over these items has many turns: all rows of a model pile up, those of one owner are
    /// mostly few. `None` where they are few for certain. `is_data` says that they come from outside.
    pub fn many_turns_over(&self, items: &Value, is_data: bool) -> Option<Confidence> {
        let trace = match items {
            Value::Query(query) if query.bound.is_some_and(|bound| bound <= FEW_TURNS) => return None,
            Value::Query(query) => Some(&query.trace),
            Value::Items(item) => trace_of(item),
            _ => None,
        };
        Some(match trace {
            Some(trace) => many_rows_of(trace),
            None if is_data => Confidence::Medium,
            None => Confidence::Low,
        })
    }

    /// How sure it is that the row of a loop is one of many; `None` where it is no row of a loop. Of what is also less
    /// code where it is done at once, the rows may be fewer.
    pub fn is_one_of_many(&self, row: &Instance, is_less_code: bool) -> Option<Confidence> {
        let origin = row.row.as_ref().filter(|_| row.path.is_empty())?;
        let least = if is_less_code && !origin.trace.is_guessed { Confidence::Medium } else { Confidence::Low };
        Some(many_rows_of(&origin.trace).max(least))
    }

    /// Whether a method under a name of Django's is another: a class of the project gives it to the query set, or the rows
    /// are those of another library.
    pub fn has_own(&self, query: &Query, method: &str) -> bool {
        !self.is_model(query.model) || query.classes.iter().any(|class| self.member(*class, None, method).is_some())
    }

    /// How sure it is that nobody is told of a model's rows by any of these signals; `None` where somebody is.
    pub fn is_unheard(&self, model: ClassId, signals: &[&str]) -> Option<Confidence> {
        let receivers = self.receivers.get_or_init(|| self.read_receivers());
        let hears = |heard: &Vec<String>| heard.iter().any(|signal| signals.contains(&signal.as_str()));
        if hears(&receivers.of_all) || receivers.of.get(&model).is_some_and(hears) {
            return None;
        }
        Some(if hears(&receivers.of_some) { Confidence::Medium } else { Confidence::High })
    }

    /// Whether a column of a model is set by itself whenever a row is saved: `bulk_update` leaves it as it is.
    pub fn has_automatic_column(&self, model: ClassId) -> bool {
        self.class_fields(model).any(|(module, flow)| {
            let Flow::Call { callee, keywords, .. } = &self.summaries[module as usize].flows[flow.0 as usize] else {
                return false;
            };
            let flows = &self.summaries[module as usize].flows;
            let is_true = |flow: &FlowId| matches!(flows[flow.0 as usize], Flow::Boolean(true));
            let is_automatic = keywords.iter().any(|(name, flow)| name == "auto_now" && is_true(flow));
            is_automatic || self.is_call_of(module, *callee, &["AutoLastModifiedField", "ModificationDateTimeField"])
        }) || self.has_external_base(model, |name| name.ends_with("TimeStampedModel"))
    }

    /// Whether a class that a model is made of, or one that nobody knows, has a method of its own under this name.
    fn overrides(&self, model: ClassId, method: &str) -> bool {
        self.order(model).iter().any(|base| match base {
            Base::Class(class) => {
                let class = self.class(*class);
                class.methods.iter().any(|name| name == method) || class.body.iter().any(|(name, _)| name == method)
            }
            Base::External(name) => !PLAIN_BASES.contains(&name.as_str()),
        })
    }

    fn keeps_history(&self, model: ClassId) -> bool {
        self.class_fields(model).any(|(module, flow)| match &self.summaries[module as usize].flows[flow.0 as usize] {
            Flow::Call { callee, .. } => self.is_call_of(module, *callee, HISTORIES),
            _ => false,
        })
    }

    /// What the bodies of a model's classes set names to, with the module of each.
    fn class_fields(&self, model: ClassId) -> impl Iterator<Item = (u32, FlowId)> {
        let classes = self.order(model).iter().filter_map(|base| match base {
            Base::Class(class) => Some(*class),
            Base::External(_) => None,
        });
        classes.flat_map(|class| {
            self.class(class).body.iter().filter_map(move |(_, export)| match export {
                Export::Value(flow) => Some((class.module, *flow)),
                _ => None,
            })
        })
    }

    fn is_call_of(&self, module: u32, callee: FlowId, names: &[&str]) -> bool {
        match &self.summaries[module as usize].flows[callee.0 as usize] {
            Flow::Name(name) => names.iter().any(|it| name.ends_with(it)),
            Flow::Attribute { name, .. } => names.contains(&name.as_str()),
            _ => false,
        }
    }

    fn read_receivers(&self) -> Receivers {
        let mut receivers = Receivers::default();
        for (module, summary) in self.summaries.iter().enumerate() {
            for receiver in &summary.receivers {
                let heard = match receiver.sender.map(|sender| self.sender(module as u32, sender)) {
                    None => &mut receivers.of_all,
                    Some(Sender::Unknown) => &mut receivers.of_some,
                    Some(Sender::Model(model)) => receivers.of.entry(model).or_default(),
                    Some(Sender::Other) => continue,
                };
                heard.push(receiver.signal.clone());
            }
        }
        receivers
    }

    fn sender(&self, module: u32, flow: FlowId) -> Sender {
        let named = |text: &str| {
            let (app, name) = text.rsplit_once('.')?;
            self.model_named(app, name)
        };
        let model = match &self.summaries[module as usize].flows[flow.0 as usize] {
            Flow::Text(text) => named(text),
            Flow::Call { callee, .. } => match self.symbol(module, *callee) {
                Some((Symbol::External(name), _)) if name.ends_with("get_user_model") => self.user_model(),
                _ => None,
            },
            Flow::Name(_) => match self.symbol(module, flow) {
                Some((Symbol::Class(class), rest)) if rest.is_empty() => Some(class),
                Some((Symbol::External(name), _)) if name.ends_with("AUTH_USER_MODEL") => self.user_model(),
                Some((Symbol::External(_), _)) => return Sender::Other,
                _ => None,
            },
            _ => None,
        };
        model.map_or(Sender::Unknown, Sender::Model)
    }
}

fn many_rows_of(trace: &Trace) -> Confidence {
    if trace.is_guessed || trace.is_of_one || trace.is_narrowed {
        Confidence::Low
    } else if trace.hops > 0 {
        Confidence::Medium
    } else {
        Confidence::High
    }
}

/// Where the rows in a list come from.
fn trace_of(item: &Value) -> Option<&Trace> {
    match item {
        Value::Instance(row) => row.row.as_ref().map(|origin| &origin.trace),
        Value::Tuple(items) => items.iter().find_map(trace_of),
        _ => None,
    }
}
