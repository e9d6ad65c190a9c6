//! What the names of a module hold, its functions return and its classes keep, as far as other files may ask for it.

use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{ScopeId, ScopeKind};
use crate::facts::sources::Origin;
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
    "fetchall",
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
                    self.note(name.to_owned(), &kind, (value.range(), id_of(value)), (false, false));
                }
            }
        }
    }

    fn function_holding(&mut self, id: ScopeId, definition: &'a ast::StmtFunctionDef) {
        let facts = self.facts;
        let mut returned = Vec::new();
        returns(&definition.body, &mut returned);
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
        let is_property = definition
            .decorator_list
            .iter()
            .any(|it| matches!(crate::facts::last_name(&it.expression), Some("property" | "cached_property")));
        let (name, made_in) = (self.dotted(id), id_of(definition));
        if facts.size(value) == Size::Any {
            self.note(name, &kind, (value.range(), made_in), (!is_property, definition.is_async));
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
                self.note(name, &kind, (value.range(), id_of(value)), (false, false));
            }
        }
    }

    /// Notes a value, with where it stands and within what it is made.
    fn note(&mut self, name: String, kind: &Kind, at: (TextRange, NodeId), (is_called, is_async): (bool, bool)) {
        if let Some(held) = Held::of(kind) {
            let (place, is_data) = (self.place(at.0), reads_data(at.1, self.facts));
            self.summary.holdings.push(Holding { name, held, is_called, is_async, is_data, place });
        }
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

/// Whether something reads a file, asks a database or the network, or runs a program.
fn reads_data(within: NodeId, facts: &Facts) -> bool {
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
