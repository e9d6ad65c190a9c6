//! Kinds: a small lattice of what a value can be, with element kinds. `Unknown` is the top and absorbs.

use std::sync::Arc;

/// How sure a kind is. The order is from strong to weak: a join takes the weaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Certainty {
    /// Displays, known calls, narrowing.
    Proved,
    /// An annotation, taken at its word.
    Declared,
    /// A default value that is not `None`: callers may pass something else.
    Hint,
}

/// A kind and how it is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Inferred {
    pub kind: Kind,
    pub certainty: Certainty,
}

/// What a value is. Element kinds stand inside; a member of a union is never a union itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Unknown,
    /// Of an unknown class, but iterating it gives this kind: `Iterable[T]`, `Sequence[T]`.
    UnknownOf(Arc<Kind>),
    /// No value at all: the result of a function that never returns, an empty join, an empty display's element.
    Never,
    None,
    Bool,
    Int,
    Float,
    Complex,
    Str,
    Bytes,
    Bytearray,
    Memoryview,
    Ellipsis,
    Slice,
    List(Arc<Kind>),
    Set(Arc<Kind>),
    Frozenset(Arc<Kind>),
    Deque(Arc<Kind>),
    Counter(Arc<Kind>),
    Tuple(Arc<[Kind]>),
    TupleOf(Arc<Kind>),
    Dict(Arc<Kind>, Arc<Kind>),
    Defaultdict(Arc<Kind>, Arc<Kind>),
    Keys(Arc<Kind>),
    Values(Arc<Kind>),
    Items(Arc<Kind>, Arc<Kind>),
    Range,
    Iterator(Arc<Kind>),
    Generator(Arc<Kind>),
    AsyncGenerator(Arc<Kind>),
    Coroutine(Arc<Kind>),
    File,
    Regex,
    Match,
    Function,
    Module(Arc<str>),
    Type(Arc<str>),
    /// An instance of the class of this qualified name.
    Instance(Arc<str>),
    Ndarray,
    Dataframe,
    Series,
    Queryset(Arc<str>),
    Union(Arc<[Kind]>),
}

/// Unions wider than this are Unknown.
const MOST_MEMBERS: usize = 4;
/// Kinds nested deeper than this have Unknown inside.
const MOST_NESTING: usize = 3;

impl Kind {
    pub fn list(element: Kind) -> Self {
        Self::List(Arc::new(element))
    }

    pub fn set(element: Kind) -> Self {
        Self::Set(Arc::new(element))
    }

    pub fn tuple(members: Vec<Kind>) -> Self {
        Self::Tuple(members.into())
    }

    pub fn dict(key: Kind, value: Kind) -> Self {
        Self::Dict(Arc::new(key), Arc::new(value))
    }

    pub fn iterator(element: Kind) -> Self {
        Self::Iterator(Arc::new(element))
    }

    pub fn generator(element: Kind) -> Self {
        Self::Generator(Arc::new(element))
    }

