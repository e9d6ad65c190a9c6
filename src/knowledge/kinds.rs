//! The kinds that results are written in, evaluated for a receiver and arguments.

use std::sync::Arc;

use super::schema::Callable;
use crate::model::Kind;

/// Kinds inside kinds are read this deep.
const DEEPEST: usize = 6;

/// The class whose methods a kind has, as the tables name it.
pub fn class_of(kind: &Kind) -> Option<String> {
    let name = match kind {
        Kind::Bool => "bool",
        Kind::Int => "int",
        Kind::Float => "float",
        Kind::Complex => "complex",
        Kind::Str => "str",
        Kind::Bytes => "bytes",
        Kind::Bytearray => "bytearray",
        Kind::Memoryview => "memoryview",
        Kind::List(_) => "list",
        Kind::Set(_) => "set",
        Kind::Frozenset(_) => "frozenset",
        Kind::Tuple(_) | Kind::TupleOf(_) => "tuple",
        Kind::Dict(..) => "dict",
        Kind::Keys(_) => "dict_keys",
        Kind::Values(_) => "dict_values",
        Kind::Items(..) => "dict_items",
        Kind::Range => "range",
        Kind::Deque(_) => "collections.deque",
        Kind::Counter(_) => "collections.Counter",
        Kind::Defaultdict(..) => "collections.defaultdict",
        Kind::File => "io.TextIOWrapper",
        Kind::Regex => "re.Pattern",
        Kind::Match => "re.Match",
        Kind::Dataframe => "pandas.DataFrame",
        Kind::Series => "pandas.Series",
        Kind::Ndarray => "numpy.ndarray",
        Kind::Instance(class) => return Some(class.to_string()),
        _ => return None,
    };
    Some(name.to_owned())
}

/// What is known of a call whose result's kind is evaluated.
pub struct Given<'g> {
    pub receiver: Option<&'g Kind>,
    /// The kinds of the positional arguments; most results need none of them.
    pub arguments: &'g dyn Fn() -> &'g [Kind],
    /// The first argument, where it is a text that is written out.
    pub literal_first: Option<&'g str>,
}

/// The kind of a call's result; of an awaited result where the function is asynchronous.
pub fn result(callable: &Callable, receiver: Option<&Kind>, arguments: &[Kind], literal_first: Option<&str>) -> Kind {
    result_given(callable, &Given { receiver, arguments: &|| arguments, literal_first })
}

/// The same, where the kinds of the arguments are worked out only for the results that need them.
pub fn result_given(callable: &Callable, given: &Given) -> Kind {
    let Some(returns) = callable.returns.as_deref() else { return Kind::Unknown };
    let kind = constant(returns).unwrap_or_else(|| given.evaluate(returns, 0));
    if callable.is_async || callable.is_awaitable { Kind::Coroutine(kind.into()) } else { kind }
}

impl Given<'_> {
    fn evaluate(&self, written: &str, depth: usize) -> Kind {
        if depth > DEEPEST {
            return Kind::Unknown;
        }
        let members = split(written, '|').into_iter().map(|member| self.evaluate_member(member.trim(), depth));
        members.fold(Kind::Never, Kind::join)
    }

    fn evaluate_member(&self, written: &str, depth: usize) -> Kind {
        match written.split_once('[') {
            Some((constructor, inner)) => {
                let inner = inner.strip_suffix(']').unwrap_or(inner);
                let parts = split(inner, ',');
                let kinds: Vec<Kind> = parts.iter().map(|part| self.evaluate(part.trim(), depth + 1)).collect();
                generic(constructor, kinds, parts.last().is_some_and(|part| part.trim() == "..."))
            }
            None => self.plain(written),
        }
    }

    fn plain(&self, name: &str) -> Kind {
        let iterated = || self.receiver.or_else(|| (self.arguments)().first());
        match name {
            "self" => self.receiver.cloned().unwrap_or(Kind::Unknown),
            "arg" => (self.arguments)().first().cloned().unwrap_or(Kind::Unknown),
            // Nothing was handed over: `list()` is empty.
            "element" => iterated().map_or(Kind::Never, Kind::element),
            "key" => iterated().map_or(Kind::Unknown, Kind::element),
            "value" => iterated().map_or(Kind::Unknown, value_of),
            "text" => self.text(),
            "vector" => (self.arguments)().first().map_or(Kind::Unknown, Kind::as_vector),
            "column" => (self.arguments)().first().filter(|it| **it == Kind::Series).cloned().unwrap_or(Kind::Unknown),
            "frames" => (self.arguments)().first().map_or(Kind::Unknown, joined_frames),
            "..." | "?" => Kind::Unknown,
            other => constant(other).unwrap_or_else(|| self.instance(other)),
        }
    }

    /// str where the arguments, or the receiver, are str; bytes where they are bytes.
    fn text(&self) -> Kind {
        let of = |kind: &Kind| match kind {
            Kind::Str => Some(Kind::Str),
            Kind::Bytes => Some(Kind::Bytes),
            _ => None,
        };
        self.receiver.and_then(of).or_else(|| (self.arguments)().iter().find_map(of)).unwrap_or(Kind::Unknown)
    }

    fn instance(&self, class: &str) -> Kind {
        if !class.contains('.') {
            return Kind::Unknown;
        }
        match (class.split_once("{0}"), self.literal_first) {
            (Some((before, after)), Some(literal)) => Kind::Instance(format!("{before}{literal}{after}").into()),
            (Some(_), None) => Kind::Unknown,
            (None, _) => Kind::Instance(class.into()),
        }
    }
}

