//! The classes of a project that SQLAlchemy maps to tables, and how their relations are loaded.

use rustc_hash::FxHashMap;

use crate::project::Project;
use crate::project::classes::Base;
use crate::project::models::{self, Arity};
use crate::project::symbols::{ClassId, Symbol};
use crate::summary::{Export, Flow, FlowId};

/// When a relation of a mapped class asks the database for its rows, unless a query says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loading {
    /// On the first read of each row.
    EachRow,
    /// On the first read that leads to a row which the session does not hold yet.
    EachTarget,
    /// With the rows, never, or in a way that is not known.
    Otherwise,
}

/// What is known of a relation.
#[derive(Clone, Copy, Debug)]
struct Relation {
    loading: Loading,
    /// Whether it leads to many rows, for certain.
    is_collection: bool,
}

/// The relations of mapped classes, by the class that has them.
#[derive(Default)]
pub struct Mapped {
    relations: FxHashMap<ClassId, FxHashMap<String, Relation>>,
    /// Mapped classes by their own name.
    by_name: FxHashMap<String, Vec<ClassId>>,
}

impl Mapped {
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }
}

/// A call of `relationship` in the body of a class.
struct Declared<'p> {
    owner: ClassId,
    arguments: &'p [FlowId],
    keywords: &'p [(String, FlowId)],
    annotation: Option<&'p str>,
}

impl Project {
    /// When the attribute of a mapped class asks the database; `None` where it is no relation that is known.
    pub fn loading(&self, id: ClassId, name: &str) -> Option<Loading> {
        self.mapped_relation(id, name).map(|it| it.loading)
    }

    /// Whether an attribute of a mapped class is a collection of rows.
    pub fn is_collection(&self, id: ClassId, name: &str) -> bool {
        self.mapped_relation(id, name).is_some_and(|it| it.is_collection)
    }

    fn mapped_relation(&self, id: ClassId, name: &str) -> Option<Relation> {
        for base in self.order(id) {
            let Base::Class(class) = base else { continue };
            if let Some(relation) = self.mapped.relations.get(class).and_then(|found| found.get(name)) {
                return Some(*relation);
            }
            // Whatever else the body binds to that name hides a relation of a base.
            if self.own_member(*class, name).is_some() {
                return None;
            }
        }
        None
    }

    /// Whether a class is mapped to a table, by its columns or relations.
    pub fn is_mapped(&self, id: ClassId) -> bool {
        self.mapped.by_name.get(self.class_name(id)).is_some_and(|known| known.contains(&id))
    }

    /// Whether making an object of a class does more than set its attributes: by an `__init__`, or by validators.
    pub fn is_made_in_its_own_way(&self, id: ClassId) -> bool {
        let validates = |decorator: &FlowId, module: u32| {
            let flows = &self.summaries[module as usize].flows;
            let callee = match &flows[decorator.0 as usize] {
                Flow::Call { callee, .. } => &flows[callee.0 as usize],
                other => other,
            };
            matches!(callee, Flow::Name(name) if name.ends_with("validates"))
        };
        let mut classes = self.order(id).iter().filter_map(|base| match base {
            Base::Class(class) => Some(*class),
            Base::External(_) => None,
        });
        classes.any(|class| {
            let functions = &self.summaries[class.module as usize].functions;
            self.class(class).methods.iter().any(|name| name == "__init__")
                || functions
                    .iter()
                    .filter(|it| it.class == Some(class.index))
                    .any(|function| function.decorators.iter().any(|decorator| validates(decorator, class.module)))
        })
    }

    /// Reads the relations of all mapped classes. The orders of the classes must be known.
    pub(super) fn read_mapped(&mut self) {
        let mut by_name: FxHashMap<String, Vec<ClassId>> = FxHashMap::default();
        let mut declaring = Vec::new();
        for id in self.classes() {
            let has_relations = self.class(id).body.iter().any(|(name, it)| self.declared_as(id, name, it).is_some());
            if has_relations {
                declaring.push(id);
            }
            if has_relations || self.has_columns(id) {
                by_name.entry(self.class_name(id).to_owned()).or_default().push(id);
            }
        }
        self.mapped.by_name = by_name;
        let mut relations: FxHashMap<ClassId, FxHashMap<String, Relation>> = FxHashMap::default();
        let mut links = Vec::new();
        for id in declaring {
            for (name, export) in &self.class(id).body {
                let Some(declared) = self.declared_as(id, name, export) else { continue };
                let is_collection = self.is_to_many(&declared) == Some(true) && !declared.is_another_query();
                let relation = Relation { loading: self.loading_of(&declared), is_collection };
                relations.entry(id).or_default().insert(name.clone(), relation);
                links.push((id, name.clone(), relation.loading, self.target_of(&declared)));
                if let Some((target, name, relation)) = self.backward(&declared) {
                    relations.entry(target).or_default().entry(name.clone()).or_insert(relation);
                    links.push((target, name, relation.loading, Some(id)));
                }
            }
        }
        self.mapped.relations = relations;
        for (owner, name, loading, target) in links {
            if let Some(relation) = linked(loading, target) {
                self.relate(owner, name, relation);
            }
        }
    }

