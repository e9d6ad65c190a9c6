//! The relations that the change lists of Django's admin read of each row.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::page::Confidence;
use crate::project::Project;
use crate::project::classes::Base;
use crate::project::contexts::nothing;
use crate::project::evaluate::Evaluation;
use crate::project::models::Arity;
use crate::project::readings::{Reading, Somewhere};
use crate::project::reads;
use crate::project::relations::LazyRelation;
use crate::project::symbols::{ClassId, FunctionId, Symbol};
use crate::project::value::{Query, Value};
use crate::summary::{Export, Flow, FlowId};

/// A model that the admin shows, and the class that says how, if any does.
pub(super) struct Shown {
    pub model: ClassId,
    pub admin: Option<ClassId>,
    pub place: Somewhere,
}

/// What a column of a change list shows.
enum Column {
    /// A field of the model, or what the class or the row has under that name.
    Named(String),
    Function(FunctionId),
    Unknown,
}

impl Project {
    /// Relations that change lists read of each row although no query set loads them.
    pub fn lazy_relations_of_admins(&self) -> Vec<LazyRelation> {
        let mut found = Vec::new();
        for shown in self.shown_by_admins() {
            reads::add(&mut found, self.read_by_change_list(&shown).unwrap_or_default());
        }
        found
    }

    pub(super) fn shown_by_admins(&self) -> Vec<Shown> {
        let mut found = Vec::new();
        for (module, summary) in self.summaries.iter().enumerate() {
            let module = module as u32;
            for it in &summary.registrations {
                let (Some(model), admin) = (self.class_named(module, it.model), it.admin) else { continue };
                let known = admin.map(|admin| self.class_named(module, admin).filter(|it| self.is_admin(*it)));
                // A class of which nothing is known may show anything.
                if self.is_model(model) && known != Some(None) {
                    found.push(Shown { model, admin: known.flatten(), place: (module, it.place) });
                }
            }
        }
        found
    }

    fn class_named(&self, module: u32, flow: FlowId) -> Option<ClassId> {
        match self.symbol(module, flow)? {
            (Symbol::Class(class), rest) if rest.is_empty() => Some(class),
            _ => None,
        }
    }

    fn is_admin(&self, class: ClassId) -> bool {
        self.has_external_base(class, |name| name.ends_with("Admin"))
    }

    /// The only model that a class of the admin shows.
    pub(super) fn model_shown_by(&self, class: ClassId) -> Option<ClassId> {
        let by_class = self.shown.get_or_init(|| {
            let mut by_class: FxHashMap<ClassId, Option<ClassId>> = FxHashMap::default();
            for Shown { model, admin, .. } in self.shown_by_admins() {
                let Some(admin) = admin else { continue };
                by_class.entry(admin).and_modify(|it| *it = None).or_insert(Some(model));
            }
            by_class
        });
        *by_class.get(&class)?
    }

    fn read_by_change_list(&self, shown: &Shown) -> Option<Vec<LazyRelation>> {
        let columns = self.columns_of(shown)?;
        let mut reading = Reading::new(self);
        let rows = self.rows_of_change_list(&mut reading.evaluation, shown, &columns)?;
        let row = reading.each(&Value::Query(Rc::new(rows.clone())), shown.place);
        for (column, place) in &columns {
            match column {
                Column::Named(name) => self.named_column(&mut reading, shown, &row, name, *place),
                Column::Function(function) => {
                    reading.called(&Value::Function(*function), vec![row.clone()], *place);
                }
                Column::Unknown => {}
            }
        }
        let mut found = reading.lazy_relations();
        if !shown.admin.is_some_and(|admin| self.expects_many(admin)) {
            found.iter_mut().for_each(|lazy| lazy.confidence = Confidence::Low);
        }
        if rows.supply.required_to_one {
            // Whoever names relations names those, too, that the admin joined by itself.
            for lazy in found.iter_mut().filter(|lazy| lazy.is_joinable) {
                lazy.lookups.extend(self.keys_shown(shown.model, &columns));
                lazy.lookups.sort();
                lazy.lookups.dedup();
            }
        }
        Some(found)
    }

    /// Whether a class of the admin expects many rows: it lets people search them, or go through their dates.
    pub(super) fn expects_many(&self, admin: ClassId) -> bool {
        ["search_fields", "date_hierarchy"].iter().any(|name| self.member(admin, None, name).is_some())
    }

    fn keys_shown(&self, model: ClassId, columns: &[(Column, Somewhere)]) -> Vec<String> {
        let keys = columns.iter().filter_map(|(column, _)| match column {
            Column::Named(name) if self.is_foreign_key(model, column) => Some(name.clone()),
            _ => None,
        });
        keys.collect()
    }

