//! What other files may need of one: small and symbolic. No tree outlives its file.
//!
//! A summary says what a module exports, what its classes are made of, what its functions return, what its loops
//! iterate and what they read of each row; all of it as `Flow`s, which the linked project evaluates.

pub mod built_in;
mod callees;
mod contexts;
mod declared;
mod decorated;
mod definitions;
mod expressions;
mod flow;
mod hands;
mod holdings;
mod locals;
mod protocols;
mod receivers;
mod rows;
mod scan;
mod serializers;
pub mod settings;
mod templates;
pub mod uses;
pub mod work;
mod works;

pub use flow::{Flow, FlowId, Place, PlaceId};
pub use holdings::{Holding, Passing, Subject};
pub use receivers::Receiver;
pub use work::Work;

use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::syntax::ast;
use crate::template::Template;

/// The summary of one module.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Relative to the working directory, `/` between its parts.
    pub path: String,
    /// Dotted path of the module from its import root.
    pub module: String,
    pub flows: Vec<Flow>,
    pub places: Vec<Place>,
    /// What the module's names stand for, in text order; a name may come more than once.
    pub exports: Vec<(String, Export)>,
    /// Modules whose names are all imported.
    pub star_imports: Vec<String>,
    /// What is imported while the module is imported, by dotted names: modules, or what is taken from them.
    pub loads: Vec<String>,
    /// Whether functions of the module are decorated as commands of a program.
    pub has_commands: bool,
    pub classes: Vec<Class>,
    /// Functions and methods, and first the module's own statements, under the empty name.
    pub functions: Vec<Function>,
    /// What a template does, where the file is one: then it has a name, and of the rest only places.
    pub template: Option<(String, Template)>,
    /// What functions do that their callers wait for, and whom they call.
    pub works: Vec<Work>,
    /// Names of the module that hold instances of a class, and its qualified name.
    pub instances: Vec<(String, String)>,
    /// What other files may ask for the kind of.
    pub holdings: Vec<Holding>,
    /// Functions that return what others give.
    pub passings: Vec<Passing>,
    /// Models that Django's admin shows.
    pub registrations: Vec<Registration>,
    /// Who is told when rows are written.
    pub receivers: Vec<Receiver>,
    /// Decorators of this module, and whether they call what they decorate where they are called themselves.
    pub decorators: Vec<(String, bool)>,
    /// What its statements do to settings of Django.
    pub settings: Vec<settings::Step>,
}

/// What a name of a module stands for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Export {
    /// The qualified name of what is imported.
    Import(String),
    /// An index into `classes`.
    Class(u32),
    /// An index into `functions`.
    Function(u32),
    Value(FlowId),
}

/// A class and what its body says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// Dotted, within the module.
    pub name: String,
    pub bases: Vec<FlowId>,
    /// What it is decorated with, in a module of strawberry.
    pub decorators: Vec<FlowId>,
    /// What the names of its body stand for, in text order; methods are functions, inner classes are classes.
    pub body: Vec<(String, Export)>,
    /// What the names of its body are declared to be where they are set, as it is written.
    pub annotations: Vec<(String, String)>,
    /// What the fields of a class of pydantic, SQLModel or strawberry are declared to be: classes, and comprehensions of them.
    pub fields: Vec<(String, FlowId)>,
    /// Where names of its body are set, in a module that speaks of classes which others read rows by; of a list of names,
    /// `fields.NAME` is where that name stands in it.
    pub places: Vec<(String, PlaceId)>,
    /// The names of all functions of its body.
    pub methods: Vec<String>,
}

/// A function, and what happens to values in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Function {
    /// Dotted, within the module; empty for the module's own statements.
    pub name: String,
    /// The class it is a method of: an index into `classes`.
    pub class: Option<u32>,
    pub parameters: Vec<Parameter>,
    pub decorators: Vec<FlowId>,
    /// Whether it yields: then calling it returns none of `returns`.
    pub is_generator: bool,
    /// Whether it writes rows itself.
    pub writes: bool,
    pub returns: Vec<FlowId>,
    /// Where each of `returns` stands.
    pub returned: Vec<PlaceId>,
    /// What a decorated function says that it returns: a class, or a comprehension of it.
    pub declared: Option<FlowId>,
    pub rows: Vec<Row>,
    pub demands: Vec<Demand>,
    /// Calls that load relations for rows in hand: the rows, then the names of the relations.
    pub preloads: Vec<Vec<FlowId>>,
    pub renders: Vec<Render>,
    pub handovers: Vec<Handover>,
    /// Calls of functions that may be given a query set.
    pub hands: Vec<FlowId>,
    /// What a form sets as the rows that a field of its own chooses from; under the empty name, of any field.
    pub choices: Vec<(String, FlowId)>,
}

/// Rows that are handed to a serializer, or to a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Handover {
    pub to: FlowId,
    pub rows: FlowId,
    pub place: PlaceId,
}

/// A model that Django's admin shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Registration {
    pub model: FlowId,
    /// The class that says how, if any does.
    pub admin: Option<FlowId>,
    pub place: PlaceId,
}

/// A template that is rendered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Render {
    /// The template's name.
    pub template: FlowId,
    /// What the template's names stand for.
    pub context: FlowId,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    pub name: String,
    pub annotation: Option<FlowId>,
}

/// A loop or a clause of a comprehension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub iterable: FlowId,
    /// What it iterates, in the text.
    pub place: PlaceId,
    /// Whether the loop always leaves in its first turn.
    pub runs_once: bool,
    /// Whether the loop writes rows, so that its turns send queries anyway.
    pub writes: bool,
}

/// A value that a loop derives from its row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Demand {
    pub value: FlowId,
    pub place: PlaceId,
    pub usage: Usage,
    /// Whether some turns of the loop come past it.
    pub is_conditional: bool,
}

/// What becomes of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Usage {
    /// It is read, passed on or stored: a lazy value stays lazy.
    Read,
    /// Its items are asked for.
    Evaluated,
    /// Its truth is asked for.
    Tested,
    /// It is compared with something.
    Compared,
    /// It is made a text.
    Printed,
    /// It is handed to the function that is called: what that reads of it counts, and nothing else.
    HandedOn,
    /// Something else is stored in its place.
    Replaced,
}

impl Usage {
    /// Whether a query set that is used so is asked for its rows.
    pub fn asks_for_rows(self) -> bool {
        matches!(self, Self::Evaluated | Self::Tested)
    }
}

/// Expressions of a function that a rule asks about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// An index into `functions`.
    pub function: u32,
    /// Empty where the function is not summarised.
    pub flows: Vec<FlowId>,
}

impl Summary {
    pub fn of(path: &str, facts: &Facts) -> Self {
        definitions::summarise(path, facts, &[]).0
    }

    /// The summary of a module, and what stands in it for each group of the module's expressions.
    pub fn asked<'a>(path: &str, facts: &Facts<'a>, expressions: &[Vec<&'a ast::Expr>]) -> (Self, Vec<Asked>) {
        definitions::summarise(path, facts, expressions)
    }

    /// The names of the module that stand for imported things whose dotted names are such.
    pub fn exports_of(&self, such: impl Fn(&str) -> bool) -> Vec<String> {
        let imported = self.exports.iter().filter(|(_, export)| matches!(export, Export::Import(name) if such(name)));
        imported.map(|(name, _)| name.clone()).collect()
    }
}
