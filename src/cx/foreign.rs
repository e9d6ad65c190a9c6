//! Values that other files of the project give: what they are is claimed, and settled when the project is linked.
//!
//! Where a rule asks for a kind that nobody knows only because another file knows it, the rule is run again for each
//! kind that it may be. What the rule then reports rests on that kind.

use std::cell::RefCell;

use super::{Claim, Cx, Report};
use crate::facts::flow::Reached;
use crate::facts::scopes::BindingId;
use crate::facts::sources::Origin;
use crate::knowledge;
use crate::model::{Held, Inferred};
use crate::rule::Rule;
use crate::summary::Subject;
use crate::syntax::ast::{self, Expr};

/// Names of names, and attributes of attributes, are followed this far.
const LONGEST_CHAIN: u32 = 8;
/// Values of other files that one run of a rule may rest on.
const MOST_ASKED: usize = 2;

/// What the running rule may take a value of another file to be, and what it asked for.
#[derive(Default)]
pub(super) struct Assumptions {
    assumed: Option<(Subject, Held)>,
    asked: RefCell<Vec<Subject>>,
}

impl Assumptions {
    pub fn has_asked(&mut self) -> bool {
        !self.asked.get_mut().is_empty()
    }
}

impl<'a> Cx<'a> {
    /// The kind of a value where it stands; of a value that another file gives, what is assumed of it.
    pub fn kind(&self, expression: &Expr) -> Inferred {
        self.known_or_assumed(expression, self.facts.kind(expression))
    }

    /// The kind that an attribute or item has just before an augmented assignment to it.
    pub fn kind_of_place(&self, place: &Expr) -> Inferred {
        self.known_or_assumed(place, self.facts.kind_of_place(place))
    }

    /// The kind of the value that a binding binds.
    pub fn kind_of_binding(&self, binding: BindingId) -> Inferred {
        let known = self.facts.kind_of_binding(binding);
        let source = self.facts.source_of(binding);
        match source.origin {
            Origin::Value(value) if source.steps.is_empty() => self.known_or_assumed(value, known),
            _ => known,
        }
    }

    fn known_or_assumed(&self, expression: &Expr, known: Inferred) -> Inferred {
        if !known.kind.is_unknown() {
            return known;
        }
        let Some(subject) = self.subject(expression, LONGEST_CHAIN) else { return known };
        if let Some((assumed, held)) = &self.assumptions.assumed {
            return if *assumed == subject { Inferred::proved(held.kind()) } else { known };
        }
        let mut asked = self.assumptions.asked.borrow_mut();
        if asked.len() < MOST_ASKED && !asked.contains(&subject) {
            asked.push(subject);
        }
        known
    }

    /// Runs a rule again for everything that the values of other files may be which it asked for.
    pub(super) fn run_assuming(&mut self, rule: &'static Rule, said: (usize, usize), run: impl Fn(&mut Self)) {
        let asked = std::mem::take(self.assumptions.asked.get_mut());
        // What is found without them needs no claim.
        if (self.reported.len(), self.claims.len()) != said {
            return;
        }
        for subject in asked {
            for held in Held::ALL {
                let (reported, claims) = (self.reported.len(), self.claims.len());
                self.assumptions.assumed = Some((subject.clone(), held));
                run(self);
                // One claim is enough for a finding.
                self.claims.truncate(claims);
                let found = self.reported.drain(reported..);
                self.claims.extend(found.map(|found| (rule, claim(found.report, (subject.clone(), held)))));
            }
        }
        self.assumptions.assumed = None;
    }

    /// The value of another file that an expression is, by its name.
    fn subject(&self, expression: &Expr, left: u32) -> Option<Subject> {
        let left = left.checked_sub(1)?;
        match expression {
            Expr::Name(name) => match self.value_of(name) {
                Some(value) => self.subject(value, left),
                None => self.named(expression),
            },
            Expr::Attribute(it) => self.named(expression).or_else(|| self.attribute_subject(it, left)),
            Expr::Call(it) => {
                let callee = self.subject(&it.func, left).filter(|callee| !callee.is_called)?;
                Some(Subject { is_called: true, ..callee })
            }
            Expr::Await(it) => {
                let awaited = self.subject(&it.value, left).filter(|awaited| awaited.is_called)?;
                Some(Subject { is_awaited: true, ..awaited })
            }
            _ => None,
        }
    }

    /// The only value that a name is ever given where it is read.
    fn value_of(&self, name: &ast::ExprName) -> Option<&'a Expr> {
        let Reached::Bindings { bindings, .. } = self.facts.reached(name) else { return None };
        let [only] = bindings.as_slice() else { return None };
        let source = self.facts.source_of(*only);
        match source.origin {
            Origin::Value(value) if source.steps.is_empty() => Some(value),
            _ => None,
        }
    }

    /// What is imported under a name, if that is of a package that nothing is known of.
    fn named(&self, expression: &Expr) -> Option<Subject> {
        let name = self.facts.qualified(expression)?;
        let (package, _) = name.split_once('.')?;
        let own = self.facts.module_name;
        let is_own = name.strip_prefix(own).is_some_and(|rest| !own.is_empty() && rest.starts_with('.'));
        let is_elsewhere = !is_own && package != "builtins" && !knowledge::is_known_package(package);
        is_elsewhere.then_some(Subject { name, attribute: None, is_called: false, is_awaited: false })
    }

    /// An attribute of an instance whose class stands in another file, or inherits it from one.
    fn attribute_subject(&self, it: &ast::ExprAttribute, left: u32) -> Option<Subject> {
        let attribute = Some(it.attr.to_string());
        if let Some(class) = self.facts.class_of_instance(&it.value) {
            if self.facts.has_member(class, it.attr.as_str()) {
                return None;
            }
            let mut bases = self.facts.foreign_bases(class).into_iter();
            let name = bases.find(|base| !knowledge::is_known_package(base.split('.').next().unwrap_or_default()))?;
            return Some(Subject { name, attribute, is_called: false, is_awaited: false });
        }
        let instance = self.subject(&it.value, left)?;
        let is_instance = instance.is_called && instance.attribute.is_none() && !instance.is_awaited;
        is_instance.then_some(Subject { attribute, is_called: false, ..instance })
    }
}

fn claim<'a>(report: Report, held: (Subject, Held)) -> Claim<'a> {
    Claim { of: Vec::new(), names: Vec::new(), waits: None, held: Some(held), report }
}
