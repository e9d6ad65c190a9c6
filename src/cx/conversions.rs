//! What a local list could be instead, where everything that is done with it can be done with that too.

use super::own::Own;
use super::{Cx, Replacement, Rewrite, is_scalar};
use crate::facts::kinds::is_new;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::sizes::integer;
use crate::facts::uses::Use;
use crate::model::Kind;
use crate::page::Safety;
use crate::syntax::ast::{self, BoolOp, CmpOp, Expr, Operator};
use crate::syntax::{AnyNodeRef, Ranged, TextRange};

/// Builtins that take the items of whatever they are given.
const TAKE_ITEMS: &[&str] = &["all", "any", "bool", "len", "list", "max", "min", "set", "sorted", "sum", "tuple"];

/// Methods of a list that a deque has, and that do the same there.
const OF_BOTH: &[&str] = &["append", "clear", "count", "extend", "index", "remove", "reverse"];

/// What one read of a list becomes once the list is a deque.
enum InDeque {
    AsItIs,
    /// Takes out the first item, by another method.
    TakesFirst(Replacement),
    /// Takes out an item.
    Takes,
    Other(Replacement),
}

impl<'a> Cx<'a> {
    /// How to make a deque of a local list whose first item a loop takes out.
    pub fn as_deque(&self, list: &Expr, growing: LoopId) -> Option<Rewrite> {
        let own = self.own_name(list)?;
        let (mut edits, mut taking) = (Vec::new(), Vec::new());
        for read in &own.reads {
            match self.in_deque(*read, &own)? {
                InDeque::AsItIs => {}
                InDeque::Takes => taking.push(*read),
                InDeque::TakesFirst(edit) => {
                    taking.push(*read);
                    edits.push(edit);
                }
                InDeque::Other(edit) => edits.push(edit),
            }
        }
        if edits.is_empty() {
            return None;
        }
        let imported = self.import_from("collections", "deque", &self.facts.nodes.get(*own.targets.first()?).node)?;
        for target in own.targets.iter().filter(|target| !self.facts.is_augmented(**target)) {
            edits.extend(self.deque_of(self.list_made_for(*target)?, &imported.name));
        }
        edits.extend(imported.import);
        let is_never_empty = matches!(taking.as_slice(), [only] if self.is_filled_when_taken(*only, &own, growing));
        Some(Rewrite {
            safety: if is_never_empty { Safety::Safe } else { Safety::Unsafe },
            message: format!("make `{}` a deque; taken from when empty, it raises IndexError in other words", own.name),
            edits,
            relies_on: self.function(list).map(Ranged::range),
        })
    }

