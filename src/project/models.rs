//! The Django models of a project: their relations in both directions.

use rustc_hash::FxHashMap;

use crate::project::Project;
use crate::project::accessors::Accessors;
use crate::project::classes::Base;
use crate::project::fields::{Declared, Field};
use crate::project::symbols::ClassId;
use crate::summary::{Export, Flow, FlowId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arity {
    One,
    Many,
}

/// An attribute of a model that leads to rows of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    pub arity: Arity,
    /// `None` where it may be a row of any model.
    pub target: Option<ClassId>,
    /// The attribute of the target that leads back to the very same row, known without a query.
    pub back: Option<String>,
    /// Whether `select_related()` without names leaves it out.
    pub is_optional: bool,
    /// Whether the row has a column for it.
    pub is_column: bool,
    /// Whether that column is the key of the row it leads to.
    pub holds_key: bool,
    /// Whether it leads to the part of the same row that a base declares, which is at hand.
    pub is_same_row: bool,
}

/// Classes from elsewhere that make a class a model.
const BASES: &[&str] = &[
    "django.contrib.gis.db.models.Model",
    "django.db.models.Model",
    "django.db.models.base.Model",
    "mptt.models.MPTTModel",
    "ordered_model.models.OrderedModel",
];
/// Modules from elsewhere whose classes are abstract models without relations.
const PACKAGES: &[&str] = &["django_extensions.db.models.", "model_utils.models."];

impl Relation {
    /// A relation to one row of a model, and nothing more.
    pub(super) fn one(target: ClassId) -> Self {
        Self::to(Arity::One, Some(target))
    }

    /// A relation to one row or many of some model, and nothing more.
    pub(super) fn to(arity: Arity, target: Option<ClassId>) -> Self {
        Self { arity, target, back: None, is_optional: false, is_column: false, holds_key: false, is_same_row: false }
    }
}

/// The relations of every model, by the class that has them.
#[derive(Default)]
pub struct Models {
    relations: FxHashMap<ClassId, FxHashMap<String, Relation>>,
    /// Models by their own name.
    by_name: FxHashMap<String, Vec<ClassId>>,
    user: Option<ClassId>,
    accessors: Accessors,
}

impl Models {
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }
}

impl Project {
    /// Whether a class is a Django model.
    pub fn is_model(&self, id: ClassId) -> bool {
        self.has_external_base(id, |name| BASES.contains(&name) || PACKAGES.iter().any(|it| name.starts_with(it)))
    }

    /// The relation of a model that a name stands for.
    pub fn relation(&self, id: ClassId, name: &str) -> Option<&Relation> {
        for base in self.order(id) {
            let Base::Class(class) = base else { continue };
            if let Some(relation) = self.models.relations.get(class).and_then(|found| found.get(name)) {
                return Some(relation);
            }
            // Whatever else the body binds to that name hides a relation of a base.
            if self.own_member(*class, name).is_some() {
                return None;
            }
        }
        None
    }

    /// The relations of a class that lead to rows of these.
    pub(super) fn relations_to(&self, id: ClassId, targets: &[ClassId]) -> Vec<(&str, ClassId)> {
        let bases = self.order(id).iter().filter_map(|base| match base {
            Base::Class(class) => self.models.relations.get(class),
            Base::External(_) => None,
        });
        let mut found = Vec::new();
        for (name, relation) in bases.flatten() {
            if let Some(target) = relation.target.filter(|target| targets.contains(target)) {
                found.push((name.as_str(), target));
            }
        }
        found
    }

    /// The model of the users.
    pub fn user_model(&self) -> Option<ClassId> {
        self.models.user
    }

    /// An option of a model's `Meta`, or of the `Meta` of a base.
    pub fn meta(&self, id: ClassId, option: &str) -> Option<(u32, FlowId)> {
        let (holder, Export::Class(index)) = self.member(id, None, "Meta")? else { return None };
        let meta = ClassId { module: holder.module, index: *index };
        match self.member(meta, None, option) {
            Some((class, Export::Value(flow))) => Some((class.module, *flow)),
            _ => None,
        }
    }

    fn meta_text(&self, id: ClassId, option: &str) -> Option<&str> {
        let (module, flow) = self.meta(id, option)?;
        self.text(module, flow)
    }

    pub(super) fn text(&self, module: u32, flow: FlowId) -> Option<&str> {
        match &self.summaries[module as usize].flows[flow.0 as usize] {
            Flow::Text(text) => Some(text),
            _ => None,
        }
    }

    fn is_abstract(&self, id: ClassId) -> bool {
        self.has_own_option(id, "abstract")
    }

    fn is_proxy(&self, id: ClassId) -> bool {
        self.has_own_option(id, "proxy")
    }

