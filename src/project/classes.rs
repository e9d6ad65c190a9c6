//! The classes of a project and the order in which their attributes are looked up.

use rustc_hash::FxHashMap;

use crate::project::Project;
use crate::project::symbols::{ClassId, Resolved, Symbol};
use crate::summary::{Class, Export, Flow, FlowId};

/// A class that another is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Base {
    Class(ClassId),
    /// A class of no module of the project, by its qualified name; empty when even that is not known.
    External(String),
}

/// For each class, itself and its bases, in the order of look-up.
pub type Orders = FxHashMap<ClassId, Vec<Base>>;

/// Classes that one class may be made of; beyond, something is circular.
const MOST_BASES: usize = 64;

impl Project {
    pub fn class(&self, id: ClassId) -> &Class {
        &self.summaries[id.module as usize].classes[id.index as usize]
    }

    pub fn classes(&self) -> impl Iterator<Item = ClassId> {
        self.summaries.iter().enumerate().flat_map(|(module, summary)| {
            (0..summary.classes.len()).map(move |index| ClassId { module: module as u32, index: index as u32 })
        })
    }

    /// A class's own name, without what is around it.
    pub fn class_name(&self, id: ClassId) -> &str {
        self.class(id).name.rsplit('.').next().unwrap_or_default()
    }

    /// A class and its bases, in the order of look-up.
    pub fn order(&self, id: ClassId) -> &[Base] {
        self.orders.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Whether a class is made of one from elsewhere whose qualified name passes the test.
    pub fn has_external_base(&self, id: ClassId, is_wanted: impl Fn(&str) -> bool) -> bool {
        self.order(id).iter().any(|base| matches!(base, Base::External(name) if is_wanted(name)))
    }

    /// The last thing that the body of a class binds a name to.
    pub fn own_member(&self, id: ClassId, name: &str) -> Option<&Export> {
        self.class(id).body.iter().rev().find(|(bound, _)| bound == name).map(|(_, export)| export)
    }

    /// What a name stands for in a class, and the class that says so; `after` skips up to and including a class.
    pub fn member(&self, id: ClassId, after: Option<ClassId>, name: &str) -> Option<(ClassId, &Export)> {
        let mut is_passed = after.is_none();
        for base in self.order(id) {
            let Base::Class(class) = base else { continue };
            if is_passed && let Some(export) = self.own_member(*class, name) {
                return Some((*class, export));
            }
            is_passed |= after == Some(*class);
        }
        None
    }

    /// What a flow stands for that is nothing but a name.
    pub fn symbol(&self, module: u32, flow: FlowId) -> Option<Resolved> {
        match &self.summaries[module as usize].flows[flow.0 as usize] {
            Flow::Name(name) => Some(self.modules.resolve_from(&self.summaries, Some(module), name)),
            _ => None,
        }
    }

    pub(super) fn read_orders(&self) -> Orders {
        let order = |id| {
            let mut order = Vec::new();
            self.collect_bases(id, &mut order);
            // What several bases share comes after all of them.
            let mut seen = Vec::with_capacity(order.len());
            for base in order.into_iter().rev() {
                if !seen.contains(&base) {
                    seen.push(base);
                }
            }
            seen.reverse();
            (id, seen)
        };
        self.classes().map(order).collect()
    }

    fn collect_bases(&self, id: ClassId, order: &mut Vec<Base>) {
        if order.len() >= MOST_BASES {
            return;
        }
        order.push(Base::Class(id));
        for base in &self.class(id).bases {
            self.collect_base(id, *base, order);
        }
    }

    fn collect_base(&self, id: ClassId, base: FlowId, order: &mut Vec<Base>) {
        // `Manager.from_queryset(Books)` is a manager with the methods of `Books`.
        if let Flow::Call { callee, arguments, .. } = &self.summaries[id.module as usize].flows[base.0 as usize] {
            for part in std::iter::once(callee).chain(arguments) {
                self.collect_base(id, *part, order);
            }
            return;
        }
        match self.symbol(id.module, base) {
            Some((Symbol::Class(class), rest)) if rest.is_empty() || rest == ["from_queryset"] => {
                if class != id {
                    self.collect_bases(class, order);
                }
            }
            Some((Symbol::External(name), _)) => {
                order.push(Base::External(name.trim_end_matches(".from_queryset").to_owned()));
            }
            _ => order.push(Base::External(String::new())),
        }
    }
}
