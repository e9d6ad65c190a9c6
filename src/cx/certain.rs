//! What a safe fix may count on: values that are of a builtin class itself, and expressions that cannot fail.

use super::Cx;
use crate::facts::flow::Reached;
use crate::facts::kinds::puts_in;
use crate::facts::nodes::{NodeId, id_of};
use crate::facts::scopes::{BindingId, ScopeKind};
use crate::facts::sources::Origin;
use crate::facts::uses::Use;
use crate::model::{Certainty, Kind};
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, CmpOp, Expr, Operator, UnaryOp};

/// Names of names are followed this far.
const LONGEST_CHAIN: usize = 6;

/// Builtins that hand on what they were given, of whatever class that is.
const HAND_ON: &[&str] = &["max", "min", "next", "iter", "sum", "getattr", "reversed", "str", "repr"];

/// Methods of `str` that give something whatever the text is: those called without arguments …
const SURE_ALONE: &[&str] = &[
    "casefold",
    "isalnum",
    "isalpha",
    "isdecimal",
    "isdigit",
    "isidentifier",
    "islower",
    "isspace",
    "istitle",
    "isupper",
    "lower",
    "lstrip",
    "rstrip",
    "split",
    "splitlines",
    "strip",
    "swapcase",
    "title",
    "upper",
];
/// … and those called with a text, which is not empty.
const SURE_WITH_TEXT: &[&str] = &["endswith", "lstrip", "rstrip", "split", "startswith", "strip"];

impl<'a> Cx<'a> {
    /// Whether an expression is proved to give a kind, and nothing of a subclass, which might do things in its own way:
    /// it is made by a display, by a builtin or from such. What `isinstance` says of a parameter is less than that.
    pub fn is_exactly(&self, expression: &Expr, such: impl Fn(&Kind) -> bool) -> bool {
        let inferred = self.kind(expression);
        inferred.certainty == Certainty::Proved && inferred.kind.all(such) && self.is_built(expression, LONGEST_CHAIN)
    }

    fn is_built(&self, expression: &Expr, left: usize) -> bool {
        match expression {
            _ if left == 0 => false,
            Expr::Name(name) => self.is_built_by_name(name, left - 1),
            Expr::BinOp(it) => self.is_built(&it.left, left - 1) && self.is_built(&it.right, left - 1),
            Expr::If(it) => self.is_built(&it.body, left - 1) && self.is_built(&it.orelse, left - 1),
            Expr::Subscript(it) => self.is_built(&it.value, left - 1),
            Expr::Call(it) => self.is_built_by_call(expression, it, left - 1),
            Expr::FString(_) => true,
            Expr::List(it) => it.elts.iter().all(|part| self.is_built(part, left - 1)),
            Expr::Set(it) => it.elts.iter().all(|part| self.is_built(part, left - 1)),
            Expr::Tuple(it) => it.elts.iter().all(|part| self.is_built(part, left - 1)),
            Expr::Dict(it) => it.items.iter().all(|item| {
                let is_built = |part: &Expr| self.is_built(part, left - 1);
                item.key.as_ref().is_some_and(is_built) && is_built(&item.value)
            }),
            Expr::ListComp(it) => self.is_built(&it.elt, left - 1),
            Expr::SetComp(it) => self.is_built(&it.elt, left - 1),
            Expr::Generator(it) => self.is_built(&it.elt, left - 1),
            other => other.is_literal_expr(),
        }
    }

