//! What is in a collection: all that is ever put into it where it is made and through its name. Once it is handed to
//! code that may put things in, its elements are unknown.

use crate::facts::Facts;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::BindingId;
use crate::facts::sources::{Origin, Source};
use crate::facts::uses::Use;
use crate::knowledge;
use crate::model::{Inferred, Kind};
use crate::syntax::ast::{self, Expr};

/// What is put into a collection.
struct Put {
    key: Kind,
    element: Kind,
}

impl<'a> Facts<'a> {
    /// A new collection's kind with the elements that its name's uses put into it.
    pub(super) fn with_tracked_elements(
        &self,
        binding: BindingId,
        source: &Source<'a>,
        inferred: Inferred,
    ) -> Inferred {
        let makes_new = match source.origin {
            Origin::Value(value) => source.steps.is_empty() && is_new(value),
            Origin::Augmented(_) => true,
            _ => false,
        };
        if !makes_new || !holds_elements(&inferred.kind) {
            return inferred;
        }
        let of = self.scopes.binding(binding);
        let reads = self.reads_of(of.scope, of.name);
        let kind = self.with_puts(inferred.kind, &reads);
        Inferred { kind, certainty: inferred.certainty }
    }

    /// The same for an attribute: every place of the module that reads an attribute of this name counts.
    pub(super) fn with_tracked_attribute(&self, attribute: &str, inferred: Inferred) -> Inferred {
        if !holds_elements(&inferred.kind) {
            return inferred;
        }
        let kind = self.with_puts(inferred.kind, self.attribute_reads(attribute));
        Inferred { kind, certainty: inferred.certainty }
    }

    fn with_puts(&self, kind: Kind, reads: &[NodeId]) -> Kind {
        let mut put = Put { key: Kind::Never, element: Kind::Never };
        for read in reads {
            match self.put_at(*read, &kind) {
                Some(more) => {
                    put.key = put.key.join(more.key);
                    put.element = put.element.join(more.element);
                }
                None => return without_elements(kind),
            }
        }
        with_elements(kind, put)
    }

    /// What one use puts in; `None` when anything may be.
    fn put_at(&self, read: NodeId, collection: &Kind) -> Option<Put> {
        let nothing = Some(Put { key: Kind::Never, element: Kind::Never });
        match self.use_at(read) {
            Use::Looks | Use::Iterates(_) | Use::Unpacks | Use::Returned | Use::Attribute(_) => nothing,
            Use::Item(it) => self.put_through_item(it),
            Use::SetsItem(it) => Some(self.put_by_item_store(it, collection)),
            Use::Augments(it) => {
                let element = self.kind(&it.value).kind.element();
                Some(Put { key: Kind::Never, element })
            }
            Use::Calls { call, method } => self.put_by_method(call, method.attr.as_str()),
            Use::Argument(call) => {
                self.only_reads_arguments(call).then_some(Put { key: Kind::Never, element: Kind::Never })
            }
            Use::SetsAttribute(_) | Use::Called(_) | Use::Escapes => None,
        }
    }

    /// `d[k].append(x)` changes what is inside: elements that are collections are then unknown.
    fn put_through_item(&self, it: &ast::ExprSubscript) -> Option<Put> {
        match self.use_at(id_of(it)) {
            Use::Calls { method, .. } if puts_in(method.attr.as_str()) => None,
            Use::SetsItem(_) | Use::Augments(_) => None,
            _ => Some(Put { key: Kind::Never, element: Kind::Never }),
        }
    }

    fn put_by_item_store(&self, it: &ast::ExprSubscript, collection: &Kind) -> Put {
        let source = self.source_of_place(id_of(it));
        let value = match source.origin {
            Origin::Augmented(augmented) => self.augmented_item(augmented, collection),
            Origin::Other => Kind::Never,
            _ => self.kind_of_source(&source, id_of(it)).kind,
        };
        let element = if it.slice.is_slice_expr() { value.element() } else { value };
        Put { key: self.kind(&it.slice).kind, element }
    }

    /// What `d[k] += x` leaves in the place of what the collection was made with.
    fn augmented_item(&self, it: &ast::StmtAugAssign, collection: &Kind) -> Kind {
        let items = collection.members().iter().map(|member| match member {
            Kind::Dict(_, value) | Kind::Defaultdict(_, value) => (**value).clone(),
            Kind::Counter(_) => Kind::Int,
            Kind::List(element) | Kind::Deque(element) => (**element).clone(),
            _ => Kind::Unknown,
        });
        let before = items.fold(Kind::Never, Kind::join);
        let added = self.kind(&it.value).kind;
        let left = before.members().iter().map(|member| super::bindings::augmented_member(it.op, member, &added));
        left.fold(Kind::Never, Kind::join)
    }

