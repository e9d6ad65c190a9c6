//! Texts and bytes that a loop makes longer and longer: how an assignment makes the new from the old, and whether the
//! loop gets it long before anybody looks at it.

use super::Cx;
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{ScopeId, ScopeKind};
use crate::facts::sizes::integer;
use crate::facts::sources::Origin;
use crate::facts::uses::Use;
use crate::model::{Certainty, Inferred, Kind};
use crate::page::Confidence;
use crate::syntax::ast::{self, CmpOp, Expr, Operator};
use crate::syntax::{AnyNodeRef, Ranged};

/// Where a new text has the old one that it is made from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum OldText {
    /// `text + piece`, which CPython can do in place for a plain local.
    FirstOfTwo,
    /// `text + piece + end`, `f"{text}{piece}"`
    First,
    /// `piece + text`, `f"{piece}{text}"`
    Last,
}

impl<'a> Cx<'a> {
    /// Where a value has the text of a place that it is made from; `None` if it is not made from it by joining.
    pub fn old_text(&self, value: &'a Expr, place: impl Ranged) -> Option<(OldText, &'a Expr)> {
        let place = self.source(place);
        let is_old = |part: &Expr| self.source(part) == place;
        let parts = self.joined_parts(value)?;
        let (first, last) = (*parts.first()?, *parts.last()?);
        match parts.len() {
            2 if first.is_some_and(is_old) && value.is_bin_op_expr() && !is_percent(value) => {
                first.map(|old| (OldText::FirstOfTwo, old))
            }
            2.. if first.is_some_and(is_old) => first.map(|old| (OldText::First, old)),
            2.. if last.is_some_and(is_old) => last.map(|old| (OldText::Last, old)),
            _ => None,
        }
    }

