//! The linked project: summaries joined, questions about the whole answered.

mod asked;
mod calls;
pub mod classes;
mod evaluate;
mod fields;
mod loading;
mod managers;
pub mod mapped;
pub mod models;
pub mod queryset;
pub mod relations;
pub mod symbols;
pub mod value;

use classes::Orders;
use mapped::Mapped;
use models::Models;
use symbols::Modules;

use crate::summary::{Summary, built_in};

/// All summaries of a run, and what joins them.
#[derive(Default)]
pub struct Project {
    pub summaries: Vec<Summary>,
    pub modules: Modules,
    orders: Orders,
    models: Models,
    mapped: Mapped,
}

impl Project {
    pub fn link(mut summaries: Vec<Summary>) -> Self {
        summaries.extend(built_in::summaries(&summaries));
        let modules = Modules::of(&summaries);
        let mut project = Self { summaries, modules, ..Self::default() };
        project.orders = project.read_orders();
        project.read_models();
        project.read_mapped();
        project
    }
}
