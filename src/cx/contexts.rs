//! What calls a function: a framework for every request, a queue for every task, a command line once.

use super::Cx;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::ScopeId;
use crate::knowledge::entries::{By, Entry, EntryKind, entries};
use crate::model::Kind;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex, mentions};

impl<'a> Cx<'a> {
    /// How a framework comes to call the function that a node runs in, or one around it. `None`: nobody is known to,
    /// which says nothing.
    pub fn entry(&self, node: &impl HasNodeIndex) -> Option<&'static Entry> {
        self.ancestors(node).find_map(|(_, around)| match around {
            AnyNodeRef::StmtFunctionDef(function) => self.entry_of(function),
            _ => None,
        })
    }

    /// Whether code runs once per request, message or task, again and again while a server is up.
    pub fn runs_per_request(&self, node: &impl HasNodeIndex) -> bool {
        self.entry(node).is_some_and(Entry::recurs)
    }

    /// Whether code runs once, when a program or a server starts.
    pub fn runs_at_start(&self, node: &impl HasNodeIndex) -> bool {
        self.function(node).is_none()
            || self.entry(node).is_some_and(|entry| matches!(entry.kind, EntryKind::Command | EntryKind::Startup))
    }

    /// Whether the module is a command of Django, which runs by itself now and then.
    pub fn is_command_of_django(&self) -> bool {
        self.facts.module_name.contains("management.commands.") || mentions(self.facts.text, "BaseCommand")
    }

    fn entry_of(&self, function: &'a ast::StmtFunctionDef) -> Option<&'static Entry> {
        self.entry_by_decorator(function)
            .or_else(|| self.entry_by_base(function))
            .or_else(|| self.entry_by_call(function))
            .or_else(|| self.entry_by_name(function))
    }

    fn entry_by_decorator(&self, function: &'a ast::StmtFunctionDef) -> Option<&'static Entry> {
        function.decorator_list.iter().find_map(|decorator| {
            let (callee, call) = match &decorator.expression {
                Expr::Call(call) => (&*call.func, Some(call)),
                other => (other, None),
            };
            let name = self.name_through_class(callee);
            let known = of(By::Decorator).find(|entry| name.as_deref().is_some_and(|name| entry.is_named(name)));
            known.or_else(|| self.entry_by_route(callee, call?))
        })
    }

    /// `@router.get("/books")` where the router is made in another file: known by the path, and by the framework that
    /// this file names. Commands and tasks are known by their verbs.
    fn entry_by_route(&self, callee: &Expr, call: &ast::ExprCall) -> Option<&'static Entry> {
        let Expr::Attribute(method) = callee else { return None };
        if !self.kind(&method.value).kind.is_unknown() {
            return None;
        }
        let verb = method.attr.as_str();
        let has_path = match call.arguments.args.first() {
            Some(Expr::StringLiteral(path)) => path.value.is_empty() || path.value.to_str().starts_with('/'),
            _ => false,
        };
        of(By::Decorator).find(|entry| {
            let is_clear = has_path || matches!(verb, "command" | "task" | "actor" | "on_event");
            is_clear && entry.ends_in(verb) && mentions(self.facts.text, &entry.framework)
        })
    }

    fn entry_by_base(&self, function: &'a ast::StmtFunctionDef) -> Option<&'static Entry> {
        let class = self.class_around(function)?;
        let bases = self.facts.foreign_bases(class);
        of(By::Base)
            .find(|entry| entry.has_member(function.name.as_str()) && bases.iter().any(|base| entry.is_named(base)))
    }

    /// `path("books/", books)`, `Depends(session)`: the function is handed over in this module.
    fn entry_by_call(&self, function: &'a ast::StmtFunctionDef) -> Option<&'static Entry> {
        let scope = self.facts.nodes.get(id_of(function)).scope;
        let name = function.name.as_str();
        let reads = self.facts.reads_of(self.facts.scopes.owner(scope, name)?, name);
        reads.into_iter().find_map(|read| self.entry_by_argument(read))
    }

    fn entry_by_argument(&self, read: NodeId) -> Option<&'static Entry> {
        let around = self.facts.nodes.ancestors(read).map(|(_, node)| node.node);
        let mut around = around.take_while(|it| !it.is_statement());
        let call = around.find_map(|it| if let AnyNodeRef::ExprCall(call) = it { Some(call) } else { None })?;
        let name = self.name_through_class(&call.func)?;
        let arguments = &call.arguments;
        of(By::Call).filter(|entry| entry.is_named(&name)).find(|entry| {
            let by_position = entry.argument.and_then(|position| arguments.args.get(position));
            let by_keyword = entry.keyword.as_deref().and_then(|keyword| arguments.find_keyword(keyword));
            by_position.or(by_keyword.map(|it| &it.value)).is_some_and(|given| id_of(given) == read)
        })
    }

    fn entry_by_name(&self, function: &'a ast::StmtFunctionDef) -> Option<&'static Entry> {
        let is_method = self.class_around(function).is_some();
        let parameters: Vec<&str> =
            function.parameters.iter_non_variadic_params().map(|it| it.name().as_str()).collect();
        of(By::Name).filter(|_| !is_method).find(|entry| {
            let starts = parameters.len() >= entry.parameters.len()
                && entry.parameters.iter().zip(&parameters).all(|(wanted, given)| wanted == given);
            let stands = entry.modules.is_empty()
                || self.facts.module_name.split('.').any(|part| entry.modules.iter().any(|module| module == part));
            let is_of = entry.framework == "lambda" || mentions(self.facts.text, &entry.framework);
            starts && stands && is_of && entry.is_named(function.name.as_str())
        })
    }

    fn class_around(&self, function: &ast::StmtFunctionDef) -> Option<ScopeId> {
        let scope = self.facts.scopes.opened_by(id_of(function))?;
        self.facts.class_of_method(scope)
    }

    /// The qualified name of a callee, or its class's and its own: `fastapi.FastAPI.get` of `app.get`.
    fn name_through_class(&self, callee: &Expr) -> Option<String> {
        if let Expr::Attribute(method) = callee
            && let [Kind::Instance(class)] = self.kind(&method.value).kind.members()
        {
            return Some(format!("{class}.{}", method.attr));
        }
        self.qualified(callee)
    }
}

fn of(by: By) -> impl Iterator<Item = &'static Entry> {
    entries().iter().filter(move |entry| entry.by == by)
}
