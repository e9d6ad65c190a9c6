//! The relations that GraphQL types of graphene read of each row, if whoever asks wants them.

use crate::page::Confidence;
use crate::project::Project;
use crate::project::classes::Base;
use crate::project::models::Arity;
use crate::project::readings::{Reading, Somewhere};
use crate::project::reads;
use crate::project::relations::LazyRelation;
use crate::project::serializers::Field;
use crate::project::symbols::{ClassId, FunctionId, Symbol};
use crate::project::value::Value;
use crate::summary::Export;

/// Types inside one another that are followed.
const DEEPEST: usize = 3;
/// Parts of the names of packages that bring such reads together by themselves.
const REMEDIES: [&str; 3] = ["optimizer", "dataloader", "DataLoader"];

impl Project {
    /// Relations that types of graphene read of each row although no query set loads them.
    pub fn lazy_relations_of_graphene(&self) -> Vec<LazyRelation> {
        let mut found = Vec::new();
        if !self.classes().any(|class| self.is_graphene_type(class)) || self.imports_any_such(&REMEDIES) {
            return found;
        }
        for class in self.classes().filter(|class| self.is_graphene_object(*class)) {
            for field in self.declared_fields(class) {
                reads::add(&mut found, self.listed_by_field(class, &field).unwrap_or_default());
            }
        }
        // Only what is asked for is read, and nobody knows what that will be.
        found.iter_mut().for_each(|lazy| lazy.confidence = Confidence::Low);
        found
    }

    /// Whether a module imports something whose name has one of these parts.
    pub(super) fn imports_any_such(&self, parts: &[&str]) -> bool {
        let is_remedy = |name: &str| parts.iter().any(|part| name.contains(part));
        self.summaries.iter().any(|summary| !summary.exports_of(is_remedy).is_empty())
    }

    fn is_graphene_object(&self, class: ClassId) -> bool {
        self.has_external_base(class, |name| name.starts_with("graphene.") && name.ends_with("ObjectType"))
    }

    fn is_graphene_type(&self, class: ClassId) -> bool {
        self.has_external_base(class, |name| name.starts_with("graphene_django.") && name.ends_with("DjangoObjectType"))
    }

    /// What a field reads that gives a list of rows: `books = graphene.List(BookType)` with its resolver.
    fn listed_by_field(&self, class: ClassId, field: &Field) -> Option<Vec<LazyRelation>> {
        let gives_list = match self.symbol(field.module, field.callee)? {
            (Symbol::External(name), _) => {
                name.starts_with("graphene") && (name.ends_with("List") || name.ends_with("Field"))
            }
            _ => false,
        };
        let (Symbol::Class(of), _) = self.symbol(field.module, *field.arguments.first()?)? else { return None };
        if !gives_list || !self.is_graphene_type(of) {
            return None;
        }
        let resolver = self.resolver(class, field.name)?;
        let mut reading = Reading::new(self);
        let rows = reading.evaluation.enter(resolver, Vec::new());
        let row = reading.each(&rows, field.place?);
        self.written_as(&mut reading, of, &row, DEEPEST);
        Some(reading.lazy_relations())
    }

    /// The method that a field of a type is resolved by.
    fn resolver(&self, class: ClassId, field: &str) -> Option<FunctionId> {
        match self.member(class, None, &format!("resolve_{field}"))? {
            (holder, Export::Function(index)) => Some(FunctionId { module: holder.module, index: *index }),
            _ => None,
        }
    }

    /// What a type reads of a row: the relations that it lists, and what its resolvers look up.
    fn written_as(&self, reading: &mut Reading, of: ClassId, row: &Value, left: usize) {
        let (Some(left), Value::Instance(instance)) = (left.checked_sub(1), row) else { return };
        for (name, place) in self.listed_fields(of).into_iter().flatten() {
            let (Some(relation), Some(place)) = (self.relation(instance.model, &name), place) else { continue };
            let Some(inner) = relation.target.and_then(|target| self.graphene_type_of(target)) else { continue };
            // A type that picks its rows asks for each of them by its key.
            let is_picked = self.member(inner, None, "get_queryset").is_some();
            if is_picked || self.resolver(of, &name).is_some() {
                continue;
            }
            let value = reading.looked_up(row, &name, place);
            let value = if relation.arity == Arity::Many { reading.first_of(&value, place) } else { value };
            self.written_as(reading, inner, &value, left);
        }
        for (resolver, place) in self.resolvers_of(of) {
            reading.called(&Value::Function(resolver), vec![row.clone()], place);
        }
    }

    /// The resolvers that a type defines, and where.
    fn resolvers_of(&self, of: ClassId) -> Vec<(FunctionId, Somewhere)> {
        let mut found = Vec::new();
        for base in self.order(of) {
            let Base::Class(class) = base else { continue };
            for (name, export) in &self.class(*class).body {
                let Export::Function(index) = export else { continue };
                if name.starts_with("resolve_")
                    && let Some(place) = self.class_place(*class, name)
                {
                    found.push((FunctionId { module: class.module, index: *index }, place));
                }
            }
        }
        found
    }

    /// The only type of the project that shows the rows of a model.
    fn graphene_type_of(&self, model: ClassId) -> Option<ClassId> {
        let shows = |class: &ClassId| {
            self.is_graphene_type(*class)
                && self.meta(*class, "model").and_then(|(module, flow)| self.symbol(module, flow))
                    == Some((Symbol::Class(model), Vec::new()))
        };
        let mut types = self.classes().filter(shows);
        types.next().filter(|_| types.next().is_none())
    }
}