    /// What a change list shows of each row, and where that is said; `None` where it is not known.
    fn columns_of(&self, shown: &Shown) -> Option<Vec<(Column, Somewhere)>> {
        let text = || Some(vec![(Column::Named("__str__".to_owned()), shown.place)]);
        let Some(admin) = shown.admin else { return text() };
        let has = |name: &str| self.member(admin, None, name).is_some();
        if ["get_list_display", "get_changelist", "get_changelist_instance"].into_iter().any(has) {
            return None;
        }
        let Some((holder, Export::Value(flow))) = self.member(admin, None, "list_display") else {
            // What bases from elsewhere show is not known.
            let is_plain = |base: &Base| match base {
                Base::Class(_) => true,
                Base::External(name) => name.starts_with("django.contrib.") && name.ends_with(".ModelAdmin"),
            };
            return if self.order(admin).iter().all(is_plain) { text() } else { None };
        };
        let flows = &self.summaries[holder.module as usize].flows;
        let Flow::Sequence(items) = &flows[flow.0 as usize] else { return None };
        let whole = self.class_place(admin, "list_display").unwrap_or(shown.place);
        let column = |item: &FlowId| match (&flows[item.0 as usize], self.symbol(holder.module, *item)) {
            (Flow::Text(name), _) => {
                let place = self.class_place(admin, &format!("list_display.{name}"));
                (Column::Named(name.clone()), place.unwrap_or(whole))
            }
            (Flow::Name(name), Some((Symbol::Function(function), rest))) if rest.is_empty() => {
                let name = name.rsplit('.').next().unwrap_or_default();
                let place = self.class_place(admin, &format!("list_display.{name}"));
                (Column::Function(function), place.unwrap_or(whole))
            }
            _ => (Column::Unknown, whole),
        };
        Some(items.iter().map(column).collect())
    }

    /// The rows of a change list, with what the admin itself makes the query set load.
    fn rows_of_change_list(
        &self,
        evaluation: &mut Evaluation,
        shown: &Shown,
        columns: &[(Column, Somewhere)],
    ) -> Option<Query> {
        let rows = match shown.admin.filter(|admin| self.member(*admin, None, "get_queryset").is_some()) {
            Some(admin) => {
                let method = evaluation.attribute(&Value::Object(admin), "get_queryset");
                evaluation.call(&method, nothing())
            }
            None => evaluation.manager(shown.model, "_default_manager"),
        };
        let Value::Query(query) = rows else { return None };
        let mut query = Query::clone(&query);
        let supply = &mut query.supply;
        // Whoever joins anything by hand is left alone with it.
        if supply.joined.is_empty() && !supply.required_to_one && !supply.any_to_one {
            match shown.admin.and_then(|admin| self.joined_by_option(admin)) {
                Some(Joined::Required) => supply.required_to_one = true,
                Some(Joined::Named(paths)) => paths.iter().for_each(|path| supply.join_path(path)),
                Some(Joined::Unknown) => return None,
                None => {
                    supply.required_to_one = columns.iter().any(|(column, _)| self.is_foreign_key(shown.model, column))
                }
            }
        }
        Some(query)
    }

    /// Whether a column shows a foreign key, or may do so: then the admin joins all that cannot be null.
    fn is_foreign_key(&self, model: ClassId, column: &Column) -> bool {
        match column {
            Column::Named(name) => self.relation(model, name).is_some_and(|it| it.is_column),
            Column::Function(_) => false,
            Column::Unknown => true,
        }
    }

    /// What `list_select_related` says.
    fn joined_by_option(&self, admin: ClassId) -> Option<Joined> {
        if self.member(admin, None, "get_list_select_related").is_some() {
            return Some(Joined::Unknown);
        }
        let (holder, export) = self.member(admin, None, "list_select_related")?;
        let Export::Value(flow) = export else { return Some(Joined::Unknown) };
        let flows = &self.summaries[holder.module as usize].flows;
        match &flows[flow.0 as usize] {
            Flow::Boolean(true) => Some(Joined::Required),
            Flow::Boolean(false) => None,
            Flow::Sequence(items) if items.is_empty() => None,
            Flow::Sequence(items) => {
                let paths: Option<Vec<String>> =
                    items.iter().map(|item| self.text(holder.module, *item).map(str::to_owned)).collect();
                Some(paths.map_or(Joined::Unknown, Joined::Named))
            }
            _ => Some(Joined::Unknown),
        }
    }

    fn named_column(&self, reading: &mut Reading, shown: &Shown, row: &Value, name: &str, place: Somewhere) {
        if name == "__str__" {
            return reading.text_of(row, place);
        }
        let is_column = self.relation(shown.model, name).is_some_and(|it| it.arity == Arity::One && it.is_column);
        let is_field = is_column || self.column(shown.model, name).is_some();
        let admin = shown.admin.filter(|admin| !is_field && self.member(*admin, None, name).is_some());
        if let Some(admin) = admin {
            let method = reading.evaluation.attribute(&Value::Object(admin), name);
            return reading.called(&method, vec![row.clone()], place);
        }
        let value = reading.path(row, name.split("__"), place);
        reading.evaluated(&value, place);
        reading.text_of(&value, place);
    }
}

/// What a class of the admin makes its change list load.
enum Joined {
    /// All relations that cannot be null.
    Required,
    Named(Vec<String>),
    Unknown,
}
