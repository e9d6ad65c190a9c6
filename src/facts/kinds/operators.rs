//! Operators: exact for known operands, unknown for the rest.

use super::vectors;
use crate::facts::Facts;
use crate::model::{Inferred, Kind};
use crate::syntax::ast::{self, BoolOp, CmpOp, Expr, Operator, UnaryOp};

impl Facts<'_> {
    /// `or` and `and` give one of their operands; those whose truth is known by kind are dropped.
    pub(super) fn kind_of_bool_op(&self, it: &ast::ExprBoolOp) -> Inferred {
        let mut joined = Inferred::proved(Kind::Never);
        let (last, earlier) = it.values.split_last().map_or((None, &[][..]), |(last, earlier)| (Some(last), earlier));
        for value in earlier {
            let mut inferred = self.kind(value);
            let members = inferred.kind.members().iter().filter(|member| may_decide(it.op, member)).cloned();
            inferred.kind = members.fold(Kind::Never, Kind::join);
            joined = joined.join(inferred);
            if matches!((it.op, literal_truth(value)), (BoolOp::Or, Some(true)) | (BoolOp::And, Some(false))) {
                return joined;
            }
        }
        match last {
            Some(last) => joined.join(self.kind(last)),
            None => joined,
        }
    }

    pub(super) fn kind_of_unary(&self, it: &ast::ExprUnaryOp) -> Inferred {
        let operand = self.kind(&it.operand);
        if it.op == UnaryOp::Not {
            return Inferred::proved(Kind::Bool);
        }
        let members = operand.kind.members().iter().map(|member| match (it.op, member) {
            (_, Kind::Ndarray | Kind::Series | Kind::Dataframe) => member.clone(),
            (_, Kind::Int | Kind::Bool) => Kind::Int,
            (UnaryOp::USub | UnaryOp::UAdd, Kind::Float) => Kind::Float,
            (UnaryOp::USub | UnaryOp::UAdd, Kind::Complex) => Kind::Complex,
            _ => Kind::Unknown,
        });
        Inferred { kind: members.fold(Kind::Never, Kind::join), certainty: operand.certainty }
    }

    /// `is`, `in` and `not` are always bool; `==` and `<` only between builtin kinds: arrays compare to arrays.
    pub(super) fn kind_of_compare(&self, it: &ast::ExprCompare) -> Inferred {
        let is_always_bool = |op: &CmpOp| matches!(op, CmpOp::Is | CmpOp::IsNot | CmpOp::In | CmpOp::NotIn);
        if it.ops.iter().all(is_always_bool) {
            return Inferred::proved(Kind::Bool);
        }
        if let Some(vector) = self.kind_of_vector_compare(it) {
            return vector;
        }
        let operands = std::iter::once(&*it.left).chain(it.comparators.iter());
        let mut certainty = crate::model::Certainty::Proved;
        for operand in operands {
            let inferred = self.kind(operand);
            if !inferred.kind.all(compares_to_bool) {
                return Inferred::UNKNOWN;
            }
            certainty = certainty.max(inferred.certainty);
        }
        Inferred { kind: Kind::Bool, certainty }
    }

    pub(super) fn kind_of_binary(&self, op: Operator, left: &Expr, right: &Expr) -> Inferred {
        let (of_left, of_right) = (self.kind(left), self.kind(right));
        let kind = if op == Operator::Pow && of_left.kind == Kind::Int && of_right.kind == Kind::Int {
            int_power(right)
        } else {
            binary(op, &of_left.kind, &of_right.kind)
        };
        Inferred { kind, certainty: of_left.certainty.max(of_right.certainty) }
    }
}

/// The kind of `left op right`, joined over the members of both.
pub(super) fn binary(op: Operator, left: &Kind, right: &Kind) -> Kind {
    if *left == Kind::Never || *right == Kind::Never {
        return Kind::Never;
    }
    let mut joined = Kind::Never;
    for of_left in left.members() {
        for of_right in right.members() {
            joined = joined.join(binary_of_members(op, of_left, of_right));
        }
    }
    joined
}

