//! What the select boxes of Django's forms offer, and the relations that they read of each row for it.

use rustc_hash::FxHashMap;

use crate::page::Confidence;
use crate::project::Project;
use crate::project::classes::Base;
use crate::project::evaluate::{Evaluation, Frame};
use crate::project::readings::{Reading, Somewhere};
use crate::project::reads;
use crate::project::relations::LazyRelation;
use crate::project::serializers::Field;
use crate::project::symbols::{ClassId, FunctionId, Symbol};
use crate::project::value::Value;
use crate::summary::{Export, FlowId};

/// A field of a form that offers rows.
pub(super) struct Choice {
    pub name: String,
    pub rows: Value,
    /// The class of the project that makes the field, if one does.
    class: Option<ClassId>,
    /// Whether the form's constructor picks the rows: mostly few.
    is_picked: bool,
    pub place: Somewhere,
}

/// What a form's constructor does to fields: the rows that it lets them offer, where it is known.
type Changed = FxHashMap<String, Value>;

impl Project {
    /// Relations that select boxes read of each row although no query set loads them.
    pub fn lazy_relations_of_choices(&self) -> Vec<LazyRelation> {
        let mut found = Vec::new();
        for form in self.classes().filter(|class| self.is_form(*class) && self.below(*class).is_empty()) {
            for choice in self.choices(form) {
                let mut reading = Reading::new(self);
                let row = reading.each(&choice.rows, choice.place);
                let label = choice.class.map(|class| reading.evaluation.attribute(&Value::Object(class), LABEL));
                match label {
                    Some(label @ Value::Bound(..)) => reading.called(&label, vec![row], choice.place),
                    _ => reading.text_of(&row, choice.place),
                }
                let mut lazy_relations = reading.lazy_relations();
                if choice.is_picked {
                    lazy_relations.iter_mut().for_each(|lazy| lazy.confidence = Confidence::Low);
                }
                reads::add(&mut found, lazy_relations);
            }
        }
        found
    }

    pub(super) fn is_form(&self, class: ClassId) -> bool {
        self.has_external_base(class, |name| name.starts_with("django.") && name.ends_with("Form"))
    }

    /// The fields of a form that offer rows in a select box.
    pub(super) fn choices(&self, form: ClassId) -> Vec<Choice> {
        let Some(mut changed) = self.changed_by_constructors(form) else { return Vec::new() };
        let declared = self.declared_fields(form);
        let mut found: Vec<Choice> = declared.iter().filter_map(|field| self.declared_choice(field)).collect();
        found.extend(self.choices_of_model(form, &declared));
        for choice in &mut found {
            if let Some(rows) = changed.remove(&choice.name) {
                choice.rows = rows;
                choice.is_picked = true;
            }
        }
        found.retain(|choice| matches!(choice.rows, Value::Query(_)));
        found
    }

    /// `author = ModelChoiceField(queryset=Author.objects.all())`
    fn declared_choice(&self, field: &Field) -> Option<Choice> {
        let keyword = |wanted: &str| field.keywords.iter().find(|(name, _)| name == wanted).map(|(_, flow)| *flow);
        let class = match self.symbol(field.module, field.callee)? {
            (Symbol::External(name), _) if is_choice_field(&name) => None,
            (Symbol::Class(class), rest) if rest.is_empty() && self.has_external_base(class, is_choice_field) => {
                Some(class)
            }
            _ => return None,
        };
        if keyword("widget").is_some_and(|widget| !self.is_select(field.module, widget)) {
            return None;
        }
        let queryset = keyword("queryset").or(field.arguments.first().copied())?;
        let rows = Evaluation::new(self).value_of_module(field.module, &[queryset]);
        Some(Choice { name: field.name.to_owned(), rows, class, is_picked: false, place: field.place? })
    }

    /// The foreign keys that `Meta.fields` names: each offers all rows of its model.
    fn choices_of_model(&self, form: ClassId, declared: &[Field]) -> Vec<Choice> {
        let model = self.meta(form, "model").and_then(|(module, flow)| self.symbol(module, flow));
        let Some((Symbol::Class(model), _)) = model else { return Vec::new() };
        if self.meta(form, "widgets").is_some() || self.meta(form, "field_classes").is_some() {
            return Vec::new();
        }
        let listed = self.listed_fields(form).unwrap_or_default();
        let listed = listed.into_iter().filter(|(name, _)| !declared.iter().any(|field| field.name == name));
        let choice = |(name, place): (String, Option<Somewhere>)| {
            let target = self.relation(model, &name)?.target?;
            let rows = Evaluation::new(self).manager(target, "_default_manager");
            Some(Choice { name, rows, class: None, is_picked: false, place: place? })
        };
        listed.filter_map(choice).collect()
    }

    /// What the constructors of a form do to its fields; `None` where they may do anything.
    fn changed_by_constructors(&self, form: ClassId) -> Option<Changed> {
        let mut changed = Changed::default();
        for base in self.order(form) {
            let Base::Class(class) = base else { continue };
            let Some(Export::Function(index)) = self.own_member(*class, "__init__") else { continue };
            let id = FunctionId { module: class.module, index: *index };
            let mut frame = Frame::new(id, self.arguments(id));
            for (name, rows) in &self.function(id).choices {
                if name.is_empty() {
                    return None;
                }
                let rows = Evaluation::new(self).flow(&mut frame, *rows);
                changed.insert(name.clone(), rows);
            }
        }
        Some(changed)
    }

    /// Whether a widget puts out all that it may choose from.
    fn is_select(&self, module: u32, widget: FlowId) -> bool {
        let callee = match &self.summaries[module as usize].flows[widget.0 as usize] {
            crate::summary::Flow::Call { callee, .. } => *callee,
            _ => widget,
        };
        match self.symbol(module, callee) {
            Some((Symbol::External(name), _)) => {
                let ends = ["Select", "SelectMultiple", "CheckboxSelectMultiple"];
                name.starts_with("django.forms.") && ends.iter().any(|end| name.ends_with(end))
            }
            _ => false,
        }
    }
}

/// The method by which a field says what stands in its select box for a row.
const LABEL: &str = "label_from_instance";

fn is_choice_field(name: &str) -> bool {
    name.starts_with("django.forms.")
        && (name.ends_with("ModelChoiceField") || name.ends_with("ModelMultipleChoiceField"))
}
