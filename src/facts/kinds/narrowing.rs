//! Conditions that hold where a value is read take members from its kind: `isinstance`, `is None`, truth, early exits.

use super::members::{keep, kind_of_class_test, remove, without_none};
use crate::facts::Facts;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::BindingId;
use crate::model::{Inferred, Kind};
use crate::syntax::ast::{self, BoolOp, CmpOp, Expr, Stmt, UnaryOp};
use crate::syntax::{self, AnyNodeRef, Ranged};

/// A condition known to have held (or failed) on the way to a place, and the code it has held over since.
struct Held<'a> {
    test: &'a Expr,
    truth: bool,
    /// From the end of the test to the place: rebinding in here ends it.
    since: (NodeId, NodeId),
}

/// More conditions than this around one place are not looked at.
const MOST_CONDITIONS: usize = 24;

impl<'a> Facts<'a> {
    /// The kind that a binding gives a name where it is read, narrowed by the conditions on the way.
    pub(super) fn narrowed(&self, read: NodeId, binding: BindingId, inferred: Inferred) -> Inferred {
        let is_hint = inferred.certainty == crate::model::Certainty::Hint;
        if !may_narrow(&inferred.kind) && !is_hint {
            return inferred;
        }
        let of = *self.scopes.binding(binding);
        let crosses = self.scopes.running(self.nodes.get(read).scope) != of.scope;
        // A closure runs later: conditions around its definition hold only for names that are bound once.
        if crosses && self.scopes.bindings_of(of.scope, of.name).len() > 1 {
            return inferred;
        }
        let mut kind = inferred.kind.clone();
        let mut certainty = inferred.certainty;
        for held in self.held_at(read) {
            // A binding between the test and the read is not what was tested.
            if held.since.0 <= of.node && of.node < held.since.1 {
                continue;
            }
            let narrowed = self.apply(&kind, held.test, held.truth, &|place| is_name(place, of.name), 0);
            if narrowed != kind {
                certainty = certainty.min(crate::model::Certainty::Declared);
                if inferred.kind.is_unknown() || is_hint {
                    certainty = crate::model::Certainty::Proved;
                }
            }
            kind = narrowed;
        }
        Inferred { kind, certainty }
    }

    /// The same for `self.x`: only `None` is taken away, and only where nothing can have set it since.
    pub(super) fn narrowed_place(&self, place: &ast::ExprAttribute, inferred: Inferred) -> Inferred {
        let has_none = inferred.kind.members().contains(&Kind::None);
        if !has_none || inferred.kind == Kind::None {
            return inferred;
        }
        let text = &self.text[place.range()];
        let read = id_of(place);
        let mut kind = inferred.kind.clone();
        for held in self.held_at(read) {
            if self.may_run_unknown_code(held.since.0, read) {
                continue;
            }
            kind = self.apply(&kind, held.test, held.truth, &|it| &self.text[it.range()] == text, 0);
        }
        Inferred { kind, certainty: inferred.certainty }
    }

    /// Whether anything between two places could assign an attribute: a call, an assignment to one, a suspension.
    fn may_run_unknown_code(&self, from: NodeId, to: NodeId) -> bool {
        (from.0..to.0).any(|index| match self.nodes.get(NodeId(index)).node {
            AnyNodeRef::ExprCall(_) => !self.nodes.contains(NodeId(index), to),
            AnyNodeRef::ExprAwait(_) | AnyNodeRef::ExprYield(_) | AnyNodeRef::ExprYieldFrom(_) => true,
            AnyNodeRef::ExprAttribute(it) => it.ctx != ast::ExprContext::Load,
            _ => false,
        })
    }