    fn is_built_by_name(&self, name: &ast::ExprName, left: usize) -> bool {
        let Some(owner) = self.facts.scopes.owner(self.facts.nodes.get(id_of(name)).scope, name.id.as_str()) else {
            return false;
        };
        let is_local = matches!(self.facts.scopes.get(owner).kind, ScopeKind::Function | ScopeKind::Comprehension);
        let bindings = self.facts.scopes.bindings_of(owner, name.id.as_str());
        let puts_in_built = |at: NodeId| match self.facts.use_at(at) {
            Use::Calls { call, method } if puts_in(method.attr.as_str()) => {
                call.arguments.args.iter().all(|it| self.is_built(it, left))
            }
            Use::SetsItem(item) => self.is_built(&item.slice, left),
            _ => true,
        };
        is_local
            && !bindings.is_empty()
            && bindings.into_iter().all(|it| self.is_built_by_binding(it, left))
            && self.facts.reads_of(owner, name.id.as_str()).into_iter().all(puts_in_built)
    }

    fn is_built_by_binding(&self, binding: BindingId, left: usize) -> bool {
        match self.facts.source_of(binding).origin {
            Origin::Value(value) => self.is_built(value, left),
            Origin::Augmented(it) => self.is_built(&it.value, left),
            Origin::Item { iterable, is_async } => !is_async && self.is_built(iterable, left),
            Origin::Entered { manager, is_async } => !is_async && self.is_built(manager, left),
            _ => false,
        }
    }

    fn is_built_by_call(&self, whole: &Expr, call: &ast::ExprCall, left: usize) -> bool {
        if self.facts.known_callee(call).is_none() {
            return false;
        }
        let hands_on = HAND_ON.iter().any(|name| self.facts.is_builtin(&call.func, name));
        let is_whole = |kind: &Kind| kind.is_immutable() || *kind == Kind::File;
        let of_module = call.func.is_attribute_expr() && self.qualified(&call.func).is_some();
        let needs_arguments = hands_on || of_module || !self.kind(whole).kind.all(is_whole);
        let receiver_is_built = match &*call.func {
            Expr::Attribute(it) => of_module || self.is_built(&it.value, left),
            _ => true,
        };
        receiver_is_built && (!needs_arguments || call.arguments.args.iter().all(|it| self.is_built(it, left)))
    }

