//! How to say what another module has: by a name that the file has imported already, else with an import added where
//! the file keeps its imports.

use super::{Cx, Replacement};
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::ScopeId;
use crate::syntax::ast::{self, Stmt};
use crate::syntax::{AnyNodeRef, HasNodeIndex, Ranged, TextRange, TextSize};

/// What to write for an imported thing, and the edit that makes it known.
pub struct Imported {
    pub name: String,
    /// `None` where the file imports it already.
    pub import: Option<Replacement>,
}

impl<'a> Cx<'a> {
    /// How to say a module where a node stands. `None` where its name means something else, or is not sure to.
    pub fn import(&self, module: &str, user: &impl HasNodeIndex) -> Option<Imported> {
        let user = id_of(user);
        if let Some(name) = self.known_module(module, user) {
            return Some(Imported { name, import: None });
        }
        self.added(module, module.split('.').next()?, format!("import {module}"), user)
    }

    /// How to say a function or class of a module where a node stands.
    pub fn import_from(&self, module: &str, name: &str, user: &impl HasNodeIndex) -> Option<Imported> {
        let user = id_of(user);
        if let Some(name) = self.known_member(module, name, user) {
            return Some(Imported { name, import: None });
        }
        if let Some(module) = self.known_module(module, user) {
            return Some(Imported { name: format!("{module}.{name}"), import: None });
        }
        self.added(name, name, format!("from {module} import {name}"), user)
    }

    fn body(&self) -> &'a [Stmt] {
        match self.facts.nodes.get(NodeId(0)).node {
            AnyNodeRef::ModModule(module) => &module.body,
            _ => &[],
        }
    }

    fn known_module(&self, module: &str, user: NodeId) -> Option<String> {
        let imports = self.body().iter().filter_map(Stmt::as_import_stmt).flat_map(|it| &it.names);
        let mut known = imports.filter(|alias| alias.name.as_str() == module);
        known.find_map(|alias| match &alias.asname {
            Some(name) => self.means(name, alias, user).then(|| name.to_string()),
            None => self.means(module.split('.').next()?, alias, user).then(|| module.to_owned()),
        })
    }

    fn known_member(&self, module: &str, name: &str, user: NodeId) -> Option<String> {
        let imports = self.body().iter().filter_map(Stmt::as_import_from_stmt);
        let of_module = imports.filter(|it| it.level == 0 && it.module.as_deref() == Some(module));
        let mut known = of_module.flat_map(|it| &it.names).filter(|alias| alias.name.as_str() == name);
        known.find_map(|alias| {
            let name = alias.asname.as_deref().unwrap_or(name);
            self.means(name, alias, user).then(|| name.to_owned())
        })
    }

    /// Whether a name, where a node stands, is what an import of the module's top level has made it, and nothing else.
    fn means(&self, name: &str, alias: &ast::Alias, user: NodeId) -> bool {
        let scopes = &self.facts.scopes;
        let module = ScopeId(0);
        let bindings = scopes.bindings_of(module, name);
        let [binding] = bindings.as_slice() else { return false };
        !scopes.get(module).is_opaque
            && scopes.binding(*binding).node == id_of(alias)
            && scopes.owner(self.facts.nodes.get(user).scope, name) == Some(module)
            && alias.end() <= self.facts.nodes.get(user).node.start()
    }

    /// What is said with an import that the file does not have yet.
    fn added(&self, said: &str, bound: &str, statement: String, user: NodeId) -> Option<Imported> {
        let scopes = &self.facts.scopes;
        let is_free = |(id, _)| scopes.count_of(id, bound) == 0;
        if !scopes.all().all(is_free) || scopes.all().any(|(_, scope)| scope.is_opaque) {
            return None;
        }
        let (at, after) = self.place_of_imports()?;
        if self.facts.nodes.get(user).node.start() < at {
            return None;
        }
        let edit = Replacement { at: TextRange::empty(at), text: format!("{statement}\n{after}"), is_import: true };
        Some(Imported { name: said.to_owned(), import: Some(edit) })
    }

    /// Where the next import goes, and the blank lines after it: below the first imports, else below the docstring and
    /// the comments at the top.
    fn place_of_imports(&self) -> Option<(TextSize, &'static str)> {
        let body = self.body();
        let docstring = usize::from(body.first().is_some_and(is_docstring));
        let imports = body[docstring..].iter().take_while(|it| it.is_import_stmt() || it.is_import_from_stmt());
        if let Some(last) = imports.last() {
            return Some((self.line_below(last.end())?, ""));
        }
        let first = body.get(docstring)?;
        self.indent(first.start())?;
        let blank = if first.is_function_def_stmt() || first.is_class_def_stmt() { "\n\n" } else { "\n" };
        Some((self.start_of_line(first.start()), blank))
    }

    /// The blanks before a statement at an offset; `None` where something else stands before it on its line.
    pub fn indent(&self, statement: TextSize) -> Option<&'a str> {
        let before = &self.facts.text[TextRange::new(self.start_of_line(statement), statement)];
        before.trim().is_empty().then_some(before)
    }

    /// The start of a line, behind a byte order mark.
    fn start_of_line(&self, offset: TextSize) -> TextSize {
        let before = &self.facts.text[..offset.to_usize()];
        let start = before.rfind(['\n', '\r', '\u{feff}']);
        let length = |at: usize| before[at..].chars().next().map_or(0, char::len_utf8);
        offset - TextSize::of(&before[start.map_or(0, |at| at + length(at))..])
    }

    pub(super) fn line_below(&self, offset: TextSize) -> Option<TextSize> {
        let rest = &self.facts.text[offset.to_usize()..];
        let end = rest.find(['\n', '\r'])?;
        let length = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        Some(offset + TextSize::of(&rest[..end + length]))
    }
}

fn is_docstring(statement: &Stmt) -> bool {
    statement.as_expr_stmt().is_some_and(|it| it.value.is_string_literal_expr())
}
