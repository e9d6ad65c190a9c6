//! A name that gets a value before a loop, is added to in the loop and used after it: how to gather the pieces in
//! something that grows in place, and to make the value of them once.

use super::own::Own;
use super::{Cx, OldText, Replacement};
use crate::facts::flow::Reached;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::uses::Use;
use crate::syntax::ast::{self, Expr, Stmt};
use crate::syntax::{AnyNodeRef, Ranged, TextRange, TextSize, mentions};

/// Such a name, where nothing but the additions touches it from its first value to the end of the loop.
pub struct Building<'a> {
    pub own: Own<'a>,
    /// The target that gets the first value, and the value.
    pub started: NodeId,
    pub start: &'a Expr,
    /// The statements that add something, in the order of the text.
    pub additions: Vec<NodeId>,
    /// The last statement beside the first assignment in which some of them stand.
    pub last: &'a Stmt,
    /// Whether an error on the way may be followed by somebody who reads the name.
    pub is_read_after_error: bool,
}

/// What one statement adds to a text.
pub struct Piece<'a> {
    pub at: OldText,
    /// The operands that make it.
    pub parts: Vec<&'a Expr>,
    /// Its source, and what is to be cut out of that: the old text in an f-string.
    pub range: TextRange,
    pub cut: Option<TextRange>,
}

impl<'a> Cx<'a> {
    /// What a function builds under a name of its own, where all that touches the name in the loop are additions and
    /// reads that do not matter.
    pub fn building(
        &self,
        place: &Expr,
        adds: impl Fn(NodeId) -> bool,
        may_read: impl Fn(NodeId) -> bool,
    ) -> Option<Building<'a>> {
        let own = self.own_name(place)?;
        let is_addition = |target: &NodeId| self.statement_of(*target).is_some_and(&adds);
        let before = own.targets.iter().filter(|target| **target < id_of(place) && !is_addition(target));
        let started = before.copied().next_back()?;
        let (first, start) = (self.facts.nodes.get(started).parent, self.assigned_to(started)?);
        let block = self.block_of(first)?;
        let below = block.iter().filter(|it| id_of(*it) > first);
        let mut touched: Vec<NodeId> =
            own.targets.iter().chain(&own.reads).copied().filter(|at| *at > started).collect();
        touched.sort_unstable();
        let (mut additions, mut last): (Vec<NodeId>, Option<&'a Stmt>) = (Vec::new(), None);
        for at in touched.iter().copied() {
            let beside = below.clone().find(|it| self.facts.nodes.contains(id_of(*it), at));
            match (self.statement_of(at).filter(|it| adds(*it)), beside) {
                (Some(statement), Some(beside)) => {
                    additions.push(statement);
                    last = Some(beside);
                }
                _ if may_read(at) => {}
                _ => break,
            }
        }
        additions.dedup();
        let last = last.filter(|it| self.facts.nodes.get(id_of(*it)).end > id_of(place))?;
        let end = self.facts.nodes.get(id_of(last)).end;
        let is_whole = touched
            .iter()
            .filter(|at| **at < end)
            .all(|at| may_read(*at) || self.statement_of(*at).is_some_and(|it| additions.contains(&it)));
        let comes_round = self.facts.nodes.get(first).in_loop.is_some() && own.reads.iter().any(|at| *at < started);
        let comes_round = comes_round || self.leaves_loop_between(first, end);
        let is_read_after_error = self.is_read_after_error(&own, first);
        (is_whole && !comes_round).then_some(Building { own, started, start, additions, last, is_read_after_error })
    }

    /// Whether something between two places ends a turn of the loop around both.
    fn leaves_loop_between(&self, first: NodeId, end: NodeId) -> bool {
        let around = self.facts.nodes.get(first).in_loop;
        around.is_some()
            && (first.0..end.0).map(|id| self.facts.nodes.get(NodeId(id))).any(|it| {
                matches!(it.node, AnyNodeRef::StmtBreak(_) | AnyNodeRef::StmtContinue(_)) && it.in_loop == around
            })
    }

    /// Whether a read finds what was built and nothing else.
    fn finds_only(&self, building: &Building<'a>, read: NodeId) -> bool {
        let Reached::Bindings { bindings, unbound: false } = self.facts.reached_at(read, building.own.name) else {
            return false;
        };
        let is_built = |target: NodeId| {
            target == building.started
                || self.statement_of(target).is_some_and(|statement| building.additions.contains(&statement))
        };
        bindings.iter().all(|binding| is_built(self.facts.scopes.binding(*binding).node))
    }

