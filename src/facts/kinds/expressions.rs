//! The kind of an expression, by its form.

use crate::facts::Facts;
use crate::facts::flow::Reached;
use crate::facts::nodes::id_of;
use crate::model::{Inferred, Kind};
use crate::syntax::ast::{self, Expr, Number};

impl<'a> Facts<'a> {
    pub(super) fn kind_of_expression(&self, expression: &Expr) -> Inferred {
        let proved = Inferred::proved;
        match expression {
            Expr::NoneLiteral(_) => proved(Kind::None),
            Expr::BooleanLiteral(_) => proved(Kind::Bool),
            Expr::EllipsisLiteral(_) => proved(Kind::Ellipsis),
            Expr::StringLiteral(_) | Expr::FString(_) => proved(Kind::Str),
            Expr::BytesLiteral(_) => proved(Kind::Bytes),
            Expr::NumberLiteral(it) => proved(match it.value {
                Number::Int(_) => Kind::Int,
                Number::Float(_) => Kind::Float,
                Number::Complex { .. } => Kind::Complex,
            }),
            Expr::Slice(_) => proved(Kind::Slice),
            Expr::Lambda(_) => proved(Kind::Function),
            Expr::List(it) => proved(Kind::list(self.element_of_display(&it.elts))),
            Expr::Set(it) => proved(Kind::set(self.element_of_display(&it.elts))),
            Expr::Tuple(it) => proved(self.tuple_display(&it.elts)),
            Expr::Dict(it) => proved(self.dict_display(it)),
            Expr::ListComp(it) => proved(Kind::list(self.kind(&it.elt).kind)),
            Expr::SetComp(it) => proved(Kind::set(self.kind(&it.elt).kind)),
            Expr::DictComp(it) => proved(self.dict_comprehension(it)),
            Expr::Generator(it) => proved(Kind::generator(self.kind(&it.elt).kind)),
            Expr::Name(it) => self.kind_of_name(it),
            Expr::Named(it) => self.kind(&it.value),
            Expr::If(it) => self.kind(&it.body).join(self.kind(&it.orelse)),
            Expr::Starred(_) => Inferred::UNKNOWN,
            Expr::Call(it) => self.kind_of_call(it),
            Expr::Attribute(it) => self.kind_of_attribute(it),
            Expr::Subscript(it) => self.kind_of_subscript(it),
            Expr::Await(it) => self.kind_of_await(it),
            Expr::BoolOp(it) => self.kind_of_bool_op(it),
            Expr::BinOp(it) => self.kind_of_binary(it.op, &it.left, &it.right),
            Expr::UnaryOp(it) => self.kind_of_unary(it),
            Expr::Compare(it) => self.kind_of_compare(it),
            _ => Inferred::UNKNOWN,
        }
    }

    fn element_of_display(&self, elements: &[Expr]) -> Kind {
        let kinds = elements.iter().map(|element| match element {
            Expr::Starred(starred) => self.kind(&starred.value).kind.element(),
            other => self.kind(other).kind,
        });
        kinds.fold(Kind::Never, Kind::join)
    }

    fn tuple_display(&self, elements: &[Expr]) -> Kind {
        if elements.iter().any(Expr::is_starred_expr) {
            return Kind::TupleOf(self.element_of_display(elements).into());
        }
        Kind::tuple(elements.iter().map(|element| self.kind(element).kind).collect())
    }

    fn dict_display(&self, dict: &ast::ExprDict) -> Kind {
        let (mut key, mut value) = (Kind::Never, Kind::Never);
        for item in &dict.items {
            let of_value = self.kind(&item.value).kind;
            match (&item.key, of_value) {
                (Some(of_key), of_value) => {
                    key = key.join(self.kind(of_key).kind);
                    value = value.join(of_value);
                }
                (None, Kind::Dict(merged_key, merged_value)) => {
                    key = key.join((*merged_key).clone());
                    value = value.join((*merged_value).clone());
                }
                (None, _) => return Kind::dict(Kind::Unknown, Kind::Unknown),
            }
        }
        Kind::dict(key, value)
    }

