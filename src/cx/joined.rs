//! Texts, bytes and tuples that a loop makes longer: gathered in what grows in place, and made once after the loop.

use super::builders::{Building, Piece};
use super::{Cx, OldText, Replacement, Rewrite, is_text};
use crate::facts::loops::LoopId;
use crate::facts::nodes::{NodeId, id_of};
use crate::model::Kind;
use crate::page::Safety;
use crate::syntax::ast::{self, Expr, Operator};
use crate::syntax::{AnyNodeRef, Ranged, TextRange, TextSize};

/// What a statement adds to a tuple.
struct More<'a> {
    value: &'a Expr,
    /// The statement as it is to be for a list; `None` where it can stay.
    instead: Option<String>,
}

impl<'a> Cx<'a> {
    /// How to gather the pieces of a text in a list, and to join them after the loop.
    pub fn as_join(&self, place: &Expr) -> Option<Rewrite> {
        let building = self.building(place, |statement| self.piece_of(statement).is_some(), |_| false)?;
        let pieces: Vec<Piece> = building.additions.iter().filter_map(|it| self.piece_of(*it)).collect();
        let is_in_front = |piece: &Piece| piece.at == OldText::Last;
        let in_front = pieces.iter().filter(|piece| is_in_front(piece)).count();
        if in_front != 0 && in_front != pieces.len() || building.is_read_after_error {
            return None;
        }
        let name = self.name_for_pieces(&building)?;
        let joined = if in_front > 0 { format!("reversed({name})") } else { name.clone() };
        let mut edits = self.closed(&building, &format!("\"\".join({joined})"))?;
        edits.push(self.start_of_pieces(&building, &name)?);
        for (statement, piece) in building.additions.iter().zip(&pieces) {
            edits.extend(self.around_piece(*statement, piece, &format!("{name}.append("), ")"));
        }
        let mut parts = pieces.iter().flat_map(|piece| &piece.parts).copied().chain([building.start]);
        Some(Rewrite {
            safety: if parts.all(|part| self.is_exactly(part, is_text)) { Safety::Safe } else { Safety::Unsafe },
            message: "join the pieces once, after the loop; what is no text raises there, no longer in the loop"
                .to_owned(),
            edits,
            relies_on: self.function(building.last).map(Ranged::range),
        })
    }

    fn start_of_pieces(&self, building: &Building<'a>, name: &str) -> Option<Replacement> {
        let is_empty = matches!(building.start, Expr::StringLiteral(it) if it.value.is_empty());
        let first = if is_empty { "" } else { self.source(building.start) };
        let (statement, annotation) = match self.parent(&self.facts.nodes.get(building.started).node) {
            AnyNodeRef::StmtAnnAssign(it) if self.source(&*it.annotation) == "str" => (it.range(), ": list[str]"),
            AnyNodeRef::StmtAssign(it) => (it.range(), ""),
            _ => return None,
        };
        Some(Replacement::replace(statement, format!("{name}{annotation} = [{first}]")))
    }

    /// How to gather bytes in a bytearray, and to make bytes of it after the loop.
    pub fn as_bytearray(&self, place: &Expr) -> Option<Rewrite> {
        let piece = |statement| self.piece_of(statement).filter(|it| it.at != OldText::Last && it.cut.is_none());
        let asks = |read| self.only_asks_for_length(read);
        let building = self.building(place, |statement| piece(statement).is_some(), asks)?;
        if building.is_read_after_error || self.is_annotated(&building) {
            return None;
        }
        let mut edits = self.closed(&building, &format!("bytes({})", building.own.name))?;
        edits.push(match building.start {
            Expr::BytesLiteral(it) if it.value.is_empty() => Replacement::replace(it.range(), "bytearray()"),
            other => Replacement::replace(other.range(), format!("bytearray({})", self.source(other))),
        });
        let mut is_sure = self.is_exactly(building.start, |kind| *kind == Kind::Bytes);
        for statement in &building.additions {
            let piece = piece(*statement)?;
            is_sure &= piece.parts.iter().all(|part| self.is_exactly(part, |kind| *kind == Kind::Bytes));
            if matches!(self.facts.nodes.get(*statement).node, AnyNodeRef::StmtAssign(_)) {
                edits.extend(self.around_piece(*statement, &piece, &format!("{} += ", building.own.name), ""));
            }
        }
        Some(Rewrite {
            safety: if is_sure { Safety::Safe } else { Safety::Unsafe },
            message: "gather the bytes in a bytearray, which also takes numbers where bytes raise TypeError".to_owned(),
            edits,
            relies_on: self.function(building.last).map(Ranged::range),
        })
    }