    /// Whether the name of what is built is annotated with its kind, which must stay then.
    pub fn is_annotated(&self, building: &Building) -> bool {
        matches!(self.parent(&self.facts.nodes.get(building.started).node), AnyNodeRef::StmtAnnAssign(_))
    }

    /// The edits that turn what was gathered into what was wanted: where it is read, if that is one place, else in a
    /// line of its own after the loop.
    pub fn closed(&self, building: &Building<'a>, closing: &str) -> Option<Vec<Replacement>> {
        let nodes = &self.facts.nodes;
        let end = nodes.get(id_of(building.last)).end;
        let reads: Vec<NodeId> = building.own.reads.iter().copied().filter(|at| *at >= end).collect();
        let is_final = building.own.targets.iter().all(|target| *target < end);
        let is_plain = |read: NodeId| {
            let (one, other) = (nodes.get(read), nodes.get(building.started));
            let in_format = nodes.ancestors(read).any(|(_, it)| matches!(it.node, AnyNodeRef::InterpolatedElement(_)));
            one.scope == other.scope && one.in_loop == other.in_loop && !in_format
        };
        match reads.as_slice() {
            [] => None,
            [read] if is_final && is_plain(*read) && self.finds_only(building, *read) => {
                Some(vec![Replacement::replace(nodes.get(*read).node.range(), closing)])
            }
            _ => self.after(building, &format!("{} = {closing}", building.own.name)).map(|edit| vec![edit]),
        }
    }

    /// The edit that puts a line after the loop.
    pub fn after(&self, building: &Building<'a>, line: &str) -> Option<Replacement> {
        let indent = self.indent(building.last.start())?;
        let at = self.line_below(building.last.end())?;
        Some(Replacement::insert(at, format!("{indent}{line}\n")))
    }

    /// A name for a list of pieces that a function does not use yet.
    pub fn name_for_pieces(&self, building: &Building<'a>) -> Option<String> {
        let function = self.function(building.last)?;
        let candidates = ["pieces".to_owned(), format!("{}_pieces", building.own.name)];
        candidates.into_iter().find(|name| !mentions(self.source(function), name))
    }

    /// The list and the item that a statement `items = [item] + items` puts in front of it.
    pub fn item_in_front(&self, statement: NodeId) -> Option<(&'a Expr, &'a Expr)> {
        let AnyNodeRef::StmtAssign(it) = self.facts.nodes.get(statement).node else { return None };
        let ([target @ Expr::Name(_)], Expr::BinOp(sum)) = (&*it.targets, &*it.value) else { return None };
        let Expr::List(front) = &*sum.left else { return None };
        let is_own = self.same_place_within(target, statement).len() == 2;
        let is_old = sum.op == ast::Operator::Add && self.source(&*sum.right) == self.source(target);
        match front.elts.as_slice() {
            [item] if is_own && is_old && !item.is_starred_expr() => Some((target, item)),
            _ => None,
        }
    }

