//! What the names of a module hold, its functions return and its classes keep, as far as other files may ask for it.

use serde::{Deserialize, Serialize};

use crate::facts::flow::Reached;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{ScopeId, ScopeKind};
use crate::facts::sources::Origin;
use crate::facts::{Facts, last_name};
use crate::knowledge;
use crate::model::{Effect, Held, Kind, Size};
use crate::summary::PlaceId;
use crate::summary::definitions::returns;
use crate::summary::expressions::Builder;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged, TextRange};

/// A value that other files may ask for: a list that is no small one, a frame, a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Holding {
    /// Dotted, within the module.
    pub name: String,
    pub held: Held,
    /// Whether it is what a call gives.
    pub is_called: bool,
    /// Whether that must be awaited.
    pub is_async: bool,
    /// Whether it is made of data: a file, a query, an answer from the network.
    pub is_data: bool,
    /// Where it is made.
    pub place: PlaceId,
}

/// A value of another file, as a rule asks for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// The qualified name of a value, a function or a class.
    pub name: String,
    /// What is read of an instance of the class.
    pub attribute: Option<String>,
    /// Whether it is what a call gives.
    pub is_called: bool,
    pub is_awaited: bool,
}

/// A function or property that returns what another function of the project gives, and nothing else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passing {
    /// Dotted, within the module.
    pub name: String,
    /// Whether it is what a call gives.
    pub is_called: bool,
    /// Whether that must be awaited.
    pub is_async: bool,
    pub to: Subject,
    /// Where it is passed on.
    pub place: PlaceId,
}

/// Functions and methods whose results are looked at more closely.
const MAKERS: &[&str] = &[
    "list",
    "sorted",
    "dict",
    "split",
    "rsplit",
    "splitlines",
    "readlines",
    "tolist",
    "to_list",
    "join",
    "format",
    "findall",
    "all",
    "fetchall",
    "fetchmany",
    "DataFrame",
    "Series",
    "array",
    "read_csv",
    "read_excel",
    "read_json",
    "read_parquet",
    "read_sql",
    "concat",
    "merge",
    "read",
    "read_text",
    "read_bytes",
    "encode",
    "decode",
    "copy",
    "glob",
    "listdir",
];

