//! What a qualified name stands for in the project.

use rustc_hash::FxHashMap;

use crate::summary::{Export, FlowId, Summary};

/// A class of the project: its summary, and its place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClassId {
    pub module: u32,
    pub index: u32,
}

/// A function of the project: its summary, and its place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FunctionId {
    pub module: u32,
    pub index: u32,
}

/// What a qualified name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Symbol {
    Class(ClassId),
    Function(FunctionId),
    /// The values that a module gives to the name.
    Value(u32, Vec<FlowId>),
    /// Something of no module of the project, by its qualified name.
    External(String),
}

/// The modules of a project by name.
#[derive(Default)]
pub struct Modules {
    by_name: FxHashMap<String, u32>,
    /// By last component, for projects whose import root is not the one that names their modules.
    by_last: FxHashMap<String, Vec<u32>>,
    /// Per module, its exports by name, in text order.
    exports: Vec<FxHashMap<String, Vec<Export>>>,
}

/// A symbol, and the attributes that are then read of it.
pub type Resolved = (Symbol, Vec<String>);

/// Re-exports that are followed for one name.
const MOST_HOPS: u32 = 12;
/// What a star import counts among them.
const HOPS_OF_A_STAR: u32 = 3;

impl Modules {
    pub fn of(summaries: &[Summary]) -> Self {
        let mut modules = Self::default();
        for (index, summary) in summaries.iter().enumerate() {
            let last = summary.module.rsplit('.').next().unwrap_or_default();
            modules.by_last.entry(last.to_owned()).or_default().push(index as u32);
            modules.by_name.entry(summary.module.clone()).or_insert(index as u32);
            let mut exports: FxHashMap<String, Vec<Export>> = FxHashMap::default();
            for (name, export) in &summary.exports {
                exports.entry(name.clone()).or_default().push(export.clone());
            }
            modules.exports.push(exports);
        }
        modules
    }

    /// The module of exactly this name.
    pub fn named(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }

    pub fn resolve(&self, summaries: &[Summary], name: &str) -> Resolved {
        let found = self.resolve_within(summaries, name, MOST_HOPS);
        found.unwrap_or_else(|| (Symbol::External(name.to_owned()), Vec::new()))
    }

    fn resolve_within(&self, summaries: &[Summary], name: &str, hops: u32) -> Option<Resolved> {
        let hops = hops.checked_sub(1)?;
        let parts: Vec<&str> = name.split('.').collect();
        for length in (1..parts.len()).rev() {
            let Some(module) = self.module(summaries, &parts[..length]) else { continue };
            let found = self.exported(summaries, module, parts[length], &parts[length + 1..], hops);
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// The module of a dotted name: the one called so, else the only one whose name ends so.
    fn module(&self, summaries: &[Summary], parts: &[&str]) -> Option<u32> {
        let name = parts.join(".");
        if let Some(module) = self.by_name.get(&name) {
            return Some(*module);
        }
        // One component alone is more often a package from elsewhere.
        let last = parts.last().filter(|_| parts.len() > 1)?;
        let suffix = format!(".{name}");
        let mut candidates = self.by_last.get(*last)?.iter();
        let mut next = || candidates.find(|module| summaries[**module as usize].module.ends_with(&suffix));
        let found = *next()?;
        if next().is_none() { Some(found) } else { None }
    }

    fn exported(&self, summaries: &[Summary], module: u32, name: &str, rest: &[&str], hops: u32) -> Option<Resolved> {
        let attributes = || rest.iter().map(|part| (*part).to_owned()).collect();
        let whole = |base: &[&str]| [base, rest].concat().join(".");
        let Some(exports) = self.exports[module as usize].get(name) else {
            let mut stars = summaries[module as usize].star_imports.iter();
            // Star imports branch: a name is sought in few of them inside one another.
            let hops = hops.saturating_sub(HOPS_OF_A_STAR);
            return stars.find_map(|star| self.resolve_within(summaries, &whole(&[star, name]), hops));
        };
        // `try: import a except ImportError: a = None` means `a`.
        let imported = exports.iter().find(|export| matches!(export, Export::Import(_)));
        Some(match imported.or(exports.last())? {
            Export::Import(qualified) => {
                let whole = whole(&[qualified]);
                let found = self.resolve_within(summaries, &whole, hops);
                found.unwrap_or((Symbol::External(whole), Vec::new()))
            }
            Export::Class(index) => (Symbol::Class(ClassId { module, index: *index }), attributes()),
            Export::Function(index) => (Symbol::Function(FunctionId { module, index: *index }), attributes()),
            Export::Value(_) => {
                let values = exports.iter().filter_map(|export| match export {
                    Export::Value(flow) => Some(*flow),
                    _ => None,
                });
                (Symbol::Value(module, values.collect()), attributes())
            }
        })
    }
}
