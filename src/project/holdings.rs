//! What the linked project knows of the values that one file claims of another.

use crate::model::Held;
use crate::project::Project;
use crate::project::classes::Base;
use crate::project::symbols::{ClassId, Symbol};
use crate::summary::{Export, Holding, Subject};

/// Classes of elsewhere that bring no attributes of interest.
const HARMLESS: &[&str] = &["abc.ABC", "builtins.object", "typing.Generic", "typing.Protocol", "typing.NamedTuple"];

/// Modules that pass one name on.
const MOST_HOPS: u32 = 4;

impl Project {
    /// The value that a module claims to be of a kind, and its module; `None` where it is not so.
    pub fn holds(&self, module: u32, subject: &Subject, held: Held) -> Option<(u32, &Holding)> {
        let found = match &subject.attribute {
            Some(attribute) => self.held_by_class(module, &subject.name, attribute),
            None => self.held_by_module(module, &subject.name, MOST_HOPS),
        };
        let (at, holding) = found?;
        let is_it = holding.held == held && holding.is_called == subject.is_called;
        (is_it && holding.is_async == subject.is_awaited).then_some((at, holding))
    }

    /// The value of a name that starts with the module in which it stands, or with one that passes it on.
    fn held_by_module(&self, from: u32, name: &str, hops: u32) -> Option<(u32, &Holding)> {
        let hops = hops.checked_sub(1)?;
        let parts: Vec<&str> = name.split('.').collect();
        let module_of = |length: usize| self.modules.module(&self.summaries, Some(from), &parts[..length]);
        let (module, length) = (1..parts.len()).rev().find_map(|length| Some((module_of(length)?, length)))?;
        if let Some(found) = self.holding(module, &parts[length..].join(".")) {
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
    fn held_by_class(&self, from: u32, class: &str, attribute: &str) -> Option<(u32, &Holding)> {
        let (Symbol::Class(class), rest) = self.modules.resolve_from(&self.summaries, Some(from), class) else {
            return None;
        };
        for base in self.order(class).iter().filter(|_| rest.is_empty()) {
            match base {
                Base::Class(holder) => {
                    if let Some(found) = self.holding(holder.module, &self.attribute_name(*holder, attribute)) {
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

    /// The only value that a module holds under a name.
    fn holding(&self, module: u32, name: &str) -> Option<(u32, &Holding)> {
        let mut found = self.summaries[module as usize].holdings.iter().filter(|holding| holding.name == name);
        let only = found.next()?;
        if found.next().is_some() { None } else { Some((module, only)) }
    }
}
