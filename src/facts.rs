//! What is known of one module before and while rules run. Each fact may be wrong in one direction only: the one
//! in which a rule stays silent. Nothing here changes after it is made; what is costly is made on first demand.

pub mod alias;
pub mod branches;
mod classes;
mod constants;
pub mod consumers;
mod data;
pub mod effect_sets;
pub mod effects;
pub mod escape;
pub mod flow;
pub mod growth;
pub mod imports;
pub mod kinds;
pub mod liveness;
pub mod loading;
pub mod loops;
pub mod mutation;
pub mod nodes;
pub mod objects;
mod packages;
pub mod scopes;
pub mod sizes;
pub mod sources;
pub mod turns;
pub mod uses;
pub mod variance;
mod writes;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

pub use classes::last_name;

use classes::{Classes, Families};
use flow::ScopeFlow;
use kinds::Kinds;
use loops::Loops;
use nodes::{NodeId, Nodes};
use scopes::{BindingId, Scopes};
use uses::Mentions;

use crate::knowledge::{self, Callable, Declared};
use crate::model::PythonVersion;
use crate::syntax::{self, ast};

/// The facts of one module.
pub struct Facts<'a> {
    pub text: &'a str,
    /// Dotted path of the module from its import root, empty for a script.
    pub module_name: &'a str,
    pub is_package: bool,
    pub target: PythonVersion,
    pub nodes: Nodes<'a>,
    pub scopes: Scopes<'a>,
    pub loops: Loops,
    flows: Vec<OnceCell<Box<ScopeFlow>>>,
    classes: OnceCell<Classes>,
    families: OnceCell<Families>,
    kinds: Kinds,
    changes: RefCell<FxHashMap<NodeId, Rc<Vec<mutation::Change<'a>>>>>,
    runs: RefCell<FxHashMap<NodeId, Rc<effect_sets::Run>>>,
    /// Steps that the running question about objects may still take.
    effort_left: Cell<Option<usize>>,
    effort_spent: Cell<usize>,
    let_out: RefCell<FxHashMap<(BindingId, escape::Watch), bool>>,
    names: OnceCell<Mentions<'a>>,
    attributes: OnceCell<Mentions<'a>>,
    speaks_of_rows: OnceCell<bool>,
    speaks_of_statements: OnceCell<bool>,
    imported: OnceCell<packages::Imported<'a>>,
    declared: &'a Declared,
}

/// What the facts of a module start from, besides its tree.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    pub text: &'a str,
    /// Dotted path of the module from its import root, empty for a script.
    pub module_name: &'a str,
    pub is_package: bool,
    pub target: PythonVersion,
    /// What the user's settings say of functions.
    pub declared: &'a Declared,
}

impl<'a> Facts<'a> {
    /// Numbers the nodes, opens the scopes and loops. Everything else waits until it is asked for.
    pub fn new(given: Given<'a>, module: &'a ast::ModModule) -> Self {
        let Given { text, module_name, is_package, target, declared } = given;
        let mut scopes = Scopes::default();
        let mut loops = Loops::default();
        let nodes = Nodes::number(module, &mut scopes, &mut loops);
        scopes.follow_declarations();
        let flows = scopes.all().map(|_| OnceCell::new()).collect();
        Self {
            text,
            module_name,
            is_package,
            target,
            declared,
            nodes,
            scopes,
            loops,
            flows,
            classes: OnceCell::new(),
            families: OnceCell::new(),
            kinds: Kinds::default(),
            changes: RefCell::default(),
            runs: RefCell::default(),
            effort_left: Cell::new(None),
            effort_spent: Cell::new(0),
            let_out: RefCell::default(),
            names: OnceCell::new(),
            attributes: OnceCell::new(),
            speaks_of_rows: OnceCell::new(),
            speaks_of_statements: OnceCell::new(),
            imported: OnceCell::new(),
        }
    }

    /// Whether the text names anything that query sets or models come from.
    pub fn speaks_of_rows(&self) -> bool {
        /// Words of which at least one stands in every text that makes them.
        const WORDS: &[&str] = &[".objects", ".select(", "django", "queryset", "__tablename__"];
        /// Words that have a part in common, which most texts do not hold.
        const ALIKE: &[(&str, [&str; 2])] =
            &[("models", [".models", "import models"]), ("elationship", ["relationship", "Relationship"])];
        const PACKAGES: &[&str] = &[
            "flask_mongoengine",
            "flask_sqlalchemy",
            "mongoengine",
            "peewee",
            "playhouse",
            "pony",
            "sqlalchemy",
            "sqlmodel",
            "strawberry",
            "strawberry_django",
            "tortoise",
        ];
        let mentions = |word: &&str| syntax::mentions(self.text, word);
        *self.speaks_of_rows.get_or_init(|| {
            self.imports_any(PACKAGES)
                || WORDS.iter().any(mentions)
                || ALIKE.iter().any(|(part, words)| mentions(part) && words.iter().any(mentions))
        })
    }

    /// Whether the text names anything that sends a statement of SQLAlchemy for whole rows.
    pub fn speaks_of_statements(&self) -> bool {
        const WORDS: &[&str] = &[".query", "scalars", ".exec("];
        *self.speaks_of_statements.get_or_init(|| WORDS.iter().any(|word| syntax::mentions(self.text, word)))
    }

    /// Whether the user's settings say something of a function.
    pub fn is_declared(&self, qualified: &str) -> bool {
        self.declared.contains_key(qualified)
    }

    /// Whether the user's settings say something of any function.
    pub fn has_declared(&self) -> bool {
        !self.declared.is_empty()
    }

    /// What is known of a function by its qualified name: what the user says of it, else the tables.
    pub fn known(&self, qualified: &str) -> Option<&'a Callable> {
        self.declared.get(qualified).or_else(|| knowledge::callable(qualified))
    }
}