    /// Only the class's own `Meta` makes it abstract or a proxy: these options are not inherited.
    fn has_own_option(&self, id: ClassId, option: &str) -> bool {
        let Some(Export::Class(index)) = self.own_member(id, "Meta") else { return false };
        let meta = ClassId { module: id.module, index: *index };
        let Some(Export::Value(flow)) = self.own_member(meta, option) else { return false };
        matches!(self.summaries[id.module as usize].flows[flow.0 as usize], Flow::Boolean(true))
    }

    /// Whether the rows of a model have a part in the table of another, concrete one.
    pub fn has_parent(&self, id: ClassId) -> bool {
        self.models.relations.get(&id).is_some_and(|found| found.values().any(|it| it.is_same_row))
    }

    /// The model whose table a model has: for a proxy, the one it stands for.
    pub(super) fn concrete(&self, id: ClassId) -> ClassId {
        let mut order = self.order(id).iter().filter_map(|base| match base {
            Base::Class(class) => Some(*class),
            Base::External(_) => None,
        });
        let is_concrete =
            |class: &ClassId| self.is_model(*class) && !self.is_abstract(*class) && !self.is_proxy(*class);
        order.find(is_concrete).unwrap_or(id)
    }

    /// The attribute that holds the column which an attribute of a model reads: `author_id` for `author`, too. `None`
    /// where it is no column that is known.
    pub fn column(&self, id: ClassId, name: &str) -> Option<String> {
        let relation = name.strip_suffix("_id").unwrap_or(name);
        if self.relation(id, relation).is_some_and(|it| it.is_column) {
            return Some(format!("{relation}_id"));
        }
        if matches!(name, "pk" | "id") {
            return Some("pk".to_owned());
        }
        let (holder, Export::Value(flow)) = self.member(id, None, name)? else { return None };
        let flows = &self.summaries[holder.module as usize].flows;
        let Flow::Call { callee, .. } = &flows[flow.0 as usize] else { return None };
        let Flow::Name(class) = &flows[callee.0 as usize] else { return None };
        (class.ends_with("Field") && self.field(holder.module, *callee).is_none()).then(|| name.to_owned())
    }

    /// Whether no two rows of a model have the same value in a column.
    pub(super) fn column_is_unique(&self, id: ClassId, name: &str) -> bool {
        let Some((holder, Export::Value(flow))) = self.member(id, None, name) else { return false };
        let flows = &self.summaries[holder.module as usize].flows;
        let Flow::Call { keywords, .. } = &flows[flow.0 as usize] else { return false };
        let unique = keywords.iter().find(|(keyword, _)| keyword == "unique");
        unique.is_some_and(|(_, flow)| matches!(flows[flow.0 as usize], Flow::Boolean(true)))
    }

    /// The label of the app that a model belongs to.
    pub(super) fn app_label(&self, id: ClassId) -> &str {
        if let Some(label) = self.meta_text(id, "app_label") {
            return label;
        }
        let parts: Vec<&str> = self.summaries[id.module as usize].module.split('.').collect();
        let models = parts.iter().position(|part| *part == "models").unwrap_or(parts.len() - 1);
        models.checked_sub(1).map_or("", |at| parts[at])
    }

    /// Reads all models. The orders of the classes must be known.
    pub(super) fn read_models(&mut self) {
        let models: Vec<ClassId> = self.classes().filter(|id| self.is_model(*id)).collect();
        for id in &models {
            self.models.by_name.entry(self.class_name(*id).to_owned()).or_default().push(*id);
        }
        self.models.user = self.find_user_model();
        for id in models {
            if self.is_abstract(id) {
                self.read_relations(id, id, true);
                continue;
            }
            for base in std::iter::once(id).chain(self.copied_bases(id)) {
                self.read_relations(base, id, false);
            }
            self.read_parent(id);
        }
        self.models.accessors = Accessors::of(&self.models.relations);
    }

    /// The model whose rows an attribute gives that only relations to many of its rows have.
    pub fn guessed(&self, attribute: &str) -> Option<ClassId> {
        self.models.accessors.target(attribute)
    }

    /// The attributes by which the rows of a model know the row whose attribute led to them.
    pub fn backs(&self, target: ClassId) -> impl Iterator<Item = &str> {
        let relations = self.models.relations.values().flat_map(FxHashMap::values);
        relations.filter(move |it| it.target == Some(target)).filter_map(|it| it.back.as_deref())
    }

