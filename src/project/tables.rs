//! The relations that tables of django-tables2 read of each row.

use crate::project::Project;
use crate::project::contexts::nothing;
use crate::project::evaluate::{Evaluation, Frame};
use crate::project::readings::{Reading, Somewhere};
use crate::project::reads;
use crate::project::relations::LazyRelation;
use crate::project::serializers::Field;
use crate::project::symbols::{ClassId, FunctionId, Symbol};
use crate::project::value::Value;
use crate::summary::{Export, Flow};

impl Project {
    /// Relations that tables read of each row although no query set loads them.
    pub fn lazy_relations_of_tables(&self) -> Vec<LazyRelation> {
        let mut found = Vec::new();
        if !self.classes().any(|class| self.is_table(class)) {
            return found;
        }
        for class in self.classes().filter(|class| self.below(*class).is_empty()) {
            reads::add(&mut found, self.shown_in_table(class).unwrap_or_default());
        }
        for id in self.handing_functions() {
            reads::add(&mut found, self.put_in_tables(id));
        }
        found
    }

    fn is_table(&self, class: ClassId) -> bool {
        self.has_external_base(class, |name| name.starts_with("django_tables2.") && name.ends_with("Table"))
    }

    /// What a view reads that shows one table.
    fn shown_in_table(&self, view: ClassId) -> Option<Vec<LazyRelation>> {
        let is_view = self.has_external_base(view, |name| {
            name.starts_with("django_tables2.") && (name.ends_with("View") || name.ends_with("TableMixin"))
        });
        if !is_view {
            return None;
        }
        let mut evaluation = Evaluation::new(self);
        let receiver = Value::Object(view);
        let Value::Class(table) = evaluation.attribute(&receiver, "table_class") else { return None };
        let method = evaluation.attribute(&receiver, "get_queryset");
        let rows = evaluation.call(&method, nothing());
        let place = self.class_place(view, "table_class")?;
        Some(self.read_by_table(table, &rows, place))
    }

    fn put_in_tables(&self, id: FunctionId) -> Vec<LazyRelation> {
        let mut frame = Frame::new(id, self.arguments(id));
        let mut found = Vec::new();
        for it in &self.function(id).handovers {
            let mut evaluation = Evaluation::new(self);
            let Value::Class(table) = evaluation.flow(&mut frame, it.to) else { continue };
            if self.is_table(table) {
                let rows = evaluation.flow(&mut frame, it.rows);
                found.extend(self.read_by_table(table, &rows, (id.module, it.place)));
            }
        }
        found
    }

    fn read_by_table(&self, table: ClassId, rows: &Value, place: Somewhere) -> Vec<LazyRelation> {
        let mut reading = Reading::new(self);
        let row = reading.each(rows, place);
        let columns = self.declared_fields(table);
        for column in &columns {
            self.table_column(&mut reading, table, column, &row);
        }
        for (name, place) in self.listed_fields(table).into_iter().flatten() {
            let Some(place) = place.filter(|_| !columns.iter().any(|column| column.name == name)) else { continue };
            self.cell(&mut reading, table, (&name, &name), &row, place);
        }
        reading.lazy_relations()
    }

    /// A column that a table declares: `author = tables.Column(accessor="author__name")`.
    fn table_column(&self, reading: &mut Reading, table: ClassId, column: &Field, row: &Value) {
        let is_of_library = match self.symbol(column.module, column.callee) {
            Some((Symbol::External(name), _)) => name.starts_with("django_tables2.") && name.ends_with("Column"),
            _ => false,
        };
        let (Some(place), true) = (column.place, is_of_library) else { return };
        let flows = &self.summaries[column.module as usize].flows;
        let accessor = column.keywords.iter().find(|(name, _)| name == "accessor").map(|(_, flow)| *flow);
        // `A("author__name")` is an accessor, too.
        let text = accessor.map(|flow| match &flows[flow.0 as usize] {
            Flow::Call { arguments, .. } => arguments.first().and_then(|text| self.text(column.module, *text)),
            _ => self.text(column.module, flow),
        });
        let accessor = match text {
            None => column.name,
            Some(Some(text)) => text,
            Some(None) => return,
        };
        self.cell(reading, table, (column.name, accessor), row, place);
    }

    fn cell(
        &self,
        reading: &mut Reading,
        table: ClassId,
        (name, accessor): (&str, &str),
        row: &Value,
        place: Somewhere,
    ) {
        let names = accessor.split("__").flat_map(|part| part.split('.'));
        let value = reading.path(row, names, place);
        let method = format!("render_{name}");
        let Some((holder, Export::Function(index))) = self.member(table, None, &method) else {
            reading.evaluated(&value, place);
            return reading.text_of(&value, place);
        };
        let parameters = &self.function(FunctionId { module: holder.module, index: *index }).parameters;
        let argument = |name: &str| match name {
            "record" => row.clone(),
            "value" => value.clone(),
            _ => Value::Unknown,
        };
        let arguments = parameters.iter().skip(1).map(|parameter| argument(&parameter.name)).collect();
        let method = reading.evaluation.attribute(&Value::Object(table), &method);
        reading.called(&method, arguments, place);
    }
}
