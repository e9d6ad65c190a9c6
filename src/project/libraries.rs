//! The classes whose rows other libraries than Django keep, and the relations that their fields declare.

use rustc_hash::FxHashMap;

use crate::project::Project;
use crate::project::classes::Base;
use crate::project::models::{Arity, Relation};
use crate::project::symbols::{ClassId, Symbol};
use crate::summary::{Export, Flow, FlowId};

/// A library that makes objects of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Library {
    /// SQLAlchemy, and what is built on it.
    Alchemy,
    MongoEngine,
    Peewee,
    /// Loads what several objects refer to by itself: only its queries for one object count.
    Pony,
    Tortoise,
}

/// Classes from elsewhere that make a class one of a library's: how their names start and end.
const BASES: &[(Library, &str, &str)] = &[
    (Library::Alchemy, "sqlmodel.", "SQLModel"),
    (Library::MongoEngine, "mongoengine.", "Document"),
    (Library::MongoEngine, "flask_mongoengine.", "Document"),
    (Library::Peewee, "peewee.", "Model"),
    (Library::Peewee, "playhouse.", "Model"),
    (Library::Tortoise, "tortoise.", "Model"),
];

/// A class of fields that lead to rows of another class.
struct Reference {
    library: Library,
    name: &'static str,
    arity: Arity,
    /// What the other class gets, and the end of its name where none is written.
    backward: Option<(Arity, &'static str)>,
}

const REFERENCES: &[Reference] = &[
    Reference::new(Library::Peewee, "ForeignKeyField", Arity::One, Some((Arity::Many, "_set"))),
    Reference::new(Library::Peewee, "DeferredForeignKey", Arity::One, Some((Arity::Many, "_set"))),
    Reference::new(Library::Peewee, "ManyToManyField", Arity::Many, Some((Arity::Many, "s"))),
    Reference::new(Library::Tortoise, "ForeignKeyField", Arity::One, Some((Arity::Many, "s"))),
    Reference::new(Library::Tortoise, "OneToOneField", Arity::One, Some((Arity::One, "s"))),
    Reference::new(Library::Tortoise, "ManyToManyField", Arity::Many, Some((Arity::Many, "s"))),
    Reference::new(Library::MongoEngine, "ReferenceField", Arity::One, None),
    Reference::new(Library::MongoEngine, "GenericReferenceField", Arity::One, None),
];

impl Reference {
    const fn new(library: Library, name: &'static str, arity: Arity, backward: Option<(Arity, &'static str)>) -> Self {
        Self { library, name, arity, backward }
    }
}

/// Which library keeps the rows of which class.
#[derive(Default)]
pub struct Libraries {
    by_class: FxHashMap<ClassId, Library>,
    /// Classes by their own name.
    by_name: FxHashMap<String, Vec<ClassId>>,
}

impl Libraries {
    pub fn is_empty(&self) -> bool {
        self.by_class.is_empty()
    }
}

impl Project {
    /// The library that keeps the rows of a class, where it is another than Django.
    pub fn library(&self, id: ClassId) -> Option<Library> {
        self.libraries.by_class.get(&id).copied()
    }

    /// Whether instances of a class are rows.
    pub fn has_rows(&self, id: ClassId) -> bool {
        self.library(id).is_some() || self.is_model(id)
    }

    /// Whether any class is one of SQLAlchemy's.
    pub fn uses_sessions(&self) -> bool {
        self.libraries.by_class.values().any(|library| *library == Library::Alchemy)
    }

    /// Reads the classes of all libraries and what their fields refer to. Django's models and SQLAlchemy's mapped classes
    /// must be known.
    pub(super) fn read_libraries(&mut self) {
        let own: FxHashMap<ClassId, Library> =
            self.classes().filter_map(|id| Some((id, self.own_library(id)?))).collect();
        if own.is_empty() {
            return;
        }
        let inherited = |id: ClassId| {
            let library = self.order(id).iter().find_map(|base| match base {
                Base::Class(class) => own.get(class).copied(),
                Base::External(_) => None,
            });
            Some((id, library.filter(|_| !self.is_model(id))?))
        };
        let by_class: FxHashMap<ClassId, Library> = self.classes().filter_map(inherited).collect();
        let mut by_name: FxHashMap<String, Vec<ClassId>> = FxHashMap::default();
        for id in self.classes().filter(|id| by_class.contains_key(id)) {
            by_name.entry(self.class_name(id).to_owned()).or_default().push(id);
        }
        self.libraries = Libraries { by_class, by_name };
        let mut found = Vec::new();
        for id in self.classes().filter(|id| self.library(*id).is_some_and(|library| library != Library::Alchemy)) {
            for (name, export) in &self.class(id).body {
                if let Export::Value(flow) = export {
                    self.read_reference(id, name, *flow, &mut found);
                }
            }
        }
        for (class, name, relation) in found {
            self.relate(class, name, relation);
        }
    }

    /// The library whose base a class has, or whose columns and fields its body makes.
    fn own_library(&self, id: ClassId) -> Option<Library> {
        if self.is_mapped(id) {
            return Some(Library::Alchemy);
        }
        let named = |name: &str| BASES.iter().find(|(_, start, end)| name.starts_with(start) && name.ends_with(end));
        let mut bases = self.order(id).iter();
        let by_base = bases.find_map(|base| match base {
            Base::External(name) => named(name).map(|(library, ..)| *library),
            Base::Class(_) => None,
        });
        by_base.or_else(|| {
            self.class(id).body.iter().find_map(|(_, export)| match export {
                Export::Value(flow) => self.field_called(id, *flow).map(|(library, _)| library),
                _ => None,
            })
        })
    }