    /// Notes that each row of a model is a row of the concrete model it is made of, too.
    fn read_parent(&mut self, id: ClassId) {
        let mut bases = self.order(id).iter().filter_map(|base| match base {
            Base::Class(class) if *class != id => Some(*class),
            _ => None,
        });
        let parent = bases.find(|class| self.is_model(*class) && !self.is_abstract(*class));
        let Some(parent) = parent.map(|parent| self.concrete(parent)) else { return };
        let is_declared = |it: &Declared| it.field == Field::OneToOne && it.is_parent_link;
        if self.is_proxy(id) || self.declared(id).iter().any(is_declared) {
            return;
        }
        let down = self.class_name(id).to_lowercase();
        let up = format!("{}_ptr", self.class_name(parent).to_lowercase());
        self.relate(id, up.clone(), Relation { back: Some(down.clone()), is_same_row: true, ..Relation::one(parent) });
        self.relate(parent, down, Relation { back: Some(up), is_optional: true, ..Relation::one(id) });
    }

    pub(super) fn relate(&mut self, model: ClassId, name: String, relation: Relation) {
        self.models.relations.entry(model).or_default().entry(name).or_insert(relation);
    }

    /// The abstract models and the mixins whose fields a concrete model copies.
    fn copied_bases(&self, id: ClassId) -> Vec<ClassId> {
        let bases = self.order(id).iter().filter_map(|base| match base {
            Base::Class(class) if *class != id => Some(*class),
            _ => None,
        });
        bases.filter(|class| !self.is_model(*class) || self.is_abstract(*class)).collect()
    }

    fn find_user_model(&self) -> Option<ClassId> {
        let mut settings = self.summaries.iter().filter_map(|summary| {
            let set = summary.exports.iter().find(|(name, _)| name == "AUTH_USER_MODEL")?;
            let Export::Value(flow) = set.1 else { return None };
            match &summary.flows[flow.0 as usize] {
                Flow::Text(text) => Some(text.as_str()),
                _ => None,
            }
        });
        let setting = settings.next().unwrap_or("auth.User");
        // Two programs with users of their own: whose are meant is not known.
        if settings.any(|other| other != setting) {
            return None;
        }
        let (app, name) = setting.split_once('.')?;
        self.model_named(app, name)
    }

    /// The model of this name: in this app, else the only one in the project.
    pub(super) fn model_named(&self, app: &str, name: &str) -> Option<ClassId> {
        let candidates = self.models.by_name.get(name)?;
        let mut of_app = candidates.iter().filter(|id| app == self.app_label(**id));
        match (of_app.next(), of_app.next(), candidates.as_slice()) {
            (Some(only), None, _) | (None, None, [only]) => Some(*only),
            _ => None,
        }
    }

    /// Notes the relations that one class declares, as relations of `owner`.
    fn read_relations(&mut self, declaring: ClassId, owner: ClassId, is_abstract: bool) {
        for declared in self.declared(declaring) {
            let Some(to) = declared.target else {
                let forward = Relation { target: None, is_optional: true, ..Relation::one(owner) };
                self.relate(owner, declared.name, forward);
                continue;
            };
            let Some(target) = self.target(declaring, owner, to) else { continue };
            let reverse = if is_abstract { None } else { self.reverse_name(&declared, owner) };
            // Only the row on the other side of a one-to-one relation is known to lead back.
            let back = reverse.clone().filter(|_| declared.field == Field::OneToOne);
            let forward = Relation {
                arity: declared.field.arity(),
                back,
                is_optional: declared.is_nullable,
                is_column: declared.field.arity() == Arity::One,
                holds_key: declared.field.arity() == Arity::One && !declared.has_other_key,
                is_same_row: declared.is_parent_link,
                ..Relation::one(target)
            };
            self.relate(owner, declared.name.clone(), forward);
            let Some(reverse) = reverse else { continue };
            let arity = if declared.field == Field::OneToOne { Arity::One } else { Arity::Many };
            let back = Some(declared.name).filter(|_| declared.field != Field::ManyToMany);
            let backward = Relation { arity, back, is_optional: true, ..Relation::one(owner) };
            self.relate(self.concrete(target), reverse, backward);
        }
    }

    /// The attribute that the target of a relation gets; `None` where it gets none.
    fn reverse_name(&self, declared: &Declared, owner: ClassId) -> Option<String> {
        if declared.field == Field::GenericMany {
            return None;
        }
        let class = self.class_name(owner).to_lowercase();
        let of_meta = || self.meta_text(owner, "default_related_name").map(str::to_owned);
        let Some(name) = declared.related_name.clone().or_else(of_meta) else {
            let suffix = if declared.field == Field::OneToOne { "" } else { "_set" };
            return Some(format!("{class}{suffix}"));
        };
        let name = name.replace("%(class)s", &class).replace("%(app_label)s", &self.app_label(owner).to_lowercase());
        (!name.ends_with('+')).then_some(name)
    }
}