impl<'a> Builder<'_, 'a> {
    /// Notes what other files may ask for.
    pub fn holdings(&mut self) {
        self.module_holdings();
        let facts = self.facts;
        for (id, scope) in facts.scopes.all() {
            let is_outer = scope.parent == ScopeId(0);
            let is_method = facts.class_of_method(id).is_some_and(|class| facts.scopes.get(class).parent == ScopeId(0));
            if let AnyNodeRef::StmtFunctionDef(definition) = facts.nodes.get(scope.node).node
                && (is_outer && !definition.name.starts_with('_') || is_method)
                && !scope.has_yield
                && facts.scopes.count_of(scope.parent, definition.name.as_str()) == 1
            {
                self.function_holding(id, definition);
            }
        }
        self.attribute_holdings();
    }

    fn module_holdings(&mut self) {
        let facts = self.facts;
        for binding in facts.scopes.get(ScopeId(0)).bindings.clone() {
            let name = facts.scopes.binding(binding).name;
            let source = facts.source_of(binding);
            let value = match source.origin {
                Origin::Value(value) if source.steps.is_empty() => value,
                Origin::Annotated(ast::StmtAnnAssign { value: Some(value), .. }) => value,
                _ => continue,
            };
            // A text of a module is a constant.
            let is_text = matches!(value, Expr::StringLiteral(_) | Expr::FString(_) | Expr::BytesLiteral(_));
            if !is_text && !name.starts_with('_') && is_promising(value) && facts.scopes.count_of(ScopeId(0), name) == 1
            {
                let kind = facts.kind_of_binding(binding).kind;
                if facts.size(value) == Size::Any {
                    self.note(name.to_owned(), &kind, facts.has_data(value), Made::kept_at(value));
                }
            }
        }
    }

    fn function_holding(&mut self, id: ScopeId, definition: &'a ast::StmtFunctionDef) {
        let facts = self.facts;
        let mut returned = Vec::new();
        returns(&definition.body, &mut returned);
        if let [only] = *returned {
            self.passing(id, definition, only);
        }
        let is_large = |value: &&Expr| facts.size(value) == Size::Any;
        let is_declared = definition.returns.as_deref().is_some_and(|it| is_promising_annotation(it, facts));
        if !is_declared && returned.iter().any(|value| is_of_no_use(value)) {
            return;
        }
        let is_worth_it = |value: &&&Expr| is_declared || is_promising(value) || is_promising_name(value, id, facts);
        let Some(value) = returned.iter().find(is_worth_it).copied() else { return };
        if !returned.iter().any(is_large) {
            return;
        }
        let kind = match facts.result_of(id).kind {
            Kind::Coroutine(result) => (*result).clone(),
            kind => kind,
        };
        if facts.size(value) == Size::Any {
            // What fills a list can be followed.
            let is_data = returned.iter().any(|it| facts.has_data(it))
                || !kind.is_list() && waits_for_data(id_of(definition), facts);
            let made = Made { at: value.range(), is_called: !is_property(definition), is_async: definition.is_async };
            self.note(self.dotted(id), &kind, is_data, made);
        }
    }

    /// Notes that a function returns what another function of the project gives.
    fn passing(&mut self, id: ScopeId, definition: &'a ast::StmtFunctionDef, returned: &'a Expr) {
        let facts = self.facts;
        let Some(to) = subject_of(returned, facts) else { return };
        if facts.gives_what_it_returns(definition) && !facts.flow(id).reaches_end {
            let (name, place) = (self.dotted(id), self.place(returned.range()));
            let (is_called, is_async) = (!is_property(definition), definition.is_async);
            self.summary.passings.push(Passing { name, is_called, is_async, to, place });
        }
    }

    /// What methods put into attributes of `self`, and class bodies into those of the class.
    fn attribute_holdings(&mut self) {
        let facts = self.facts;
        let mut noted: Vec<(ScopeId, &str)> = Vec::new();
        for node in facts.nodes.all() {
            let (target, value) = match node.node {
                AnyNodeRef::StmtAssign(it) => match &*it.targets {
                    [target] => (target, &*it.value),
                    _ => continue,
                },
                AnyNodeRef::StmtAnnAssign(ast::StmtAnnAssign { target, value: Some(value), .. }) => {
                    (&**target, &**value)
                }
                _ => continue,
            };
            let Some((class, name)) = attribute_set(target, node.scope, facts) else { continue };
            let is_text = matches!(value, Expr::StringLiteral(_) | Expr::FString(_) | Expr::BytesLiteral(_));
            if facts.scopes.get(class).parent != ScopeId(0) || noted.contains(&(class, name)) {
                continue;
            }
            // An empty text is what a text that grows starts from.
            if is_promising(value) && (!is_text || facts.most_items(value) == Some(0)) {
                noted.push((class, name));
                let kind = facts.attribute_of_class(class, name).kind;
                let name = format!("{}.{name}", self.dotted(class));
                self.note(name, &kind, facts.has_data(value), Made::kept_at(value));
            }
        }
    }

    /// Notes a value, whether it is made of data, and how one comes by it.
    fn note(&mut self, name: String, kind: &Kind, is_data: bool, Made { at, is_called, is_async }: Made) {
        if let Some(held) = Held::of(kind) {
            let place = self.place(at);
            self.summary.holdings.push(Holding { name, held, is_called, is_async, is_data, place });
        }
    }
}

/// Where a value is made, and how one comes by it.
struct Made {
    at: TextRange,
    is_called: bool,
    is_async: bool,
}

impl Made {
    /// What a name or an attribute holds.
    fn kept_at(value: &Expr) -> Self {
        Self { at: value.range(), is_called: false, is_async: false }
    }
}

fn is_property(definition: &ast::StmtFunctionDef) -> bool {
    let mut names = definition.decorator_list.iter().map(|it| last_name(&it.expression));
    names.any(|name| matches!(name, Some("property" | "cached_property")))
}