    pub fn unknown_of(element: Kind) -> Self {
        if element == Self::Unknown { Self::Unknown } else { Self::UnknownOf(Arc::new(element)) }
    }

    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown | Self::UnknownOf(_))
    }

    /// The members of a union, or the kind itself.
    pub fn members(&self) -> &[Kind] {
        match self {
            Self::Union(members) => members,
            Self::Never => &[],
            other => std::slice::from_ref(other),
        }
    }

    /// Whether every value of this kind satisfies `test`; false for Unknown and for no value at all.
    pub fn all(&self, test: impl Fn(&Kind) -> bool) -> bool {
        !self.members().is_empty() && self.members().iter().all(test)
    }

    pub fn is_list(&self) -> bool {
        self.all(|kind| matches!(kind, Self::List(_)))
    }

    /// Whether every value of this kind is a dict.
    pub fn is_mapping(&self) -> bool {
        self.all(|kind| matches!(kind, Self::Dict(..) | Self::Defaultdict(..) | Self::Counter(_)))
    }

    pub fn is_str(&self) -> bool {
        self.all(|kind| matches!(kind, Self::Str))
    }

    /// Whether values of this kind can never change.
    pub fn is_immutable(&self) -> bool {
        self.all(|kind| match kind {
            Self::None | Self::Bool | Self::Int | Self::Float | Self::Complex | Self::Str | Self::Bytes => true,
            Self::Ellipsis | Self::Slice | Self::Range | Self::Regex | Self::Match => true,
            Self::Function | Self::Module(_) | Self::Type(_) => true,
            Self::Tuple(members) => members.iter().all(Self::is_immutable),
            Self::TupleOf(element) | Self::Frozenset(element) => element.is_immutable(),
            _ => false,
        })
    }

    /// What a function of numpy that works item by item makes of a value: a list becomes an array, a column stays one.
    pub fn as_vector(&self) -> Kind {
        let of = |kind: &Kind| match kind {
            Self::Series | Self::Dataframe | Self::Ndarray => kind.clone(),
            Self::List(_) | Self::Tuple(_) | Self::TupleOf(_) => Self::Ndarray,
            _ => Self::Unknown,
        };
        self.members().iter().map(of).fold(Self::Never, Self::join)
    }

    /// Whether every value of this kind is an array, a column or a frame: what operators work on item by item.
    pub fn is_vector(&self) -> bool {
        self.all(|kind| matches!(kind, Self::Ndarray | Self::Series | Self::Dataframe))
    }

    /// What iterating a value of this kind gives.
    pub fn element(&self) -> Kind {
        self.members().iter().map(Self::element_of_member).fold(Self::Never, Self::join)
    }

    fn element_of_member(&self) -> Kind {
        match self {
            Self::List(element) | Self::Set(element) | Self::Frozenset(element) | Self::Deque(element) => {
                (**element).clone()
            }
            Self::Counter(key) | Self::Keys(key) | Self::Dict(key, _) | Self::Defaultdict(key, _) => (**key).clone(),
            Self::Values(value) => (**value).clone(),
            Self::Items(key, value) => Self::tuple(vec![(**key).clone(), (**value).clone()]),
            Self::Iterator(element) | Self::Generator(element) | Self::AsyncGenerator(element) => (**element).clone(),
            Self::UnknownOf(element) | Self::TupleOf(element) => (**element).clone(),
            Self::Tuple(members) => members.iter().cloned().fold(Self::Never, Self::join),
            Self::Str => Self::Str,
            // Text or bytes: the mode may be anything.
            Self::File => Self::Str.join(Self::Bytes),
            Self::Bytes | Self::Bytearray | Self::Memoryview | Self::Range => Self::Int,
            Self::Queryset(model) => Self::Instance(model.clone()),
            _ => Self::Unknown,
        }
    }

    /// The least kind that covers both, within the bounds on members and nesting.
    pub fn join(self, other: Kind) -> Kind {
        self.join_within(other, MOST_NESTING)
    }

    fn join_within(self, other: Kind, nesting: usize) -> Kind {
        match (self, other) {
            (Self::Never, kind) | (kind, Self::Never) => kind.capped(nesting),
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (left, right) if left == right => left.capped(nesting),
            (left, right) => {
                let mut members: Vec<Kind> = Vec::new();
                for member in left.members().iter().chain(right.members()) {
                    if !add_member(&mut members, member.clone(), nesting) {
                        return Self::Unknown;
                    }
                }
                if members.len() == 1 { members.swap_remove(0) } else { Self::Union(members.into()) }
            }
        }
    }

    /// This kind with everything below `nesting` levels replaced by Unknown.
    fn capped(self, nesting: usize) -> Kind {
        let inner = |kind: &Arc<Kind>| {
            Arc::new(if nesting <= 1 { Self::Unknown } else { (**kind).clone().capped(nesting - 1) })
        };
        match self {
            Self::UnknownOf(element) => Self::UnknownOf(inner(&element)),
            Self::List(element) => Self::List(inner(&element)),
            Self::Set(element) => Self::Set(inner(&element)),
            Self::Frozenset(element) => Self::Frozenset(inner(&element)),
            Self::Deque(element) => Self::Deque(inner(&element)),
            Self::Counter(element) => Self::Counter(inner(&element)),
            Self::TupleOf(element) => Self::TupleOf(inner(&element)),
            Self::Iterator(element) => Self::Iterator(inner(&element)),
            Self::Generator(element) => Self::Generator(inner(&element)),
            Self::Dict(key, value) => Self::Dict(inner(&key), inner(&value)),
            Self::Defaultdict(key, value) => Self::Defaultdict(inner(&key), inner(&value)),
            Self::Keys(element) => Self::Keys(inner(&element)),
            Self::Values(element) => Self::Values(inner(&element)),
            Self::Items(key, value) => Self::Items(inner(&key), inner(&value)),
            Self::Tuple(members) if nesting <= 1 && !members.is_empty() => {
                Self::Tuple(members.iter().map(|_| Self::Unknown).collect())
            }
            Self::Tuple(members) => {
                Self::Tuple(members.iter().map(|member| member.clone().capped(nesting - 1)).collect())
            }
            Self::Union(members) => Self::Union(members.iter().map(|member| member.clone().capped(nesting)).collect()),
            other => other,
        }
    }
}

