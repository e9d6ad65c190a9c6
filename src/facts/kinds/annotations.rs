//! Annotations: builtin and `typing` generics, unions, quoted ones. What cannot be resolved is unknown.

use crate::facts::Facts;
use crate::facts::imports::Candidates;
use crate::facts::nodes::id_of;
use crate::facts::scopes::ScopeId;
use crate::facts::sources::Origin;
use crate::knowledge;
use crate::model::{Inferred, Kind};
use crate::syntax;
use crate::syntax::ast::{self, Expr, Operator};

impl Facts<'_> {
    /// The kind that an annotation declares.
    pub(super) fn kind_of_annotation(&self, annotation: &Expr, scope: ScopeId) -> Inferred {
        Inferred::declared(self.annotated(annotation, scope, 0))
    }

    /// The same for a parameter, where abstract classes still tell what iterating gives.
    pub(super) fn parameter_annotation(&self, annotation: &Expr, function: ScopeId) -> Inferred {
        self.kind_of_annotation(annotation, self.scopes.get(function).parent)
    }

    fn annotated(&self, annotation: &Expr, scope: ScopeId, depth: usize) -> Kind {
        if depth > 8 {
            return Kind::Unknown;
        }
        match annotation {
            Expr::NoneLiteral(_) => Kind::None,
            Expr::StringLiteral(it) => self.quoted(it.value.to_str(), scope, depth),
            Expr::BinOp(it) if it.op == Operator::BitOr => {
                self.annotated(&it.left, scope, depth + 1).join(self.annotated(&it.right, scope, depth + 1))
            }
            Expr::Subscript(it) => {
                let Some(class) = self.annotation_name(&it.value, scope) else { return Kind::Unknown };
                let arguments: &[Expr] = match &*it.slice {
                    Expr::Tuple(tuple) => &tuple.elts,
                    other => std::slice::from_ref(other),
                };
                self.generic(&class, arguments, scope, depth)
            }
            Expr::Name(_) | Expr::Attribute(_) => match self.annotation_name(annotation, scope) {
                Some(class) => self.named(&class, annotation, scope, depth),
                None => self.alias(annotation, scope, depth),
            },
            _ => Kind::Unknown,
        }
    }

    /// A quoted annotation is parsed by itself; its names mean what they mean at module level.
    fn quoted(&self, text: &str, scope: ScopeId, depth: usize) -> Kind {
        if text.len() > 200 {
            return Kind::Unknown;
        }
        match syntax::parse_expression(text) {
            Some(parsed) => self.quoted_expression(parsed.expr(), scope, depth + 1),
            None => Kind::Unknown,
        }
    }

    fn quoted_expression(&self, expression: &Expr, scope: ScopeId, depth: usize) -> Kind {
        match expression {
            Expr::NoneLiteral(_) => Kind::None,
            Expr::StringLiteral(it) => self.quoted(it.value.to_str(), scope, depth),
            Expr::BinOp(it) if it.op == Operator::BitOr => self
                .quoted_expression(&it.left, scope, depth + 1)
                .join(self.quoted_expression(&it.right, scope, depth + 1)),
            Expr::Subscript(it) => {
                let Some(class) = self.quoted_name(&it.value, scope) else { return Kind::Unknown };
                let arguments: &[Expr] = match &*it.slice {
                    Expr::Tuple(tuple) => &tuple.elts,
                    other => std::slice::from_ref(other),
                };
                let kinds = arguments.iter().map(|it| self.quoted_expression(it, scope, depth + 1)).collect();
                generic_of(&class, kinds, arguments)
            }
            other => match self.quoted_name(other, scope) {
                Some(class) => self.plain(&class),
                None => Kind::Unknown,
            },
        }
    }

    /// A quoted name, resolved by the module's own bindings of it.
    fn quoted_name(&self, expression: &Expr, scope: ScopeId) -> Option<String> {
        match expression {
            Expr::Name(name) => self.written_name(name.id.as_str(), scope),
            Expr::Attribute(it) => Some(format!("{}.{}", self.quoted_name(&it.value, scope)?, it.attr)),
            _ => None,
        }
    }

    /// What a name in an annotation means: names under `TYPE_CHECKING` count here.
    fn written_name(&self, name: &str, scope: ScopeId) -> Option<String> {
        let Some(owner) = self.scopes.owner(scope, name) else { return Some(format!("builtins.{name}")) };
        let bindings = self.scopes.bindings_of(owner, name);
        let [binding] = bindings.as_slice() else { return None };
        let source = self.source_of(*binding);
        match source.origin {
            Origin::ImportFrom(import, alias) => Some(format!("{}.{}", self.imported_module(import)?, alias.name)),
            Origin::Import(alias) if alias.asname.is_some() => Some(alias.name.to_string()),
            Origin::Import(_) => Some(name.to_owned()),
            Origin::Class(it) => {
                self.scopes.opened_by(id_of(it)).and_then(|scope| self.class_name(scope)).map(|name| name.to_string())
            }
            _ => None,
        }
    }

    fn annotation_name(&self, expression: &Expr, scope: ScopeId) -> Option<String> {
        let candidates: Candidates = self.candidates(expression);
        if let [name] = candidates.as_slice() {
            return Some(name.clone());
        }
        match expression {
            Expr::Name(name) => self.written_name(name.id.as_str(), scope),
            Expr::Attribute(it) => Some(format!("{}.{}", self.annotation_name(&it.value, scope)?, it.attr)),
            _ => None,
        }
    }

    fn named(&self, class: &str, annotation: &Expr, scope: ScopeId, depth: usize) -> Kind {
        match self.plain(class) {
            Kind::Unknown => self.alias(annotation, scope, depth),
            known => known,
        }
    }

    /// `Names = list[str]`, then `x: Names`; also `NewType("Id", int)` and the bound of a TypeVar.
    fn alias(&self, annotation: &Expr, scope: ScopeId, depth: usize) -> Kind {
        let Expr::Name(name) = annotation else { return Kind::Unknown };
        let Some(owner) = self.scopes.owner(scope, name.id.as_str()) else { return Kind::Unknown };
        let bindings = self.scopes.bindings_of(owner, name.id.as_str());
        let [binding] = bindings.as_slice() else { return Kind::Unknown };
        match self.source_of(*binding).origin {
            Origin::Value(value @ (Expr::Subscript(_) | Expr::BinOp(_))) => self.annotated(value, owner, depth + 1),
            Origin::Value(Expr::Call(call)) => self.new_type(call, owner, depth),
            Origin::Annotated(it) => {
                it.value.as_ref().map_or(Kind::Unknown, |value| self.annotated(value, owner, depth + 1))
            }
            _ => Kind::Unknown,
        }
    }

    fn new_type(&self, call: &ast::ExprCall, scope: ScopeId, depth: usize) -> Kind {
        match self.qualified(&call.func).as_deref() {
            Some("typing.NewType") => {
                call.arguments.args.get(1).map_or(Kind::Unknown, |base| self.annotated(base, scope, depth + 1))
            }
            Some("typing.TypeVar") => match call.arguments.find_keyword("bound") {
                Some(bound) => self.annotated(&bound.value, scope, depth + 1),
                None => {
                    let constraints = call.arguments.args.iter().skip(1);
                    let joined =
                        constraints.fold(Kind::Never, |joined, it| joined.join(self.annotated(it, scope, depth + 1)));
                    if joined == Kind::Never { Kind::Unknown } else { joined }
                }
            },
            _ => Kind::Unknown,
        }
    }

    fn generic(&self, class: &str, arguments: &[Expr], scope: ScopeId, depth: usize) -> Kind {
        if matches!(last(class), "Literal") {
            return arguments.iter().map(|it| self.kind(it).kind).fold(Kind::Never, Kind::join);
        }
        let kinds = arguments.iter().map(|it| self.annotated(it, scope, depth + 1)).collect();
        match generic_of(class, kinds, arguments) {
            Kind::Unknown => self.plain(class),
            known => known,
        }
    }

    /// A class by its qualified name, without arguments.
    fn plain(&self, class: &str) -> Kind {
        let unknown = || Kind::Unknown;
        match class {
            "builtins.int" => Kind::Int,
            "builtins.float" => Kind::Float,
            "builtins.complex" => Kind::Complex,
            "builtins.bool" => Kind::Bool,
            "builtins.str" | "typing.Text" | "typing.LiteralString" => Kind::Str,
            "builtins.bytes" => Kind::Bytes,
            "builtins.bytearray" => Kind::Bytearray,
            "builtins.memoryview" => Kind::Memoryview,
            "builtins.range" => Kind::Range,
            "builtins.slice" => Kind::Slice,
            "builtins.None" | "types.NoneType" => Kind::None,
            "builtins.list" | "typing.List" => Kind::list(unknown()),
            "builtins.set" | "typing.Set" => Kind::set(unknown()),
            "builtins.frozenset" | "typing.FrozenSet" => Kind::Frozenset(unknown().into()),
            "builtins.tuple" | "typing.Tuple" => Kind::TupleOf(unknown().into()),
            "builtins.dict" | "typing.Dict" => Kind::dict(unknown(), unknown()),
            "collections.deque" | "typing.Deque" => Kind::Deque(unknown().into()),
            "collections.Counter" | "typing.Counter" => Kind::Counter(unknown().into()),
            "collections.defaultdict" | "typing.DefaultDict" => Kind::Defaultdict(unknown().into(), unknown().into()),
            "typing.TextIO" | "typing.BinaryIO" | "typing.IO" | "io.TextIOWrapper" | "io.StringIO" => Kind::File,
            "re.Pattern" | "typing.Pattern" => Kind::Regex,
            "re.Match" | "typing.Match" => Kind::Match,
            "numpy.ndarray" => Kind::Ndarray,
            "pandas.DataFrame" => Kind::Dataframe,
            "pandas.Series" => Kind::Series,
            other => match self.own_class(other) {
                Some(class) => self.instance_of_annotated(class, other),
                None => self.instance_of_known(other),
            },
        }
    }

    /// An instance of a class of elsewhere whose methods are known.
    fn instance_of_known(&self, class: &str) -> Kind {
        let is_abstract = class.starts_with("typing") || class.starts_with("collections.abc.");
        match self.known(class) {
            Some(known) if known.is_class && !is_abstract => {
                let made = knowledge::result(known, None, &[], None);
                if made == Kind::Unknown { Kind::Instance(class.into()) } else { made }
            }
            _ => Kind::Unknown,
        }
    }

    /// Anything may fulfil a protocol; a typed dict is a dict.
    fn instance_of_annotated(&self, class: ScopeId, name: &str) -> Kind {
        let bases = self.class_definition(class).and_then(|it| it.arguments.as_deref());
        let names = bases.map_or(&[][..], |bases| &bases.args).iter().filter_map(|base| self.qualified(base));
        let mut lasts = names.map(|base| last(&base).to_owned());
        match lasts.find(|base| base == "Protocol" || base == "TypedDict").as_deref() {
            Some("Protocol") => Kind::Unknown,
            Some(_) => Kind::dict(Kind::Unknown, Kind::Unknown),
            None => Kind::Instance(name.into()),
        }
    }
}

