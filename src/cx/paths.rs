//! Files and folders that a loop asks for on each turn: whether they are the same ones, and whether that shows.

use super::Cx;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::sources::Origin;
use crate::facts::variance::Variance;
use crate::model::{Effect, Kind};
use crate::page::Confidence;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, HasNodeIndex};

/// Names of names are followed this far.
const LONGEST_CHAIN: usize = 4;

/// Functions that give the items they are given.
const PASS_ON: &[&str] = &["sorted", "list", "reversed", "set", "enumerate"];

impl<'a> Cx<'a> {
    /// Whether every value of an expression is a path of `pathlib`.
    pub fn is_path(&self, expression: &Expr) -> bool {
        self.kind(expression).kind.all(|kind| matches!(kind, Kind::Instance(class) if is_path_class(class)))
    }

    /// Whether an expression names the same file or folder on every turn of a loop: it reads nothing that the loop
    /// binds, and calls nothing but what is known to compute, or to ask the file system.
    pub fn names_one_path(&self, path: &'a Expr, id: LoopId) -> bool {
        let is_settled = |call: &ast::ExprCall| {
            let known = self.facts.known_callee(call);
            let asks = |it: &Effect| matches!(it, Effect::File | Effect::Environment);
            known.is_some_and(|it| it.is_class || it.is_pure || !it.effects.is_empty() && it.effects.iter().all(asks))
        };
        let reads_alone = self.facts.nodes.within(id_of(path)).all(|(_, it)| match it.node {
            AnyNodeRef::ExprCall(call) => is_settled(call),
            AnyNodeRef::ExprAwait(_) | AnyNodeRef::ExprYield(_) | AnyNodeRef::ExprNamed(_) => false,
            _ => true,
        });
        if !reads_alone {
            return false;
        }
        let variance = self.facts.variance(path, id);
        variance == Variance::Invariant || variance == Variance::Unsettled && !self.reads_what_changes_in(path, id)
    }

    /// How sure it is that what a loop does with the same file or folder on each turn adds up: the loop goes through
    /// data, each of its turns comes by, and none waits for something that takes longer.
    pub fn confidence_in_same_path(&self, at: &impl HasNodeIndex, id: LoopId) -> Confidence {
        let is_written_out = self.facts.loop_iterable(id).is_some_and(|items| self.is_written_out(items));
        if is_written_out
            || self.runs_once(at)
            || self.stands_in_handler(at, id)
            || self.waits_for_others(self.facts.loop_extent(id))
        {
            return Confidence::Low;
        }
        let is_sure = self.takes_in_data(id) && !self.stands_in_branch(at, id);
        if is_sure { Confidence::High } else { Confidence::Medium }
    }

    /// Whether a condition or an error decides which turns of a loop come by a place.
    pub fn stands_in_branch(&self, at: &impl HasNodeIndex, id: LoopId) -> bool {
        let extent = self.facts.loop_extent(id);
        self.ancestors(at).take_while(|(around, _)| *around != extent).any(|(_, it)| match it {
            AnyNodeRef::StmtIf(branch) => !self.facts.nodes.contains(id_of(&*branch.test), id_of(at)),
            AnyNodeRef::ExceptHandlerExceptHandler(_) | AnyNodeRef::MatchCase(_) => true,
            _ => false,
        })
    }

    /// Whether a place is come by where something has gone wrong only.
    pub fn stands_in_handler(&self, at: &impl HasNodeIndex, id: LoopId) -> bool {
        let extent = self.facts.loop_extent(id);
        let mut around = self.ancestors(at).take_while(|(around, _)| *around != extent);
        around.any(|(_, it)| matches!(it, AnyNodeRef::ExceptHandlerExceptHandler(_)))
    }

    /// Whether the turn that comes by a place may be the last one: what is behind it leaves the loop.
    pub fn leaves_after(&self, at: &impl HasNodeIndex, id: LoopId) -> bool {
        let after = (id_of(at).0..self.facts.nodes.get(self.facts.loop_extent(id)).end.0).map(NodeId);
        after.into_iter().any(|at| {
            let node = self.facts.nodes.get(at);
            node.in_loop == Some(id) && matches!(node.node, AnyNodeRef::StmtBreak(_) | AnyNodeRef::StmtReturn(_))
        })
    }

    /// Whether the turns of a loop do something with other files than the one that a call opens.
    pub fn works_on_other_files(&self, opening: &ast::ExprCall, id: LoopId) -> bool {
        let is_other = |call: &ast::ExprCall| {
            let writes = |it: &ast::ExprAttribute| matches!(it.attr.as_str(), "write" | "writelines" | "close");
            let is_own = id_of(call) == id_of(opening) || matches!(&*call.func, Expr::Attribute(it) if writes(it));
            !is_own && self.facts.known_callee(call).is_some_and(|known| known.effects.contains(&Effect::File))
        };
        self.facts.nodes.within(self.facts.loop_extent(id)).any(|(_, it)| match it.node {
            AnyNodeRef::ExprCall(call) => {
                self.facts.loops.around(it.in_loop).any(|around| around == id) && is_other(call)
            }
            _ => false,
        })
    }

