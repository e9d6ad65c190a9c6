//! The relations that Django's syndication feeds read of each item.

use crate::project::Project;
use crate::project::classes::Base;
use crate::project::contexts::nothing;
use crate::project::readings::Reading;
use crate::project::reads;
use crate::project::relations::LazyRelation;
use crate::project::symbols::ClassId;
use crate::project::value::{Made, Value};
use crate::summary::Export;

/// What a feed puts out for an item where its class does not say: the method that would, a template that would, and
/// what is put out.
const DEFAULTS: [(&str, &str, &str); 3] = [
    ("item_title", "title_template", "__str__"),
    ("item_description", "description_template", "__str__"),
    ("item_link", "item_link", "get_absolute_url"),
];

impl Project {
    /// Relations that feeds read of each item although no query set loads them.
    pub fn lazy_relations_of_feeds(&self) -> Vec<LazyRelation> {
        let mut found = Vec::new();
        for class in self.classes().filter(|class| self.is_feed(*class) && self.below(*class).is_empty()) {
            reads::add(&mut found, self.read_by_feed(class).unwrap_or_default());
        }
        found
    }

    fn is_feed(&self, class: ClassId) -> bool {
        self.has_external_base(class, |name| name.starts_with("django.contrib.syndication.") && name.ends_with("Feed"))
    }

    fn read_by_feed(&self, feed: ClassId) -> Option<Vec<LazyRelation>> {
        let place = self.class_place(feed, "items")?;
        let mut reading = Reading::new(self);
        let receiver = Value::Object(feed);
        let method = reading.evaluation.attribute(&receiver, "get_object");
        let subject = reading.evaluation.call(&method, nothing());
        let method = reading.evaluation.attribute(&receiver, "items");
        let rows = reading.evaluation.call(&method, Made { arguments: vec![subject], ..nothing() });
        let row = reading.each(&rows, place);
        for name in self.methods_about_items(feed) {
            let place = self.class_place(feed, name).unwrap_or(place);
            let method = reading.evaluation.attribute(&receiver, name);
            reading.called(&method, vec![row.clone()], place);
        }
        for (method, template, put_out) in DEFAULTS {
            let has = |name: &str| self.member(feed, None, name).is_some();
            if !has(method) && !has(template) {
                reading.shown(&row, put_out, place);
            }
        }
        Some(reading.lazy_relations())
    }

    /// `item_title`, `item_author_name`, …, as far as a class or its bases define them.
    fn methods_about_items(&self, feed: ClassId) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for base in self.order(feed) {
            let Base::Class(class) = base else { continue };
            let methods = self.class(*class).body.iter().filter(|(_, export)| matches!(export, Export::Function(_)));
            names.extend(methods.map(|(name, _)| name.as_str()).filter(|name| name.starts_with("item_")));
        }
        names.sort_unstable();
        names.dedup();
        names
    }
}
