//! The templates of a project by name, and the relations that they read of rows that do not carry them.

use rustc_hash::FxHashMap;

use crate::project::Project;
use crate::project::contexts::Rendered;
use crate::project::reads;
use crate::project::relations::LazyRelation;
use crate::project::renderings::Rendering;
use crate::project::requeries::{self, Requery};
use crate::project::value::Value;
use crate::template::Template;

/// The modules of templates by the name under which they are rendered.
pub(super) type Names<'p> = FxHashMap<&'p str, Vec<u32>>;

/// What templates ask of query sets for too often.
#[derive(Default)]
pub struct AskedByTemplates {
    /// Relations that templates read of each row although no query set loads them.
    pub lazy_relations: Vec<LazyRelation>,
    /// The same of rows that other libraries than Django keep.
    pub lazy_of_others: Vec<LazyRelation>,
    /// Questions that cost a query although the rows are fetched anyway.
    pub requeries: Vec<Requery>,
}

impl Project {
    /// What templates read of each row although no query set loads it.
    pub fn lazy_in_templates(&self) -> &[LazyRelation] {
        &self.templates_ask().lazy_relations
    }

    /// What templates ask of query sets that views hand to them.
    pub fn templates_ask(&self) -> &AskedByTemplates {
        self.lazy.templates.get_or_init(|| {
            let mut all = AskedByTemplates::default();
            let names = self.templates_by_name();
            if names.is_empty() {
                return all;
            }
            for rendered in self.rendered() {
                let Some(rendering) = self.rendering(&rendered, &names) else { continue };
                let reads = &rendering.reads;
                reads::add(&mut all.lazy_relations, reads.lazy_relations(self, |model| self.is_model(model)));
                reads::add(&mut all.lazy_of_others, reads.lazy_relations(self, |model| !self.is_model(model)));
                requeries::add(&mut all.requeries, rendering.questions.found);
            }
            all
        })
    }

    /// Whether a value is looked at by a template of Django, as far as it shows.
    pub(super) fn is_of_django(&self, value: &Value) -> bool {
        match value {
            Value::Query(query) => self.is_model(query.model),
            Value::Instance(instance) => self.is_model(instance.model),
            _ => !self.models.is_empty(),
        }
    }

    fn templates_by_name(&self) -> Names<'_> {
        let mut names = Names::default();
        for (module, summary) in self.summaries.iter().enumerate() {
            if let Some((name, _)) = &summary.template {
                names.entry(name.as_str()).or_default().push(module as u32);
            }
        }
        names
    }

    /// The template that a view of a module means by a name: of several, the one that stands nearest to it.
    pub(super) fn template_named(&self, names: &Names, name: &str, module: u32) -> Option<u32> {
        let path = &self.summaries[module as usize].path;
        let shared = |other: &u32| {
            let other = &self.summaries[*other as usize].path;
            path.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count()
        };
        names.get(name)?.iter().copied().max_by_key(shared)
    }

    pub(super) fn template(&self, module: u32) -> Option<&Template> {
        self.summaries[module as usize].template.as_ref().map(|(_, template)| template)
    }

    /// What happens when a template is rendered with what a view hands over.
    fn rendering<'p>(&'p self, rendered: &Rendered, names: &'p Names<'p>) -> Option<Rendering<'p>> {
        // Most views hand over nothing that leads to a row: forms, texts, numbers.
        if !rendered.context.values().any(Value::may_lead_to_rows) {
            return None;
        }
        let module = self.template_named(names, &rendered.template, rendered.module)?;
        let mut rendering = Rendering::new(self, names, rendered.context.clone());
        rendering.render(module);
        Some(rendering)
    }
}
