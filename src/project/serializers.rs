//! The relations that serializers of Django REST framework read of each row.

use crate::project::Project;
use crate::project::calls::paged;
use crate::project::classes::Base;
use crate::project::contexts::nothing;
use crate::project::evaluate::{Evaluation, Frame};
use crate::project::models::Arity;
use crate::project::readings::{Reading, Somewhere};
use crate::project::reads;
use crate::project::relations::LazyRelation;
use crate::project::symbols::{ClassId, FunctionId, Symbol};
use crate::project::value::Value;
use crate::summary::{Export, Flow, FlowId};

/// Serializers inside one another that are followed.
const DEEPEST: usize = 4;

/// A field that a class declares: `author = AuthorSerializer(source="writer")`.
pub(super) struct Field<'p> {
    pub name: &'p str,
    pub module: u32,
    pub callee: FlowId,
    pub arguments: &'p [FlowId],
    pub keywords: &'p [(String, FlowId)],
    pub place: Option<Somewhere>,
}

/// The fields of serializers being written out for each row.
struct Writing<'p>(Reading<'p>);

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
        for id in self.handing_functions() {
            reads::add(&mut found, self.serialized_in(id));
        }
        found
    }

    /// The functions that hand rows to serializers or tables.
    pub(super) fn handing_functions(&self) -> impl Iterator<Item = FunctionId> {
        self.summaries.iter().enumerate().flat_map(|(module, summary)| {
            let functions = summary.functions.iter().enumerate().filter(|(_, it)| !it.handovers.is_empty());
            functions.map(move |(index, _)| FunctionId { module: module as u32, index: index as u32 })
        })
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
        let rows = if self.member(view, None, "pagination_class").is_some() { paged(&rows) } else { rows };
        let place = self.class_place(view, "serializer_class").or_else(|| self.class_place(view, "queryset"))?;
        Some(self.written_out(serializer, &rows, place))
    }

    /// What a serializer reads that writes out every row.
    fn written_out(&self, serializer: ClassId, rows: &Value, place: Somewhere) -> Vec<LazyRelation> {
        let mut writing = Writing(Reading::new(self));
        let row = writing.0.each(rows, place);
        writing.one(serializer, &row, DEEPEST);
        writing.0.lacks()
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
        for it in &self.function(id).handovers {
            let mut evaluation = Evaluation::new(self);
            let serializer = evaluation.flow(&mut frame, it.to);
            let rows = evaluation.flow(&mut frame, it.rows);
            let Value::Class(serializer) = serializer else { continue };
            if self.is_serializer(serializer) {
                found.extend(self.written_out(serializer, &rows, (id.module, it.place)));
            }
        }
        found
    }

    /// Where a class, or a base of it, sets a name.
    pub(super) fn class_place(&self, class: ClassId, name: &str) -> Option<Somewhere> {
        self.order(class).iter().find_map(|base| {
            let Base::Class(class) = base else { return None };
            let places = &self.class(*class).places;
            places.iter().find(|(known, _)| known == name).map(|(_, place)| (class.module, *place))
        })
    }

    /// The names that a serializer's `Meta` lists, with their places; `None` where it lists all, or none.
    pub(super) fn listed_fields(&self, serializer: ClassId) -> Option<Vec<(String, Option<Somewhere>)>> {
        let (module, flow) = self.meta(serializer, "fields")?;
        let Flow::Sequence(items) = &self.summaries[module as usize].flows[flow.0 as usize] else { return None };
        let (holder, Export::Class(index)) = self.member(serializer, None, "Meta")? else { return None };
        let meta = ClassId { module: holder.module, index: *index };
        let names = items.iter().filter_map(|item| self.text(module, *item));
        Some(names.map(|name| (name.to_owned(), self.class_place(meta, &format!("fields.{name}")))).collect())
    }

    /// The fields that a serializer and its bases declare, the most derived first.
    pub(super) fn declared_fields(&self, serializer: ClassId) -> Vec<Field<'_>> {
        let mut fields: Vec<Field> = Vec::new();
        for base in self.order(serializer) {
            let Base::Class(class) = base else { continue };
            for (name, export) in &self.class(*class).body {
                let Export::Value(flow) = export else { continue };
                let flow = &self.summaries[class.module as usize].flows[flow.0 as usize];
                let Flow::Call { callee, arguments, keywords, .. } = flow else { continue };
                if !fields.iter().any(|field| field.name == name) {
                    let place = self.class_place(*class, name);
                    fields.push(Field { name, module: class.module, callee: *callee, arguments, keywords, place });
                }
            }
        }
        fields
    }
}

impl Writing<'_> {
    fn one(&mut self, serializer: ClassId, row: &Value, left: usize) {
        let (Some(left), Value::Instance(instance)) = (left.checked_sub(1), row) else { return };
        let project = self.0.project;
        let listed = project.listed_fields(serializer);
        let fields = project.declared_fields(serializer);
        let is_listed = |name: &str| listed.as_ref().is_none_or(|listed| listed.iter().any(|(it, _)| it == name));
        for field in fields.iter().filter(|field| is_listed(field.name)) {
            self.field(serializer, field, row, left);
        }
        for (name, place) in listed.into_iter().flatten() {
            let is_many = project.relation(instance.model, &name).is_some_and(|it| it.arity == Arity::Many);
            let Some(place) = place.filter(|_| !fields.iter().any(|field| field.name == name)) else { continue };
            // Of a relation to one row, only the key is written, which stands in the row itself.
            if is_many || project.relation(instance.model, &name).is_none() {
                let value = self.0.looked_up(row, &name, place);
                self.0.evaluated(&value, place);
            }
        }
    }

    fn field(&mut self, serializer: ClassId, field: &Field, row: &Value, left: usize) {
        let project = self.0.project;
        let keyword = |name: &str| field.keywords.iter().find(|(known, _)| known == name).map(|(_, flow)| *flow);
        let flow = |flow: FlowId| &project.summaries[field.module as usize].flows[flow.0 as usize];
        let is_set = |name: &str| keyword(name).is_some_and(|it| matches!(flow(it), Flow::Boolean(true)));
        let (Some(place), false) = (field.place, is_set("write_only")) else { return };
        let many = is_set("many");
        let source = keyword("source").and_then(|it| project.text(field.module, it)).unwrap_or(field.name).to_owned();
        match project.symbol(field.module, field.callee) {
            Some((Symbol::Class(class), rest)) if rest.is_empty() && project.is_serializer(class) => {
                let value = if source == "*" { row.clone() } else { self.0.path(row, source.split('.'), place) };
                let value = if many { self.0.first_of(&value, place) } else { value };
                self.one(class, &value, left);
            }
            Some((Symbol::External(name), _)) if name.starts_with("rest_framework.") => {
                match name.rsplit('.').next().unwrap_or_default() {
                    "SerializerMethodField" => {
                        let method = keyword("method_name").and_then(|it| project.text(field.module, it));
                        let method = method.map_or_else(|| format!("get_{}", field.name), str::to_owned);
                        let method = self.0.evaluation.attribute(&Value::Object(serializer), &method);
                        self.0.called(&method, vec![row.clone()], place);
                    }
                    // The key of a related row stands in the row itself.
                    "PrimaryKeyRelatedField" if !many => {}
                    class if source != "*" => {
                        let value = self.0.path(row, source.split('.'), place);
                        let value = if many { self.0.first_of(&value, place) } else { value };
                        if class == "StringRelatedField" {
                            self.0.text_of(&value, place);
                        }
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
}
