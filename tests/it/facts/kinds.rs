//! Kinds as the marks write them, to compare an answer with a mark.

use fastpy_lint::model::Kind;

/// One member of a union: `list[int | str]`, `instance(Row)`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Member {
    name: String,
    argument: String,
    /// `tuple[T, ...]`
    is_open: bool,
    inner: Vec<Union>,
}

type Union = Vec<Member>;

/// How an answer stands to a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    Exact,
    /// Says less, or allows more.
    Careful,
    Wrong,
}

/// Compares a kind with a mark's text. Names of the module's own classes are written without the module.
pub fn compare(answer: &Kind, mark: &str, module: &str) -> Fit {
    let (wanted, rest) = read_union(mark);
    assert!(rest.trim().is_empty(), "not a kind: {mark:?}");
    let (given, _) = read_union(&print(answer, module));
    if given == wanted {
        Fit::Exact
    } else if covers(&given, &wanted) {
        Fit::Careful
    } else {
        Fit::Wrong
    }
}

fn covers(given: &Union, wanted: &Union) -> bool {
    let is_unknown = |member: &Member| member.name == "unknown" && member.inner.is_empty();
    given.iter().any(is_unknown) || wanted.iter().all(|want| given.iter().any(|have| covers_member(have, want)))
}

fn covers_member(have: &Member, want: &Member) -> bool {
    if have.name != want.name || have.argument != want.argument {
        return false;
    }
    if have.inner.is_empty() {
        return true;
    }
    if have.is_open {
        return want.inner.iter().all(|inner| covers(&have.inner[0], inner)) && !want.inner.is_empty();
    }
    let same_form = have.inner.len() == want.inner.len() && !want.is_open;
    same_form && have.inner.iter().zip(&want.inner).all(|(have, want)| covers(have, want))
}

/// A kind in the notation of the marks.
pub fn print(kind: &Kind, module: &str) -> String {
    let named = |name: &str, inner: &[&Kind]| {
        let inner: Vec<String> = inner.iter().map(|kind| print(kind, module)).collect();
        format!("{name}[{}]", inner.join(", "))
    };
    let of = |name: &str, argument: &str| {
        let own = argument.strip_prefix(module).and_then(|rest| rest.strip_prefix('.'));
        format!("{name}({})", own.unwrap_or_else(|| argument.strip_prefix("builtins.").unwrap_or(argument)))
    };
    match kind {
        Kind::Unknown | Kind::Never => "unknown".to_owned(),
        Kind::UnknownOf(inner) => named("unknown", &[inner]),
        Kind::List(inner) => named("list", &[inner]),
        Kind::Set(inner) => named("set", &[inner]),
        Kind::Frozenset(inner) => named("frozenset", &[inner]),
        Kind::Deque(inner) => named("deque", &[inner]),
        Kind::Counter(inner) => named("counter", &[inner]),
        Kind::Tuple(members) if members.is_empty() => "tuple".to_owned(),
        Kind::Tuple(members) => named("tuple", &members.iter().collect::<Vec<_>>()),
        Kind::TupleOf(inner) => format!("tuple[{}, ...]", print(inner, module)),
        Kind::Dict(key, value) => named("dict", &[key, value]),
        Kind::Defaultdict(key, value) => named("defaultdict", &[key, value]),
        Kind::Keys(inner) => named("keys", &[inner]),
        Kind::Values(inner) => named("values", &[inner]),
        Kind::Items(key, value) => named("items", &[key, value]),
        Kind::Iterator(inner) => named("iterator", &[inner]),
        Kind::Generator(inner) => named("generator", &[inner]),
        Kind::AsyncGenerator(inner) => named("async_generator", &[inner]),
        Kind::Coroutine(inner) => named("coroutine", &[inner]),
        Kind::Module(name) => of("module", name),
        Kind::Type(name) => of("type", name),
        Kind::Instance(name) => of("instance", name),
        Kind::Queryset(name) => of("queryset", name),
        Kind::Union(members) => members.iter().map(|it| print(it, module)).collect::<Vec<_>>().join(" | "),
        plain => format!("{plain:?}").to_ascii_lowercase(),
    }
}

fn read_union(text: &str) -> (Union, &str) {
    let mut members = Vec::new();
    let mut rest = text.trim_start();
    loop {
        let (member, after) = read_member(rest.trim_start().trim_start_matches('~'));
        members.push(member);
        match after.trim_start().strip_prefix('|') {
            Some(after) => rest = after,
            None => {
                members.sort();
                members.dedup();
                return (members, after);
            }
        }
    }
}

fn read_member(text: &str) -> (Member, &str) {
    let (name, mut rest) = word(text);
    let mut member = Member { name: name.to_owned(), argument: String::new(), is_open: false, inner: Vec::new() };
    if let Some(after) = rest.strip_prefix('(') {
        let end = after.find(')').unwrap_or(after.len());
        member.argument = after[..end].to_owned();
        rest = &after[(end + 1).min(after.len())..];
    }
    let mut next = rest.strip_prefix('[');
    while let Some(after) = next {
        match after.trim_start().strip_prefix("...") {
            Some(after) => {
                member.is_open = true;
                rest = after;
            }
            None => {
                let (inner, after) = read_union(after);
                member.inner.push(inner);
                rest = after.trim_start();
            }
        }
        next = rest.strip_prefix(',');
    }
    if !member.inner.is_empty() {
        rest = rest.strip_prefix(']').unwrap_or(rest);
    }
    // Inner kinds that are unknown say nothing.
    let says_nothing =
        |inner: &Union| matches!(inner.as_slice(), [only] if only.name == "unknown" && only.inner.is_empty());
    if member.inner.iter().all(says_nothing) && (member.name != "tuple" || member.is_open) {
        member.inner.clear();
        member.is_open = false;
    }
    (member, rest.strip_prefix('?').unwrap_or(rest))
}

fn word(text: &str) -> (&str, &str) {
    let end = text.find(|it: char| !(it.is_alphanumeric() || it == '_' || it == '.')).unwrap_or(text.len());
    text.split_at(end)
}