fn binary_of_members(op: Operator, left: &Kind, right: &Kind) -> Kind {
    use Kind::*;
    match (op, left, right) {
        // `str % anything` is a str, and `str + x` is one or raises; so it is with bytes.
        (Operator::Mod | Operator::Add, Str, Unknown | UnknownOf(_)) => Str,
        (Operator::Add, Bytes, Unknown | UnknownOf(_)) => Bytes,
        (Operator::Mod, Str, _) | (Operator::Add, Str, Str) => Str,
        (Operator::Mod, Bytes, _) | (Operator::Add, Bytes, Bytes | Bytearray) => Bytes,
        (Operator::Add, Bytearray, Bytes | Bytearray) => Bytearray,
        (Operator::Mult, Str | Bytes | Bytearray | List(_), Int | Bool) => left.clone(),
        (Operator::Mult, Int | Bool, Str | Bytes | Bytearray | List(_)) => right.clone(),
        (Operator::Mult, Tuple(_) | TupleOf(_), Int) => TupleOf(left.element().into()),
        (Operator::Add, List(a), List(b)) => Kind::list((**a).clone().join((**b).clone())),
        (Operator::Add, Tuple(a), Tuple(b)) => Kind::tuple(a.iter().chain(b.iter()).cloned().collect()),
        (Operator::Add, Tuple(_) | TupleOf(_), Tuple(_) | TupleOf(_)) => {
            TupleOf(left.element().join(right.element()).into())
        }
        (Operator::BitOr | Operator::BitAnd | Operator::Sub | Operator::BitXor, Set(a), Set(b) | Frozenset(b)) => {
            set_operation(op, a, b)
        }
        (Operator::BitOr, Dict(k, v), Dict(l, w)) => {
            Kind::dict((**k).clone().join((**l).clone()), (**v).clone().join((**w).clone()))
        }
        // `folder / name` is a path or raises, and so is `name / path`.
        (Operator::Div, Instance(class), _) if is_path(class) => left.clone(),
        (Operator::Div, Str, Instance(class)) if is_path(class) => right.clone(),
        _ => vectors::binary(left, right).unwrap_or_else(|| arithmetic(op, left, right)),
    }
}

fn is_path(class: &str) -> bool {
    class.strip_prefix("pathlib.").is_some_and(|name| name.ends_with("Path"))
}

fn set_operation(op: Operator, left: &Kind, right: &Kind) -> Kind {
    match op {
        Operator::Sub | Operator::BitAnd => Kind::set(left.clone()),
        _ => Kind::set(left.clone().join(right.clone())),
    }
}

fn arithmetic(op: Operator, left: &Kind, right: &Kind) -> Kind {
    let rank = |kind: &Kind| match kind {
        Kind::Bool => Some(0),
        Kind::Int => Some(1),
        Kind::Float => Some(2),
        Kind::Complex => Some(3),
        _ => None,
    };
    let (Some(of_left), Some(of_right)) = (rank(left), rank(right)) else { return Kind::Unknown };
    let highest = of_left.max(of_right);
    let is_bitwise = matches!(op, Operator::BitAnd | Operator::BitOr | Operator::BitXor);
    match (op, highest) {
        (_, 0) if is_bitwise => Kind::Bool,
        (Operator::Div, 0 | 1) => Kind::Float,
        (Operator::MatMult, _) => Kind::Unknown,
        (Operator::Pow, 0 | 1) => Kind::Int.join(Kind::Float),
        (Operator::Pow, 2) => Kind::Unknown,
        (_, 0 | 1) => Kind::Int,
        (_, 2) => Kind::Float,
        _ => Kind::Complex,
    }
}

/// `int ** int` is an int for a literal exponent that is not negative, a float for a negative one.
fn int_power(exponent: &Expr) -> Kind {
    match exponent {
        Expr::NumberLiteral(_) => Kind::Int,
        Expr::UnaryOp(it) if it.op == UnaryOp::USub && it.operand.is_number_literal_expr() => Kind::Float,
        _ => Kind::Int.join(Kind::Float),
    }
}

/// Whether a value of this kind may be the result of `or` (it may be true) or `and` (it may be false).
fn may_decide(op: BoolOp, kind: &Kind) -> bool {
    let always_true = matches!(kind, Kind::Function | Kind::Module(_) | Kind::Type(_) | Kind::Regex | Kind::Match);
    match op {
        BoolOp::Or => *kind != Kind::None,
        BoolOp::And => !always_true,
    }
}

fn literal_truth(expression: &Expr) -> Option<bool> {
    match expression {
        Expr::NoneLiteral(_) => Some(false),
        Expr::BooleanLiteral(it) => Some(it.value),
        Expr::StringLiteral(it) => Some(!it.value.is_empty()),
        _ => None,
    }
}

fn compares_to_bool(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::None | Kind::Bool | Kind::Int | Kind::Float | Kind::Complex | Kind::Str | Kind::Bytes | Kind::Bytearray
    ) || matches!(
        kind,
        Kind::List(_) | Kind::Tuple(_) | Kind::TupleOf(_) | Kind::Set(_) | Kind::Frozenset(_) | Kind::Dict(..)
    ) || matches!(kind, Kind::Range | Kind::Deque(_) | Kind::Counter(_) | Kind::Type(_) | Kind::Module(_))
}
