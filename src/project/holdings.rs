//! What the linked project knows of the values that one file claims of another.

use crate::diagnostic::Label;
use crate::model::Held as Kind;
use crate::project::Project;
use crate::project::classes::Base;
use crate::project::symbols::{ClassId, Symbol};
use crate::summary::{Export, Holding, Passing, Subject};

/// Classes of elsewhere that bring no attributes of interest.
const HARMLESS: &[&str] = &["abc.ABC", "builtins.object", "typing.Generic", "typing.Protocol", "typing.NamedTuple"];

/// Modules that pass one name on, and functions that pass on what others return.
const MOST_HOPS: u32 = 4;

/// What one file says of a value that another claims.
pub struct Held<'p> {
    /// The module that makes the value.
    pub module: u32,
    pub holding: &'p Holding,
    /// Whether it is made of data.
    pub is_data: bool,
    /// The functions on the way that pass it on, and their modules; the first is the one that was asked for.
    pub passed: Vec<(u32, &'p Passing)>,
}

/// What a module says of one of its names.
#[derive(Clone, Copy)]
struct Entry<'p> {
    module: u32,
    holding: Option<&'p Holding>,
    passing: Option<&'p Passing>,
}

impl Project {
    /// The value that a module claims to be of a kind; `None` where it is not so.
    pub fn holds(&self, module: u32, subject: &Subject, kind: Kind) -> Option<Held<'_>> {
        self.holds_within(module, subject, kind, MOST_HOPS)
    }

    /// The steps to a value of another file, to be shown beside a finding in the module `here`.
    pub fn steps_to(&self, held: &Held, here: u32) -> Vec<Label> {
        let own = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
        let passed = held.passed.iter().map(|(module, passing)| {
            let says = format!("`{}` returns what `{}` gives", own(&passing.name), own(&passing.to.name));
            self.label(*module, passing.place, says, here)
        });
        let Holding { name, is_called, held: kind, place, .. } = held.holding;
        let says = format!("`{}` {} {}", own(name), if *is_called { "returns" } else { "is" }, kind.words());
        passed.chain([self.label(held.module, *place, says, here)]).collect()
    }

    fn holds_within(&self, module: u32, subject: &Subject, kind: Kind, hops: u32) -> Option<Held<'_>> {
        let hops = hops.checked_sub(1)?;
        let entry = match &subject.attribute {
            Some(attribute) => self.held_by_class(module, &subject.name, attribute),
            None => self.held_by_module(module, &subject.name, MOST_HOPS),
        }?;
        let is_asked = |is_called, is_async| is_called == subject.is_called && is_async == subject.is_awaited;
        let holding = entry.holding.filter(|it| it.held == kind && is_asked(it.is_called, it.is_async));
        let behind = || {
            let passing = entry.passing.filter(|it| is_asked(it.is_called, it.is_async))?;
            let mut held = self.holds_within(entry.module, &passing.to, kind, hops)?;
            held.passed.insert(0, (entry.module, passing));
            Some(held)
        };
        match holding {
            Some(holding) => {
                let is_data = holding.is_data || behind().is_some_and(|it| it.is_data);
                Some(Held { module: entry.module, holding, is_data, passed: Vec::new() })
            }
            // What is declared to be something else is taken at its word.
            None if entry.holding.is_some() => None,
            None => behind(),
        }
    }

    /// The value of a name that starts with the module in which it stands, or with one that passes it on.
    fn held_by_module(&self, from: u32, name: &str, hops: u32) -> Option<Entry<'_>> {
        let hops = hops.checked_sub(1)?;
        let parts: Vec<&str> = name.split('.').collect();
        let module_of = |length: usize| self.modules.module(&self.summaries, Some(from), &parts[..length]);
        let (module, length) = (1..parts.len()).rev().find_map(|length| Some((module_of(length)?, length)))?;
        if let Some(found) = self.entry(module, &parts[length..].join(".")) {
            return Some(found);
        }
        let summary = &self.summaries[module as usize];
        let behind = |base: &str, rest: &[&str]| [&[base], rest].concat().join(".");
        let imported = summary.exports.iter().find_map(|(name, export)| match export {
            Export::Import(other) if name == parts[length] => Some(behind(other, &parts[length + 1..])),
            _ => None,
        });
        let stars = summary.star_imports.iter().map(|star| behind(star, &parts[length..]));
        imported.into_iter().chain(stars).find_map(|other| self.held_by_module(module, &other, hops))
    }

    /// What an attribute of an object of a class holds, as the class itself or a base says.
    fn held_by_class(&self, from: u32, class: &str, attribute: &str) -> Option<Entry<'_>> {
        let (Symbol::Class(class), rest) = self.modules.resolve_from(&self.summaries, Some(from), class) else {
            return None;
        };
        for base in self.order(class).iter().filter(|_| rest.is_empty()) {
            match base {
                Base::Class(holder) => {
                    if let Some(found) = self.entry(holder.module, &self.attribute_name(*holder, attribute)) {
                        return Some(found);
                    }
                    if self.binds(*holder, attribute) {
                        return None;
                    }
                }
                Base::External(name) if HARMLESS.contains(&name.as_str()) => {}
                Base::External(_) => return None,
            }
        }
        None
    }

    fn attribute_name(&self, class: ClassId, attribute: &str) -> String {
        format!("{}.{attribute}", self.class(class).name)
    }

    fn binds(&self, class: ClassId, name: &str) -> bool {
        self.own_member(class, name).is_some() || self.class(class).methods.iter().any(|method| method == name)
    }

    /// What a module says of a name; `None` where that is nothing, or several things.
    fn entry(&self, module: u32, name: &str) -> Option<Entry<'_>> {
        let summary = &self.summaries[module as usize];
        let mut holdings = summary.holdings.iter().filter(|holding| holding.name == name);
        let (holding, another) = (holdings.next(), holdings.next());
        let passing = summary.passings.iter().find(|passing| passing.name == name);
        let is_known = holding.is_some() || passing.is_some();
        (is_known && another.is_none()).then_some(Entry { module, holding, passing })
    }
}
