//! Which members of a kind a class test, or a test for `None`, lets through.

use crate::model::Kind;

pub(super) fn without_none(kind: &Kind) -> Kind {
    remove(kind, &Kind::None)
}

/// The kind that `isinstance` of a builtin class proves; `None` for abstract and unknown classes.
pub(super) fn kind_of_class_test(class: &str) -> Option<Kind> {
    let unknown = || std::sync::Arc::new(Kind::Unknown);
    Some(match class {
        "builtins.list" => Kind::List(unknown()),
        "builtins.set" => Kind::Set(unknown()),
        "builtins.frozenset" => Kind::Frozenset(unknown()),
        "builtins.tuple" => Kind::TupleOf(unknown()),
        "builtins.dict" => Kind::Dict(unknown(), unknown()),
        "builtins.str" => Kind::Str,
        "builtins.bytes" => Kind::Bytes,
        "builtins.bytearray" => Kind::Bytearray,
        "builtins.int" => Kind::Int,
        "builtins.float" => Kind::Float,
        "builtins.bool" => Kind::Bool,
        "builtins.range" => Kind::Range,
        "collections.deque" => Kind::Deque(unknown()),
        "numpy.ndarray" => Kind::Ndarray,
        "pandas.DataFrame" => Kind::Dataframe,
        "pandas.Series" => Kind::Series,
        _ => return None,
    })
}

/// The members of a kind that a class test lets through; of an unknown value, what was tested.
pub(super) fn keep(kind: &Kind, tested: &Kind) -> Kind {
    if let Kind::UnknownOf(element) = kind {
        return match tested {
            Kind::List(_) => Kind::List(element.clone()),
            Kind::Set(_) => Kind::Set(element.clone()),
            Kind::TupleOf(_) => Kind::TupleOf(element.clone()),
            other => other.clone(),
        };
    }
    if kind.is_unknown() {
        return tested.clone();
    }
    let kept = kind.members().iter().filter(|member| passes(member, tested)).cloned().fold(Kind::Never, Kind::join);
    if kept == Kind::Never { tested.clone() } else { kept }
}

pub(super) fn remove(kind: &Kind, tested: &Kind) -> Kind {
    if kind.is_unknown() {
        return kind.clone();
    }
    kind.members().iter().filter(|member| !passes(member, tested)).cloned().fold(Kind::Never, Kind::join)
}

fn passes(member: &Kind, tested: &Kind) -> bool {
    tested.members().iter().any(|class| match (member, class) {
        (Kind::Bool, Kind::Int) => true,
        (Kind::Tuple(_), Kind::TupleOf(_)) => true,
        (Kind::Defaultdict(..) | Kind::Counter(_), Kind::Dict(..)) => true,
        (Kind::Instance(one), Kind::Instance(other)) => one == other,
        (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
    })
}
