//! What a module does to settings of Django, statement by statement: only values that are written out are known.

use serde::{Deserialize, Serialize};

use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::ScopeId;
use crate::summary::PlaceId;
use crate::summary::expressions::Builder;
use crate::syntax::ast::{self, Expr, Stmt};
use crate::syntax::{AnyNodeRef, Ranged};

/// What one statement of a module does to settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Step {
    /// It sets one; `None` stands for a value that the run decides, or whether there is one.
    Sets { name: String, value: Option<Setting> },
    /// It puts this text into a list.
    Lists { name: String, text: String, place: PlaceId },
    /// It takes all names of a module; the run may decide whether.
    Takes { module: String, is_certain: bool },
    /// It may set any, or change any.
    Opaque,
}

/// A value that is written out, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    pub value: Literal,
    pub place: PlaceId,
}

/// What is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Literal {
    /// What the run decides.
    Unknown,
    None,
    Boolean(bool),
    Number,
    Text(String),
    Sequence(Vec<Setting>),
    Mapping(Vec<(String, Setting)>),
}

/// The settings that somebody asks for.
const NAMES: &[&str] = &[
    "ASGI_APPLICATION",
    "CACHES",
    "DATABASES",
    "DEBUG",
    "INSTALLED_APPS",
    "MIDDLEWARE",
    "SESSION_CACHE_ALIAS",
    "SESSION_ENGINE",
    "STATICFILES_STORAGE",
    "STATIC_URL",
    "STORAGES",
    "TEMPLATES",
    "WHITENOISE_ADD_HEADERS_FUNCTION",
    "WHITENOISE_IMMUTABLE_FILE_TEST",
    "WHITENOISE_MAX_AGE",
];
/// Those that are put together from pieces, of which each counts.
const LISTS: &[&str] = &["INSTALLED_APPS", "MIDDLEWARE"];
/// Those that can be changed where they are read.
const HELD: &[&str] = &["CACHES", "DATABASES", "INSTALLED_APPS", "MIDDLEWARE", "STORAGES", "TEMPLATES"];
/// Functions that may set names unseen: of Python, and of what puts settings together from files.
const MAY_SET: &[&str] = &["exec", "execfile", "globals", "include", "locals", "setattr", "vars"];
/// Displays inside one another that are read.
const DEEPEST: u32 = 8;

impl<'a> Builder<'_, 'a> {
    /// Notes what the statements of the module do to settings, where it has any, or takes all names of another module.
    pub fn settings(&mut self) {
        let sets_some = || NAMES.iter().any(|name| self.facts.scopes.count_of(ScopeId(0), name) > 0);
        if self.summary.star_imports.is_empty() && !sets_some() {
            return;
        }
        let AnyNodeRef::ModModule(module) = self.facts.nodes.get(NodeId(0)).node else { return };
        let mut steps = Vec::new();
        for statement in &module.body {
            self.steps_of(statement, &mut steps);
        }
        self.summary.settings = steps;
    }

    fn steps_of(&mut self, statement: &'a Stmt, steps: &mut Vec<Step>) {
        if let Some((name, value)) = assigned(statement) {
            if LISTS.contains(&name) {
                self.note_texts(name, id_of(value), steps);
            }
            let value = Some(self.written(value, DEEPEST));
            steps.push(Step::Sets { name: name.to_owned(), value });
            return;
        }
        match statement {
            Stmt::ImportFrom(from) if from.names.iter().any(|it| it.name.as_str() == "*") => {
                self.note_star(from, true, steps);
            }
            Stmt::Import(_) | Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            other => self.note_inside(other, steps),
        }
    }

    /// What stands in a statement that may run or not, or changes what is there.
    fn note_inside(&mut self, statement: &'a Stmt, steps: &mut Vec<Step>) {
        let facts = self.facts;
        for (at, node) in facts.nodes.within(id_of(statement)) {
            match node.node {
                AnyNodeRef::StmtImportFrom(from) if from.names.iter().any(|it| it.name.as_str() == "*") => {
                    self.note_star(from, false, steps);
                }
                AnyNodeRef::ExprName(it) if MAY_SET.contains(&it.id.as_str()) => steps.push(Step::Opaque),
                AnyNodeRef::ExprName(it) if NAMES.contains(&it.id.as_str()) => {
                    // A dictionary that is read may be changed through another name; a plain value cannot.
                    if it.ctx.is_load() && !HELD.contains(&it.id.as_str()) {
                        continue;
                    }
                    if LISTS.contains(&it.id.as_str()) {
                        let around = self.statement_of(at, id_of(statement));
                        self.note_texts(it.id.as_str(), around, steps);
                    }
                    steps.push(Step::Sets { name: it.id.to_string(), value: None });
                }
                _ => {}
            }
        }
    }

    /// The innermost statement around a node.
    fn statement_of(&self, node: NodeId, outermost: NodeId) -> NodeId {
        let mut around = self.facts.nodes.ancestors(node);
        around.find(|(_, it)| it.node.is_statement()).map_or(outermost, |(id, _)| id)
    }

    fn note_star(&mut self, from: &ast::StmtImportFrom, is_certain: bool, steps: &mut Vec<Step>) {
        steps.push(match self.imported_from(from) {
            Some(module) => Step::Takes { module, is_certain },
            None => Step::Opaque,
        });
    }

    fn note_texts(&mut self, name: &str, within: NodeId, steps: &mut Vec<Step>) {
        let facts = self.facts;
        for (_, node) in facts.nodes.within(within) {
            if let AnyNodeRef::ExprStringLiteral(text) = node.node {
                let place = self.place(text.range());
                steps.push(Step::Lists { name: name.to_owned(), text: text.value.to_str().to_owned(), place });
            }
        }
    }

    fn written(&mut self, value: &'a Expr, depth: u32) -> Setting {
        let literal = match value {
            _ if depth == 0 => Literal::Unknown,
            Expr::NoneLiteral(_) => Literal::None,
            Expr::BooleanLiteral(it) => Literal::Boolean(it.value),
            Expr::NumberLiteral(_) => Literal::Number,
            Expr::StringLiteral(it) => Literal::Text(it.value.to_str().to_owned()),
            Expr::List(it) => self.items_written(&it.elts, depth),
            Expr::Tuple(it) => self.items_written(&it.elts, depth),
            Expr::Dict(it) => self.mapping_of(it, depth),
            _ => Literal::Unknown,
        };
        Setting { value: literal, place: self.place(value.range()) }
    }

    fn items_written(&mut self, items: &'a [Expr], depth: u32) -> Literal {
        Literal::Sequence(items.iter().map(|item| self.written(item, depth - 1)).collect())
    }

    /// A dictionary whose keys are all written out; else nobody knows what is in it.
    fn mapping_of(&mut self, dict: &'a ast::ExprDict, depth: u32) -> Literal {
        let mut items = Vec::new();
        for item in &dict.items {
            let Some(Expr::StringLiteral(key)) = &item.key else { return Literal::Unknown };
            items.push((key.value.to_str().to_owned(), self.written(&item.value, depth - 1)));
        }
        Literal::Mapping(items)
    }
}

/// The one setting that a statement sets for certain, and to what.
fn assigned(statement: &Stmt) -> Option<(&str, &Expr)> {
    let (target, value) = match statement {
        Stmt::Assign(it) => match it.targets.as_slice() {
            [only] => (only, &*it.value),
            _ => return None,
        },
        Stmt::AnnAssign(it) => (&*it.target, it.value.as_deref()?),
        _ => return None,
    };
    let Expr::Name(name) = target else { return None };
    NAMES.contains(&name.id.as_str()).then_some((name.id.as_str(), value))
}
