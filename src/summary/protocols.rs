//! Classes by which others read rows, as Django's admin, its forms and feeds do: where their names stand, which models
//! they are registered for, and what their fields choose from.

use crate::facts::last_name;
use crate::facts::nodes::NodeId;
use crate::facts::scopes::ScopeId;
use crate::summary::Registration;
use crate::summary::expressions::{Builder, Frame, UNKNOWN};
use crate::summary::flow::{Flow, FlowId, PlaceId};
use crate::syntax::{AnyNodeRef, Ranged, ast, mentions};

/// Whether a text names a class of that sort.
pub(super) fn speaks_of_them(text: &str) -> bool {
    ["erializer", "Admin", "forms", "Inline", "Feed", "tables", "ObjectType", "strawberry"]
        .iter()
        .any(|word| mentions(text, word))
}

impl<'a> Builder<'_, 'a> {
    /// Where the names of a class's body are set.
    pub fn places_in(&mut self, class: &'a ast::StmtClassDef) -> Vec<(String, PlaceId)> {
        let mut places = Vec::new();
        // What is read by others extends a class of theirs, is decorated by them, or is the `Meta` of one that is.
        let is_of_interest = !class.bases().is_empty() || !class.decorator_list.is_empty() || &class.name == "Meta";
        if !self.speaks_of_protocols || !is_of_interest {
            return places;
        }
        for statement in &class.body {
            match statement {
                ast::Stmt::Assign(it) => {
                    let [ast::Expr::Name(name)] = &it.targets[..] else { continue };
                    places.push((name.id.to_string(), self.place(it.range())));
                    self.places_of_names(name.id.as_str(), &it.value, &mut places);
                }
                ast::Stmt::AnnAssign(it) => {
                    let ast::Expr::Name(name) = &*it.target else { continue };
                    places.push((name.id.to_string(), self.place(it.range())));
                }
                ast::Stmt::FunctionDef(it) => places.push((it.name.to_string(), self.place(it.name.range()))),
                _ => {}
            }
        }
        places
    }

    /// `fields = ["title", "author"]`
    fn places_of_names(&mut self, list: &str, value: &ast::Expr, places: &mut Vec<(String, PlaceId)>) {
        let items = match value {
            ast::Expr::List(it) => &it.elts,
            ast::Expr::Tuple(it) => &it.elts,
            _ => return,
        };
        for item in items {
            let name = match item {
                ast::Expr::StringLiteral(name) => name.value.to_str(),
                ast::Expr::Name(name) => name.id.as_str(),
                _ => continue,
            };
            places.push((format!("{list}.{name}"), self.place(item.range())));
        }
    }

    /// Notes `@admin.register(Book)` above classes, and `admin.site.register(Book, BookAdmin)`.
    pub fn registrations(&mut self) {
        let facts = self.facts;
        if !self.speaks_of_rows || !mentions(facts.text, "register(") {
            return;
        }
        self.frame = Frame::default();
        for (index, node) in facts.nodes.all().iter().enumerate() {
            if node.scope != ScopeId(0) {
                continue;
            }
            match node.node {
                AnyNodeRef::StmtClassDef(class) => self.registered_above(class),
                AnyNodeRef::ExprCall(call) => self.registered_with_site(call, NodeId(index as u32)),
                _ => {}
            }
        }
    }

    fn registered_above(&mut self, class: &'a ast::StmtClassDef) {
        for decorator in &class.decorator_list {
            let ast::Expr::Call(call) = &decorator.expression else { continue };
            if last_name(&call.func) != Some("register") {
                continue;
            }
            let qualified = format!("{}.{}", self.summary.module, class.name);
            let admin = self.add(Flow::Name(qualified));
            for model in &call.arguments.args {
                self.register(model, Some(admin), call);
            }
        }
    }

    fn registered_with_site(&mut self, call: &'a ast::ExprCall, id: NodeId) {
        let ast::Expr::Attribute(function) = &*call.func else { return };
        let is_of_site = last_name(&function.value).is_some_and(|name| name.ends_with("site"));
        let Some(models) = call.arguments.args.first().filter(|_| is_of_site && &function.attr == "register") else {
            return;
        };
        if self.is_for_developers(id) {
            return;
        }
        let admin = call.arguments.find_argument_value("admin_class", 1).map(|it| self.flow(it));
        match models {
            ast::Expr::List(it) => it.elts.iter().for_each(|model| self.register(model, admin, call)),
            ast::Expr::Tuple(it) => it.elts.iter().for_each(|model| self.register(model, admin, call)),
            model => self.register(model, admin, call),
        }
    }

    /// `if settings.DEBUG:`
    fn is_for_developers(&self, id: NodeId) -> bool {
        let mut around = self.facts.nodes.ancestors(id);
        around.any(|(_, it)| match it.node {
            AnyNodeRef::StmtIf(it) => mentions(&self.facts.text[it.test.range()], "DEBUG"),
            _ => false,
        })
    }

    fn register(&mut self, model: &'a ast::Expr, admin: Option<FlowId>, call: &ast::ExprCall) {
        let model = self.flow(model);
        if model != UNKNOWN {
            let place = self.place(call.range());
            self.summary.registrations.push(Registration { model, admin, place });
        }
    }

    /// Notes what a form's constructor does to its fields: `self.fields["author"].queryset = authors`.
    pub fn choices(&mut self, definition: &'a ast::StmtFunctionDef, function: NodeId) {
        let facts = self.facts;
        if &definition.name != "__init__" || !self.speaks_of_protocols {
            return;
        }
        for (_, node) in facts.nodes.within(function) {
            let AnyNodeRef::ExprAttribute(it) = node.node else { continue };
            if !matches!(it.attr.as_str(), "fields" | "base_fields") {
                continue;
            }
            let changed = match facts.nodes.get(node.parent).node {
                AnyNodeRef::ExprSubscript(item) => self.chosen(node.parent).map(|flow| (literal(&item.slice), flow)),
                AnyNodeRef::ExprAttribute(it) => self.removed(&it.attr, node.parent),
                _ => None,
            };
            self.frame.function.choices.extend(changed);
        }
    }

    /// The rows that `self.fields["author"].queryset` is set to; unknown where the field gets other choices in another
    /// way, nothing where it keeps them.
    fn chosen(&mut self, item: NodeId) -> Option<FlowId> {
        let nodes = &self.facts.nodes;
        let field = nodes.get(item).parent;
        let AnyNodeRef::ExprAttribute(set) = nodes.get(field).node else { return Some(UNKNOWN) };
        let is_set = !set.ctx.is_load() && matches!(set.attr.as_str(), "queryset" | "choices" | "widget" | "iterator");
        match nodes.get(nodes.get(field).parent).node {
            AnyNodeRef::StmtAssign(it) if &set.attr == "queryset" => Some(self.flow(&it.value)),
            _ => (is_set || &set.attr == "label_from_instance").then_some(UNKNOWN),
        }
    }

    /// `self.fields.pop("author")`
    fn removed(&self, method: &str, attribute: NodeId) -> Option<(String, FlowId)> {
        let nodes = &self.facts.nodes;
        let AnyNodeRef::ExprCall(call) = nodes.get(nodes.get(attribute).parent).node else { return None };
        let name = call.arguments.args.first().map(literal).unwrap_or_default();
        matches!(method, "pop" | "update" | "clear").then_some((name, UNKNOWN))
    }
}

/// A name that is written out; else nothing.
fn literal(expression: &ast::Expr) -> String {
    match expression {
        ast::Expr::StringLiteral(name) => name.value.to_str().to_owned(),
        _ => String::new(),
    }
}