/// What a call of a function gives that nothing but the project knows, by the function's name.
fn subject_of<'a>(value: &'a Expr, facts: &Facts<'a>) -> Option<Subject> {
    let (call, is_awaited) = match value {
        Expr::Await(it) => (it.value.as_call_expr()?, true),
        Expr::Name(name) => return subject_of(only_value(name, facts)?, facts),
        _ => (value.as_call_expr()?, false),
    };
    let mut root = &*call.func;
    while let Expr::Attribute(it) = root {
        root = &it.value;
    }
    let scope = facts.nodes.get(id_of(root)).scope;
    let owner = facts.scopes.owner(scope, root.as_name_expr()?.id.as_str())?;
    let name = (owner == ScopeId(0)).then(|| facts.qualified(&call.func))??;
    let (package, _) = name.split_once('.')?;
    let is_of_project = package != "builtins" && !knowledge::is_known_package(package);
    is_of_project.then_some(Subject { name, attribute: None, is_called: true, is_awaited })
}

/// The call whose result a name holds, where it is given nothing else.
fn only_value<'a>(name: &ast::ExprName, facts: &Facts<'a>) -> Option<&'a Expr> {
    let Reached::Bindings { bindings, .. } = facts.reached(name) else { return None };
    let [only] = bindings.as_slice() else { return None };
    let source = facts.source_of(*only);
    match source.origin {
        Origin::Value(value) if source.steps.is_empty() && !value.is_name_expr() => Some(value),
        _ => None,
    }
}

/// The class and the name of an attribute that an assignment sets: `self.items = …` in a method, `items = …` in a body.
fn attribute_set<'a>(target: &'a Expr, scope: ScopeId, facts: &Facts<'a>) -> Option<(ScopeId, &'a str)> {
    match target {
        Expr::Attribute(it) if matches!(&*it.value, Expr::Name(name) if name.id.as_str() == "self") => {
            Some((facts.class_of_method(facts.scopes.function(scope)?)?, it.attr.as_str()))
        }
        Expr::Name(name) if facts.scopes.get(scope).kind == ScopeKind::Class => Some((scope, name.id.as_str())),
        _ => None,
    }
}

/// Whether a function waits for a file, a database, the network or a program.
fn waits_for_data(within: NodeId, facts: &Facts) -> bool {
    facts.nodes.within(within).any(|(_, it)| match it.node {
        AnyNodeRef::ExprCall(call) if facts.may_wait_as_known(call) => {
            let effect = facts.known_callee(call).and_then(|known| known.wait());
            effect.is_some_and(|effect| effect != Effect::Sleep)
        }
        _ => false,
    })
}

/// Whether the form of an expression lets one expect a kind that matters, so that it is worth asking for.
fn is_promising(value: &Expr) -> bool {
    match value {
        Expr::ListComp(_) | Expr::DictComp(_) => true,
        // What is written out does not grow with the data.
        Expr::List(it) => it.elts.is_empty(),
        Expr::Dict(it) => it.items.is_empty(),
        Expr::StringLiteral(_) | Expr::FString(_) | Expr::BytesLiteral(_) => true,
        Expr::Call(it) => match &*it.func {
            Expr::Name(name) => MAKERS.contains(&name.id.as_str()),
            Expr::Attribute(method) => MAKERS.contains(&method.attr.as_str()),
            _ => false,
        },
        _ => false,
    }
}

/// Whether an expression gives, by its form, what no other file asks for.
fn is_of_no_use(value: &Expr) -> bool {
    let is_constant = matches!(value, Expr::NoneLiteral(_) | Expr::BooleanLiteral(_) | Expr::NumberLiteral(_));
    is_constant
        || matches!(value, Expr::Tuple(_) | Expr::Compare(_) | Expr::Set(_) | Expr::SetComp(_) | Expr::Generator(_))
}

fn is_promising_name(value: &Expr, function: ScopeId, facts: &Facts) -> bool {
    let Expr::Name(name) = value else { return false };
    let bindings = facts.scopes.bindings_of(function, name.id.as_str());
    bindings.into_iter().any(|binding| match facts.source_of(binding).origin {
        Origin::Value(value) => is_promising(value),
        Origin::Annotated(it) => is_promising_annotation(&it.annotation, facts),
        _ => false,
    })
}

/// Whether an annotation names a kind that matters.
fn is_promising_annotation(annotation: &Expr, facts: &Facts) -> bool {
    const STARTS: &[&str] = &["list", "List", "dict", "Dict", "str", "bytes", "pd.", "pandas.", "np.", "DataFrame"];
    let written = facts.text[annotation.range()].trim_start_matches(['"', '\'']);
    STARTS.iter().any(|start| written.starts_with(start))
}