/// A generic class with the kinds of its arguments.
fn generic_of(class: &str, kinds: Vec<Kind>, arguments: &[Expr]) -> Kind {
    let first = || kinds.first().cloned().unwrap_or(Kind::Unknown);
    let second = || kinds.get(1).cloned().unwrap_or(Kind::Unknown);
    match class {
        "builtins.list" | "typing.List" => Kind::list(first()),
        "builtins.set" | "typing.Set" => Kind::set(first()),
        "builtins.frozenset" | "typing.FrozenSet" => Kind::Frozenset(first().into()),
        "collections.deque" | "typing.Deque" => Kind::Deque(first().into()),
        "collections.Counter" | "typing.Counter" => Kind::Counter(first().into()),
        "builtins.dict" | "typing.Dict" => Kind::dict(first(), second()),
        "collections.defaultdict" | "typing.DefaultDict" => Kind::Defaultdict(first().into(), second().into()),
        "builtins.tuple" | "typing.Tuple" => match arguments {
            [_, Expr::EllipsisLiteral(_)] => Kind::TupleOf(first().into()),
            [Expr::Tuple(empty)] if empty.elts.is_empty() => Kind::tuple(Vec::new()),
            _ => Kind::tuple(kinds),
        },
        "typing.Optional" => first().join(Kind::None),
        "typing.Union" => kinds.into_iter().fold(Kind::Never, Kind::join),
        "typing.Annotated" | "typing.Final" | "typing.ClassVar" | "typing.Required" | "typing.NotRequired" => first(),
        "typing_extensions.Annotated" => first(),
        "re.Pattern" | "typing.Pattern" => Kind::Regex,
        "re.Match" | "typing.Match" => Kind::Match,
        _ => abstract_of(class, &kinds),
    }
}

/// Abstract classes tell what iterating gives and nothing more; iterators and generators are what they say.
fn abstract_of(class: &str, kinds: &[Kind]) -> Kind {
    let first = || kinds.first().cloned().unwrap_or(Kind::Unknown);
    let is_abstract = class.starts_with("typing.") || class.starts_with("collections.abc.");
    match last(class) {
        _ if !is_abstract => Kind::Unknown,
        "Iterator" => Kind::Iterator(first().into()),
        "Generator" => Kind::Generator(first().into()),
        "Iterable" | "Sequence" | "Collection" | "MutableSequence" | "AbstractSet" | "Set" | "MutableSet"
        | "Mapping" | "MutableMapping" | "KeysView" | "ValuesView" | "Container" | "Reversible" => {
            Kind::unknown_of(first())
        }
        _ => Kind::Unknown,
    }
}

fn last(class: &str) -> &str {
    class.rsplit('.').next().unwrap_or(class)
}
