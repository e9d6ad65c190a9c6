//! `@lru_cache` on a method: the cache holds on to every instance that it has seen.

use crate::cx::{Cx, Report};
use crate::facts::nodes::id_of;
use crate::facts::scopes::ScopeKind;
use crate::facts::sizes::integer;
use crate::hooks::Hook;
use crate::page::{Confidence, Impact};
use crate::rule;
use crate::rule::Rule;
use crate::syntax::ast::{self, Expr};
use crate::syntax::{AnyNodeRef, Ranged};

pub static RULE: Rule = rule!("calls/cache-on-method", Hook::Function(check));

fn check<'a>(function: &'a ast::StmtFunctionDef, cx: &mut Cx<'a>) {
    let [decorator] = &*function.decorator_list else { return };
    let Some(class) = class_around(function, cx) else { return };
    let Some(cache) = Cache::of(&decorator.expression, cx) else { return };
    if has_other_bases(class) || !takes_an_instance(function) {
        return;
    }
    let (name, class) = (&function.name, &class.name);
    cx.report(Report {
        at: decorator.expression.range(),
        label: format!("is shared by all instances of `{class}`, and holds them"),
        message: format!("the cache of `{name}` keeps instances of `{class}` in memory"),
        note: cache.cost(),
        help: "use `functools.cached_property` where there are no arguments, or keep a dict in the instance".to_owned(),
        related: Vec::new(),
        impact: Impact::Medium,
        confidence: if cache == Cache::Unbounded { Confidence::Medium } else { Confidence::Low },
    });
}

fn class_around<'a>(function: &'a ast::StmtFunctionDef, cx: &Cx<'a>) -> Option<&'a ast::StmtClassDef> {
    let scope = cx.facts.scopes.get(cx.facts.nodes.get(id_of(function)).scope);
    let is_class = scope.kind == ScopeKind::Class;
    match cx.facts.nodes.get(scope.node).node {
        AnyNodeRef::StmtClassDef(class) if is_class => Some(class),
        _ => None,
    }
}

/// Members of an enumeration live as long as the program, and unknown bases may compare instances by value.
fn has_other_bases(class: &ast::StmtClassDef) -> bool {
    class.bases().iter().any(|base| !matches!(base, Expr::Name(it) if it.id.as_str() == "object"))
}

fn takes_an_instance(function: &ast::StmtFunctionDef) -> bool {
    let first = function.parameters.posonlyargs.iter().chain(&function.parameters.args).next();
    first.is_some_and(|it| it.parameter.name.as_str() == "self")
}

#[derive(PartialEq, Eq)]
enum Cache {
    Unbounded,
    Bounded,
}

impl Cache {
    fn of(decorator: &Expr, cx: &Cx) -> Option<Self> {
        let (callee, size) = match decorator {
            Expr::Call(it) => (&*it.func, it.arguments.find_argument_value("maxsize", 0)),
            other => (other, None),
        };
        match cx.qualified(callee)?.as_str() {
            "functools.cache" => Some(Self::Unbounded),
            "functools.lru_cache" if size.is_some_and(Expr::is_none_literal_expr) => Some(Self::Unbounded),
            // One entry holds one instance.
            "functools.lru_cache" if size.and_then(integer).is_some_and(|size| size < 2) => None,
            "functools.lru_cache" => Some(Self::Bounded),
            _ => None,
        }
    }

    fn cost(&self) -> String {
        match self {
            Self::Unbounded => "memory O(n) in the instances that are ever made: none of them is freed",
            Self::Bounded => "instances stay until newer entries drive them out, and share the room of the cache",
        }
        .to_owned()
    }
}