    /// How to gather the items of a tuple in a list, and to make a tuple of it after the loop.
    pub fn as_list_first(&self, place: &Expr) -> Option<Rewrite> {
        let building = self.building(place, |statement| self.more_of(statement).is_some(), |_| false)?;
        if building.is_read_after_error {
            return None;
        }
        let mut edits = self.closed(&building, &format!("tuple({})", building.own.name))?;
        edits.extend(self.start_of_list(&building)?);
        let is_tuple = |kind: &Kind| matches!(kind, Kind::Tuple(_) | Kind::TupleOf(_));
        let mut is_sure = self.is_exactly(building.start, is_tuple);
        for statement in &building.additions {
            let more = self.more_of(*statement)?;
            is_sure &= self.is_exactly(more.value, is_tuple);
            let range = self.facts.nodes.get(*statement).node.range();
            edits.extend(more.instead.map(|text| Replacement::replace(range, text)));
        }
        Some(Rewrite {
            safety: if is_sure { Safety::Safe } else { Safety::Unsafe },
            message: "gather the items in a list, which also takes what is no tuple".to_owned(),
            edits,
            relies_on: self.function(building.last).map(Ranged::range),
        })
    }

    fn start_of_list(&self, building: &Building<'a>) -> Option<Vec<Replacement>> {
        let start = match building.start {
            Expr::Tuple(it) if it.elts.is_empty() => Replacement::replace(it.range(), "[]"),
            Expr::Tuple(_) => return None,
            other => Replacement::replace(other.range(), format!("list({})", self.source(other))),
        };
        match self.parent(&self.facts.nodes.get(building.started).node) {
            AnyNodeRef::StmtAnnAssign(it) => {
                let Expr::Subscript(annotation) = &*it.annotation else { return None };
                let Expr::Tuple(parts) = &*annotation.slice else { return None };
                let [item, Expr::EllipsisLiteral(_)] = &*parts.elts else { return None };
                let is_plain = self.facts.is_builtin(&annotation.value, "tuple");
                let text = format!("list[{}]", self.source(item));
                is_plain.then(|| vec![Replacement::replace(annotation.range(), text), start])
            }
            _ => Some(vec![start]),
        }
    }

    fn more_of(&self, statement: NodeId) -> Option<More<'a>> {
        match self.facts.nodes.get(statement).node {
            AnyNodeRef::StmtAugAssign(it) if it.op == Operator::Add => {
                let is_own = self.same_place_within(&it.target, statement).len() == 1;
                let instead = self.appended(&it.target, &it.value);
                is_own.then_some(More { value: &it.value, instead })
            }
            AnyNodeRef::StmtAssign(it) => {
                let ([target @ Expr::Name(_)], Expr::BinOp(sum)) = (&*it.targets, &*it.value) else { return None };
                let is_own = self.same_place_within(target, statement).len() == 2;
                let is_old = sum.op == Operator::Add && self.source(&*sum.left) == self.source(target);
                let extended = || format!("{} += {}", self.source(target), self.source(&*sum.right));
                let instead = self.appended(target, &sum.right).or_else(|| Some(extended()));
                (is_own && is_old && !sum.right.is_bin_op_expr()).then_some(More { value: &sum.right, instead })
            }
            _ => None,
        }
    }

    /// `rows.append(row)` for `rows += (row,)`
    fn appended(&self, target: &Expr, value: &Expr) -> Option<String> {
        let Expr::Tuple(ast::ExprTuple { elts, .. }) = value else { return None };
        let [item] = elts.as_slice() else { return None };
        let is_plain = !matches!(item, Expr::Starred(_) | Expr::Yield(_) | Expr::YieldFrom(_));
        is_plain.then(|| format!("{}.append({})", self.source(target), self.source(item)))
    }

    /// The edits that move an assignment, which gives the same on every turn, from the body of a loop to the line before
    /// it: where its name is read only below, on the same turn.
    pub fn moved_before_loop(&self, value: NodeId, growing: LoopId) -> Option<Vec<Replacement>> {
        let nodes = &self.facts.nodes;
        let statement = nodes.get(value).parent;
        let AnyNodeRef::StmtAssign(assignment) = nodes.get(statement).node else { return None };
        let [target] = &*assignment.targets else { return None };
        let own = self.own_name(target)?;
        let around = self.facts.loops.get(growing).node;
        let body = match nodes.get(around).node {
            AnyNodeRef::StmtFor(it) => &it.body,
            AnyNodeRef::StmtWhile(it) => &it.body,
            _ => return None,
        };
        let is_read_here = |read: &NodeId| *read > statement && *read < nodes.get(around).end;
        let is_in_body = body.len() > 1 && body.iter().any(|it| id_of(it) == statement);
        if !is_in_body || own.targets.len() != 1 || !own.reads.iter().all(is_read_here) {
            return None;
        }
        let start = nodes.get(around).node.start();
        let (indent, own_indent) = (self.indent(start)?, self.indent(assignment.start())?);
        let below = self.line_below(assignment.end())?;
        let lines = TextRange::new(assignment.start() - TextSize::of(own_indent), below);
        let text = self.facts.text[TextRange::new(assignment.start(), below)].trim_end();
        let rest = self.facts.text[TextRange::new(assignment.end(), below)].trim();
        let is_alone = rest.is_empty() || rest.starts_with('#');
        is_alone.then(|| {
            vec![
                Replacement::insert(start - TextSize::of(indent), format!("{indent}{text}\n")),
                Replacement::delete(lines),
            ]
        })
    }
}
