//! Which bindings reach which reads. One forward pass over the statements of a function (or module, or class) that a
//! rule asks about, with each loop summarised once before it is entered, so that no iteration is needed.

mod scan;
mod state;
mod walk;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::facts::Facts;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeId, ScopeKind};
use crate::syntax::ast;
pub use state::{ENTRY, UNBOUND};

/// What a read of a name may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reached {
    /// These bindings of the project's own code, and whether the name may be unbound instead.
    Bindings { bindings: SmallVec<[BindingId; 4]>, unbound: bool },
    /// No binding of this module: the builtin of that name, if there is one.
    Builtin,
    /// A star import, `exec` or the like may have bound it.
    Unknown,
}

/// The flow of one function, module or class body.
pub struct ScopeFlow {
    /// Per read, a bit for each binding of the name (in text order), and one for "unbound".
    loads: FxHashMap<NodeId, u64>,
    /// Per nested definition, the state of those names that have more than one binding, by their first binding.
    definitions: FxHashMap<NodeId, FxHashMap<BindingId, u64>>,
    /// Whether the end of the body can be reached.
    pub reaches_end: bool,
    /// Loops no path of which reaches a second turn.
    at_most_once: FxHashSet<NodeId>,
}

impl ScopeFlow {
    /// Whether every path through a loop's body leaves it.
    pub fn leaves_at_once(&self, id: NodeId) -> bool {
        self.at_most_once.contains(&id)
    }
}

impl Facts<'_> {
    /// The flow of a scope's statements; computed on first demand.
    pub fn flow(&self, scope: ScopeId) -> &ScopeFlow {
        self.flows[scope.0 as usize].get_or_init(|| Box::new(walk::flow(self, scope)))
    }

    /// The bindings that reach a read of a name.
    pub fn reached(&self, name: &ast::ExprName) -> Reached {
        self.reached_at(id_of(name), name.id.as_str())
    }

    /// The bindings that a name has where a node stands. The node must be a read of it, or an augmented target.
    pub fn reached_at(&self, node: NodeId, name: &str) -> Reached {
        let scope = self.nodes.get(node).scope;
        let Some(owner) = self.scopes.owner(scope, name) else {
            return if self.may_bind_unseen(scope) { Reached::Unknown } else { Reached::Builtin };
        };
        if self.scopes.count_of(owner, name) > state::MOST_BINDINGS {
            return Reached::Unknown;
        }
        let bindings = self.scopes.bindings_of(owner, name);
        if self.scopes.get(owner).kind == ScopeKind::Comprehension {
            return Reached::Bindings { bindings: bindings.into(), unbound: false };
        }
        if owner == self.scopes.running(scope) {
            self.reached_locally(owner, node, &bindings)
        } else {
            self.reached_from_inside(owner, node, &bindings)
        }
    }

    fn may_bind_unseen(&self, scope: ScopeId) -> bool {
        let mut at = scope;
        loop {
            if self.scopes.get(at).is_opaque {
                return true;
            }
            if at == ScopeId(0) {
                return false;
            }
            at = self.scopes.get(at).parent;
        }
    }

    fn reached_locally(&self, owner: ScopeId, node: NodeId, bindings: &[BindingId]) -> Reached {
        let flow = self.flow(owner);
        // A read that no path reaches sees nothing.
        let bits = flow.loads.get(&node).copied().unwrap_or(0);
        let mut reached = Self::selected(bindings, bits);
        let unbound = bits & UNBOUND != 0;
        // Bindings by other functions, through `global` or `nonlocal`, may come between any two statements.
        let foreign = bindings.iter().filter(|id| self.scopes.binding(**id).written_in != owner);
        let is_live = bits != 0;
        for id in foreign {
            if is_live && !reached.contains(id) && self.scopes.running(self.scopes.binding(*id).written_in) != owner {
                reached.push(*id);
            }
        }
        // A class body that has not bound a name reads the global, or the builtin, instead.
        if unbound && self.scopes.get(owner).kind != ScopeKind::Function && reached.is_empty() {
            return self.reached_outside(owner, bindings);
        }
        Reached::Bindings { bindings: reached, unbound }
    }

    /// What a name means at class or module level before the scope's own bindings.
    fn reached_outside(&self, owner: ScopeId, bindings: &[BindingId]) -> Reached {
        let Some(name) = bindings.first().map(|id| self.scopes.binding(*id).name) else { return Reached::Unknown };
        let outer = match self.scopes.get(owner).kind {
            ScopeKind::Class => self.scopes.owner(self.scopes.get(owner).parent, name),
            _ => None,
        };
        match outer {
            Some(outer) => {
                let bindings = self.scopes.bindings_of(outer, name);
                let definition = self.scopes.get(owner).node;
                self.reached_by_definition(outer, definition, &bindings)
            }
            None if self.may_bind_unseen(owner) => Reached::Unknown,
            None if crate::knowledge::callable(&format!("builtins.{name}")).is_some() => Reached::Builtin,
            None => Reached::Bindings { bindings: SmallVec::new(), unbound: true },
        }
    }

    /// A read in a nested function: what was bound where that function is defined, and all that is bound later.
    fn reached_from_inside(&self, owner: ScopeId, node: NodeId, bindings: &[BindingId]) -> Reached {
        if bindings.len() <= 1 {
            return Reached::Bindings { bindings: bindings.into(), unbound: false };
        }
        let definition = self.definition_inside(owner, node);
        self.reached_by_definition(owner, definition, bindings)
    }

    fn reached_by_definition(&self, owner: ScopeId, definition: NodeId, bindings: &[BindingId]) -> Reached {
        let flow = self.flow(owner);
        let all = !0 >> (64 - bindings.len().max(1));
        let slot = flow.definitions.get(&definition).and_then(|slots| slots.get(&bindings[0]));
        let mut bits = if bindings.len() == 1 { all } else { slot.copied().unwrap_or(all) };
        let in_loop = self.nodes.get(definition).in_loop.map(|id| self.loops.get(id).node);
        for (ordinal, id) in bindings.iter().enumerate() {
            let binding = self.scopes.binding(*id);
            let comes_later =
                binding.node > definition || in_loop.is_some_and(|it| self.nodes.contains(it, binding.node));
            if binding.written_in != owner || comes_later {
                bits |= 1 << ordinal;
            }
        }
        Reached::Bindings { bindings: Self::selected(bindings, bits), unbound: bits & UNBOUND != 0 }
    }

    /// The function, lambda or class that stands directly in `owner` and holds `node`.
    fn definition_inside(&self, owner: ScopeId, node: NodeId) -> NodeId {
        let mut at = self.nodes.get(node).scope;
        loop {
            let scope = self.scopes.get(at);
            if self.scopes.running(scope.parent) == owner && scope.kind != ScopeKind::Comprehension {
                return scope.node;
            }
            if at == ScopeId(0) {
                return NodeId(0);
            }
            at = scope.parent;
        }
    }

    fn selected(bindings: &[BindingId], bits: u64) -> SmallVec<[BindingId; 4]> {
        let indexed = bindings.iter().enumerate();
        indexed.filter(|(ordinal, _)| bits & (1 << ordinal) != 0).map(|(_, id)| *id).collect()
    }
}
