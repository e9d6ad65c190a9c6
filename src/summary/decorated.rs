//! What kind of function a definition makes, by its words and its decorators.

use super::work::{Use, Work};
use crate::facts::scopes::ScopeId;
use crate::facts::{Facts, last_name};
use crate::syntax::AnyNodeRef;
use crate::syntax::ast::{self, Expr};

/// Decorators that leave open nothing about what a call does.
const PLAIN: [&str; 16] = [
    "staticmethod",
    "classmethod",
    "property",
    "wraps",
    "override",
    "final",
    "overload",
    "abstractmethod",
    "no_type_check",
    "atomic",
    "retry",
    "on_exception",
    "deprecated",
    "contextmanager",
    "asynccontextmanager",
    "setter",
];

/// Decorators that keep results.
const CACHES: [&str; 5] = ["lru_cache", "cache", "cached_property", "cached", "memoize"];

/// The work of a function, as far as its definition tells.
pub(super) fn work_of(scope: ScopeId, facts: &Facts) -> Work {
    let Some(definition) = facts.function_definition(scope) else { return Work::default() };
    let names: Vec<Option<&str>> = definition.decorator_list.iter().map(|it| last_name(&it.expression)).collect();
    let has = |name: &str| names.contains(&Some(name));
    let runs = if has("property") || has("cached_property") {
        Use::Read
    } else if has("contextmanager") || has("asynccontextmanager") {
        Use::Entered
    } else if facts.scopes.get(scope).has_yield {
        Use::Iterated
    } else if definition.is_async {
        Use::Awaited
    } else {
        Use::Called
    };
    Work {
        is_async: definition.is_async,
        is_command: facts.is_command(definition),
        runs,
        is_cached: CACHES.iter().any(|name| has(name)),
        decorators: unknown_decorators(definition, facts),
        ..Work::default()
    }
}

fn unknown_decorators(definition: &ast::StmtFunctionDef, facts: &Facts) -> Vec<String> {
    let is_known = |it: &Expr| last_name(it).is_some_and(|name| PLAIN.contains(&name) || CACHES.contains(&name));
    let unknown = definition.decorator_list.iter().map(|it| &it.expression).filter(|it| !is_known(it));
    let name = |it: &Expr| match it {
        Expr::Call(call) => facts.qualified(&call.func),
        other => facts.qualified(other),
    };
    unknown.map(|it| name(it).unwrap_or_default()).collect()
}

/// Whether a decorator that a function is calls what it decorates where it is called itself: in a plain function
/// inside, and in no thread. `None` where it is no decorator.
pub(super) fn calls_through(function: ScopeId, facts: &Facts) -> Option<bool> {
    let scope = facts.scopes.get(function);
    let mut wrappers = facts.nodes.within(scope.node).filter_map(|(_, it)| match it.node {
        AnyNodeRef::StmtFunctionDef(inner) => {
            inner.decorator_list.iter().any(|it| last_name(&it.expression) == Some("wraps")).then_some(inner.is_async)
        }
        _ => None,
    });
    let is_async = wrappers.next()?;
    let hands_over = facts.nodes.within(scope.node).any(|(_, it)| match it.node {
        AnyNodeRef::ExprAttribute(it) => {
            matches!(it.attr.as_str(), "run_in_executor" | "submit" | "to_thread" | "run_sync" | "Thread" | "delay")
        }
        AnyNodeRef::ExprName(it) => matches!(it.id.as_str(), "Thread" | "to_thread" | "sync_to_async"),
        _ => false,
    });
    Some(!is_async && wrappers.all(|is_async| !is_async) && !hands_over)
}
