//! Whether code that computes one item could compute all of them at once, as operators on arrays and columns do.

use super::Cx;
use crate::model::Kind;
use crate::syntax::ast::{self, Expr, Operator};

/// Functions of `math` and builtins that numpy has under a name of its own for whole arrays.
const SCALAR_FUNCTIONS: &[&str] = &[
    "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "ceil", "copysign", "cos", "cosh", "degrees", "exp",
    "expm1", "fabs", "floor", "fmod", "hypot", "isfinite", "isinf", "isnan", "log", "log10", "log1p", "log2", "pow",
    "radians", "sin", "sinh", "sqrt", "tan", "tanh", "trunc",
];

/// Functions of numpy that work on whole arrays as on one number.
const ARRAY_FUNCTIONS: &[&str] = &[
    "abs", "absolute", "arccos", "arcsin", "arctan", "arctan2", "clip", "fabs", "floor", "ceil", "maximum", "minimum",
    "power", "rint", "round", "sign", "square", "where", "float64", "float32", "int64", "int32",
];

/// What one expression does to the items that it computes with.
#[derive(Default)]
struct Seen {
    items: usize,
    steps: usize,
}

impl<'a> Cx<'a> {
    /// Whether an expression computes with an item by operators, conditions and functions of mathematics alone, so that
    /// the same can be written for all items at once.
    pub fn is_elementwise(&self, expression: &Expr, is_item: &dyn Fn(&Expr) -> bool) -> bool {
        let mut seen = Seen::default();
        self.computes(expression, is_item, &mut seen) && seen.items > 0 && seen.steps > 0
    }

    fn computes(&self, expression: &Expr, is_item: &dyn Fn(&Expr) -> bool, seen: &mut Seen) -> bool {
        if is_item(expression) {
            seen.items += 1;
            return true;
        }
        match expression {
            Expr::NumberLiteral(_) | Expr::BooleanLiteral(_) => true,
            Expr::Name(it) => it.ctx.is_load() && self.may_be_number(expression),
            Expr::Attribute(_) => !self.mentions_item(expression, is_item) && self.may_be_number(expression),
            Expr::UnaryOp(it) => {
                seen.steps += 1;
                it.op != ast::UnaryOp::Not && self.computes(&it.operand, is_item, seen)
            }
            Expr::BinOp(it) => {
                seen.steps += 1;
                it.op != Operator::MatMult
                    && self.computes(&it.left, is_item, seen)
                    && self.computes(&it.right, is_item, seen)
            }
            Expr::Compare(it) => {
                seen.steps += 1;
                let is_order = |op: &ast::CmpOp| !matches!(op, ast::CmpOp::In | ast::CmpOp::NotIn) && !is_identity(op);
                let is_text = |it: &Expr| it.is_string_literal_expr();
                let operands = std::iter::once(&*it.left).chain(&*it.comparators);
                it.ops.iter().all(is_order)
                    && operands.into_iter().all(|it| is_text(it) || self.computes(it, is_item, seen))
            }
            Expr::If(it) => {
                seen.steps += 1;
                [&it.test, &it.body, &it.orelse].into_iter().all(|part| {
                    part.is_string_literal_expr() || part.is_none_literal_expr() || self.computes(part, is_item, seen)
                })
            }
            Expr::Call(call) => self.computes_by_call(call, is_item, seen),
            _ => false,
        }
    }

    fn computes_by_call(&self, call: &ast::ExprCall, is_item: &dyn Fn(&Expr) -> bool, seen: &mut Seen) -> bool {
        let Some(name) = self.qualified(&call.func) else { return false };
        let (module, function) = name.rsplit_once('.').unwrap_or_default();
        let is_known = match module {
            "math" => SCALAR_FUNCTIONS.contains(&function),
            "numpy" => SCALAR_FUNCTIONS.contains(&function) || ARRAY_FUNCTIONS.contains(&function),
            "builtins" => matches!(function, "abs" | "round" | "float" | "int" | "bool"),
            _ => false,
        };
        seen.steps += 1;
        is_known
            && call.arguments.keywords.is_empty()
            && call.arguments.args.iter().all(|argument| self.computes(argument, is_item, seen))
    }

    /// Texts do not pay: an operator on a column of texts runs in Python too.
    fn may_be_number(&self, expression: &Expr) -> bool {
        let is_other = |kind: &Kind| {
            matches!(kind, Kind::Str | Kind::Bytes | Kind::List(_) | Kind::Dict(..) | Kind::Set(_) | Kind::Tuple(_))
        };
        !self.kind(expression).kind.members().iter().any(is_other)
    }

    fn mentions_item(&self, expression: &Expr, is_item: &dyn Fn(&Expr) -> bool) -> bool {
        match expression {
            it if is_item(it) => true,
            Expr::Attribute(it) => self.mentions_item(&it.value, is_item),
            _ => false,
        }
    }

    /// The parameter and the body of a lambda of one parameter without a default.
    pub fn lambda_of_one<'l>(&self, function: &'l Expr) -> Option<(&'l str, &'l Expr)> {
        let Expr::Lambda(lambda) = function else { return None };
        let parameters = lambda.parameters.as_deref()?;
        let [only] = &*parameters.args else { return None };
        let is_plain = parameters.vararg.is_none() && parameters.kwonlyargs.is_empty() && only.default.is_none();
        is_plain.then(|| (only.parameter.name.as_str(), &*lambda.body))
    }

    /// Whether a lambda, or a function of this module that only returns something, computes item by item with its one
    /// parameter.
    pub fn maps_items(&self, function: &'a Expr) -> bool {
        if let Some((name, body)) = self.lambda_of_one(function) {
            return self.is_elementwise(body, &|it| is_name(it, name));
        }
        let Some((name, body)) = self.function_of_one(function) else { return false };
        self.is_elementwise(body, &|it| is_name(it, name))
    }

    /// The same of a function with a name, whose body is a single `return`.
    fn function_of_one(&self, function: &'a Expr) -> Option<(&'a str, &'a Expr)> {
        let binding = self.facts.own_function(function)?;
        let crate::facts::sources::Origin::Function(definition) = self.facts.source_of(binding).origin else {
            return None;
        };
        let [only] = &*definition.parameters.args else { return None };
        let body = definition.body.iter().filter(|it| !is_docstring(it)).collect::<Vec<_>>();
        match body.as_slice() {
            [ast::Stmt::Return(it)] if definition.decorator_list.is_empty() => {
                Some((only.parameter.name.as_str(), it.value.as_deref()?))
            }
            _ => None,
        }
    }
}

fn is_docstring(statement: &ast::Stmt) -> bool {
    matches!(statement, ast::Stmt::Expr(it) if it.value.is_string_literal_expr())
}

fn is_identity(op: &ast::CmpOp) -> bool {
    matches!(op, ast::CmpOp::Is | ast::CmpOp::IsNot)
}

/// Whether an expression is a name, and this one.
pub fn is_name(expression: &Expr, name: &str) -> bool {
    matches!(expression, Expr::Name(it) if it.id.as_str() == name)
}
