//! Select boxes of Django's forms: what stands in them is loaded row by row, or anew for each form of a set.

use crate::cx::{LinkCx, LinkReport, lazy_relation};
use crate::hooks::Hook;
use crate::page::Impact;
use crate::project::Project;
use crate::project::formsets::ChoicesPerForm;
use crate::rule;
use crate::rule::Rule;

pub static RULE: Rule = rule!("django/django-formset-queries", Hook::Link(check));

fn check(project: &Project, cx: &mut LinkCx) {
    for lazy in project.lazy_relations_of_choices() {
        let mut report = lazy_relation(project, &lazy);
        let model = project.class_name(lazy.model);
        report.note = format!("one query for each `{model}` that the select box offers, whenever the form is shown");
        cx.report(report);
    }
    for choices in project.choices_per_form() {
        cx.report(choices_per_form(project, &choices));
    }
}

fn choices_per_form(project: &Project, choices: &ChoicesPerForm) -> LinkReport {
    let (module, place) = choices.place;
    let names: Vec<String> = choices.fields.iter().map(|(name, _)| format!("`{name}`")).collect();
    let names = names.join(", ");
    let models: Vec<String> =
        choices.fields.iter().map(|(_, model)| format!("`{}`", project.class_name(*model))).collect();
    let models = models.join(", ");
    let each = if choices.is_change_list { "each row of the change list" } else { "each form of the set" };
    let help = if choices.is_change_list {
        format!("edit {names} on the page of one row, or share the choices in `get_changelist_formset`")
    } else {
        format!(
            "read the choices of {names} once, in a `formset` class, and set them as the `choices` of each form's field"
        )
    };
    LinkReport {
        at: project.label_with_path(module, place, format!("a select box of every {models}, in {each}")),
        message: format!("{each} asks for the choices of {names} again"),
        note: "one query per form, each of all choices".to_owned(),
        help,
        related: Vec::new(),
        function: None,
        impact: Impact::High,
        confidence: choices.confidence,
    }
}
