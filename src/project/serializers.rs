//! The relations that serializers of Django REST framework read of each row.

use crate::project::Project;
use crate::project::classes::Base;
use crate::project::contexts::nothing;
use crate::project::evaluate::{Evaluation, Frame};
use crate::project::models::Arity;
use crate::project::reads::{self, Reads, Site, outside_python};
use crate::project::relations::LazyRelation;
use crate::project::symbols::{ClassId, FunctionId, Symbol};
use crate::project::value::{Made, Value};
use crate::summary::{Export, Flow, FlowId, PlaceId};

/// Serializers inside one another that are followed.
const DEEPEST: usize = 4;

/// A place, and the module in which it is.
type Somewhere = (u32, PlaceId);

/// A field that a class declares: `author = AuthorSerializer(source="writer")`.
struct Field<'p> {
    name: &'p str,
    module: u32,
    callee: FlowId,
    keywords: &'p [(String, FlowId)],
    place: Option<Somewhere>,
}

/// The fields of one serializer being written out for one row.
struct Writing<'p> {
    project: &'p Project,
    evaluation: Evaluation<'p>,
    reads: Reads,
}

impl Project {
    /// What serializers read of each row although no query set loads it.
    pub fn lazy_in_serializers(&self) -> &[LazyRelation] {
        self.lazy.serializers.get_or_init(|| self.find_lazy_in_serializers())
    }

    fn find_lazy_in_serializers(&self) -> Vec<LazyRelation> {
        let mut found = Vec::new();
        if !self.classes().any(|class| self.is_serializer(class)) {
            return found;
        }
        for class in self.classes().filter(|class| self.below(*class).is_empty()) {
            reads::add(&mut found, self.listed_by(class).unwrap_or_default());
        }
        for (module, summary) in self.summaries.iter().enumerate() {
            for (index, function) in summary.functions.iter().enumerate() {
                if !function.serializations.is_empty() {
                    let id = FunctionId { module: module as u32, index: index as u32 };
                    reads::add(&mut found, self.serialized_in(id));
                }
            }
        }
        found
    }

    fn is_serializer(&self, class: ClassId) -> bool {
        self.has_external_base(class, |name| name.starts_with("rest_framework.") && name.ends_with("Serializer"))
    }

    /// What the list of a view reads.
    fn listed_by(&self, view: ClassId) -> Option<Vec<LazyRelation>> {
        const LISTING: &[&str] =
            &["ListAPIView", "ListCreateAPIView", "ModelViewSet", "ReadOnlyModelViewSet", "ListModelMixin"];
        let lists = self.has_external_base(view, |name| {
            name.starts_with("rest_framework.") && LISTING.iter().any(|listing| name.ends_with(listing))
        });
        if !lists {
            return None;
        }
        let mut evaluation = Evaluation::new(self);
        let receiver = Value::Object(view);
        let serializer = self.serializer_of(&mut evaluation, &receiver)?;
        let method = evaluation.attribute(&receiver, "get_queryset");
        let rows = evaluation.call(&method, nothing());
        let place = self.class_place(view, "serializer_class").or_else(|| self.class_place(view, "queryset"))?;
        let mut writing = Writing::new(self);
        writing.many(serializer, &rows, place);
        Some(writing.reads.lazy_relations(self))
    }

    fn serializer_of(&self, evaluation: &mut Evaluation, view: &Value) -> Option<ClassId> {
        let method = evaluation.attribute(view, "get_serializer_class");
        let chosen = match method {
            Value::Bound(..) => evaluation.call(&method, nothing()),
            _ => evaluation.attribute(view, "serializer_class"),
        };
        match chosen {
            Value::Class(class) if self.is_serializer(class) => Some(class),
            _ => None,
        }
    }

    fn serialized_in(&self, id: FunctionId) -> Vec<LazyRelation> {
        let mut frame = Frame::new(id, self.arguments(id));
        let mut found = Vec::new();
        for it in &self.function(id).serializations {
            let mut evaluation = Evaluation::new(self);
            let serializer = evaluation.flow(&mut frame, it.serializer);
            let rows = evaluation.flow(&mut frame, it.rows);
            let Value::Class(serializer) = serializer else { continue };
            if self.is_serializer(serializer) {
                let mut writing = Writing::new(self);
                writing.many(serializer, &rows, (id.module, it.place));
                found.extend(writing.reads.lazy_relations(self));
            }
        }
        found
    }

    /// Where a class, or a base of it, sets a name.
    fn class_place(&self, class: ClassId, name: &str) -> Option<Somewhere> {
        self.order(class).iter().find_map(|base| {
            let Base::Class(class) = base else { return None };
            let places = &self.class(*class).places;
            places.iter().find(|(known, _)| known == name).map(|(_, place)| (class.module, *place))
        })
    }

    /// The names that a serializer's `Meta` lists, with their places; `None` where it lists all, or none.
    fn listed_fields(&self, serializer: ClassId) -> Option<Vec<(String, Option<Somewhere>)>> {
        let (module, flow) = self.meta(serializer, "fields")?;
        let Flow::Sequence(items) = &self.summaries[module as usize].flows[flow.0 as usize] else { return None };
        let (holder, Export::Class(index)) = self.member(serializer, None, "Meta")? else { return None };
        let meta = ClassId { module: holder.module, index: *index };
        let names = items.iter().filter_map(|item| self.text(module, *item));
        Some(names.map(|name| (name.to_owned(), self.class_place(meta, &format!("fields.{name}")))).collect())
    }