/// Adds a member to a union, merging it with one of the same constructor. False when the union became too wide.
fn add_member(members: &mut Vec<Kind>, member: Kind, nesting: usize) -> bool {
    for present in members.iter_mut() {
        if let Some(merged) = merged(present, &member, nesting) {
            *present = merged;
            return true;
        }
    }
    members.push(member.capped(nesting));
    members.len() <= MOST_MEMBERS
}

/// Two kinds of the same constructor as one, inner kinds joined; `None` if the constructors differ.
fn merged(left: &Kind, right: &Kind, nesting: usize) -> Option<Kind> {
    use Kind::*;
    let join = |a: &Arc<Kind>, b: &Arc<Kind>| {
        Arc::new(if nesting <= 1 { Unknown } else { (**a).clone().join_within((**b).clone(), nesting - 1) })
    };
    Some(match (left, right) {
        (a, b) if a == b => a.clone().capped(nesting),
        (List(a), List(b)) => List(join(a, b)),
        (Set(a), Set(b)) => Set(join(a, b)),
        (Frozenset(a), Frozenset(b)) => Frozenset(join(a, b)),
        (Deque(a), Deque(b)) => Deque(join(a, b)),
        (Counter(a), Counter(b)) => Counter(join(a, b)),
        (Keys(a), Keys(b)) => Keys(join(a, b)),
        (Values(a), Values(b)) => Values(join(a, b)),
        (Iterator(a), Iterator(b)) => Iterator(join(a, b)),
        (Generator(a), Generator(b)) => Generator(join(a, b)),
        (AsyncGenerator(a), AsyncGenerator(b)) => AsyncGenerator(join(a, b)),
        (Coroutine(a), Coroutine(b)) => Coroutine(join(a, b)),
        (UnknownOf(a), UnknownOf(b)) => UnknownOf(join(a, b)),
        (Dict(k, v), Dict(l, w)) => Dict(join(k, l), join(v, w)),
        (Defaultdict(k, v), Defaultdict(l, w)) => Defaultdict(join(k, l), join(v, w)),
        (Items(k, v), Items(l, w)) => Items(join(k, l), join(v, w)),
        (TupleOf(a), TupleOf(b)) => TupleOf(join(a, b)),
        (Tuple(a), Tuple(b)) if a.len() == b.len() => {
            let pairs = a.iter().zip(b.iter());
            Tuple(pairs.map(|(x, y)| (*join(&Arc::new(x.clone()), &Arc::new(y.clone()))).clone()).collect())
        }
        (Tuple(_) | TupleOf(_), Tuple(_) | TupleOf(_)) => {
            TupleOf(join(&Arc::new(left.element_of_member()), &Arc::new(right.element_of_member())))
        }
        _ => return Option::None,
    })
}

impl Inferred {
    pub const UNKNOWN: Self = Self { kind: Kind::Unknown, certainty: Certainty::Proved };

    pub fn proved(kind: Kind) -> Self {
        Self { kind, certainty: Certainty::Proved }
    }

    pub fn declared(kind: Kind) -> Self {
        Self { kind, certainty: Certainty::Declared }
    }

    /// Joined kinds, with the weaker certainty of the two.
    pub fn join(self, other: Inferred) -> Inferred {
        let certainty = self.certainty.max(other.certainty);
        Self { kind: self.kind.join(other.kind), certainty }
    }
}