    fn dict_comprehension(&self, it: &ast::ExprDictComp) -> Kind {
        let key = it.key.as_ref().map_or(Kind::Unknown, |key| self.kind(key).kind);
        Kind::dict(key, self.kind(&it.value).kind)
    }

    /// The kind of a name where it is read.
    pub fn kind_of_name(&self, name: &ast::ExprName) -> Inferred {
        let id = id_of(name);
        let (bindings, unbound) = match self.reached(name) {
            Reached::Bindings { bindings, unbound } => (bindings, unbound),
            Reached::Builtin => return self.kind_of_builtin(name.id.as_str()),
            Reached::Unknown => return Inferred::UNKNOWN,
        };
        if bindings.is_empty() {
            // Unbound on every path, or never reached: no value at all.
            return if unbound { Inferred::UNKNOWN } else { Inferred::proved(Kind::Never) };
        }
        let mut joined = Inferred::proved(Kind::Never);
        for binding in &bindings {
            joined = joined.join(self.narrowed(id, *binding, self.kind_of_binding(*binding)));
        }
        joined
    }

    fn kind_of_builtin(&self, name: &str) -> Inferred {
        match name {
            "__name__" | "__file__" => Inferred::proved(Kind::Str),
            "NotImplemented" => Inferred::UNKNOWN,
            _ => self.kind_of_known_symbol(&format!("builtins.{name}")),
        }
    }

    fn kind_of_subscript(&self, it: &ast::ExprSubscript) -> Inferred {
        let receiver = self.kind(&it.value);
        let is_slice = it.slice.is_slice_expr();
        let members = receiver.kind.members().iter().map(|member| self.item_of(member, &it.slice, is_slice));
        let kind = members.fold(Kind::Never, Kind::join);
        let kind = if receiver.kind == Kind::Never { Kind::Never } else { kind };
        Inferred { kind, certainty: receiver.certainty }
    }

    fn item_of(&self, receiver: &Kind, index: &Expr, is_slice: bool) -> Kind {
        match receiver {
            Kind::List(element) => {
                if is_slice {
                    receiver.clone()
                } else {
                    (**element).clone()
                }
            }
            Kind::Str | Kind::Bytes | Kind::Bytearray if is_slice => receiver.clone(),
            Kind::Str => Kind::Str,
            Kind::Bytes | Kind::Bytearray => Kind::Int,
            Kind::Dict(_, value) | Kind::Defaultdict(_, value) => (**value).clone(),
            Kind::Counter(_) => Kind::Int,
            Kind::Deque(element) if !is_slice => (**element).clone(),
            Kind::Range if is_slice => Kind::Range,
            Kind::Range => Kind::Int,
            Kind::TupleOf(element) => {
                if is_slice {
                    receiver.clone()
                } else {
                    (**element).clone()
                }
            }
            Kind::Tuple(members) if !is_slice => tuple_item(members, index),
            Kind::Tuple(_) => Kind::TupleOf(receiver.element().into()),
            Kind::Queryset(model) if !is_slice => Kind::Instance(model.clone()),
            Kind::Queryset(_) => receiver.clone(),
            _ => self.item_of_vector(receiver, index),
        }
    }

    fn kind_of_await(&self, it: &ast::ExprAwait) -> Inferred {
        let awaited = self.kind(&it.value);
        let members = awaited.kind.members().iter().map(|member| match member {
            Kind::Coroutine(result) => (**result).clone(),
            _ => Kind::Unknown,
        });
        Inferred { kind: members.fold(Kind::Never, Kind::join), certainty: awaited.certainty }
    }
}

/// The item of a tuple at a literal index, or the join of all.
fn tuple_item(members: &[Kind], index: &Expr) -> Kind {
    let literal = |expr: &Expr| match expr {
        Expr::NumberLiteral(it) => it.value.as_int().and_then(ast::Int::as_usize),
        _ => None,
    };
    let at = match index {
        Expr::UnaryOp(it) if it.op == ast::UnaryOp::USub => {
            literal(&it.operand).and_then(|back| members.len().checked_sub(back))
        }
        other => literal(other),
    };
    match at.and_then(|at| members.get(at)) {
        Some(member) => member.clone(),
        None => members.iter().cloned().fold(Kind::Never, Kind::join),
    }
}