/// Frames put together are a frame; of columns it depends on the direction.
fn joined_frames(pieces: &Kind) -> Kind {
    if pieces.element().members().contains(&Kind::Dataframe) { Kind::Dataframe } else { Kind::Unknown }
}

fn value_of(kind: &Kind) -> Kind {
    match kind {
        Kind::Dict(_, value) | Kind::Defaultdict(_, value) => (**value).clone(),
        Kind::Counter(_) => Kind::Int,
        _ => Kind::Unknown,
    }
}

/// Kinds that need no arguments. Collections named alone hold what is not known.
fn constant(name: &str) -> Option<Kind> {
    let unknown = || Arc::new(Kind::Unknown);
    Some(match name {
        "none" => Kind::None,
        "bool" => Kind::Bool,
        "int" => Kind::Int,
        "float" => Kind::Float,
        "complex" => Kind::Complex,
        "str" => Kind::Str,
        "bytes" => Kind::Bytes,
        "bytearray" => Kind::Bytearray,
        "memoryview" => Kind::Memoryview,
        "slice" => Kind::Slice,
        "range" => Kind::Range,
        "file" => Kind::File,
        "regex" => Kind::Regex,
        "match" => Kind::Match,
        "function" => Kind::Function,
        "never" => Kind::Never,
        "ndarray" => Kind::Ndarray,
        "DataFrame" => Kind::Dataframe,
        "Series" => Kind::Series,
        "list" => Kind::List(unknown()),
        "set" => Kind::Set(unknown()),
        "frozenset" => Kind::Frozenset(unknown()),
        "tuple" => Kind::TupleOf(unknown()),
        "dict" => Kind::Dict(unknown(), unknown()),
        "dict_keys" => Kind::Keys(unknown()),
        "dict_values" => Kind::Values(unknown()),
        "dict_items" => Kind::Items(unknown(), unknown()),
        "iterator" => Kind::Iterator(unknown()),
        "generator" => Kind::Generator(unknown()),
        "async_generator" => Kind::AsyncGenerator(unknown()),
        "coroutine" => Kind::Coroutine(unknown()),
        "collections.deque" => Kind::Deque(unknown()),
        "collections.Counter" => Kind::Counter(unknown()),
        "collections.defaultdict" => Kind::Defaultdict(unknown(), unknown()),
        _ => return None,
    })
}

fn generic(constructor: &str, mut kinds: Vec<Kind>, is_open: bool) -> Kind {
    let second = if kinds.len() > 1 { kinds[1].clone() } else { Kind::Unknown };
    let first = if kinds.is_empty() { Kind::Unknown } else { kinds[0].clone() };
    match constructor {
        "list" => Kind::list(first),
        "set" => Kind::set(first),
        "frozenset" => Kind::Frozenset(first.into()),
        "dict" => Kind::dict(first, second),
        "dict_keys" => Kind::Keys(first.into()),
        // Written `dict_values[key, value]`; going through it gives the values.
        "dict_values" => Kind::Values(second.into()),
        "dict_items" => Kind::Items(first.into(), second.into()),
        "iterator" => Kind::Iterator(first.into()),
        "generator" => Kind::Generator(first.into()),
        "async_generator" => Kind::AsyncGenerator(first.into()),
        "coroutine" => Kind::Coroutine(first.into()),
        "iterable" | "sequence" | "mapping" => Kind::unknown_of(first),
        "file" => Kind::File,
        "collections.deque" => Kind::Deque(first.into()),
        "collections.Counter" => Kind::Counter(first.into()),
        "tuple" if is_open => {
            kinds.truncate(1);
            Kind::TupleOf(kinds.pop().unwrap_or(Kind::Unknown).into())
        }
        "tuple" => Kind::tuple(kinds),
        _ => Kind::Unknown,
    }
}

/// Splits at a separator that stands outside brackets.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0usize);
    for (at, character) in text.char_indices() {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            it if it == separator && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + separator.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}
