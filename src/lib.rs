//! fastpy-lint finds the Python code that will be slow when the data grow, and says what it costs.
//!
//! A file is read once. What leaves it is its findings and a small symbolic summary; the project is linked from
//! summaries, and rules that need the whole project run on the link, never on trees. `docs/architecture.md` is the
//! tour; the modules below stand in the order in which a run uses them.

pub mod model;
pub mod regex;
pub mod spelling;
pub mod syntax;
pub mod template;

pub mod notes;
pub mod page;

pub mod diagnostic;
pub mod excerpt;
pub mod facts;
pub mod identity;
pub mod knowledge;
pub mod project;
pub mod summary;

pub mod cx;
pub mod hooks;
pub mod rule;
pub mod rules;

pub mod adoption;
pub mod fix;
pub mod lint;
pub mod notebook;
pub mod suppress;

pub mod config;
pub mod context;

pub mod check;
pub mod files;

pub mod report;

pub mod cli;
