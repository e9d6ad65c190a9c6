//! What a qualified name stands for in the project.

use std::cell::RefCell;

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
    /// Several programs of one repository may each have a module of the same name.
    by_name: FxHashMap<String, Vec<u32>>,
    /// By last component, for projects whose import root is not the one that names their modules.
    by_last: FxHashMap<String, Vec<u32>>,
    /// Per module, its exports by name, in text order.
    exports: Vec<FxHashMap<String, Vec<Export>>>,
    /// What names were found to stand for, by the module that names them: the same few are asked for again and again.
    resolved: RefCell<FxHashMap<Option<u32>, FxHashMap<String, Resolved>>>,
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
            modules.by_name.entry(summary.module.clone()).or_default().push(index as u32);
            let mut exports: FxHashMap<String, Vec<Export>> = FxHashMap::default();
            for (name, export) in &summary.exports {
                exports.entry(name.clone()).or_default().push(export.clone());
            }
            modules.exports.push(exports);
        }
        modules
    }

    /// The only module of exactly this name.
    pub fn named(&self, name: &str) -> Option<u32> {
        match &self.by_name.get(name)?[..] {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// What a qualified name stands for that nobody in particular names.
    pub fn resolve(&self, summaries: &[Summary], name: &str) -> Resolved {
        self.resolve_from(summaries, None, name)
    }

    /// What a qualified name stands for in a module: of modules with one name, the nearest is meant.
    pub fn resolve_from(&self, summaries: &[Summary], from: Option<u32>, name: &str) -> Resolved {
        if let Some(known) = self.resolved.borrow().get(&from).and_then(|known| known.get(name)) {
            return known.clone();
        }
        let found = self.resolve_within(summaries, from, name, MOST_HOPS);
        let found = found.unwrap_or_else(|| (Symbol::External(name.to_owned()), Vec::new()));
        self.resolved.borrow_mut().entry(from).or_default().insert(name.to_owned(), found.clone());
        found
    }

    fn resolve_within(&self, summaries: &[Summary], from: Option<u32>, name: &str, hops: u32) -> Option<Resolved> {
        let hops = hops.checked_sub(1)?;
        let parts: Vec<&str> = name.split('.').collect();
        for length in (1..parts.len()).rev() {
            let Some(module) = self.module(summaries, from, &parts[..length]) else { continue };
            let found = self.exported(summaries, module, parts[length], &parts[length + 1..], hops);
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// The module of a dotted name: the one called so, else the only one whose name or path ends so.
    pub fn module(&self, summaries: &[Summary], from: Option<u32>, parts: &[&str]) -> Option<u32> {
        let last = parts.last()?;
        // Most names are of packages from elsewhere.
        let candidates = self.by_last.get(*last)?;
        let name = parts.join(".");
        if let Some(modules) = self.by_name.get(&name) {
            return nearest(summaries, from, modules);
        }
        // One component alone is more often a package from elsewhere.
        if parts.len() < 2 {
            return None;
        }
        let mut candidates = candidates.iter().filter(|module| {
            let summary = &summaries[**module as usize];
            // The folders of a namespace package have no `__init__.py`, and are no part of their modules' names.
            let is_in_name = summary.module.strip_suffix(name.as_str()).is_some_and(|rest| rest.ends_with('.'));
            is_in_name || folders(&summary.path).is_some_and(|path| is_at_end_of(path, parts))
        });
        let found = *candidates.next()?;
        if candidates.next().is_none() { Some(found) } else { None }
    }

    fn exported(&self, summaries: &[Summary], module: u32, name: &str, rest: &[&str], hops: u32) -> Option<Resolved> {
        let attributes = || rest.iter().map(|part| (*part).to_owned()).collect();
        let whole = |base: &[&str]| [base, rest].concat().join(".");
        let Some(exports) = self.exports[module as usize].get(name) else {
            let mut stars = summaries[module as usize].star_imports.iter();
            // Star imports branch: a name is sought in few of them inside one another.
            let hops = hops.saturating_sub(HOPS_OF_A_STAR);
            return stars.find_map(|star| self.resolve_within(summaries, Some(module), &whole(&[star, name]), hops));
        };
        // `try: import a except ImportError: a = None` means `a`.
        let imported = exports.iter().find(|export| matches!(export, Export::Import(_)));
        Some(match imported.or(exports.last())? {
            Export::Import(qualified) => {
                let whole = whole(&[qualified]);
                let found = self.resolve_within(summaries, Some(module), &whole, hops);
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

/// The one of several modules that shares most folders with the one that names it. `None` where several do.
fn nearest(summaries: &[Summary], from: Option<u32>, modules: &[u32]) -> Option<u32> {
    let [first, others @ ..] = modules else { return None };
    if others.is_empty() {
        return Some(*first);
    }
    let path = |module: u32| summaries[module as usize].path.as_str();
    let from = path(from?);
    let shared =
        |module: u32| from.split('/').zip(path(module).split('/')).take_while(|(one, other)| one == other).count();
    let most = modules.iter().map(|module| shared(*module)).max()?;
    let mut best = modules.iter().copied().filter(|module| shared(*module) == most);
    let found = best.next()?;
    // A module and its stub stand in one folder.
    let is_beside = |other: u32| folder(path(other)) == folder(path(found));
    best.all(is_beside).then_some(found)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a path ends in these folders and files, inside another folder.
fn is_at_end_of(path: &str, parts: &[&str]) -> bool {
    let mut folders = path.rsplit('/');
    parts.iter().rev().all(|part| folders.next() == Some(*part)) && folders.next().is_some()
}

/// The path of a module without its ending, that of a package without its `__init__.py`.
fn folders(path: &str) -> Option<&str> {
    let path = path.strip_suffix(".py").or_else(|| path.strip_suffix(".pyi"))?;
    Some(path.strip_suffix("/__init__").unwrap_or(path))
}