    /// The conditions that hold where a node stands, outermost first.
    fn held_at(&self, read: NodeId) -> Vec<Held<'a>> {
        let mut held = Vec::new();
        let mut below = read;
        for (id, around) in self.nodes.ancestors(read) {
            self.hold_around(id, around.node, below, &mut held);
            below = id;
            if held.len() > MOST_CONDITIONS {
                break;
            }
        }
        // A condition holds after it was tested, not while it is.
        held.retain(|it| !self.nodes.contains(id_of(it.test), read));
        held.reverse();
        held
    }

    fn hold_around(&self, id: NodeId, around: AnyNodeRef<'a>, below: NodeId, held: &mut Vec<Held<'a>>) {
        let end = self.nodes.get(id).end;
        let mut hold = |test: &'a Expr, truth: bool, until: NodeId| {
            held.push(Held { test, truth, since: (self.nodes.get(id_of(test)).end, until) });
        };
        match around {
            AnyNodeRef::StmtIf(it) => {
                if it.body.first().is_some_and(|first| id_of(first) <= below)
                    && it.body.last().is_some_and(|last| below <= id_of(last))
                {
                    hold(&it.test, true, end);
                }
                self.hold_clauses(it, below, end, held);
            }
            AnyNodeRef::StmtWhile(it) if it.body.first().is_some_and(|first| id_of(first) <= below) => {
                hold(&it.test, it.body.last().is_some_and(|last| below <= id_of(last)), end);
            }
            AnyNodeRef::ExprIf(it) if id_of(&*it.body) == below => hold(&it.test, true, end),
            AnyNodeRef::ExprIf(it) if id_of(&*it.orelse) == below => hold(&it.test, false, end),
            AnyNodeRef::ExprBoolOp(it) => {
                for earlier in
                    it.values.iter().take_while(|value| id_of(*value) < below).collect::<Vec<_>>().iter().rev()
                {
                    hold(earlier, it.op == BoolOp::And, end);
                }
            }
            AnyNodeRef::Comprehension(it) => {
                it.ifs.iter().filter(|test| id_of(*test) < below).for_each(|test| hold(test, true, end));
            }
            other => self.hold_comprehension(syntax::clauses(&other), below, held),
        }
        self.hold_exits(around, below, held);
    }

    /// In the element of a comprehension all its tests held; in a clause, those of the clauses before.
    fn hold_comprehension(&self, clauses: &'a [ast::Comprehension], below: NodeId, held: &mut Vec<Held<'a>>) {
        let is_element = !clauses.iter().any(|clause| id_of(clause) == below);
        for clause in clauses.iter().filter(|clause| is_element || id_of(*clause) < below) {
            let tests = clause.ifs.iter();
            held.extend(tests.map(|test| Held {
                test,
                truth: true,
                since: (self.nodes.get(id_of(test)).end, id_of(test)),
            }));
        }
    }

    /// In the branch of an `elif` or `else`: the tests before it failed, its own held.
    fn hold_clauses(&self, it: &'a ast::StmtIf, below: NodeId, end: NodeId, held: &mut Vec<Held<'a>>) {
        let Some(place) = it.elif_else_clauses.iter().position(|clause| id_of(clause) == below) else { return };
        let hold = |test: &'a Expr, truth| Held { test, truth, since: (self.nodes.get(id_of(test)).end, end) };
        let clause = &it.elif_else_clauses[place];
        if let Some(test) = &clause.test {
            held.push(hold(test, true));
        }
        for earlier in it.elif_else_clauses[..place].iter().rev().filter_map(|clause| clause.test.as_ref()) {
            held.push(hold(earlier, false));
        }
        held.push(hold(&it.test, false));
    }

    /// After `if test: return` in the same block the test failed; after `assert test` it held.
    fn hold_exits(&self, around: AnyNodeRef<'a>, below: NodeId, held: &mut Vec<Held<'a>>) {
        let Some(body) = block_with(around, below) else { return };
        for statement in body.iter().rev().skip_while(|statement| id_of(*statement) >= below) {
            let until = below;
            match statement {
                Stmt::If(it) if it.elif_else_clauses.is_empty() && self.always_leaves(&it.body) => {
                    held.push(Held { test: &it.test, truth: false, since: (self.nodes.get(id_of(it)).end, until) });
                }
                Stmt::Assert(it) => {
                    held.push(Held { test: &it.test, truth: true, since: (self.nodes.get(id_of(it)).end, until) });
                }
                Stmt::While(it) if !has_break(&it.body) => {
                    held.push(Held { test: &it.test, truth: false, since: (self.nodes.get(id_of(it)).end, until) });
                }
                _ => {}
            }
            if held.len() > MOST_CONDITIONS {
                return;
            }
        }
    }

    /// Whether a block ends by leaving it, on its last statement.
    pub fn always_leaves(&self, body: &[Stmt]) -> bool {
        match body.last() {
            Some(Stmt::Return(_) | Stmt::Raise(_) | Stmt::Break(_) | Stmt::Continue(_)) => true,
            Some(Stmt::Expr(it)) => crate::facts::constants::never_returns(self, &it.value),
            Some(Stmt::If(it)) => {
                let has_else = it.elif_else_clauses.last().is_some_and(|clause| clause.test.is_none());
                has_else
                    && self.always_leaves(&it.body)
                    && it.elif_else_clauses.iter().all(|clause| self.always_leaves(&clause.body))
            }
            _ => false,
        }
    }

    /// A kind after a test held or failed.
    fn apply(&self, kind: &Kind, test: &Expr, truth: bool, is_place: &dyn Fn(&Expr) -> bool, depth: usize) -> Kind {
        if depth > 20 {
            return kind.clone();
        }
        match test {
            Expr::UnaryOp(it) if it.op == UnaryOp::Not => self.apply(kind, &it.operand, !truth, is_place, depth + 1),
            Expr::BoolOp(it) if (it.op == BoolOp::And) == truth => {
                it.values.iter().fold(kind.clone(), |kind, value| self.apply(&kind, value, truth, is_place, depth + 1))
            }
            Expr::BoolOp(it) => {
                // One of the operands decided, each after the ones before it did not.
                let mut joined = Kind::Never;
                let mut rest = kind.clone();
                for value in &it.values {
                    joined = joined.join(self.apply(&rest, value, truth, is_place, depth + 1));
                    rest = self.apply(&rest, value, !truth, is_place, depth + 1);
                }
                joined
            }
            Expr::Named(it) if is_place(&it.target) => {
                if truth {
                    without_none(kind)
                } else {
                    kind.clone()
                }
            }
            Expr::Compare(it) => self.apply_compare(kind, it, truth, is_place),
            Expr::Call(it) => self.apply_isinstance(kind, it, truth, is_place),
            place if is_place(place) && truth => without_none(kind),
            _ => kind.clone(),
        }
    }

    fn apply_compare(&self, kind: &Kind, it: &ast::ExprCompare, truth: bool, is_place: &dyn Fn(&Expr) -> bool) -> Kind {
        let ([op], [right]) = (&*it.ops, &*it.comparators) else { return kind.clone() };
        let holds = match op {
            CmpOp::Is => truth,
            CmpOp::IsNot => !truth,
            CmpOp::Eq if self.is_type_call(&it.left, is_place) => truth,
            _ => return kind.clone(),
        };
        if self.is_type_call(&it.left, is_place) {
            let class = self.qualified(right).and_then(|name| kind_of_class_test(&name));
            return match class {
                Some(class) if holds => keep(kind, &class),
                _ => kind.clone(),
            };
        }
        let left: &Expr = match &*it.left {
            Expr::Named(named) => &named.target,
            other => other,
        };
        if !is_place(left) || !right.is_none_literal_expr() {
            return kind.clone();
        }
        if holds { Kind::None } else { without_none(kind) }
    }

    fn is_type_call(&self, expression: &Expr, is_place: &dyn Fn(&Expr) -> bool) -> bool {
        let Expr::Call(call) = expression else { return false };
        matches!(&*call.arguments.args, [only] if is_place(only)) && self.is_builtin(&call.func, "type")
    }

    fn apply_isinstance(
        &self,
        kind: &Kind,
        call: &ast::ExprCall,
        truth: bool,
        is_place: &dyn Fn(&Expr) -> bool,
    ) -> Kind {
        let [place, classes] = &*call.arguments.args else { return kind.clone() };
        let is_it = match place {
            Expr::Named(named) => is_place(&named.target),
            other => is_place(other),
        };
        if !is_it || !self.is_builtin(&call.func, "isinstance") {
            return kind.clone();
        }
        let classes: Vec<&Expr> = match classes {
            Expr::Tuple(it) => it.elts.iter().collect(),
            other => union_parts(other),
        };
        let mut tested = Kind::Never;
        for class in classes {
            let named = self.qualified(class);
            match named.and_then(|name| {
                kind_of_class_test(&name).or_else(|| self.own_class(&name).map(|_| Kind::Instance(name.into())))
            }) {
                Some(class) => tested = tested.join(class),
                None => return kind.clone(),
            }
        }
        if truth { keep(kind, &tested) } else { remove(kind, &tested) }
    }
}