    /// The new list that a plain assignment gives a name.
    fn list_made_for(&self, target: NodeId) -> Option<&'a Expr> {
        let value = self.assigned_to(target)?;
        let is_annotated = matches!(self.parent(&self.facts.nodes.get(target).node), AnyNodeRef::StmtAnnAssign(_));
        let is_copy = matches!(value, Expr::Call(_) | Expr::Subscript(_)) && is_new(value);
        let is_new_list = self.kind(value).kind.is_list() && (self.makes_collection(value) || is_copy);
        (is_new_list && !is_annotated).then_some(value)
    }

    fn deque_of(&self, value: &Expr, deque: &str) -> Vec<Replacement> {
        match value {
            Expr::List(it) if it.elts.is_empty() => vec![Replacement::replace(it.range(), format!("{deque}()"))],
            Expr::Call(it) if self.facts.is_builtin(&it.func, "list") => {
                vec![Replacement::replace(it.func.range(), deque)]
            }
            _ => vec![Replacement::insert(value.start(), format!("{deque}(")), Replacement::insert(value.end(), ")")],
        }
    }

    fn in_deque(&self, read: NodeId, own: &Own) -> Option<InDeque> {
        let is_alone_in =
            |around: NodeId| own.reads.iter().filter(|it| self.facts.nodes.contains(around, **it)).count() < 2;
        let does_the_same = match self.facts.use_at(read) {
            Use::Looks => self.asks_for_truth(read) || self.asks_for_item(read).is_some(),
            Use::Unpacks => true,
            Use::Argument(call) => TAKE_ITEMS.iter().any(|name| self.facts.is_builtin(&call.func, name)),
            // What goes through a deque must not meet a change of it.
            Use::Iterates(consumer) => is_alone_in(self.extent_of(consumer)),
            Use::Item(item) => integer(&item.slice).is_some(),
            Use::Augments(it) => it.op == Operator::Add && is_alone_in(id_of(&*it.value)),
            Use::SetsItem(item) if item.ctx.is_del() => return self.deletion_in_deque(item),
            Use::SetsItem(item) => integer(&item.slice).is_some(),
            Use::Calls { call, method } => return self.call_in_deque(call, method, is_alone_in(id_of(call))),
            _ => false,
        };
        does_the_same.then_some(InDeque::AsItIs)
    }

    /// `del queue[0]`
    fn deletion_in_deque(&self, item: &'a ast::ExprSubscript) -> Option<InDeque> {
        let AnyNodeRef::StmtDelete(statement) = self.parent(item) else { return None };
        let is_first = statement.targets.len() == 1 && integer(&item.slice) == Some(0);
        let text = format!("{}.popleft()", self.source(&*item.value));
        is_first.then(|| InDeque::TakesFirst(Replacement::replace(statement.range(), text)))
    }

    fn call_in_deque(&self, call: &ast::ExprCall, method: &ast::ExprAttribute, is_alone: bool) -> Option<InDeque> {
        let rest = |from: ast::Identifier, to| TextRange::new(from.start(), to);
        let name = method.attr.as_str();
        match (name, &*call.arguments.args) {
            ("pop", []) => Some(InDeque::Takes),
            ("pop", [place]) if integer(place) == Some(0) => {
                let edit = Replacement::replace(rest(method.attr.clone(), call.end()), "popleft()");
                Some(InDeque::TakesFirst(edit))
            }
            ("insert", [place, item]) if integer(place) == Some(0) => {
                let edit = Replacement::replace(rest(method.attr.clone(), item.start()), "appendleft(");
                Some(InDeque::Other(edit))
            }
            ("remove" | "clear", _) if is_alone => Some(InDeque::Takes),
            _ => (OF_BOTH.contains(&name) && is_alone).then_some(InDeque::AsItIs),
        }
    }

    /// Whether a list holds something where an item is taken: the loop's test has just said so, and nothing else takes.
    fn is_filled_when_taken(&self, read: NodeId, own: &Own<'a>, growing: LoopId) -> bool {
        let AnyNodeRef::StmtWhile(it) = self.facts.nodes.get(self.facts.loops.get(growing).node).node else {
            return false;
        };
        let says_so = |test: &Expr| match test {
            Expr::Name(name) => name.id.as_str() == own.name,
            _ => false,
        };
        let is_filled = match &*it.test {
            Expr::BoolOp(all) if all.op == BoolOp::And => all.values.iter().any(says_so),
            test => says_so(test) || self.is_longer_than_nothing(test, own.name),
        };
        is_filled
            && self.facts.nodes.get(read).in_loop == Some(growing)
            && !self.is_in_test_of(&self.facts.nodes.get(read).node, growing)
    }

    /// `len(queue) > 0`
    fn is_longer_than_nothing(&self, test: &Expr, name: &str) -> bool {
        let Expr::Compare(compare) = test else { return false };
        let ([CmpOp::Gt], [limit], Expr::Call(measure)) = (&*compare.ops, &*compare.comparators, &*compare.left) else {
            return false;
        };
        let is_it = matches!(&*measure.arguments.args, [Expr::Name(measured)] if measured.id.as_str() == name);
        is_it && self.facts.is_builtin(&measure.func, "len") && integer(limit).is_some_and(|limit| limit >= 0)
    }

    /// `if queue:`, `while queue and …:`, `not queue`
    fn asks_for_truth(&self, read: NodeId) -> bool {
        matches!(
            self.facts.nodes.get(self.facts.nodes.get(read).parent).node,
            AnyNodeRef::StmtIf(_)
                | AnyNodeRef::StmtWhile(_)
                | AnyNodeRef::ElifElseClause(_)
                | AnyNodeRef::ExprBoolOp(_)
                | AnyNodeRef::ExprIf(_)
                | AnyNodeRef::StmtAssert(_)
        ) || matches!(self.facts.nodes.get(self.facts.nodes.get(read).parent).node, AnyNodeRef::ExprUnaryOp(it) if it.op == ast::UnaryOp::Not)
    }

    /// What is looked for in the collection that is read: `item` of `item in seen`.
    fn asks_for_item(&self, read: NodeId) -> Option<&'a Expr> {
        let AnyNodeRef::ExprCompare(it) = self.facts.nodes.get(self.facts.nodes.get(read).parent).node else {
            return None;
        };
        let ([CmpOp::In | CmpOp::NotIn], [collection]) = (&*it.ops, &*it.comparators) else { return None };
        (id_of(collection) == read).then_some(&*it.left)
    }

    /// `[]`, `list()`
    pub fn is_empty_list(&self, value: &Expr) -> bool {
        match value {
            Expr::List(it) => it.elts.is_empty(),
            Expr::Call(it) => it.arguments.is_empty() && self.facts.is_builtin(&it.func, "list"),
            _ => false,
        }
    }

    /// How to make a set of a local list that is made empty, added to and asked for items, and nothing else.
    pub fn as_set(&self, list: &Expr) -> Option<Rewrite> {
        let own = self.own_name(list)?;
        let [target] = own.targets.as_slice() else { return None };
        let value = self.list_made_for(*target).filter(|value| self.is_empty_list(value))?;
        let mut edits = vec![Replacement::replace(value.range(), "set()")];
        let mut items = Vec::new();
        for read in &own.reads {
            match self.facts.use_at(*read) {
                Use::Calls { call, method } => {
                    let ("append", [item]) = (method.attr.as_str(), &*call.arguments.args) else { return None };
                    if !matches!(self.parent(call), AnyNodeRef::StmtExpr(_)) || item.is_starred_expr() {
                        return None;
                    }
                    edits.push(Replacement::replace(method.attr.range(), "add"));
                    items.push(item);
                }
                Use::Looks if self.asks_for_truth(*read) => {}
                _ => items.push(self.asks_for_item(*read)?),
            }
        }
        let has_hash = |item: &&Expr| self.kind(item).kind.all(is_key);
        if edits.len() < 2 || !self.means_builtin("set", list) || !items.iter().all(has_hash) {
            return None;
        }
        let is_sure = items.iter().all(|item| self.is_exactly(item, is_key));
        Some(Rewrite {
            safety: if is_sure { Safety::Safe } else { Safety::Unsafe },
            message: format!("make `{}` a set; what has no hash cannot be put into it", own.name),
            edits,
            relies_on: self.function(list).map(Ranged::range),
        })
    }
}

/// A builtin scalar, or a tuple of such.
fn is_key(kind: &Kind) -> bool {
    match kind {
        Kind::Tuple(parts) => parts.iter().all(is_scalar),
        Kind::TupleOf(part) => is_scalar(part),
        other => is_scalar(other),
    }
}
