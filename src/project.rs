//! The linked project: summaries joined, questions about the whole answered.

mod accessors;
mod admins;
mod arguments;
mod asked;
mod callees;
mod calls;
pub mod classes;
mod contexts;
pub mod costs;
mod evaluate;
mod feeds;
mod fields;
mod forms;
pub mod formsets;
mod graphql;
mod handed;
mod holdings;
pub mod libraries;
mod loading;
mod managers;
pub mod mapped;
pub mod missing;
pub mod models;
pub mod queryset;
mod reaches;
mod readings;
mod reads;
pub mod relations;
mod renderings;
mod replaced;
pub mod requeries;
mod responses;
mod serializers;
mod sessions;
pub mod settings;
pub mod statements;
mod strawberry;
pub mod symbols;
mod tables;
mod templates;
mod turns;
pub mod value;
mod worth;
mod writes;

use std::cell::OnceCell;

use classes::Orders;
use libraries::Libraries;
use mapped::Mapped;
use models::Models;
use reaches::Reaches;
pub use reaches::{Reach, WorkId, words};
use relations::Lazy;
use rustc_hash::FxHashMap;
use symbols::{ClassId, Modules};
use writes::Receivers;

use crate::summary::{Summary, built_in};

/// All summaries of a run, and what joins them.
#[derive(Default)]
pub struct Project {
    pub summaries: Vec<Summary>,
    pub modules: Modules,
    orders: Orders,
    models: Models,
    mapped: Mapped,
    libraries: Libraries,
    lazy: Lazy,
    /// The classes that inherit from each; only where it is asked.
    below: OnceCell<FxHashMap<ClassId, Vec<ClassId>>>,
    reaches: OnceCell<Reaches>,
    /// The models that classes of Django's admin show; only where it is asked.
    shown: OnceCell<FxHashMap<ClassId, Option<ClassId>>>,
    receivers: OnceCell<Receivers>,
}

impl Project {
    pub fn link(mut summaries: Vec<Summary>) -> Self {
        summaries.extend(built_in::summaries(&summaries));
        let modules = Modules::of(&summaries);
        let mut project = Self { summaries, modules, ..Self::default() };
        project.orders = project.read_orders();
        project.read_models();
        project.read_mapped();
        project.read_libraries();
        project
    }
}