    /// Whether an attribute of a mapped class is a column that is not its key.
    pub fn is_mapped_column(&self, id: ClassId, attribute: &str) -> bool {
        let Some((holder, Export::Value(flow))) = self.member(id, None, attribute) else { return false };
        let Flow::Call { keywords, .. } = self.flow_of(holder, *flow) else { return false };
        self.makes_column(holder, *flow) && !keywords.iter().any(|(name, _)| name == "primary_key")
    }

    fn makes_column(&self, id: ClassId, flow: FlowId) -> bool {
        let Flow::Call { callee, .. } = self.flow_of(id, flow) else { return false };
        match self.flow_of(id, *callee) {
            Flow::Name(name) => name.ends_with(".Column") || name.ends_with(".mapped_column"),
            _ => false,
        }
    }

    fn has_columns(&self, id: ClassId) -> bool {
        let mut body = self.class(id).body.iter();
        body.any(|(name, export)| match export {
            Export::Value(flow) => name == "__tablename__" || self.makes_column(id, *flow),
            _ => false,
        })
    }

    fn declared_as<'p>(&'p self, owner: ClassId, name: &str, export: &Export) -> Option<Declared<'p>> {
        let flow = match export {
            Export::Value(flow) => *flow,
            Export::Function(index) => self.declared_later(owner.module, *index)?,
            _ => return None,
        };
        let Flow::Call { callee, arguments, keywords, .. } = self.flow_of(owner, flow) else { return None };
        if !self.makes_relation(owner, *callee) {
            return None;
        }
        let annotations = &self.class(owner).annotations;
        let annotation = annotations.iter().find(|(of, _)| of == name).map(|(_, written)| written.as_str());
        Some(Declared { owner, arguments, keywords, annotation })
    }

    /// What a method gives each class that a mixin is part of.
    fn declared_later(&self, module: u32, index: u32) -> Option<FlowId> {
        let method = &self.summaries[module as usize].functions[index as usize];
        let is_declaring = |decorator: &FlowId| match self.symbol(module, *decorator) {
            Some((Symbol::External(name), _)) => name.starts_with("sqlalchemy.") && name.ends_with("declared_attr"),
            _ => false,
        };
        let [only] = method.returns.as_slice() else { return None };
        method.decorators.iter().any(is_declaring).then_some(*only)
    }

    pub(super) fn flow_of(&self, class: ClassId, flow: FlowId) -> &Flow {
        &self.summaries[class.module as usize].flows[flow.0 as usize]
    }

    /// `sqlalchemy.orm.relationship`, or `db.relationship` of an extension's object.
    fn makes_relation(&self, class: ClassId, callee: FlowId) -> bool {
        match self.symbol(class.module, callee) {
            Some((Symbol::External(name), _)) => {
                let is_library = name.starts_with("sqlalchemy.") || name.starts_with("sqlmodel.");
                let is_made = name.ends_with(".relationship") || name.ends_with(".Relationship");
                is_made && is_library || name.ends_with(".db.relationship")
            }
            Some((Symbol::Value(..), attributes)) => attributes == ["relationship"],
            _ => false,
        }
    }

    fn loading_of(&self, declared: &Declared) -> Loading {
        if !self.is_lazy(declared.owner, declared.keywords) || declared.is_another_query() {
            return Loading::Otherwise;
        }
        if self.is_to_many(declared) == Some(true) { Loading::EachRow } else { Loading::EachTarget }
    }

    /// Whether a relation says nothing of how it is loaded, or that it is loaded when it is read.
    fn is_lazy(&self, class: ClassId, keywords: &[(String, FlowId)]) -> bool {
        keywords.iter().all(|(name, flow)| match name.as_str() {
            "lazy" => match self.flow_of(class, *flow) {
                Flow::Text(mode) => mode == "select",
                Flow::Boolean(is_lazy) => *is_lazy,
                _ => false,
            },
            "sa_relationship_kwargs" => match self.flow_of(class, *flow) {
                Flow::Mapping { of: None, items } => self.is_lazy(class, items),
                _ => false,
            },
            "sa_relationship" | "" => false,
            _ => true,
        })
    }

    /// Whether a relation leads to many rows, as far as that is known.
    fn is_to_many(&self, declared: &Declared) -> Option<bool> {
        if let Some(flow) = declared.keyword("uselist") {
            return match self.flow_of(declared.owner, flow) {
                Flow::Boolean(is_list) => Some(*is_list),
                _ => None,
            };
        }
        if let Some(annotation) = declared.annotation {
            const MANY: &[&str] = &["list[", "List[", "set[", "Set[", "Sequence[", "Collection["];
            return Some(MANY.iter().any(|word| annotation.contains(word)));
        }
        if declared.keyword("secondary").is_some() {
            return Some(true);
        }
        let target = self.target_of(declared)?;
        if target == declared.owner {
            return Some(declared.keyword("remote_side").is_none());
        }
        if self.refers_to(declared.owner, target) {
            return Some(false);
        }
        self.refers_to(target, declared.owner).then_some(true)
    }

    /// The attribute that `backref` gives the other class.
    fn backward(&self, declared: &Declared) -> Option<(ClassId, String, Relation)> {
        let flow = declared.keyword("backref")?;
        let (name, keywords): (&String, &[(String, FlowId)]) = match self.flow_of(declared.owner, flow) {
            Flow::Text(name) => (name, &[]),
            Flow::Call { arguments, keywords, .. } => match self.flow_of(declared.owner, *arguments.first()?) {
                Flow::Text(name) => (name, keywords),
                _ => return None,
            },
            _ => return None,
        };
        let is_lazy = self.is_lazy(declared.owner, keywords);
        let is_list = keywords.iter().all(|(name, _)| name != "uselist");
        let leads_to_many = declared.keyword("secondary").is_some() || self.is_to_many(declared) == Some(false);
        let is_collection = is_list && leads_to_many;
        let loading = match (is_lazy, is_collection) {
            (false, _) => Loading::Otherwise,
            (true, true) => Loading::EachRow,
            (true, false) => Loading::EachTarget,
        };
        Some((self.target_of(declared)?, name.clone(), Relation { loading, is_collection: is_collection && is_lazy }))
    }

    /// The class that a relation leads to; SQLAlchemy finds it by its name, too.
    fn target_of(&self, declared: &Declared) -> Option<ClassId> {
        let name = match declared.arguments.first().map(|flow| self.flow_of(declared.owner, *flow)) {
            Some(Flow::Text(name) | Flow::Name(name)) => name.as_str(),
            Some(_) => return None,
            None => innermost(declared.annotation?),
        };
        match self.mapped.by_name.get(name.rsplit('.').next()?)?.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Whether the table of a class has a foreign key to that of another.
    fn refers_to(&self, class: ClassId, target: ClassId) -> bool {
        let columns = self.order(class).iter().filter_map(|base| match base {
            Base::Class(base) => Some(*base),
            Base::External(_) => None,
        });
        let mut columns = columns.flat_map(|base| self.class(base).body.iter().map(move |(_, export)| (base, export)));
        columns.any(|(base, export)| match export {
            Export::Value(flow) => self.key_of(base, *flow).is_some_and(|key| self.is_table_of(target, key)),
            _ => false,
        })
    }

    /// What the foreign key of a column refers to: `table.column`.
    fn key_of(&self, class: ClassId, column: FlowId) -> Option<&str> {
        let Flow::Call { arguments, keywords, .. } = self.flow_of(class, column) else { return None };
        if let Some((_, flow)) = keywords.iter().find(|(name, _)| name == "foreign_key") {
            return self.text(class.module, *flow);
        }
        arguments.iter().find_map(|argument| {
            let Flow::Call { callee, arguments, .. } = self.flow_of(class, *argument) else { return None };
            let is_key = matches!(self.flow_of(class, *callee), Flow::Name(name) if name.ends_with("ForeignKey"));
            match self.flow_of(class, *arguments.first().filter(|_| is_key)?) {
                Flow::Text(key) | Flow::Name(key) => Some(key.as_str()),
                _ => None,
            }
        })
    }

    fn is_table_of(&self, class: ClassId, key: &str) -> bool {
        let Some(table) = key.rsplit('.').nth(1) else { return false };
        let name = self.class_name(class);
        let named = match self.own_member(class, "__tablename__") {
            Some(Export::Value(flow)) => self.text(class.module, *flow),
            _ => None,
        };
        named == Some(table) || name == table || table.replace('_', "") == name.to_lowercase()
    }
}

impl Declared<'_> {
    fn keyword(&self, wanted: &str) -> Option<FlowId> {
        self.keywords.iter().find(|(name, _)| name == wanted).map(|(_, flow)| *flow)
    }

    /// Whether reading it gives a query, which is asked for what is wanted of it.
    fn is_another_query(&self) -> bool {
        self.annotation.is_some_and(|it| it.contains("DynamicMapped") || it.contains("WriteOnlyMapped"))
    }
}

/// A relation as queries know it; `None` where reading it asks the database nothing that is known of.
fn linked(loading: Loading, target: Option<ClassId>) -> Option<models::Relation> {
    let arity = match loading {
        Loading::EachRow => Arity::Many,
        Loading::EachTarget => Arity::One,
        Loading::Otherwise => return None,
    };
    let is_column = arity == Arity::One;
    Some(models::Relation { is_optional: true, is_column, ..models::Relation::to(arity, target) })
}

/// The name inside all brackets and quotes: `Book` of `Mapped[list["Book"]]`.
fn innermost(annotation: &str) -> &str {
    let inside = annotation.rsplit('[').next().unwrap_or(annotation);
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
    inside.split(|letter| !is_part(letter)).find(|part| !part.is_empty()).unwrap_or_default()
}