    fn put_by_method(&self, call: &ast::ExprCall, method: &str) -> Option<Put> {
        let argument = |place: usize| {
            call.arguments.args.get(place).map_or(Kind::Unknown, |argument: &Expr| self.kind(argument).kind)
        };
        let put = |key, element| Some(Put { key, element });
        match method {
            "append" | "appendleft" => put(Kind::Never, argument(0)),
            "add" => put(Kind::Never, argument(0)),
            "insert" => put(Kind::Never, argument(1)),
            "extend" | "extendleft" => put(Kind::Never, argument(0).element()),
            "setdefault" => put(argument(0), argument(1)),
            "update" => match argument(0) {
                Kind::Dict(key, value) => put((*key).clone(), (*value).clone()),
                other => put(other.element(), Kind::Unknown),
            },
            // Views and iterators share their collection, but nobody puts anything in through them.
            _ => put(Kind::Never, Kind::Never),
        }
    }

    /// Whether a call is known to do nothing to its arguments but read or copy them.
    pub fn only_reads_arguments(&self, call: &ast::ExprCall) -> bool {
        let candidates = self.candidates(&call.func);
        let reads = |name: &String| {
            self.known(name).is_some_and(|known| {
                known.is_pure && !known.mutates_arguments()
                    || name == "builtins.print"
                    || known.is_class && known.is_pure
            })
        };
        if !candidates.is_empty() {
            return candidates.iter().all(reads);
        }
        let Expr::Attribute(method) = &*call.func else { return false };
        let receiver = self.kind(&method.value).kind;
        receiver.all(|member| {
            knowledge::method(member, method.attr.as_str())
                .is_some_and(|known| known.is_pure && !known.mutates_arguments())
        })
    }
}

/// Whether an expression makes a new collection that nobody else holds.
pub fn is_new(value: &Expr) -> bool {
    match value {
        Expr::List(_) | Expr::Set(_) | Expr::Dict(_) => true,
        Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) => true,
        Expr::Call(call) => match &*call.func {
            Expr::Name(name) => matches!(
                name.id.as_str(),
                "list" | "set" | "dict" | "sorted" | "deque" | "defaultdict" | "Counter" | "bytearray" | "OrderedDict"
            ),
            Expr::Attribute(it) => matches!(
                it.attr.as_str(),
                "split"
                    | "splitlines"
                    | "copy"
                    | "deque"
                    | "defaultdict"
                    | "Counter"
                    | "findall"
                    | "readlines"
                    | "rsplit"
            ),
            _ => false,
        },
        Expr::BinOp(it) => is_new(&it.left) || is_new(&it.right),
        Expr::Subscript(it) => it.slice.is_slice_expr(),
        Expr::If(it) => is_new(&it.body) && is_new(&it.orelse),
        _ => false,
    }
}

/// Whether a method may put something into its receiver.
pub fn puts_in(method: &str) -> bool {
    matches!(
        method,
        "append" | "appendleft" | "add" | "insert" | "extend" | "extendleft" | "setdefault" | "update" | "__setitem__"
    )
}

fn holds_elements(kind: &Kind) -> bool {
    kind.members().iter().any(|member| {
        matches!(
            member,
            Kind::List(_) | Kind::Set(_) | Kind::Deque(_) | Kind::Dict(..) | Kind::Defaultdict(..) | Kind::Counter(_)
        )
    })
}

fn without_elements(kind: Kind) -> Kind {
    map_members(kind, |member| match member {
        Kind::List(_) => Kind::list(Kind::Unknown),
        Kind::Set(_) => Kind::set(Kind::Unknown),
        Kind::Deque(_) => Kind::Deque(Kind::Unknown.into()),
        Kind::Counter(_) => Kind::Counter(Kind::Unknown.into()),
        Kind::Dict(..) => Kind::dict(Kind::Unknown, Kind::Unknown),
        Kind::Defaultdict(..) => Kind::Defaultdict(Kind::Unknown.into(), Kind::Unknown.into()),
        other => other,
    })
}

fn with_elements(kind: Kind, put: Put) -> Kind {
    let Put { key, element } = put;
    let joined = |inner: &Kind, more: &Kind| std::sync::Arc::new(inner.clone().join(more.clone()));
    map_members(kind, |member| match member {
        Kind::List(inner) => Kind::List(joined(&inner, &element)),
        Kind::Set(inner) => Kind::Set(joined(&inner, &element)),
        Kind::Deque(inner) => Kind::Deque(joined(&inner, &element)),
        Kind::Counter(inner) => Kind::Counter(joined(&inner, &key)),
        Kind::Dict(of_key, value) => Kind::Dict(joined(&of_key, &key), joined(&value, &element)),
        Kind::Defaultdict(of_key, value) => Kind::Defaultdict(joined(&of_key, &key), joined(&value, &element)),
        other => other,
    })
}

fn map_members(kind: Kind, map: impl Fn(Kind) -> Kind) -> Kind {
    kind.members().iter().cloned().map(map).fold(Kind::Never, Kind::join)
}
