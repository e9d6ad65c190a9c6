//! Calls of `re` and of compiled patterns, and the patterns they are given, as far as these are written out.

use super::Cx;
use crate::facts::nodes::id_of;
use crate::facts::sources::Origin;
use crate::regex::{self, Flags, Node};
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr, Operator};

/// The functions of `re` that take a pattern, and how many arguments stand before the flags.
const FUNCTIONS: &[(&str, usize)] = &[
    ("compile", 1),
    ("match", 2),
    ("search", 2),
    ("fullmatch", 2),
    ("findall", 2),
    ("finditer", 2),
    ("sub", 4),
    ("subn", 4),
    ("split", 3),
];

/// Names of names are followed this far.
const LONGEST_CHAIN: usize = 4;

/// A call that matches or compiles a pattern.
pub struct PatternCall<'a> {
    /// `search`, `compile`, …
    pub function: &'a str,
    /// The pattern as `re` is given it: a text, or a compiled pattern.
    pub pattern: &'a Expr,
    /// What follows on the pattern.
    pub arguments: &'a [Expr],
    flags: Option<&'a Expr>,
}

impl<'a> Cx<'a> {
    /// `re.search(pattern, …)`, or `compiled.search(…)` where `compiled` is what one call of `re.compile` gave, if it is
    /// one of these functions.
    pub fn pattern_call(&self, call: &'a ast::ExprCall, wanted: &[&str]) -> Option<PatternCall<'a>> {
        let function = self.pattern_function(call, wanted)?;
        if let Some(of_module) = self.module_call(call, function) {
            return Some(of_module);
        }
        let Expr::Attribute(method) = &*call.func else { return None };
        let compiled = self.compiled(&method.value)?;
        let of_module = self.module_call(compiled, "compile")?;
        Some(PatternCall { function, arguments: &call.arguments.args, ..of_module })
    }

    /// `re.search(pattern, …)`, if it is one of these functions.
    pub fn pattern_call_of_module(&self, call: &'a ast::ExprCall, wanted: &[&str]) -> Option<PatternCall<'a>> {
        self.module_call(call, self.pattern_function(call, wanted)?)
    }

    /// Which of the wanted functions a call runs by its name, in a module that has them.
    fn pattern_function(&self, call: &ast::ExprCall, wanted: &[&str]) -> Option<&'static str> {
        let name = match &*call.func {
            Expr::Attribute(it) => it.attr.as_str(),
            Expr::Name(it) => it.id.as_str(),
            _ => return None,
        };
        // A text has a `split` too.
        if !wanted.contains(&name) || !self.facts.imports_any(&["re"]) {
            return None;
        }
        FUNCTIONS.iter().find(|(function, _)| *function == name).map(|(function, _)| *function)
    }

    fn module_call(&self, call: &'a ast::ExprCall, function: &'static str) -> Option<PatternCall<'a>> {
        let [pattern, arguments @ ..] = &*call.arguments.args else { return None };
        if pattern.is_starred_expr() || self.qualified(&call.func)? != format!("re.{function}") {
            return None;
        }
        let place = FUNCTIONS.iter().find(|(name, _)| *name == function).map(|(_, place)| *place)?;
        let named = call.arguments.find_keyword("flags").map(|it| &it.value);
        let flags = named.or_else(|| call.arguments.args.get(place));
        Some(PatternCall { function, pattern, arguments, flags })
    }

    /// The call of `re.compile` that a value comes from.
    fn compiled(&self, value: &'a Expr) -> Option<&'a ast::ExprCall> {
        match value {
            Expr::Call(call) => Some(call),
            Expr::Name(name) => match self.only_value(name)? {
                Expr::Call(call) => Some(call),
                _ => None,
            },
            _ => None,
        }
    }

    /// What a name holds, if it is one value only.
    pub fn only_value(&self, name: &ast::ExprName) -> Option<&'a Expr> {
        let [binding] = self.bindings(name)[..] else { return None };
        let source = self.facts.source_of(binding);
        match source.origin {
            Origin::Value(value) if source.steps.is_empty() => Some(value),
            Origin::Annotated(it) => it.value.as_deref(),
            _ => None,
        }
    }

    /// The text, or the bytes as text, that an expression always is: written out, put together of such, or the one
    /// value of a name.
    pub fn constant_text(&self, expression: &Expr) -> Option<String> {
        self.text_of(expression, LONGEST_CHAIN)
    }

    fn text_of(&self, expression: &Expr, left: usize) -> Option<String> {
        match expression {
            Expr::StringLiteral(it) => Some(it.value.to_str().to_owned()),
            Expr::BytesLiteral(it) => Some(it.value.bytes().map(char::from).collect()),
            Expr::FString(it) => {
                it.value.elements().map(|part| part.as_literal().map(|it| it.value.as_ref())).collect()
            }
            Expr::BinOp(it) if it.op == Operator::Add && left > 0 => {
                Some(self.text_of(&it.left, left - 1)? + &self.text_of(&it.right, left - 1)?)
            }
            Expr::Name(name) if left > 0 => self.text_of(self.only_value(name)?, left - 1),
            _ => None,
        }
    }