    /// The fields that a serializer and its bases declare, the most derived first.
    fn declared_fields(&self, serializer: ClassId) -> Vec<Field<'_>> {
        let mut fields: Vec<Field> = Vec::new();
        for base in self.order(serializer) {
            let Base::Class(class) = base else { continue };
            for (name, export) in &self.class(*class).body {
                let Export::Value(flow) = export else { continue };
                let flow = &self.summaries[class.module as usize].flows[flow.0 as usize];
                let Flow::Call { callee, keywords, .. } = flow else { continue };
                if !fields.iter().any(|field| field.name == name) {
                    let place = self.class_place(*class, name);
                    fields.push(Field { name, module: class.module, callee: *callee, keywords, place });
                }
            }
        }
        fields
    }
}

impl<'p> Writing<'p> {
    fn new(project: &'p Project) -> Self {
        Self { project, evaluation: Evaluation::new(project), reads: Reads::default() }
    }

    /// Writes out every row.
    fn many(&mut self, serializer: ClassId, rows: &Value, (module, place): Somewhere) {
        let row = self.reads.open(module, place);
        let item = self.evaluation.turn(outside_python(module), row, rows);
        self.one(serializer, &item, DEEPEST);
    }

    fn one(&mut self, serializer: ClassId, row: &Value, left: usize) {
        let (Some(left), Value::Instance(instance)) = (left.checked_sub(1), row) else { return };
        let listed = self.project.listed_fields(serializer);
        let fields = self.project.declared_fields(serializer);
        let is_listed = |name: &str| listed.as_ref().is_none_or(|listed| listed.iter().any(|(it, _)| it == name));
        for field in fields.iter().filter(|field| is_listed(field.name)) {
            self.field(serializer, field, row, left);
        }
        for (name, place) in listed.into_iter().flatten() {
            let is_many = self.project.relation(instance.model, &name).is_some_and(|it| it.arity == Arity::Many);
            let Some(place) = place.filter(|_| !fields.iter().any(|field| field.name == name)) else { continue };
            // Of a relation to one row, only the key is written, which stands in the row itself.
            if is_many || self.project.relation(instance.model, &name).is_none() {
                let value = self.looked_up(row, &name, place);
                self.evaluated(&value, place);
            }
        }
    }

    fn field(&mut self, serializer: ClassId, field: &Field, row: &Value, left: usize) {
        let keyword = |name: &str| field.keywords.iter().find(|(known, _)| known == name).map(|(_, flow)| *flow);
        let flow = |flow: FlowId| &self.project.summaries[field.module as usize].flows[flow.0 as usize];
        let is_set = |name: &str| keyword(name).is_some_and(|it| matches!(flow(it), Flow::Boolean(true)));
        let (Some(place), false) = (field.place, is_set("write_only")) else { return };
        let many = is_set("many");
        let source =
            keyword("source").and_then(|it| self.project.text(field.module, it)).unwrap_or(field.name).to_owned();
        match self.project.symbol(field.module, field.callee) {
            Some((Symbol::Class(class), rest)) if rest.is_empty() && self.project.is_serializer(class) => {
                let value = if source == "*" { row.clone() } else { self.path(row, &source, place) };
                let value = if many { self.first_of(&value, place) } else { value };
                self.one(class, &value, left);
            }
            Some((Symbol::External(name), _)) if name.starts_with("rest_framework.") => {
                match name.rsplit('.').next().unwrap_or_default() {
                    "SerializerMethodField" => {
                        let method = keyword("method_name").and_then(|it| self.project.text(field.module, it));
                        let method = method.map_or_else(|| format!("get_{}", field.name), str::to_owned);
                        self.method_field(serializer, &method, row, place);
                    }
                    // The key of a related row stands in the row itself.
                    "PrimaryKeyRelatedField" if !many => {}
                    class if source != "*" => {
                        let value = self.path(row, &source, place);
                        let value = if many { self.first_of(&value, place) } else { value };
                        if class == "StringRelatedField" {
                            self.text_of(&value, place);
                        }
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    fn method_field(&mut self, serializer: ClassId, method: &str, row: &Value, place: Somewhere) {
        self.evaluation.missing.clear();
        let method = self.evaluation.attribute(&Value::Object(serializer), method);
        let value = self.evaluation.call(&method, Made { arguments: vec![row.clone()], ..nothing() });
        self.note(place, true);
        self.evaluated(&value, place);
    }

    fn text_of(&mut self, value: &Value, place: Somewhere) {
        self.evaluation.missing.clear();
        self.evaluation.looked_up(value, "__str__");
        self.note(place, true);
    }

    /// `author.city`, each part an attribute that is called if it can be.
    fn path(&mut self, row: &Value, source: &str, place: Somewhere) -> Value {
        source.split('.').fold(row.clone(), |value, name| self.looked_up(&value, name, place))
    }

    fn looked_up(&mut self, value: &Value, name: &str, place: Somewhere) -> Value {
        self.evaluation.missing.clear();
        self.evaluation.steps = 0;
        let value = self.evaluation.looked_up(value, name);
        self.note(place, false);
        value
    }

    /// One of the rows that a relation leads to, all of which are read.
    fn first_of(&mut self, value: &Value, place: Somewhere) -> Value {
        self.evaluated(value, place);
        let origin = match value {
            Value::Query(query) => query.related.as_ref().and_then(|(owner, _)| owner.row.clone()),
            _ => None,
        };
        self.evaluation.item(value, origin)
    }

    fn evaluated(&mut self, value: &Value, place: Somewhere) {
        self.evaluation.missing.clear();
        self.evaluation.note_evaluation(value);
        self.note(place, false);
    }

    fn note(&mut self, (module, place): Somewhere, is_inside: bool) {
        let missing = std::mem::take(&mut self.evaluation.missing);
        let site = Site { module, place, is_conditional: false, is_inside };
        self.reads.note(self.project, site, missing);
    }
}