fn is_name(place: &Expr, name: &str) -> bool {
    matches!(place, Expr::Name(it) if it.id.as_str() == name)
}

/// Whether a kind has anything that a condition could take away.
fn may_narrow(kind: &Kind) -> bool {
    kind.is_unknown() || kind.members().len() > 1 || matches!(kind, Kind::Instance(_))
}

fn union_parts(expression: &Expr) -> Vec<&Expr> {
    match expression {
        Expr::BinOp(it) if it.op == ast::Operator::BitOr => {
            let mut parts = union_parts(&it.left);
            parts.push(&it.right);
            parts
        }
        other => vec![other],
    }
}

/// The block among a node's children in which a statement stands.
pub fn block_with<'a>(around: AnyNodeRef<'a>, statement: NodeId) -> Option<&'a [Stmt]> {
    let blocks: [&'a [Stmt]; 3] = match around {
        AnyNodeRef::ModModule(it) => [&it.body, &[], &[]],
        AnyNodeRef::StmtFunctionDef(it) => [&it.body, &[], &[]],
        AnyNodeRef::StmtClassDef(it) => [&it.body, &[], &[]],
        AnyNodeRef::StmtFor(it) => [&it.body, &it.orelse, &[]],
        AnyNodeRef::StmtWhile(it) => [&it.body, &it.orelse, &[]],
        AnyNodeRef::StmtIf(it) => [&it.body, &[], &[]],
        AnyNodeRef::ElifElseClause(it) => [&it.body, &[], &[]],
        AnyNodeRef::StmtWith(it) => [&it.body, &[], &[]],
        AnyNodeRef::StmtTry(it) => [&it.body, &it.orelse, &it.finalbody],
        AnyNodeRef::ExceptHandlerExceptHandler(it) => [&it.body, &[], &[]],
        AnyNodeRef::MatchCase(it) => [&it.body, &[], &[]],
        _ => return None,
    };
    blocks.into_iter().find(|block| block.iter().any(|it| id_of(it) == statement))
}

/// Whether a `break` of this loop may leave it while its test still holds.
fn has_break(body: &[Stmt]) -> bool {
    body.iter().any(|statement| match statement {
        Stmt::Break(_) => true,
        Stmt::If(it) => has_break(&it.body) || it.elif_else_clauses.iter().any(|clause| has_break(&clause.body)),
        Stmt::With(it) => has_break(&it.body),
        Stmt::Try(it) => {
            let in_handlers =
                it.handlers.iter().any(|ast::ExceptHandler::ExceptHandler(handler)| has_break(&handler.body));
            has_break(&it.body) || in_handlers || has_break(&it.orelse) || has_break(&it.finalbody)
        }
        Stmt::Match(it) => it.cases.iter().any(|case| has_break(&case.body)),
        // A loop inside may break the outer one only from its `else`.
        Stmt::For(it) => has_break(&it.orelse),
        Stmt::While(it) => has_break(&it.orelse),
        _ => false,
    })
}
