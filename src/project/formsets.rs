//! Choices that are read anew for each of many forms: those of a set of forms, and those that a change list of Django's
//! admin puts in its rows.

use crate::page::Confidence;
use crate::project::Project;
use crate::project::admins::Shown;
use crate::project::models::Arity;
use crate::project::readings::Somewhere;
use crate::project::symbols::{ClassId, Symbol};
use crate::project::value::Value;
use crate::summary::{Export, Flow, FlowId};

/// Fields whose choices each form asks for by itself.
pub struct ChoicesPerForm {
    /// Where the forms are made many.
    pub place: Somewhere,
    /// The fields, and the models of their choices.
    pub fields: Vec<(String, ClassId)>,
    /// Whether the forms are rows of a change list.
    pub is_change_list: bool,
    pub confidence: Confidence,
}

/// What of a class of the admin may give its forms other fields, or the fields other choices.
const OWN_FORMS: [&str; 6] = [
    "form",
    "formfield_for_dbfield",
    "formfield_for_foreignkey",
    "formfield_overrides",
    "get_changelist_form",
    "get_changelist_formset",
];

/// A call of a factory of sets of forms.
struct Factory<'p> {
    module: u32,
    arguments: &'p [FlowId],
    keywords: &'p [(String, FlowId)],
}

impl Project {
    pub fn choices_per_form(&self) -> Vec<ChoicesPerForm> {
        let mut found = Vec::new();
        for shown in self.shown_by_admins() {
            found.extend(self.edited_in_place(&shown));
        }
        for module in 0..self.summaries.len() as u32 {
            let makes_forms = |name: &str| name == "django.forms" || name.ends_with("formset_factory");
            if !self.summaries[module as usize].exports_of(makes_forms).is_empty() {
                found.extend(self.sets_of_forms(module));
            }
        }
        found
    }

    /// The foreign keys that a change list lets people edit in its rows.
    fn edited_in_place(&self, shown: &Shown) -> Vec<ChoicesPerForm> {
        let Some(admin) = shown.admin else { return Vec::new() };
        if OWN_FORMS.iter().any(|name| self.member(admin, None, name).is_some()) {
            return Vec::new();
        }
        let confidence = if self.expects_many(admin) { Confidence::Medium } else { Confidence::Low };
        let loaded_by_key =
            [self.names_listed(admin, "raw_id_fields"), self.names_listed(admin, "autocomplete_fields")];
        let names = self.names_listed(admin, "list_editable");
        let names = names.into_iter().filter(|name| !loaded_by_key.iter().any(|names| names.contains(name)));
        let edited = names.filter_map(|name| {
            let target = self.target_of_key(shown.model, &name)?;
            let place = self.class_place(admin, &format!("list_editable.{name}"))?;
            Some(ChoicesPerForm { place, fields: vec![(name, target)], is_change_list: true, confidence })
        });
        edited.collect()
    }

    /// The names that an attribute of a class lists.
    fn names_listed(&self, class: ClassId, attribute: &str) -> Vec<String> {
        let Some((holder, Export::Value(flow))) = self.member(class, None, attribute) else { return Vec::new() };
        self.names_in(holder.module, *flow)
    }

    fn names_in(&self, module: u32, flow: FlowId) -> Vec<String> {
        let Flow::Sequence(items) = &self.summaries[module as usize].flows[flow.0 as usize] else { return Vec::new() };
        items.iter().filter_map(|item| self.text(module, *item).map(str::to_owned)).collect()
    }

    fn target_of_key(&self, model: ClassId, name: &str) -> Option<ClassId> {
        let relation = self.relation(model, name)?;
        relation.target.filter(|_| relation.arity == Arity::One && relation.is_column)
    }

    /// The sets of forms that a module makes.
    fn sets_of_forms(&self, module: u32) -> Vec<ChoicesPerForm> {
        let flows = self.summaries[module as usize].flows.iter();
        let made = flows.filter_map(|flow| {
            let Flow::Call { callee, arguments, keywords, place: Some(place) } = flow else { return None };
            let name = match self.symbol(module, *callee)? {
                (Symbol::External(name), _) if name.starts_with("django.forms.") => name,
                _ => return None,
            };
            let factory = Factory { module, arguments, keywords };
            let (fields, confidence) = match name.rsplit('.').next()? {
                "formset_factory" => (self.fields_of_form(&factory, 0), Confidence::Low),
                "modelformset_factory" => (self.fields_of_model(&factory, 0), Confidence::Medium),
                // The forms are those of the rows that one object refers to.
                "inlineformset_factory" => (self.fields_of_model(&factory, 1), Confidence::Low),
                _ => return None,
            };
            // A class of its own may read the choices once.
            let is_known = !fields.is_empty() && factory.argument(usize::MAX, "formset").is_none();
            let place = (module, *place);
            is_known.then_some(ChoicesPerForm { place, fields, is_change_list: false, confidence })
        });
        made.collect()
    }

    fn fields_of_model(&self, factory: &Factory, position: usize) -> Vec<(String, ClassId)> {
        let form = self.fields_of_form(factory, position + 1);
        let widgets = factory.argument(usize::MAX, "widgets").or(factory.argument(usize::MAX, "formfield_callback"));
        if !form.is_empty() || widgets.is_some() {
            return form;
        }
        let class = |flow: FlowId| match self.symbol(factory.module, flow) {
            Some((Symbol::Class(class), rest)) if rest.is_empty() => Some(class),
            _ => None,
        };
        let Some(model) = factory.argument(position, "model").and_then(class) else { return Vec::new() };
        let parent = factory.argument(0, "parent_model").and_then(class);
        let names = factory.argument(usize::MAX, "fields").map(|flow| self.names_in(factory.module, flow));
        let fields = names.unwrap_or_default().into_iter().filter_map(|name| {
            let target = self.target_of_key(model, &name)?;
            (Some(target) != parent).then_some((name, target))
        });
        fields.collect()
    }

    /// The fields of the form that a factory is given.
    fn fields_of_form(&self, factory: &Factory, position: usize) -> Vec<(String, ClassId)> {
        let form = factory.argument(position, "form").and_then(|flow| self.symbol(factory.module, flow));
        let Some((Symbol::Class(form), rest)) = form else { return Vec::new() };
        if !rest.is_empty() || !self.is_form(form) {
            return Vec::new();
        }
        let choices = self.choices(form).into_iter().filter_map(|choice| match choice.rows {
            Value::Query(query) => Some((choice.name, query.model)),
            _ => None,
        });
        choices.collect()
    }
}

impl Factory<'_> {
    fn argument(&self, position: usize, name: &str) -> Option<FlowId> {
        let named = self.keywords.iter().find(|(keyword, _)| keyword == name).map(|(_, flow)| *flow);
        self.arguments.get(position).copied().or(named)
    }
}
