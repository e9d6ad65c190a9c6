//! Which functions of the project a call runs.

use smallvec::{SmallVec, smallvec};

use crate::project::Project;
use crate::project::classes::Base;
use crate::project::reaches::WorkId;
use crate::project::symbols::{ClassId, Symbol};
use crate::summary::work::{Call, Callee, Use};
use crate::summary::{Flow, FlowId, Work};

/// A function that a call runs, and whether it can be no other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub work: WorkId,
    pub is_certain: bool,
}

/// A call of a class runs two methods at most.
pub(super) type Runs = SmallVec<[Run; 2]>;

impl Project {
    pub fn work(&self, id: WorkId) -> &Work {
        &self.summaries[id.module as usize].works[id.index as usize]
    }

    /// The last name of whom a call of a module runs; empty where it is known by number.
    pub(super) fn name_called<'c>(&'c self, module: u32, callee: &'c Callee) -> &'c str {
        match callee {
            Callee::Class(index) => self.class_name(ClassId { module, index: *index }),
            other => other.last_name(),
        }
    }

    /// The functions that a call of a module runs, of those that may lead to a wait.
    pub(super) fn runs(&self, module: u32, call: &Call) -> Runs {
        let certain = |work| smallvec![Run { work, is_certain: true }];
        match &call.callee {
            Callee::Own(index) => certain(WorkId { module, index: *index }),
            Callee::Class(index) => self.constructor_runs(ClassId { module, index: *index }, call.usage),
            Callee::Method(class, name) => self.method_run(ClassId { module, index: *class }, None, name),
            Callee::Super(class, name) => {
                let class = ClassId { module, index: *class };
                self.method_run(class, Some(class), name)
            }
            Callee::Typed(class, name) => match self.modules.resolve(&self.summaries, class) {
                (Symbol::Class(class), rest) if rest.is_empty() => self.method_run(class, None, name),
                _ => Runs::new(),
            },
            Callee::Name(name) => self.named_run(name, call.usage),
        }
    }

    fn named_run(&self, name: &str, usage: Use) -> Runs {
        // Most functions stand where their name says.
        let named = self.unlisted_run(name);
        if !named.is_empty() {
            return named;
        }
        let (symbol, rest) = self.modules.resolve(&self.summaries, name);
        match (symbol, rest.as_slice()) {
            (Symbol::Class(class), []) => self.constructor_runs(class, usage),
            (Symbol::Class(class), [method]) => self.method_run(class, None, method),
            (Symbol::Function(function), []) => self.function_run(function.module, &self.function(function).name),
            (Symbol::Value(module, flows), [method]) => match self.class_of_value(module, &flows) {
                Some(class) => self.method_run(class, None, method),
                None => Runs::new(),
            },
            (Symbol::External(name), []) => self.unlisted_run(&name),
            _ => Runs::new(),
        }
    }

    /// What a name stands for that the summary of its module does not export: a function, or a method of an instance.
    fn unlisted_run(&self, name: &str) -> Runs {
        let parts: Vec<&str> = name.split('.').collect();
        let of_module = |length: usize| self.modules.module(&self.summaries, None, &parts[..length]);
        if parts.len() >= 2
            && let Some(module) = of_module(parts.len() - 1)
        {
            return self.function_run(module, parts[parts.len() - 1]);
        }
        let Some([holder, method]) = parts.last_chunk::<2>() else { return Runs::new() };
        let Some(module) = parts.len().checked_sub(2).filter(|it| *it > 0).and_then(of_module) else {
            return Runs::new();
        };
        let mut instances = self.summaries[module as usize].instances.iter();
        let Some((_, class)) = instances.find(|(name, _)| name == holder) else { return Runs::new() };
        match self.modules.resolve(&self.summaries, class) {
            (Symbol::Class(class), rest) if rest.is_empty() => self.method_run(class, None, method),
            _ => Runs::new(),
        }
    }

    fn function_run(&self, module: u32, name: &str) -> Runs {
        let works = &self.summaries[module as usize].works;
        let mut found = works.iter().enumerate().filter(|(_, work)| work.function == name);
        // Of two definitions of one name, nobody knows which is meant.
        match (found.next(), found.next()) {
            (Some((index, _)), None) => {
                smallvec![Run { work: WorkId { module, index: index as u32 }, is_certain: true }]
            }
            _ => Runs::new(),
        }
    }

    /// The class whose instance a module's name holds.
    fn class_of_value(&self, module: u32, flows: &[FlowId]) -> Option<ClassId> {
        let [flow] = flows else { return None };
        let Flow::Call { callee, .. } = &self.summaries[module as usize].flows[flow.0 as usize] else { return None };
        match self.symbol(module, *callee)? {
            (Symbol::Class(class), rest) if rest.is_empty() => Some(class),
            _ => None,
        }
    }

    fn constructor_runs(&self, class: ClassId, usage: Use) -> Runs {
        let mut runs = self.method_run(class, None, "__init__");
        if usage == Use::Entered {
            runs.extend(self.method_run(class, None, "__enter__"));
        }
        // What is made is of this class, not of one below.
        runs.iter_mut().for_each(|run| run.is_certain = true);
        runs
    }

    /// The method of that name that an object of a class has; `after` skips up to and including a class.
    fn method_run(&self, class: ClassId, after: Option<ClassId>, name: &str) -> Runs {
        let (mut is_passed, mut is_certain) = (after.is_none(), true);
        for base in self.order(class) {
            match base {
                Base::External(name) => is_certain &= !is_passed || has_no_methods(name),
                Base::Class(holder) if is_passed && self.class(*holder).methods.iter().any(|it| it == name) => {
                    let Some(work) = self.own_method(*holder, name) else { return Runs::new() };
                    let is_certain = is_certain && (after.is_some() || !self.is_overridden(class, name));
                    return smallvec![Run { work, is_certain }];
                }
                Base::Class(holder) => is_passed |= after == Some(*holder),
            }
        }
        Runs::new()
    }

    fn own_method(&self, class: ClassId, name: &str) -> Option<WorkId> {
        let works = &self.summaries[class.module as usize].works;
        let is_it = |work: &Work| {
            work.class == Some(class.index) && work.function.rsplit('.').next().is_some_and(|last| last == name)
        };
        let index = works.iter().position(is_it)?;
        Some(WorkId { module: class.module, index: index as u32 })
    }

    /// Whether a class below has a method of its own of that name.
    fn is_overridden(&self, class: ClassId, name: &str) -> bool {
        self.below(class).iter().any(|it| self.class(*it).methods.iter().any(|method| method == name))
    }
}

/// Whether a class from elsewhere is known to bring no methods of interest.
fn has_no_methods(name: &str) -> bool {
    const PACKAGES: [&str; 6] = ["abc.", "typing.", "typing_extensions.", "builtins.", "enum.", "pydantic."];
    PACKAGES.iter().any(|package| name.starts_with(package))
}