    /// Whether evaluating an expression gives a value, whatever the data are, and does nothing else.
    pub fn cannot_fail(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Name(it) => match self.facts.reached(it) {
                Reached::Bindings { unbound, .. } => !unbound,
                Reached::Builtin => true,
                Reached::Unknown => false,
            },
            Expr::UnaryOp(it) => it.op == UnaryOp::Not && self.has_sure_truth(&it.operand),
            Expr::BoolOp(it) => it.values.iter().all(|value| self.has_sure_truth(value)),
            Expr::If(it) => self.has_sure_truth(&it.test) && self.cannot_fail(&it.body) && self.cannot_fail(&it.orelse),
            Expr::Tuple(it) => it.elts.iter().all(|part| self.cannot_fail(part)),
            Expr::Compare(it) => self.compares_surely(it),
            Expr::BinOp(it) => self.adds_surely(it),
            Expr::Call(it) => self.calls_surely(it),
            other => other.is_literal_expr(),
        }
    }

    /// Whether an expression cannot fail and can be asked for its truth.
    fn has_sure_truth(&self, expression: &Expr) -> bool {
        let is_builtin = |kind: &Kind| kind.is_immutable() || is_plain_collection(kind);
        self.cannot_fail(expression) && self.is_exactly(expression, is_builtin)
    }

    fn compares_surely(&self, it: &ast::ExprCompare) -> bool {
        let ([op], [right]) = (&*it.ops, &*it.comparators) else { return false };
        let both = |such: fn(&Kind) -> bool| self.is_exactly(&it.left, such) && self.is_exactly(right, such);
        let is_sure = match op {
            CmpOp::Is | CmpOp::IsNot => true,
            CmpOp::Eq | CmpOp::NotEq => both(is_scalar),
            CmpOp::In | CmpOp::NotIn => {
                both(is_text) || self.is_exactly(&it.left, is_scalar) && self.holds_scalars(right)
            }
            _ => both(is_text) || both(is_number),
        };
        is_sure && self.cannot_fail(&it.left) && self.cannot_fail(right)
    }

    /// Whether a collection is a builtin one whose items compare and hash as builtin scalars do.
    pub fn holds_scalars(&self, collection: &Expr) -> bool {
        let is_such = |kind: &Kind| is_plain_collection(kind) && kind.element().all(is_scalar);
        self.is_exactly(collection, is_such)
    }

    /// Whether the items of a list comprehension can be made whenever one likes: they come from a builtin collection or
    /// text, one clause deep, and making them cannot fail.
    pub fn items_cannot_fail(&self, list: &ast::ExprListComp) -> bool {
        let [clause] = &*list.generators else { return false };
        let is_whole = |kind: &Kind| is_text(kind) || is_plain_collection(kind);
        self.is_exactly(&clause.iter, is_whole) && self.cannot_fail_for_any(clause)
    }

    /// Whether what a comprehension of one clause computes cannot fail for any item.
    pub fn cannot_fail_for_any(&self, clause: &ast::Comprehension) -> bool {
        let parts: Vec<&Expr> = match self.parent(clause) {
            AnyNodeRef::ExprListComp(it) if it.generators.len() == 1 => vec![&it.elt],
            AnyNodeRef::ExprSetComp(it) if it.generators.len() == 1 && self.is_exactly(&it.elt, is_scalar) => {
                vec![&it.elt]
            }
            _ => return false,
        };
        clause.target.is_name_expr()
            && !clause.is_async
            && parts.into_iter().all(|part| self.cannot_fail(part))
            && clause.ifs.iter().all(|test| self.has_sure_truth(test))
    }

    fn adds_surely(&self, it: &ast::ExprBinOp) -> bool {
        let both = |such: fn(&Kind) -> bool| self.is_exactly(&it.left, such) && self.is_exactly(&it.right, such);
        let is_sure = match it.op {
            Operator::Add => both(is_text) || both(is_integer),
            Operator::Sub => both(is_integer),
            _ => false,
        };
        is_sure && self.cannot_fail(&it.left) && self.cannot_fail(&it.right)
    }

    fn calls_surely(&self, call: &ast::ExprCall) -> bool {
        let arguments = &*call.arguments.args;
        if !call.arguments.keywords.is_empty() {
            return false;
        }
        if let [only] = arguments
            && self.facts.is_builtin(&call.func, "len")
        {
            return self.cannot_fail(only) && self.is_exactly(only, |kind| is_text(kind) || is_plain_collection(kind));
        }
        let Expr::Attribute(method) = &*call.func else { return false };
        let name = method.attr.as_str();
        let is_sure = match arguments {
            [] => SURE_ALONE.contains(&name),
            [Expr::StringLiteral(text)] => SURE_WITH_TEXT.contains(&name) && !text.value.is_empty(),
            _ => false,
        };
        is_sure && self.is_exactly(&method.value, is_text) && self.cannot_fail(&method.value)
    }
}

pub fn is_text(kind: &Kind) -> bool {
    *kind == Kind::Str
}

fn is_integer(kind: &Kind) -> bool {
    matches!(kind, Kind::Int | Kind::Bool)
}

fn is_number(kind: &Kind) -> bool {
    matches!(kind, Kind::Int | Kind::Bool | Kind::Float)
}

/// Kinds whose values compare and hash without running code of anybody.
pub fn is_scalar(kind: &Kind) -> bool {
    matches!(kind, Kind::Str | Kind::Bytes | Kind::Int | Kind::Bool | Kind::Float | Kind::None)
}

fn is_plain_collection(kind: &Kind) -> bool {
    let is_counted =
        matches!(kind, Kind::Keys(_) | Kind::Range | Kind::Frozenset(_) | Kind::Tuple(_) | Kind::TupleOf(_));
    is_counted || matches!(kind, Kind::List(_) | Kind::Set(_) | Kind::Dict(..) | Kind::Deque(_))
}