    /// Whether code waits for something else than files: an answer over the network, another program, somebody's
    /// input, the clock.
    pub fn waits_for_others(&self, extent: NodeId) -> bool {
        use Effect::{Http, Lock, Network, Query, Sleep, Stdin, Subprocess};
        let others = [Http, Lock, Network, Query, Sleep, Stdin, Subprocess];
        let waits = |call: &ast::ExprCall| {
            let known = self.facts.known_callee(call);
            known.is_some_and(|known| known.effects.iter().any(|it| others.contains(it)))
        };
        self.facts.nodes.within(extent).any(|(_, it)| match it.node {
            AnyNodeRef::ExprAwait(_) => true,
            AnyNodeRef::ExprCall(call) => waits(call),
            _ => false,
        })
    }

    /// Whether code may write to files: it opens some to write, or has methods of paths do so.
    pub fn writes_files(&self, extent: NodeId) -> bool {
        let writes = |mode: &Expr| match mode {
            Expr::StringLiteral(it) => it.value.to_str().contains(['w', 'a', 'x', '+']),
            _ => false,
        };
        self.facts.nodes.within(extent).any(|(_, it)| match it.node {
            AnyNodeRef::ExprCall(call) => {
                let names = ["write_text", "write_bytes", "truncate", "touch", "rename", "replace", "copy", "copyfile"];
                let is_named = |name: &&str| super::questions::may_be_named(&call.func, name);
                let opens = super::questions::may_be_named(&call.func, "open");
                let modes = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|it| &it.value));
                names.iter().any(is_named) || opens && modes.into_iter().any(writes)
            }
            _ => false,
        })
    }

    /// Whether code moves to another folder, which gives another meaning to relative paths.
    pub fn changes_folder(&self, extent: NodeId) -> bool {
        self.facts.nodes.within(extent).any(|(_, it)| match it.node {
            AnyNodeRef::ExprCall(call) => super::questions::may_be_named(&call.func, "chdir"),
            _ => false,
        })
    }

    /// The call that opened or read the file which an argument of a parser stands for: `open(…)` for `file` in
    /// `json.load(file)`, `path.read_text()` in `json.loads(path.read_text())`.
    pub fn file_behind(&self, parsed: &'a Expr) -> Option<&'a ast::ExprCall> {
        let call = match self.value_behind(parsed) {
            Some(Expr::Call(call)) => call,
            Some(_) => return None,
            None => self.opening_of_name(parsed)?,
        };
        match &*call.func {
            Expr::Attribute(method) if method.attr.as_str() == "read" && call.arguments.is_empty() => {
                self.file_behind(&method.value)
            }
            Expr::Attribute(method) if self.is_path(&method.value) => {
                matches!(method.attr.as_str(), "open" | "read_text" | "read_bytes").then_some(call)
            }
            _ => self.kind(parsed).kind.all(|kind| *kind == Kind::File).then_some(call),
        }
    }

    fn opening_of_name(&self, file: &'a Expr) -> Option<&'a ast::ExprCall> {
        let Expr::Name(name) = file else { return None };
        let [only] = self.bindings(name)[..] else { return None };
        match self.facts.source_of(only).origin {
            Origin::Entered { manager: Expr::Call(call), .. } => Some(call),
            _ => None,
        }
    }

    /// The call of `os.listdir` whose names a loop goes through.
    pub fn listing_of(&self, id: LoopId) -> Option<&'a ast::ExprCall> {
        self.listing(self.facts.loop_iterable(id)?, LONGEST_CHAIN)
    }

    fn listing(&self, items: &'a Expr, left: usize) -> Option<&'a ast::ExprCall> {
        match items {
            Expr::Call(call) if self.qualified(&call.func).as_deref() == Some("os.listdir") => Some(call),
            Expr::Call(call) => match &*call.func {
                Expr::Name(name) if PASS_ON.contains(&name.id.as_str()) => {
                    self.listing(call.arguments.args.first()?, left)
                }
                _ => None,
            },
            Expr::Name(name) if left > 0 => self.listing(self.only_value(name)?, left - 1),
            _ => None,
        }
    }

    /// The value of a name that has one only; other expressions are their own.
    pub fn value_behind(&self, expression: &'a Expr) -> Option<&'a Expr> {
        match expression {
            Expr::Name(name) => self.only_value(name),
            _ => Some(expression),
        }
    }
}

fn is_path_class(class: &str) -> bool {
    matches!(class, "pathlib.Path" | "pathlib.PosixPath" | "pathlib.WindowsPath")
}
