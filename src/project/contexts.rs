//! What the names of a template stand for: the contexts that views hand over.

use std::collections::BTreeMap;

use crate::project::Project;
use crate::project::calls::paged;
use crate::project::evaluate::{Evaluation, Frame};
use crate::project::symbols::{ClassId, FunctionId};
use crate::project::value::{Made, Value};
use crate::summary::Export;

/// A template that is rendered, and with what.
pub struct Rendered {
    pub template: String,
    pub context: BTreeMap<String, Value>,
    /// The module of the view.
    pub module: u32,
}

/// What a generic view shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    Many,
    One,
    Other,
}

impl Project {
    /// Everything that views render, as far as it is known.
    pub(super) fn rendered(&self) -> Vec<Rendered> {
        let mut found = Vec::new();
        for (module, summary) in self.summaries.iter().enumerate() {
            for (index, function) in summary.functions.iter().enumerate() {
                if !function.renders.is_empty() {
                    self.rendered_in(FunctionId { module: module as u32, index: index as u32 }, &mut found);
                }
            }
        }
        // What only others are made of is rendered by those, perhaps with query sets of their own.
        let views = self.classes().filter(|class| self.below(*class).is_empty());
        found.extend(views.filter_map(|class| self.rendered_by(class)));
        found
    }

    fn rendered_in(&self, id: FunctionId, found: &mut Vec<Rendered>) {
        let mut frame = Frame::new(id, self.arguments(id));
        for render in &self.function(id).renders {
            let mut evaluation = Evaluation::new(self);
            let template = evaluation.flow(&mut frame, render.template);
            let context = evaluation.flow(&mut frame, render.context);
            if let (Value::Text(template), Value::Mapping(context)) = (template, context) {
                found.push(Rendered { template, context, module: id.module });
            }
        }
    }

    /// What a class-based view renders.
    fn rendered_by(&self, class: ClassId) -> Option<Rendered> {
        let template = self.text_member(class, "template_name")?.to_owned();
        let mut context = self.generic_context(class);
        let mut evaluation = Evaluation::new(self);
        let receiver = Value::Object(class);
        let method = evaluation.attribute(&receiver, "get_context_data");
        if let Value::Mapping(own) = evaluation.call(&method, nothing()) {
            context.extend(own);
        }
        (!context.is_empty()).then_some(Rendered { template, context, module: class.module })
    }

    /// What Django's generic views hand over besides.
    fn generic_context(&self, class: ClassId) -> BTreeMap<String, Value> {
        let mut context = BTreeMap::new();
        let shows = self.shows(class);
        if shows == Shows::Other {
            return context;
        }
        let mut evaluation = Evaluation::new(self);
        let method = evaluation.attribute(&Value::Object(class), "get_queryset");
        let rows = evaluation.call(&method, nothing());
        let Value::Query(query) = &rows else { return context };
        let name = self.text_member(class, "context_object_name").map(str::to_owned);
        let model = self.class_name(query.model).to_lowercase();
        let (value, names) = match shows {
            Shows::Many => {
                let name = name.unwrap_or_else(|| format!("{model}_list"));
                let has = |name: &str| self.member(class, None, name).is_some();
                let rows = if has("paginate_by") || has("get_paginate_by") { paged(&rows) } else { rows };
                (rows, ["object_list".to_owned(), "page_obj".to_owned(), name])
            }
            _ => (self.single(query), ["object".to_owned(), name.unwrap_or(model.clone()), model]),
        };
        context.extend(names.into_iter().map(|name| (name, value.clone())));
        context
    }

    fn shows(&self, class: ClassId) -> Shows {
        let is_of = |names: &[&str]| {
            self.has_external_base(class, |base| {
                base.starts_with("django.") && names.iter().any(|name| base.ends_with(name))
            })
        };
        if is_of(&[".ListView", ".MultipleObjectMixin", ".BaseListView", ".ArchiveIndexView"]) {
            Shows::Many
        } else if is_of(&[".DetailView", ".UpdateView", ".DeleteView", ".SingleObjectMixin"]) {
            Shows::One
        } else {
            Shows::Other
        }
    }

    fn text_member(&self, class: ClassId, name: &str) -> Option<&str> {
        match self.member(class, None, name)? {
            (holder, Export::Value(flow)) => self.text(holder.module, *flow),
            _ => None,
        }
    }
}

/// A call without arguments.
pub(super) fn nothing() -> Made {
    Made { callee: String::new(), arguments: Vec::new(), keywords: Vec::new() }
}
