//! The names that a view hands to a template: dictionaries, and what is put into them later.

use crate::facts::nodes::{NodeId, id_of};
use crate::summary::Render;
use crate::summary::expressions::{Builder, UNKNOWN};
use crate::summary::flow::{Flow, FlowId};
use crate::syntax::{AnyNodeRef, ast, mentions};

/// Functions that render a template, and which argument is its name; the next one is the context. To Jinja's functions,
/// which have `render` in their names, the context is handed by name.
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
            let Some(call) = self.rendered_by_jinja(call).or_else(|| rendered(call)) else { continue };
            let template = self.flow(call.template);
            let context = self.handed_over(&call);
            if context != UNKNOWN {
                self.frame.function.renders.push(Render { template, context });
            }
        }
    }

    /// `render_template("books.html", books=books)`, `environment.get_template("books.html").render(books=books)`
    fn rendered_by_jinja(&self, call: &'a ast::ExprCall) -> Option<Rendered<'a>> {
        let (args, keywords) = (&call.arguments.args, &call.arguments.keywords);
        let (template, dictionary) = match (own_name(&call.func)?, &*call.func) {
            // aiohttp_jinja2 takes a request before the dictionary.
            ("render_template", _) => (args.first()?, args.get(2).or_else(|| args.get(1))),
            ("render", ast::Expr::Attribute(method)) => (self.template_got(&method.value)?, args.first()),
            _ => return None,
        };
        let has_context = dictionary.is_some() || !keywords.is_empty();
        has_context.then_some(Rendered { template, dictionary, names: keywords })
    }

    /// The name in `environment.get_template("books.html")`, or of what is bound to that.
    fn template_got(&self, template: &'a ast::Expr) -> Option<&'a ast::Expr> {
        let call = match template {
            ast::Expr::Call(it) => it,
            ast::Expr::Name(name) => match self.only_value(name)? {
                ast::Expr::Call(it) => it,
                _ => return None,
            },
            _ => return None,
        };
        call.arguments.args.first().filter(|_| own_name(&call.func) == Some("get_template"))
    }

    /// All that a call hands to a template.
    fn handed_over(&mut self, call: &Rendered<'a>) -> FlowId {
        let mut of = call.dictionary.map(|dictionary| self.context_or_flow(dictionary));
        if call.names.is_empty() {
            return of.unwrap_or(UNKNOWN);
        }
        let mut items = Vec::new();
        for keyword in call.names {
            match &keyword.arg {
                Some(name) => items.push((name.to_string(), self.flow(&keyword.value))),
                None => of = Some(self.context_or_flow(&keyword.value)),
            }
        }
        self.add(Flow::Mapping { of, items })
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
        match self.only_value(name)? {
            ast::Expr::Dict(it) => Some(self.display(it)),
            _ => None,
        }
    }

    /// What a name is bound to, where it is bound once.
    fn only_value(&self, name: &ast::ExprName) -> Option<&'a ast::Expr> {
        let scope = self.facts.nodes.get(id_of(name)).scope;
        let owner = self.facts.scopes.owner(scope, name.id.as_str())?;
        let [only] = self.facts.scopes.bindings_of(owner, name.id.as_str())[..] else { return None };
        let target = self.facts.scopes.binding(only).node;
        let parent = self.facts.nodes.get(target).parent;
        match self.facts.nodes.get(parent).node {
            AnyNodeRef::StmtAssign(it) => Some(&*it.value),
            AnyNodeRef::StmtAnnAssign(it) => it.value.as_deref(),
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

/// A call that renders: the template, and what it is handed in a dictionary and by name.
struct Rendered<'a> {
    template: &'a ast::Expr,
    dictionary: Option<&'a ast::Expr>,
    names: &'a [ast::Keyword],
}

fn rendered(call: &ast::ExprCall) -> Option<Rendered<'_>> {
    let name = own_name(&call.func)?;
    let (_, position) = RENDERING.iter().find(|(known, _)| *known == name)?;
    // Starlette's took the request in the dictionary.
    let is_first =
        name == "TemplateResponse" && matches!(call.arguments.args.first(), Some(ast::Expr::StringLiteral(_)));
    let position = if is_first { 0 } else { *position };
    let given = |position: usize, keyword: &str| call.arguments.find_argument_value(keyword, position);
    let template = ["template_name", "template", "name"].iter().find_map(|keyword| given(position, keyword))?;
    let dictionary = Some(given(position + 1, "context")?);
    Some(Rendered { template, dictionary, names: &[] })
}

/// What a call names last: `render` of `template.render(…)`.
fn own_name(callee: &ast::Expr) -> Option<&str> {
    match callee {
        ast::Expr::Name(it) => Some(it.id.as_str()),
        ast::Expr::Attribute(it) => Some(it.attr.as_str()),
        _ => None,
    }
}
