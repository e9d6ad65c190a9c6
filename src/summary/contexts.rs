//! The names that a view hands to a template: dictionaries, and what is put into them later.

use crate::facts::nodes::{NodeId, id_of};
use crate::summary::Render;
use crate::summary::expressions::{Builder, UNKNOWN};
use crate::summary::flow::{Flow, FlowId};
use crate::syntax::{AnyNodeRef, ast, mentions};

/// Functions that render a template, and which argument is its name; the next one is the context.
const RENDERING: &[(&str, usize)] = &[("render", 1), ("TemplateResponse", 1), ("render_to_string", 0)];

/// Whether a text names a function that renders a template.
pub(super) fn speaks_of_rendering(text: &str) -> bool {
    RENDERING.iter().any(|(name, _)| mentions(text, name))
}

impl<'a> Builder<'_, 'a> {
    /// Notes the templates that a function renders.
    pub fn renders(&mut self, function: NodeId) {
        if !self.speaks_of_rendering {
            return;
        }
        let facts = self.facts;
        for (_, node) in facts.nodes.within(function) {
            let AnyNodeRef::ExprCall(call) = node.node else { continue };
            let Some((template, context)) = rendered(call) else { continue };
            let template = self.flow(template);
            let context = self.context_or_flow(context);
            if context != UNKNOWN {
                self.frame.function.renders.push(Render { template, context });
            }
        }
    }

    /// The flow of an expression; of a dictionary, with what the function puts into it.
    pub fn context_or_flow(&mut self, expression: &'a ast::Expr) -> FlowId {
        if !self.speaks_of_rows {
            return self.flow(expression);
        }
        match expression {
            ast::Expr::Dict(it) => self.display(it),
            ast::Expr::Name(name) => self.named_context(name),
            other => self.flow(other),
        }
    }

    /// A dictionary display. What is under a name that is not written out may be under any.
    fn display(&mut self, dict: &'a ast::ExprDict) -> FlowId {
        let mut items = Vec::new();
        let mut of = None;
        for item in &dict.items {
            match &item.key {
                Some(ast::Expr::StringLiteral(key)) => {
                    items.push((key.value.to_str().to_owned(), self.flow(&item.value)));
                }
                None => of = Some(self.context_or_flow(&item.value)),
                Some(_) => {}
            }
        }
        self.add(Flow::Mapping { of, items })
    }

    /// `context = {…}`, then `context["books"] = …` and `context.update(…)`.
    fn named_context(&mut self, name: &'a ast::ExprName) -> FlowId {
        let items = self.put_in(name);
        let value = self.value_of_context(name);
        if items.is_empty() {
            return value.unwrap_or_else(|| self.name(name));
        }
        let of = value.or_else(|| Some(self.name(name)));
        self.add(Flow::Mapping { of, items })
    }

    /// The display that a name is bound to, where that is all it is bound to.
    fn value_of_context(&mut self, name: &'a ast::ExprName) -> Option<FlowId> {
        let scope = self.facts.nodes.get(id_of(name)).scope;
        let owner = self.facts.scopes.owner(scope, name.id.as_str())?;
        let [only] = self.facts.scopes.bindings_of(owner, name.id.as_str())[..] else { return None };
        let target = self.facts.scopes.binding(only).node;
        let parent = self.facts.nodes.get(target).parent;
        let value = match self.facts.nodes.get(parent).node {
            AnyNodeRef::StmtAssign(it) => &*it.value,
            AnyNodeRef::StmtAnnAssign(it) => it.value.as_deref()?,
            _ => return None,
        };
        match value {
            ast::Expr::Dict(it) => Some(self.display(it)),
            _ => None,
        }
    }

    /// What the function around puts into the dictionary of this name.
    fn put_in(&mut self, name: &ast::ExprName) -> Vec<(String, FlowId)> {
        let facts = self.facts;
        let scope = facts.nodes.get(id_of(name)).scope;
        let Some(function) = facts.scopes.function(scope) else { return Vec::new() };
        let is_it = |of: &ast::Expr| matches!(of, ast::Expr::Name(it) if it.id == name.id);
        let mut items = Vec::new();
        for (_, node) in facts.nodes.within(facts.scopes.get(function).node) {
            match node.node {
                AnyNodeRef::StmtAssign(it) => {
                    let [ast::Expr::Subscript(place)] = &it.targets[..] else { continue };
                    let ast::Expr::StringLiteral(key) = &*place.slice else { continue };
                    if is_it(&place.value) {
                        items.push((key.value.to_str().to_owned(), self.flow(&it.value)));
                    }
                }
                AnyNodeRef::ExprCall(it) => {
                    let is_update = matches!(&*it.func, ast::Expr::Attribute(method) if method.attr.as_str() == "update" && is_it(&method.value));
                    if is_update {
                        self.updated(it, &mut items);
                    }
                }
                _ => {}
            }
        }
        items
    }

    /// `context.update({"books": books}, total=total)`
    fn updated(&mut self, call: &'a ast::ExprCall, items: &mut Vec<(String, FlowId)>) {
        if let Some(ast::Expr::Dict(dict)) = call.arguments.args.first() {
            for item in &dict.items {
                if let Some(ast::Expr::StringLiteral(key)) = &item.key {
                    items.push((key.value.to_str().to_owned(), self.flow(&item.value)));
                }
            }
        }
        for keyword in &call.arguments.keywords {
            if let Some(name) = &keyword.arg {
                items.push((name.to_string(), self.flow(&keyword.value)));
            }
        }
    }
}

/// The template and the context of a call that renders.
fn rendered(call: &ast::ExprCall) -> Option<(&ast::Expr, &ast::Expr)> {
    let name = match &*call.func {
        ast::Expr::Name(it) => it.id.as_str(),
        ast::Expr::Attribute(it) => it.attr.as_str(),
        _ => return None,
    };
    let (_, position) = RENDERING.iter().find(|(known, _)| *known == name)?;
    let given = |position: usize, keyword: &str| call.arguments.find_argument_value(keyword, position);
    let template = given(*position, "template_name").or_else(|| given(*position, "template"))?;
    Some((template, given(position + 1, "context")?))
}