    /// The library and the name of the field that a call makes.
    fn field_called(&self, id: ClassId, flow: FlowId) -> Option<(Library, String)> {
        let Flow::Call { callee, .. } = self.flow_of(id, flow) else { return None };
        let (package, name) = match self.symbol(id.module, *callee)? {
            (Symbol::External(qualified), _) => self.package_of_external(id.module, &qualified),
            // `db.StringField()` of an extension's object.
            (Symbol::Value(..), attributes) => match attributes.as_slice() {
                [only] => ("mongoengine".to_owned(), only.clone()),
                _ => return None,
            },
            _ => return None,
        };
        let is_attribute = matches!(name.as_str(), "Optional" | "PrimaryKey" | "Required" | "Set");
        let is_field = name.ends_with("Field") || name == "DeferredForeignKey";
        let library = match package.as_str() {
            "pony" if is_attribute => return Some((Library::Pony, name)),
            "peewee" | "playhouse" => Library::Peewee,
            "tortoise" => Library::Tortoise,
            "mongoengine" | "flask_mongoengine" => Library::MongoEngine,
            _ => return None,
        };
        is_field.then_some((library, name))
    }

    /// The top-level package of something from elsewhere, and its own name; a star import is looked through.
    fn package_of_external(&self, module: u32, qualified: &str) -> (String, String) {
        let (around, name) = qualified.rsplit_once('.').unwrap_or(("", qualified));
        let summary = &self.summaries[module as usize];
        let star = summary.star_imports.iter().find(|star| {
            let known = ["peewee", "playhouse", "mongoengine", "tortoise"];
            around == summary.module && known.iter().any(|package| star.starts_with(package))
        });
        let around = star.map_or(around, String::as_str);
        (around.split('.').next().unwrap_or_default().to_owned(), name.to_owned())
    }

    /// Notes the relations that a field makes, in both directions.
    fn read_reference(&self, id: ClassId, name: &str, flow: FlowId, found: &mut Vec<(ClassId, String, Relation)>) {
        let Some((library, field)) = self.field_called(id, flow) else { return };
        let Flow::Call { arguments, keywords, .. } = self.flow_of(id, flow) else { return };
        if matches!(field.as_str(), "ListField" | "SortedListField") && library == Library::MongoEngine {
            let inner = arguments.first().and_then(|inner| self.reference_of(id, *inner));
            if let Some((reference, target)) = inner {
                let many = Relation { arity: Arity::Many, ..forward(reference, target) };
                found.push((id, name.to_owned(), many));
            }
            return;
        }
        let keyword = |wanted: &[&str]| keywords.iter().find(|(name, _)| wanted.contains(&name.as_str()));
        // Its author has switched off that reading it asks the database.
        if keyword(&["lazy_load"]).is_some() {
            return;
        }
        let Some((reference, target)) = self.reference_of(id, flow) else { return };
        found.push((id, name.to_owned(), forward(reference, target)));
        let (Some(target), Some((arity, ending))) = (target, reference.backward) else { return };
        let written = keyword(&["backref", "related_name"]).map(|(_, flow)| self.text(id.module, *flow));
        let back = match written {
            Some(Some(name)) => name.to_owned(),
            // None is made, or its name is not known.
            Some(None) => return,
            None => format!("{}{ending}", self.class_name(id).to_lowercase()),
        };
        let backward = Relation { arity, is_optional: true, ..Relation::one(id) };
        found.push((target, back, backward));
    }

    /// The kind of a field that refers to rows, and their class; `None` for those of any class.
    fn reference_of(&self, id: ClassId, flow: FlowId) -> Option<(&'static Reference, Option<ClassId>)> {
        let (library, field) = self.field_called(id, flow)?;
        let reference = REFERENCES.iter().find(|it| it.library == library && it.name == field)?;
        let Flow::Call { arguments, keywords, .. } = self.flow_of(id, flow) else { return None };
        let named = ["model", "rel_model", "model_name", "document_type"];
        let keyword = keywords.iter().find(|(name, _)| named.contains(&name.as_str())).map(|(_, flow)| *flow);
        let target = arguments.first().copied().or(keyword).and_then(|flow| self.class_referred_to(id, flow));
        (target.is_some() || field == "GenericReferenceField").then_some((reference, target))
    }

    /// The class that a field names: itself, by its text, or directly.
    fn class_referred_to(&self, id: ClassId, flow: FlowId) -> Option<ClassId> {
        match self.flow_of(id, flow) {
            Flow::Text(text) if text == "self" => Some(id),
            Flow::Text(text) => match self.libraries.by_name.get(text.rsplit('.').next()?)?.as_slice() {
                [only] => Some(*only),
                _ => None,
            },
            _ => match self.symbol(id.module, flow)? {
                (Symbol::Class(class), rest) if rest.is_empty() => Some(class).filter(|it| self.library(*it).is_some()),
                (Symbol::External(name), _) if name == "builtins.self" => Some(id),
                _ => None,
            },
        }
    }
}

fn forward(reference: &Reference, target: Option<ClassId>) -> Relation {
    let is_one = reference.arity == Arity::One;
    Relation { is_optional: true, is_column: is_one, ..Relation::to(reference.arity, target) }
}