    /// The tree of a call's pattern, where all of it and its flags are written in the code.
    pub fn pattern(&self, call: &PatternCall<'a>) -> Option<Node> {
        let flags = match call.flags {
            Some(flags) => self.flags_of(flags)?,
            None => Flags::default(),
        };
        regex::parse(&self.constant_text(call.pattern)?, flags)
    }

    /// The characters that a call's pattern looks for, if it is a plain text.
    pub fn plain_text(&self, call: &PatternCall<'a>) -> Option<String> {
        if call.flags.is_some() {
            return None;
        }
        let text = self.constant_text(call.pattern)?;
        let is_plain = |it: char| it.is_ascii() && !it.is_control();
        regex::parse(&text, Flags::default())?.literal().filter(|it| !it.is_empty() && it.chars().all(is_plain))
    }

    fn flags_of(&self, flags: &Expr) -> Option<Flags> {
        if let Expr::BinOp(it) = flags {
            let (one, other) = (self.flags_of(&it.left)?, self.flags_of(&it.right)?);
            let both = Flags {
                ignore_case: one.ignore_case || other.ignore_case,
                multiline: one.multiline || other.multiline,
                dot_all: one.dot_all || other.dot_all,
                verbose: one.verbose || other.verbose,
            };
            return (it.op == Operator::BitOr).then_some(both);
        }
        let none = Flags::default();
        match self.qualified(flags)?.strip_prefix("re.")? {
            "I" | "IGNORECASE" => Some(Flags { ignore_case: true, ..none }),
            "M" | "MULTILINE" => Some(Flags { multiline: true, ..none }),
            "S" | "DOTALL" => Some(Flags { dot_all: true, ..none }),
            "X" | "VERBOSE" => Some(Flags { verbose: true, ..none }),
            "A" | "ASCII" | "U" | "UNICODE" => Some(none),
            _ => None,
        }
    }

    /// Whether a text is that of an exception that was caught: `str(error)`, `error.args[0]`. It is one short text for
    /// each failure.
    pub fn is_of_an_error(&self, text: &Expr) -> bool {
        self.comes_from_error(text, LONGEST_CHAIN)
    }

    fn comes_from_error(&self, text: &Expr, left: usize) -> bool {
        match text {
            _ if left == 0 => false,
            Expr::Name(name) => self.bindings(name).iter().any(|binding| match self.facts.source_of(*binding).origin {
                Origin::Caught(_) => true,
                Origin::Value(value) => self.comes_from_error(value, left - 1),
                _ => false,
            }),
            Expr::Attribute(it) => self.comes_from_error(&it.value, left - 1),
            Expr::Subscript(it) => self.comes_from_error(&it.value, left - 1),
            Expr::Call(it) => match (&*it.func, it.arguments.args.first()) {
                (Expr::Attribute(method), _) => self.comes_from_error(&method.value, left - 1),
                (_, Some(first)) => self.comes_from_error(first, left - 1),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether code asks of a value only whether there is one: `if value`, `value is None`, `bool(value)`, `not value`.
    pub fn is_only_asked_for(&self, call: &ast::ExprCall) -> bool {
        match self.parent(call) {
            AnyNodeRef::ExprCompare(it) => {
                matches!(&*it.ops, [ast::CmpOp::Is | ast::CmpOp::IsNot])
                    && matches!(&*it.comparators, [Expr::NoneLiteral(_)])
            }
            AnyNodeRef::ExprUnaryOp(it) => it.op == ast::UnaryOp::Not,
            AnyNodeRef::ExprCall(it) => self.facts.is_builtin(&it.func, "bool"),
            AnyNodeRef::StmtIf(_) | AnyNodeRef::ElifElseClause(_) | AnyNodeRef::StmtWhile(_) => true,
            AnyNodeRef::ExprIf(it) => id_of(&*it.test) == id_of(call),
            AnyNodeRef::Comprehension(it) => it.ifs.iter().any(|test| id_of(test) == id_of(call)),
            AnyNodeRef::ExprBoolOp(it) => self.is_tested_whole(it),
            _ => false,
        }
    }

    /// Whether of `a and b` only the truth is wanted.
    fn is_tested_whole(&self, operation: &ast::ExprBoolOp) -> bool {
        match self.parent(operation) {
            AnyNodeRef::StmtIf(_) | AnyNodeRef::ElifElseClause(_) | AnyNodeRef::StmtWhile(_) => true,
            AnyNodeRef::ExprIf(it) => id_of(&*it.test) == id_of(operation),
            AnyNodeRef::Comprehension(it) => it.ifs.iter().any(|test| id_of(test) == id_of(operation)),
            AnyNodeRef::ExprUnaryOp(it) => it.op == ast::UnaryOp::Not,
            AnyNodeRef::ExprBoolOp(it) => self.is_tested_whole(it),
            _ => false,
        }
    }
}