    /// The parts that a new text is joined from, in order; constant parts of a format are `None`.
    fn joined_parts(&self, value: &'a Expr) -> Option<Vec<Option<&'a Expr>>> {
        match value {
            Expr::BinOp(it) if it.op == Operator::Add => Some(added_parts(it)),
            Expr::BinOp(it) if it.op == Operator::Mod => {
                let Expr::StringLiteral(format) = &*it.left else { return None };
                let given = match &*it.right {
                    Expr::Tuple(given) => given.elts.iter().collect(),
                    only => vec![only],
                };
                formatted_parts(format.value.to_str(), &["%s"], given)
            }
            Expr::FString(it) => {
                let parts = it.value.elements().map(|part| part.as_interpolation().map(|part| &*part.expression));
                Some(parts.collect())
            }
            Expr::Call(it) => {
                let Expr::Attribute(method) = &*it.func else { return None };
                let Expr::StringLiteral(format) = &*method.value else { return None };
                let is_format = method.attr.as_str() == "format" && it.arguments.keywords.is_empty();
                let given = it.arguments.args.iter().collect();
                if is_format { formatted_parts(format.value.to_str(), &["{}", "{0}"], given) } else { None }
            }
            _ => None,
        }
    }

    /// Whether what a place holds gets longer and longer in a loop that makes it longer somewhere: it does not start anew
    /// there, nobody reads it as it grows, and the turns are not few however much data there are.
    pub fn gets_longer_in(&self, place: &'a Expr, growing: LoopId) -> bool {
        let extent = self.facts.loop_extent(growing);
        let holder_changes = match place {
            Expr::Attribute(it) => self.is_rebound_in(&it.value, growing),
            _ => false,
        };
        if holder_changes || self.starts_anew_within(place, extent) || self.is_seen_within(place, extent) {
            return false;
        }
        let only_measures = self.looks_within(place, extent).into_iter().all(|at| self.is_measured(at));
        only_measures && !self.stops_by(place, growing) && !self.is_shallow(growing) && !self.reads_to_a_mark(growing)
    }

    /// A text that takes in data grows as they do, unless its length is asked for and may end the loop: how long others
    /// get is not written in the code.
    pub fn confidence_in_length(&self, place: &'a Expr, growing: LoopId) -> Confidence {
        let loops = self.facts.growing_loops(place);
        let outward = loops.iter().skip_while(|id| **id != growing);
        let mut kept = outward.take_while(|id| !self.starts_anew_within(place, self.facts.loop_extent(**id)));
        let takes_in = kept.any(|id| self.takes_in_data(*id));
        let is_free = takes_in && self.grows_freely(place, growing) && !self.counts_down(growing);
        if is_free { Confidence::High } else { Confidence::Medium }
    }

    /// Whether nothing in a loop looks at what a place holds, so that nothing ends its growth but the loop's end.
    pub fn grows_freely(&self, place: &'a Expr, growing: LoopId) -> bool {
        self.looks_within(place, self.facts.loop_extent(growing)).is_empty() && !self.runs_once(place)
    }

    /// Whether a place is the first in a loop that makes the text longer in such a way: one finding says it for all.
    pub fn is_first_to_lengthen(&self, place: &'a Expr, growing: LoopId, such: impl Fn(OldText) -> bool) -> bool {
        let shape = |at: NodeId| match self.facts.is_augmented(at) {
            true => Some(OldText::FirstOfTwo),
            false => self.old_text_at(at),
        };
        let places = self.same_place_within(place, self.facts.loop_extent(growing));
        let first = places.into_iter().find(|at| self.is_stored(*at) && shape(*at).is_some_and(&such));
        first == Some(id_of(place))
    }

    /// What a name or attribute holds when a loop starts, from a place in the loop that reads or augments it.
    pub fn kind_before_loop(&self, place: &'a Expr, growing: LoopId) -> Inferred {
        let Expr::Name(name) = place else { return self.kind_of_place(place) };
        let extent = self.facts.loop_extent(growing);
        let is_outside = |node: NodeId| !self.facts.nodes.contains(extent, node);
        let crate::facts::flow::Reached::Bindings { bindings, .. } =
            self.facts.reached_at(id_of(name), name.id.as_str())
        else {
            return Inferred::UNKNOWN;
        };
        let before = bindings.iter().filter(|binding| is_outside(self.facts.scopes.binding(**binding).node));
        let kinds = before.map(|binding| self.kind_of_binding(*binding));
        kinds.fold(Inferred { kind: Kind::Never, certainty: Certainty::Proved }, Inferred::join)
    }

    /// Whether a loop gives a place a new value that is not made from the old one, itself or through a method of this
    /// module that it calls.
    pub fn starts_anew_within(&self, place: &Expr, extent: NodeId) -> bool {
        let is_new = |at: NodeId| self.is_stored(at) && !self.facts.is_augmented(at) && self.old_text_at(at).is_none();
        if self.same_place_within(place, extent).into_iter().any(is_new) {
            return true;
        }
        let Expr::Attribute(attribute) = place else { return false };
        self.own_calls_within(extent).into_iter().any(|function| {
            let body = self.facts.scopes.get(function).node;
            self.facts.sets_attribute_within(body, attribute.attr.as_str())
        })
    }

    /// Where the text that a target gets has what it held.
    fn old_text_at(&self, target: NodeId) -> Option<OldText> {
        let Origin::Value(value) = self.facts.source_of_place(target).origin else { return None };
        self.old_text(value, self.facts.nodes.get(target).node).map(|(place, _)| place)
    }

    /// Whether a read of a place is the old text in the making of its new one: `text` in `text = f"{text}{piece}"`.
    pub fn is_read_to_remake(&self, at: NodeId) -> bool {
        let statement = self.facts.nodes.ancestors(at).find(|(_, it)| it.node.is_statement());
        let Some((_, around)) = statement else { return false };
        let AnyNodeRef::StmtAssign(it) = around.node else { return false };
        let [target] = &*it.targets else { return false };
        self.old_text(&it.value, target).is_some_and(|(_, old)| id_of(old) == at)
    }

    /// Where a loop reads a place other than to make it longer, to see whether it is empty, or to return it.
    fn looks_within(&self, place: &Expr, extent: NodeId) -> Vec<NodeId> {
        let is_test = |at: NodeId| {
            let parent = self.facts.nodes.get(self.facts.nodes.get(at).parent).node;
            matches!(parent, AnyNodeRef::StmtIf(_) | AnyNodeRef::ExprUnaryOp(_) | AnyNodeRef::ElifElseClause(_))
        };
        let is_returned = |at: NodeId| matches!(self.facts.use_at(at), Use::Returned);
        let makes_longer = |at: NodeId| self.is_stored(at) || self.facts.is_augmented(at) || self.is_read_to_remake(at);
        let places = self.same_place_within(place, extent).into_iter();
        places.filter(|at| !makes_longer(*at) && !is_test(*at) && !is_returned(*at)).collect()
    }

    /// `len(text)`
    fn is_measured(&self, at: NodeId) -> bool {
        matches!(self.facts.use_at(at), Use::Argument(call) if self.facts.is_builtin(&call.func, "len"))
    }

    /// Whether a `while` asks the text itself when to stop: it looks for a free name, or for so many bytes.
    fn stops_by(&self, place: &Expr, id: LoopId) -> bool {
        let places = self.same_place_within(place, self.facts.loop_extent(id));
        places.into_iter().any(|at| self.is_in_test_of(&self.facts.nodes.get(at).node, id))
    }

    fn is_stored(&self, at: NodeId) -> bool {
        match self.facts.nodes.get(at).node {
            AnyNodeRef::ExprName(it) => !it.ctx.is_load(),
            AnyNodeRef::ExprAttribute(it) => !it.ctx.is_load(),
            AnyNodeRef::ExprSubscript(it) => !it.ctx.is_load(),
            _ => false,
        }
    }

    /// Whether a loop reads one character at a time until it meets a certain one: a word, a line, a text in a header.
    fn reads_to_a_mark(&self, id: LoopId) -> bool {
        let within = || self.facts.nodes.within(self.facts.loop_extent(id)).map(|(_, it)| it.node);
        let reads_one = |node| match node {
            AnyNodeRef::ExprCall(call) => matches!(&*call.arguments.args, [size] if integer(size) == Some(1)),
            _ => false,
        };
        let is_mark = |other: &Expr| match other {
            Expr::BytesLiteral(it) => it.value.bytes().count() == 1,
            Expr::StringLiteral(it) => it.value.chars().count() == 1,
            _ => false,
        };
        let asks_for_mark = |node| match node {
            AnyNodeRef::ExprCompare(it) => it.comparators.iter().any(is_mark),
            _ => false,
        };
        within().any(reads_one) && within().any(asks_for_mark)
    }

    /// `while size > 0`: the loop takes in as much as it was asked for.
    fn counts_down(&self, id: LoopId) -> bool {
        let AnyNodeRef::StmtWhile(it) = self.facts.nodes.get(self.facts.loops.get(id).node).node else { return false };
        let Expr::Compare(test) = &*it.test else { return false };
        let is_counted = matches!(&*test.ops, [CmpOp::Gt | CmpOp::GtE | CmpOp::Lt | CmpOp::LtE]);
        is_counted && test.left.is_name_expr()
    }

    /// Whether a loop has few turns, however much data there are: it takes a number apart digit by digit, follows parents,
    /// or goes through the arguments of a call.
    fn is_shallow(&self, id: LoopId) -> bool {
        let node = self.facts.nodes.get(self.facts.loops.get(id).node).node;
        let is_over_arguments = self.facts.loop_iterable(id).is_some_and(|items| self.is_call_arguments(items));
        is_over_arguments
            || self.facts.nodes.within(self.facts.loop_extent(id)).any(|(_, it)| match it.node {
                AnyNodeRef::StmtAugAssign(it) => matches!(it.op, Operator::FloorDiv | Operator::RShift),
                AnyNodeRef::StmtAssign(it) => self.divides(&it.value) || node.is_stmt_while() && follows(it),
                _ => false,
            })
    }

    /// `number // 10`, `int(number / 26) - 1`
    fn divides(&self, value: &Expr) -> bool {
        match value {
            Expr::BinOp(it) if it.op == Operator::Sub => self.divides(&it.left),
            Expr::BinOp(it) => matches!(it.op, Operator::FloorDiv | Operator::RShift),
            Expr::Call(it) => {
                let by_division = |argument: &Expr| match argument {
                    Expr::BinOp(it) => matches!(it.op, Operator::Div | Operator::FloorDiv),
                    _ => false,
                };
                self.facts.is_builtin(&it.func, "divmod")
                    || self.facts.is_builtin(&it.func, "int") && it.arguments.args.iter().any(by_division)
            }
            _ => false,
        }
    }

    /// `*args`, `**kwargs`, `kwargs.items()`: as many as a call has written out.
    fn is_call_arguments(&self, items: &Expr) -> bool {
        let name = match items {
            Expr::Name(it) => it,
            Expr::Call(call) => match &*call.func {
                Expr::Attribute(method) => return self.is_call_arguments(&method.value),
                _ => return call.arguments.args.first().is_some_and(|first| self.is_call_arguments(first)),
            },
            _ => return false,
        };
        let Some(function) = self.function(name) else { return false };
        let is_it = |parameter: &Option<Box<ast::Parameter>>| {
            parameter.as_deref().is_some_and(|parameter| parameter.name.as_str() == name.id.as_str())
        };
        is_it(&function.parameters.vararg) || is_it(&function.parameters.kwarg)
    }

    /// Why a name is no plain local, in words that follow a colon; `None` when it is one.
    pub fn why_shared(&self, name: &ast::ExprName) -> Option<String> {
        let scope = self.facts.nodes.get(id_of(name)).scope;
        let owner = self.facts.scopes.owner(scope, name.id.as_str())?;
        match self.facts.scopes.get(owner).kind {
            ScopeKind::Module => Some("it is a name of the module".to_owned()),
            ScopeKind::Function if owner != self.facts.scopes.running(scope) => {
                Some(format!("it belongs to `{}`", self.facts.function_definition(owner)?.name))
            }
            ScopeKind::Function => self
                .is_captured(owner, name.id.as_str())
                .then(|| "an inner function reads it, so it is no plain local".to_owned()),
            ScopeKind::Lambda | ScopeKind::Class | ScopeKind::Comprehension => None,
        }
    }

    /// Whether a name is one that CPython keeps in a slot of the running function alone.
    pub fn is_plain_local(&self, name: &ast::ExprName) -> bool {
        let is_in_function = self.function(name).is_some();
        is_in_function && self.why_shared(name).is_none()
    }

    fn is_captured(&self, owner: ScopeId, name: &str) -> bool {
        self.facts.reads_of(owner, name).into_iter().any(|read| {
            let runs_in = self.facts.scopes.running(self.facts.nodes.get(read).scope);
            runs_in != owner
        })
    }
}

/// The operands of a chain of `+`, from the left.
fn added_parts(whole: &ast::ExprBinOp) -> Vec<Option<&Expr>> {
    let mut parts = vec![Some(&*whole.right)];
    let mut left = &*whole.left;
    while let Expr::BinOp(it) = left
        && it.op == Operator::Add
    {
        parts.push(Some(&*it.right));
        left = &it.left;
    }
    parts.push(Some(left));
    parts.reverse();
    parts
}

/// What a format makes of its arguments, as far as its ends tell: the first argument if it starts with it, the last if
/// it ends with it.
fn formatted_parts<'e>(format: &str, marks: &[&str], given: Vec<&'e Expr>) -> Option<Vec<Option<&'e Expr>>> {
    let is_mark = |text: &str| marks.contains(&text);
    if is_mark(format) {
        return None;
    }
    let starts = marks.iter().any(|mark| format.starts_with(mark));
    let ends = format.ends_with(marks[0]);
    let first = given.first().copied().filter(|_| starts);
    let last = given.last().copied().filter(|_| ends);
    Some(vec![first, None, last])
}

fn is_percent(value: &Expr) -> bool {
    matches!(value, Expr::BinOp(it) if it.op == Operator::Mod)
}

/// `node = node.parent`, `node = parents[node]`
fn follows(it: &ast::StmtAssign) -> bool {
    let [Expr::Name(target)] = &*it.targets else { return false };
    let is_target = |part: &Expr| matches!(part, Expr::Name(name) if name.id == target.id);
    match &*it.value {
        Expr::Attribute(value) => is_target(&value.value),
        Expr::Subscript(value) => is_target(&value.slice),
        _ => false,
    }
}