    /// What a statement adds to a text that a name holds; `None` for other statements, and for pieces that are made from
    /// the text.
    pub fn piece_of(&self, statement: NodeId) -> Option<Piece<'a>> {
        match self.facts.nodes.get(statement).node {
            AnyNodeRef::StmtAugAssign(it) if it.op == ast::Operator::Add => self.augmented_piece(it),
            AnyNodeRef::StmtAssign(it) => self.assigned_piece(it),
            _ => None,
        }
        .filter(|piece| {
            let yields = piece.parts.iter().any(|part| matches!(part, Expr::Yield(_) | Expr::YieldFrom(_)));
            !yields && !self.facts.text[piece.range].contains("\\\n")
        })
    }

    fn augmented_piece(&self, it: &'a ast::StmtAugAssign) -> Option<Piece<'a>> {
        let rest = TextRange::new(it.target.end(), it.end());
        let operator = TextSize::try_from(self.facts.text[rest].find("+=")?).ok()?;
        let range = self.trimmed(TextRange::new(it.target.end() + operator + TextSize::new(2), it.end()));
        let is_own = self.same_place_within(&it.target, id_of(it)).len() == 1;
        let range = if range == it.value.range() { range } else { self.unwrapped(range, it.value.range())? };
        is_own.then(|| Piece { at: OldText::FirstOfTwo, parts: vec![&*it.value], range, cut: None })
    }

    /// What stands in the brackets around a value that has some.
    fn unwrapped(&self, whole: TextRange, value: TextRange) -> Option<TextRange> {
        let before = self.facts.text[TextRange::new(whole.start(), value.start())].trim();
        let after = self.facts.text[TextRange::new(value.end(), whole.end())].trim();
        let one = TextSize::new(1);
        (before == "(" && after == ")").then(|| TextRange::new(whole.start() + one, whole.end() - one))
    }

    fn assigned_piece(&self, it: &'a ast::StmtAssign) -> Option<Piece<'a>> {
        let [target @ Expr::Name(_)] = &*it.targets else { return None };
        let (at, old) = self.old_text(&it.value, target)?;
        let is_own = self.same_place_within(target, id_of(it)).len() == 2;
        if !is_own || it.value.end() != it.end() {
            return None;
        }
        match &*it.value {
            Expr::FString(text) => self.formatted_piece(text, at, old),
            Expr::BinOp(sum) if at == OldText::Last => {
                let between = TextRange::new(sum.left.end(), old.start());
                let is_plain = self.facts.text[between].trim() == "+" && sum.start() == sum.left.start();
                is_plain.then(|| Piece { at, parts: vec![&*sum.left], range: sum.left.range(), cut: None })
            }
            Expr::BinOp(sum) if sum.start() == old.start() => {
                let rest = TextRange::new(old.end(), it.end());
                let start = self.facts.text[rest].trim_start().strip_prefix('+')?;
                let length = TextSize::of(start.trim_start());
                let range = TextRange::new(it.end() - length, it.end());
                Some(Piece { at, parts: operands_after(sum, old), range, cut: None })
            }
            _ => None,
        }
    }

    /// `f"{text}{name}\n"` without the text.
    fn formatted_piece(&self, text: &'a ast::ExprFString, at: OldText, old: &Expr) -> Option<Piece<'a>> {
        let mut elements = text.value.elements().filter_map(|part| part.as_interpolation());
        let element = elements.find(|part| id_of(&*part.expression) == id_of(old))?;
        let is_plain = element.conversion == ast::ConversionFlag::None
            && element.format_spec.is_none()
            && element.debug_text.is_none()
            && text.as_single_part_fstring().is_some();
        let at = if at == OldText::Last { at } else { OldText::First };
        is_plain.then(|| Piece { at, parts: Vec::new(), range: text.range(), cut: Some(element.range()) })
    }

    fn trimmed(&self, range: TextRange) -> TextRange {
        let text = &self.facts.text[range];
        let start = range.start() + (TextSize::of(text) - TextSize::of(text.trim_start()));
        TextRange::new(start, start + TextSize::of(text.trim()))
    }

    /// The edits that make of a statement something else around the same piece.
    pub fn around_piece(&self, statement: NodeId, piece: &Piece, before: &str, after: &str) -> Vec<Replacement> {
        let all = self.facts.nodes.get(statement).node.range();
        let cut = piece.cut.into_iter().map(Replacement::delete);
        let start = Replacement::replace(TextRange::new(all.start(), piece.range.start()), before);
        let end = Replacement::replace(TextRange::new(piece.range.end(), all.end()), after);
        [start].into_iter().chain(cut).chain([end]).collect()
    }

    /// `len(data)`, `if data:`, `while not data:`
    pub fn only_asks_for_length(&self, at: NodeId) -> bool {
        match self.facts.use_at(at) {
            Use::Argument(call) => self.facts.is_builtin(&call.func, "len"),
            Use::Looks => matches!(
                self.facts.nodes.get(self.facts.nodes.get(at).parent).node,
                AnyNodeRef::StmtIf(_) | AnyNodeRef::StmtWhile(_) | AnyNodeRef::ExprUnaryOp(_)
            ),
            _ => false,
        }
    }
}

/// The operands of a chain of `+` without the first.
fn operands_after<'a>(whole: &'a ast::ExprBinOp, first: &Expr) -> Vec<&'a Expr> {
    let (mut operands, mut at) = (vec![&*whole.right], &*whole.left);
    while let Expr::BinOp(it) = at
        && id_of(at) != id_of(first)
    {
        operands.push(&it.right);
        at = &it.left;
    }
    operands
}
